import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { studio } from "../../app/studio.svelte";
import type { KeyQuery } from "../../backend";
import { mounted, part } from "../../testing/mounted";
import { sampleKey } from "../../testing/samples";
import QuickMenu from "./QuickMenu.svelte";

const key = sampleKey({ id: "a", name: "Übergabe für Figma" });
const app = vi.hoisted(() => ({ answer: (() => {}) as () => void, waits: false }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    queryKeys: async ({ search }: KeyQuery) => {
      const rows = search.startsWith("uber") ? [key] : [];
      if (app.waits) await new Promise<void>((done) => (app.answer = done));
      return { rows, total: rows.length };
    },
  },
}));

const items = () => [...document.querySelectorAll<HTMLElement>("[data-testid='quick-menu-item']")];
const input = () => part<HTMLInputElement>("quick-menu-input");
const press = (name: string) => {
  input().dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  flushSync();
};

async function type(question: string) {
  input().value = question;
  input().dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
  await new Promise((done) => setTimeout(done));
  flushSync();
}

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => {};
  studio.sought = null;
  app.waits = false;
  router.leaveTo("dashboard");
  router.quickMenu = true;
  mounted(QuickMenu, {});
});

test("“API Key” and Enter open the list, the arrow down the stepper", async () => {
  await type("API Key");
  expect(items().map(({ dataset }) => dataset.actionId)).toEqual(["api-keys", "new-key"]);
  press("ArrowDown");
  press("Enter");
  expect(router.page).toBe("new-key");
  expect(router.quickMenu).toBe(false);
});

test("the field names the chosen line, around both ends", () => {
  const chosen = () => document.getElementById(input().getAttribute("aria-activedescendant") ?? "");
  expect(chosen()).toBe(items()[0]);
  press("ArrowUp");
  expect(chosen()).toBe(items().at(-1));
  expect(chosen()?.getAttribute("aria-selected")).toBe("true");
  press("ArrowDown");
  expect(chosen()).toBe(items()[0]);
});

test("a key is found by its name, and the list opens at it", async () => {
  await type("ubergabe");
  expect(items().map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining("Übergabe für Figma"),
  ]);
  items()[0]?.click();
  expect(router.page).toBe("api-keys");
  expect(studio.sought).toEqual(key);
});

test("keys of an older question go with its words, and stay with those they fit", async () => {
  await type("uber");
  app.waits = true;
  await type("ubergabe");
  expect(items()).toHaveLength(1);
  await type("zxqv");
  expect(items()).toHaveLength(0);
});

test("a word that is still being put together neither chooses nor closes", () => {
  for (const key of ["Enter", "Escape"])
    input().dispatchEvent(
      new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true }),
    );
  flushSync();
  expect(router.quickMenu).toBe(true);
  expect(router.page).toBe("dashboard");
});

test("what is on the clipboard can be cleared from here, while there is something", () => {
  expect(items().map(({ dataset }) => dataset.actionId)).not.toContain("clear-clipboard");
  studio.clipboard = { keyName: "Figma", clearsAt: "2026-11-24T10:00:30Z" };
  flushSync();
  expect(items().map(({ dataset }) => dataset.actionId)).toContain("clear-clipboard");
  studio.clipboard = null;
});

test("nonsense offers nothing, says so, and Enter does nothing", async () => {
  await type("zxqv");
  expect(items()).toEqual([]);
  expect(input().getAttribute("aria-expanded")).toBe("false");
  expect(part("quick-menu").querySelector("[role=status]")?.textContent).toContain("Nothing is called that.");
  press("Enter");
  expect(router.page).toBe("dashboard");
});
