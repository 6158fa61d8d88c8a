import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { backend, BackendError } from "../backend";
import type { QuickMenuLine, QuickMenuView, Target } from "../backend";
import { mounted, part, settled } from "../testing/mounted";
import { sampleKey } from "../testing/samples";
import QuickMenu from "./QuickMenu.svelte";

const app = vi.hoisted(() => ({ change: () => {}, hide: () => {} }));

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: {
    findInQuickMenu: vi.fn(),
    chooseInQuickMenu: vi.fn(async () => null),
    copyInQuickMenu: vi.fn(async () => null),
    hideQuickMenu: vi.fn(async () => null),
  },
  onChanged: (hear: () => void) => {
    app.change = hear;
    return () => {};
  },
  onClipboard: () => () => {},
  onQuickMenuHidden: (hear: () => void) => {
    app.hide = hear;
    return () => {};
  },
}));

Element.prototype.scrollIntoView ??= () => {};
Element.prototype.scrollTo ??= () => {};

function line(target: Target, title: string, more: Partial<QuickMenuLine> = {}): QuickMenuLine {
  const stretches = title.split(/(?=\[)|(?<=\])/).map((text) => ({
    text: text.replace(/[[\]]/g, ""),
    found: text.startsWith("["),
  }));
  return { target, title: stretches, detail: null, aside: null, copies: false, canCopy: false, ...more };
}

const manage = line({ kind: "action", action: "apiKeys" }, "Manage [API] [Key]s");
const create = line({ kind: "action", action: "newKey" }, "Create [API] [Key]", {
  aside: { kind: "letter", letter: "n" },
});
const key = line({ kind: "key", id: "key-1" }, "Figma on the train", {
  detail: "tsk_AbCd…wxYZ",
  aside: { kind: "state", key: sampleKey() },
  canCopy: true,
});

function view(sections: Record<string, QuickMenuLine[]>): QuickMenuView {
  return {
    sections: Object.entries(sections).map(([title, lines]) => ({ title, lines })),
    frame: { theme: "system", platform: "linux", organization: "Nordlys", vault: null },
  };
}

const all = view({ Actions: [manage, create], Keys: [key] });

const lines = () => [...document.querySelectorAll<HTMLElement>("[role=option]")];
const chosen = () => lines().find((one) => one.getAttribute("aria-selected") === "true");

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true, ...more });
  part("quick-menu-input").dispatchEvent(event);
  flushSync();
  return event;
}

