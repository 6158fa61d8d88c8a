import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import type { KeyQuery, KeyView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import ApiKeys from "./ApiKeys.svelte";

const app = vi.hoisted(() => ({ keys: [] as KeyView[] }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    queryKeys: async ({ offset, limit }: KeyQuery) => ({
      rows: app.keys.slice(offset, offset + limit),
      total: app.keys.length,
    }),
    keyIds: async () => app.keys.map(({ id }) => id),
    key: async (id: string) => app.keys.find((key) => key.id === id),
    deleteKeys: async (ids: string[]) => {
      app.keys = app.keys.filter(({ id }) => !ids.includes(id));
      return null;
    },
  },
}));

const inRow = <Kind extends HTMLElement>(keyId: string, id: string): Kind => {
  const found = document.querySelector<Kind>(`[data-key-id="${keyId}"] [data-testid="${id}"]`);
  if (!found) throw new Error(`there is no ${id} of ${keyId}`);
  return found;
};
const isTicked = (keyId: string) => inRow<HTMLInputElement>(keyId, "key-checkbox").checked;

beforeEach(async () => {
  app.keys = ["a", "b", "c"].map((id) => sampleKey({ id, name: `Key ${id}` }));
  mounted(ApiKeys, {});
  await settled();
});

test("deleting one key from its own menu leaves the ticks on others", async () => {
  inRow("a", "key-checkbox").click();
  inRow("b", "key-checkbox").click();
  flushSync();
  inRow("b", "key-menu").click();
  await vi.waitFor(() => part("key-delete"));
  part("key-delete").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await vi.waitFor(() => part("confirm-delete"));
  part("confirm-delete").click();
  await settled();
  expect(part("api-keys-page").textContent).toContain("1 key selected");
  expect(isTicked("a")).toBe(true);
});

test("a key that is deleted elsewhere loses its tick", async () => {
  inRow("a", "key-checkbox").click();
  inRow("c", "key-checkbox").click();
  app.keys = app.keys.filter(({ id }) => id !== "a");
  studio.keysRevision += 1;
  await settled();
  expect(part("api-keys-page").textContent).toContain("1 key selected");
  expect(isTicked("c")).toBe(true);
});
