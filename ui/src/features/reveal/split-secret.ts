/** The secret, put together from the halves in which it crosses into the page. */
import type { SplitSecret } from "../../backend";

/** The secret in the clear. Call it only to show it. */
export function joined({ first, second }: SplitSecret): string {
  return String.fromCharCode(...first.map((byte, index) => byte ^ (second[index] ?? 0)));
}
