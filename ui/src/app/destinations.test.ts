import { beforeEach, expect, test, vi } from "vitest";
import { sampleKey } from "../testing/samples";
import { backend } from "../backend";
import type { Destination } from "../backend";
import { followDestinations, goTo } from "./destinations";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

const app = vi.hoisted(() => ({ arrive: () => {} }));

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: { takeDestination: vi.fn(async () => null), key: vi.fn(), setCurrentProject: vi.fn() },
  onDestination: (hear: () => void) => {
    app.arrive = hear;
    return () => {};
  },
}));

beforeEach(() => router.leaveTo("dashboard"));

test("what was asked for while the page was loading is gone to, and what is asked for later", async () => {
  vi.mocked(backend.takeDestination)
    .mockResolvedValueOnce({ kind: "apiKeys" })
    .mockResolvedValueOnce({ kind: "settings", section: "vault" });
  followDestinations();
  await vi.waitFor(() => expect(router.page).toBe("api-keys"));
  app.arrive();
  await vi.waitFor(() => expect(router.page).toBe("settings"));
  expect(studio.settings).toBe("vault");
});

test("a key is looked up, and shown in the list", async () => {
  const key = sampleKey();
  vi.mocked(backend.key).mockResolvedValue(key);
  await goTo({ kind: "key", id: key.id });
  expect([router.page, studio.sought]).toEqual(["api-keys", key]);
});

test("a page that does not let go keeps what it was asked to begin with for later", async () => {
  const recipe = { name: "Figma", scopes: [], expiry: null, replaces: null, fromLink: true, problems: [] };
  const destination: Destination = { kind: "newKey", recipe };
  let leave = () => {};
  const end = router.guard((then) => {
    leave = then;
    return false;
  });
  await goTo(destination);
  expect(router.page).toBe("dashboard");
  leave();
  expect([router.page, studio.recipe]).toEqual(["new-key", recipe]);
  end();
});
