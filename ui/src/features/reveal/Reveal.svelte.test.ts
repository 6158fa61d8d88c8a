import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { studio } from "../../app/studio.svelte";
import { backend } from "../../backend";
import type { KeyView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import Reveal from "./Reveal.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { reveal: vi.fn(), finishReveal: vi.fn(), deleteKeys: vi.fn(), showSecret: vi.fn() },
}));

const refusal = "You have 10,000 keys, and no more are taken.";
const refused = sampleKey({ status: "refused", sync: "refused", refusal });

async function reveals(key: KeyView) {
  studio.revealed = { key, nextSteps: [] };
  vi.mocked(backend.reveal).mockResolvedValue({ key, nextSteps: [] });
  vi.mocked(backend.finishReveal).mockResolvedValue(null);
  vi.mocked(backend.deleteKeys).mockResolvedValue(null);
  mounted(Reveal, {});
  await settled();
}

beforeEach(() => router.leaveTo("reveal"));

test("a new key says when it ends, to the minute", async () => {
  await reveals(sampleKey({ expiresAt: "2027-02-21T13:05:00Z" }));
  expect(part("reveal").textContent).toContain("expires 21 Feb 2027, 14:05");
  expect(part("reveal").querySelector("header")?.textContent).toContain("confirmed by the store");
});

test("a refused key says so, why, and what next, and asks nobody to save it", async () => {
  await reveals(refused);
  expect(part("reveal").querySelector("header")?.textContent).toContain("Refused by the store");
  expect(part("refused").textContent).toContain(refusal);
  expect(part("refused").getAttribute("role")).toBe("alert");
  expect(document.querySelector("[data-testid=secret-field]")).toBeNull();
  part("make-another").click();
  await settled();
  expect(router.page).toBe("new-key");
  expect(backend.deleteKeys).toHaveBeenCalledExactlyOnceWith([refused.id]);
});

test("a refused key is left without a question", async () => {
  await reveals(refused);
  router.go("dashboard");
  await settled();
  expect(router.page).toBe("dashboard");
  expect(backend.finishReveal).toHaveBeenCalledExactlyOnceWith(false);
});
