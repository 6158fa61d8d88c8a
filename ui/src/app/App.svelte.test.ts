import { expect, test, vi } from "vitest";
import { toasts } from "../components/toasts.svelte";
import { mounted, part, settled } from "../testing/mounted";
import App from "./App.svelte";

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: { appStatus: vi.fn().mockRejectedValue(new Error()) },
  onLeaving: () => () => {},
}));

test("what went wrong is said where there is no workspace yet", async () => {
  mounted(App, {});
  await settled();
  expect(part("failed").textContent).toContain("can’t open");
  toasts.say("Studio Keys could not quit.", "problem");
  await settled();
  expect(part("toast").closest("[role=alert]")?.textContent).toContain("Studio Keys could not quit.");
});
