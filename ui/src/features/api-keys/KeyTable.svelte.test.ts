import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import type { KeyQuery, KeyView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import { KeyList } from "./key-list.svelte";
import KeyTable from "./KeyTable.svelte";

const app = vi.hoisted(() => ({ keys: [] as KeyView[] }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    queryKeys: async ({ offset, limit, status }: KeyQuery) => {
      const rows = app.keys.filter((key) => status === null || key.status === status);
      return { rows: rows.slice(offset, offset + limit), total: rows.length };
    },
    keyIds: async () => app.keys.map(({ id }) => id),
  },
}));

let list: KeyList;

const frame = async () => {
  await new Promise(requestAnimationFrame);
  await settled();
};
const rows = () => document.querySelectorAll("[data-testid=key-row]");
const inRow = (id: string, control: string) =>
  document.querySelector<HTMLElement>(`[data-key-id="${id}"] [data-testid="${control}"]`);
const focused = () => {
  const { activeElement } = document;
  const row = activeElement?.closest<HTMLElement>("[data-key-id]");
  return [row?.dataset.keyId, (activeElement as HTMLElement | null)?.dataset.testid];
};

async function press(key: string) {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
  flushSync();
  await settled();
}

async function opens(keys: KeyView[]) {
  app.keys = keys;
  list = new KeyList();
  const ondelete = vi.fn();
  mounted(KeyTable, { list, ondelete });
  list.reload();
  await settled();
  return ondelete;
}

const many = Array.from({ length: 1_000 }, (_, place) => sampleKey({ id: `${place}`, name: `Key ${place}` }));

beforeEach(() => vi.stubGlobal("scrollTo", vi.fn()));

test("only rows in sight are drawn with an answer, and a few more a frame later", async () => {
  await opens(many);
  expect(rows()).toHaveLength(12);
  await frame();
  expect(rows()).toHaveLength(18);
});

test("Tab stops at one row alone, and the arrows lead to the others", async () => {
  await opens(many);
  await frame();
  expect(document.querySelectorAll(".rows [tabindex='0']")).toHaveLength(1);
  inRow("0", "key-menu")?.focus();
  await press("ArrowDown");
  expect(focused()).toEqual(["1", "key-menu"]);
  await press("ArrowLeft");
  expect(focused()).toEqual(["1", "key-checkbox"]);
  await press("ArrowUp");
  await press("ArrowUp");
  expect(focused()).toEqual(["0", "key-checkbox"]);
  await press("PageDown");
  expect(focused()).toEqual(["11", "key-checkbox"]);
  await press("End");
  await settled();
  expect(focused()).toEqual(["999", "key-checkbox"]);
});

test("a menu acts on the key it was opened for, whatever happens to the list", async () => {
  const ondelete = await opens(many.slice(0, 3));
  inRow("1", "key-menu")?.click();
  await vi.waitFor(() => part("key-delete"));
  app.keys = many.slice(2, 5);
  list.reload();
  await settled();
  expect(inRow("1", "key-menu")).not.toBeNull();
  part("key-delete").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await vi.waitFor(() => expect(ondelete).toHaveBeenCalledExactlyOnceWith(["1"]));
  await settled();
  expect(inRow("1", "key-menu")).toBeNull();
  expect(inRow("4", "key-menu")).not.toBeNull();
});

test("a deleted key can’t be ticked, and nothing can be where all are deleted", async () => {
  await opens([sampleKey({ status: "deleted", state: "deleted", deletedAt: "2026-11-24T10:00:00Z" })]);
  list.choose("ended");
  await settled();
  expect(document.querySelector("[data-testid=key-checkbox], [data-testid=select-all]")).toBeNull();
  expect(document.querySelector("[data-testid=delete-selected]")).toBeNull();
});

test("each column is sorted by one header, which keeps its meaning while keys are ticked", async () => {
  await opens(many.slice(0, 2));
  const headers = () =>
    [...document.querySelectorAll("[role=columnheader]")].map((one) => one.textContent?.trim());
  const before = headers();
  expect(document.querySelectorAll("[aria-sort]")).toHaveLength(1);
  inRow("0", "key-checkbox")?.click();
  flushSync();
  expect(headers()).toEqual(before);
  const cells = document.querySelectorAll("[data-key-id='0'] [role=gridcell]");
  expect(cells).toHaveLength(before.length);
});

test("why a key was refused can be read in its row", async () => {
  await opens([sampleKey({ status: "refused", sync: "refused", refusal: "Its name is taken." })]);
  expect(part("key-row").textContent).toContain("Its name is taken.");
});

test("what is pointed at is spelled out: a moment with UTC, a long name as a whole", async () => {
  await opens([sampleKey({ name: "A long name" })]);
  const cells = [...document.querySelectorAll<HTMLElement>("[data-testid=key-row] .ellipsis[role]")];
  for (const cell of cells) cell.dispatchEvent(new Event("pointermove", { bubbles: true }));
  expect(cells[0]?.title).toBe("A long name");
  expect(cells[1]?.title).toMatch(/2026-11-24 10:00:00 UTC$/);
});
