import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { backend } from "../../backend";
import type { KeyView } from "../../backend";
import { studio } from "../../app/studio.svelte";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import DeleteKeys from "./DeleteKeys.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { key: vi.fn(), deleteKeys: vi.fn(), queryKeys: vi.fn(), explainScopes: vi.fn() },
}));

const isOpen = () => document.querySelector("[data-testid='confirm-dialog']") !== null;

beforeEach(() => {
  vi.mocked(backend.key).mockImplementation(async (id) => sampleKey({ id, name: `Name of ${id}` }));
  vi.mocked(backend.deleteKeys).mockResolvedValue(null);
  vi.mocked(backend.queryKeys).mockResolvedValue({ rows: [], total: 0 });
  vi.mocked(backend.explainScopes).mockResolvedValue({
    can: [
      [
        { text: "read ", strong: false },
        { text: "Brand core", strong: true },
      ],
    ],
    cannot: [],
  });
  toasts.shown = [];
  studio.sync = { state: "synced", waiting: 0, syncedAt: null, problem: null };
});

const words = () => part("confirm-dialog").textContent?.replace(/\s+/g, " ") ?? "";
const used = { lastUsedAt: "2026-11-20T10:00:00Z" };

test("nothing is asked while nothing is to be deleted", async () => {
  mounted(DeleteKeys, { ids: [], onclose: vi.fn() });
  await settled();
  expect(isOpen()).toBe(false);
  expect(backend.key).not.toHaveBeenCalled();
});

test("one key is named, and deleted when that is confirmed", async () => {
  const onclose = vi.fn();
  mounted(DeleteKeys, { ids: ["a"], onclose });
  await settled();
  expect(part("confirm-dialog").textContent).toContain("Delete “Name of a”?");
  expect(words()).toContain("Nothing has used it yet, so nothing stops.");
  expect(backend.explainScopes).not.toHaveBeenCalled();
  expect(backend.deleteKeys).not.toHaveBeenCalled();
  part("confirm-delete").click();
  await settled();
  expect(backend.deleteKeys).toHaveBeenCalledExactlyOnceWith(["a"]);
  expect(onclose).toHaveBeenCalledExactlyOnceWith(true);
  expect(toasts.shown[0]?.text).toMatch(/^1 key deleted\. It stays/);
});

test("several are counted", async () => {
  mounted(DeleteKeys, { ids: ["a", "b"], onclose: vi.fn() });
  await settled();
  expect(part("confirm-dialog").textContent).toContain("Delete 2 keys?");
  part("confirm-delete").click();
  await settled();
  expect(toasts.shown[0]?.text).toMatch(/^2 keys deleted\. They stay/);
});

test("keeping them deletes nothing", async () => {
  const onclose = vi.fn();
  mounted(DeleteKeys, { ids: ["a"], onclose });
  await settled();
  part("cancel-delete").click();
  expect(backend.deleteKeys).not.toHaveBeenCalled();
  expect(onclose).toHaveBeenCalledWith(false);
});

test("a name that comes after the question was dropped opens no dialog", async () => {
  let answer: (key: KeyView) => void = () => {};
  vi.mocked(backend.key).mockImplementation(() => new Promise((done) => (answer = done)));
  const props = $state({ ids: ["a"], onclose: vi.fn() });
  mounted(DeleteKeys, props);
  props.ids = [];
  flushSync();
  answer(sampleKey());
  await settled();
  expect(isOpen()).toBe(false);
});

test("a key in use says what stops, and when it was last used", async () => {
  vi.mocked(backend.key).mockResolvedValue(sampleKey({ ...used, scopes: ["projects:read"] }));
  mounted(DeleteKeys, { ids: ["a"], onclose: vi.fn() });
  await settled();
  expect(backend.explainScopes).toHaveBeenCalledExactlyOnceWith(["projects:read"]);
  expect(words()).toMatch(
    /Last use: .+\. From now on, the tool that has this key can no longer read Brand core/,
  );
});

test("several are named, as far as there is room, and their use is counted", async () => {
  const rows = [sampleKey({ id: "d", ...used }), sampleKey({ id: "other", ...used }), sampleKey({ id: "a" })];
  vi.mocked(backend.queryKeys).mockResolvedValue({ rows, total: 3 });
  mounted(DeleteKeys, { ids: ["a", "b", "c", "d", "e"], onclose: vi.fn() });
  await settled();
  expect(words()).toContain("Name of a, Name of b, Name of c and 2 more.");
  expect(words()).toMatch(/1 of them has been used, the last/);
  expect(backend.key).toHaveBeenCalledTimes(3);
});

test("several that nothing has used stop nothing", async () => {
  mounted(DeleteKeys, { ids: ["a", "b"], onclose: vi.fn() });
  await settled();
  expect(words()).toContain("Name of a and Name of b.");
  expect(words()).toContain("Nothing has used any of them yet, so nothing stops.");
});

test("without the store a deleted key is said to be live still", async () => {
  studio.sync = { state: "offline", waiting: 0, syncedAt: null, problem: null };
  vi.mocked(backend.key).mockResolvedValue(sampleKey(used));
  mounted(DeleteKeys, { ids: ["a"], onclose: vi.fn() });
  await settled();
  expect(words()).toContain("The key opens what it does until the store hears of this.");
  part("confirm-delete").click();
  await settled();
  expect(toasts.shown[0]?.text).toBe("1 key deleted here. It is still live until the store hears of it.");
});

test("an ended key stops nothing any more", async () => {
  vi.mocked(backend.key).mockResolvedValue(sampleKey({ ...used, status: "expired", state: "expired" }));
  mounted(DeleteKeys, { ids: ["a"], onclose: vi.fn() });
  await settled();
  expect(words()).toContain("It has ended already, so nothing stops.");
});

test("says that it is being done, and is done once", async () => {
  vi.mocked(backend.deleteKeys).mockReturnValue(new Promise(() => {}));
  mounted(DeleteKeys, { ids: ["a"], onclose: vi.fn() });
  await settled();
  part("confirm-delete").click();
  part("confirm-delete").click();
  await settled();
  expect(part("confirm-delete").textContent).toBe("Deleting…");
  expect(part("confirm-delete").getAttribute("aria-disabled")).toBe("true");
  expect(backend.deleteKeys).toHaveBeenCalledOnce();
});

test("keys that can’t be told of are not asked about", async () => {
  const onclose = vi.fn();
  vi.mocked(backend.key).mockRejectedValue(new Error());
  mounted(DeleteKeys, { ids: ["a"], onclose });
  await settled();
  expect(isOpen()).toBe(false);
  expect(onclose).toHaveBeenCalledExactlyOnceWith(false);
  expect(toasts.shown).toHaveLength(1);
});
