import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { backend } from "../../backend";
import type { KeyView } from "../../backend";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import DeleteKeys from "./DeleteKeys.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { key: vi.fn(), deleteKeys: vi.fn() },
}));

const settled = async () => {
  await new Promise((done) => setTimeout(done));
  flushSync();
};
const isOpen = () => document.querySelector("[data-testid='confirm-dialog']") !== null;

beforeEach(() => {
  vi.mocked(backend.key).mockImplementation(async (id) => sampleKey({ id, name: `Name of ${id}` }));
  vi.mocked(backend.deleteKeys).mockResolvedValue(null);
  toasts.shown = [];
});

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
  expect(part("confirm-dialog").textContent).toContain("Nothing has used it yet.");
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