function type(text: string): void {
  const field = part<HTMLInputElement>("quick-menu-input");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

beforeEach(async () => {
  vi.mocked(backend.findInQuickMenu).mockResolvedValue(all);
  vi.mocked(backend.chooseInQuickMenu).mockResolvedValue(null);
  vi.mocked(backend.copyInQuickMenu).mockResolvedValue(null);
  vi.mocked(backend.hideQuickMenu).mockResolvedValue(null);
  mounted(QuickMenu, {});
  await settled();
});

test("shows every section, what was typed in bold, and what stands beside it", () => {
  expect(lines().map(({ textContent }) => textContent.replace(/\s+/g, " ").trim())).toEqual([
    "Manage API Keys ↵",
    "Create API Key Ctrl N",
    "Figma on the train tsk_AbCd…wxYZ Active",
  ]);
  expect([...document.querySelectorAll("b")].map(({ textContent }) => textContent)).toEqual([
    "API",
    "Key",
    "API",
    "Key",
  ]);
  expect(document.querySelector("[role=group]")?.getAttribute("aria-labelledby")).toBeTruthy();
});

test("the field keeps the focus and names the chosen line", () => {
  const field = part("quick-menu-input");
  expect(document.activeElement).toBe(field);
  press("ArrowDown");
  expect(chosen()).toBe(lines()[1]);
  expect(field.getAttribute("aria-activedescendant")).toBe(lines()[1]?.id);
  press("ArrowDown");
  press("ArrowDown");
  expect(chosen()).toBe(lines()[0]);
  press("ArrowUp");
  expect(chosen()).toBe(lines()[2]);
  expect(press("Tab").defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(field);
});

test("Enter does the chosen line, a click the clicked one", () => {
  press("Enter");
  expect(backend.chooseInQuickMenu).toHaveBeenLastCalledWith(manage.target);
  press("Enter", { repeat: true });
  expect(backend.chooseInQuickMenu).toHaveBeenCalledOnce();
  lines()[2]?.click();
  expect(backend.chooseInQuickMenu).toHaveBeenLastCalledWith(key.target);
});

test("Enter waits for what fits all that was typed", async () => {
  let answer: (found: QuickMenuView) => void = () => {};
  vi.mocked(backend.findInQuickMenu).mockReturnValueOnce(new Promise((done) => (answer = done)));
  type("create");
  press("Enter");
  expect(backend.chooseInQuickMenu).not.toHaveBeenCalled();
  answer(view({ Actions: [create] }));
  await settled();
  expect(backend.chooseInQuickMenu).toHaveBeenCalledExactlyOnceWith(create.target);
});

test("an answer that comes late does not replace a newer one", async () => {
  let late: (found: QuickMenuView) => void = () => {};
  vi.mocked(backend.findInQuickMenu).mockReturnValueOnce(new Promise((done) => (late = done)));
  type("f");
  vi.mocked(backend.findInQuickMenu).mockResolvedValueOnce(view({ Keys: [key] }));
  type("fi");
  await settled();
  late(all);
  await settled();
  expect(lines()).toHaveLength(1);
});

test("Ctrl C copies what belongs to the line, or what is marked in the field", () => {
  press("c", { ctrlKey: true });
  expect(backend.copyInQuickMenu).not.toHaveBeenCalled();
  press("ArrowUp");
  press("c", { ctrlKey: true });
  expect(backend.copyInQuickMenu).toHaveBeenCalledExactlyOnceWith(key.target);
  const field = part<HTMLInputElement>("quick-menu-input");
  field.value = "marked";
  field.select();
  expect(press("c", { ctrlKey: true }).defaultPrevented).toBe(false);
  expect(backend.copyInQuickMenu).toHaveBeenCalledOnce();
});

test("Escape and Ctrl K close it; Escape of a letter in the making does not", () => {
  press("Escape", { isComposing: true });
  expect(backend.hideQuickMenu).not.toHaveBeenCalled();
  press("Escape");
  press("k", { ctrlKey: true });
  expect(backend.hideQuickMenu).toHaveBeenCalledTimes(2);
});

test("hidden, it gets ready for the next time", async () => {
  type("fig");
  press("ArrowDown");
  app.hide();
  await settled();
  expect(part<HTMLInputElement>("quick-menu-input").value).toBe("");
  expect(chosen()).toBe(lines()[0]);
  expect(backend.findInQuickMenu).toHaveBeenLastCalledWith("");
});

test("what changes meanwhile leaves the choice where it is", async () => {
  press("ArrowDown");
  press("ArrowDown");
  vi.mocked(backend.findInQuickMenu).mockResolvedValueOnce(view({ Keys: [key], Actions: [manage] }));
  app.change();
  await settled();
  expect(chosen()?.textContent).toContain("Figma");
});

test("says how many fit, and when nothing does", async () => {
  expect(part("quick-menu-count").textContent).toBe("");
  type("api");
  await settled();
  expect(part("quick-menu-count").textContent).toBe("3 results");
  vi.mocked(backend.findInQuickMenu).mockResolvedValueOnce(view({}));
  type("zebra");
  await settled();
  expect(part("quick-menu").textContent).toContain("Nothing is called that.");
  expect(part("quick-menu-count").textContent).toBe("0 results");
  press("Enter");
  expect(backend.chooseInQuickMenu).not.toHaveBeenCalled();
});

test("says why a line could not be done, until something else is done", async () => {
  vi.mocked(backend.chooseInQuickMenu).mockRejectedValueOnce(
    new BackendError({ code: "clipboardUnavailable", message: "The clipboard can’t be used now." }),
  );
  press("Enter");
  await settled();
  expect(part("quick-menu-problem").textContent).toBe("The clipboard can’t be used now.");
  type("a");
  expect(document.querySelector("[data-testid=quick-menu-problem]")).toBeNull();
});

test("the foot says what can be done with the line, and how it stands with the vault", async () => {
  expect(document.querySelector("footer")?.textContent).toContain("open");
  press("ArrowUp");
  expect(document.querySelector("footer")?.textContent).toContain("copy the ID");
  const locksAt = new Date(Date.now() + 8.5 * 60_000).toISOString();
  const frame = { ...all.frame, vault: { isOpen: true, locksAt } };
  vi.mocked(backend.findInQuickMenu).mockResolvedValueOnce({ ...all, frame });
  app.change();
  await settled();
  expect(part("quick-menu-vault").textContent).toContain("open, 9 min");
});

test("what was pressed before a question failed is done neither now nor later", async () => {
  let refuse: (why: unknown) => void = () => {};
  vi.mocked(backend.findInQuickMenu).mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
  type("zebra");
  press("Enter");
  refuse(new Error("no"));
  await settled();
  expect(part("quick-menu-problem").textContent.trim()).toMatch(/^That did not work\. /);
  app.change();
  await settled();
  expect(backend.chooseInQuickMenu).not.toHaveBeenCalled();
});

test("a question that failed after a newer one was asked is not told of", async () => {
  let refuse: (why: unknown) => void = () => {};
  vi.mocked(backend.findInQuickMenu).mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
  type("f");
  type("fi");
  await settled();
  refuse(new Error("no"));
  await settled();
  expect(document.querySelector("[data-testid=quick-menu-problem]")).toBeNull();
});

test("says so when it can’t be closed", async () => {
  vi.mocked(backend.hideQuickMenu).mockRejectedValueOnce(new Error());
  press("Escape");
  await settled();
  expect(part("quick-menu-problem").textContent.trim()).toMatch(/^That did not work\. /);
});
