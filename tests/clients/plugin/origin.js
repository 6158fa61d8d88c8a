// What Figma gives the page of a plugin: a frame that may run scripts and is of no origin.

import { ensure, ensureEqual } from "./expect.js";

/** The page is where a plugin's is, and the browser holds it to the rules for such pages. */
export async function isHeldToTheRules({ store }) {
  ensureEqual([self.origin, window === window.parent], ["null", false], "the page's origin");
  // Without rules, everything else here would work whatever the store answers to preflights.
  const refused = await fetch(`${store}/healthz`, { headers: { "X-Not-Allowed": "1" } }).then(
    () => false,
    () => true,
  );
  ensure(refused, "the browser sends a header that the store does not allow");
}
