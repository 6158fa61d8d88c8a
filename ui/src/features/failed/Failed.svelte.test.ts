import { flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { backend } from "../../backend";
import { mounted, part } from "../../testing/mounted";
import Failed from "./Failed.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { quit: vi.fn() },
}));

const settled = async () => {
  await new Promise((done) => setTimeout(done));
  flushSync();
};
const complaint = () => document.querySelector("[data-testid='quit-error'][role='alert']");

test("says so when it can’t be quit, and forgets it with the next try", async () => {
  vi.mocked(backend.quit).mockRejectedValueOnce(new Error());
  mounted(Failed, { problem: "The disk is full." });
  expect(complaint()).toBeNull();
  part("failed-quit").click();
  await settled();
  expect(complaint()?.textContent).toMatch(/did not quit/);
  vi.mocked(backend.quit).mockResolvedValueOnce(null);
  part("failed-quit").click();
  await settled();
  expect(complaint()).toBeNull();
});
