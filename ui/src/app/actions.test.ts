import { beforeEach, describe, expect, test, vi } from "vitest";
import { backend, BackendError, letters } from "../backend";
import { toasts } from "../components/toasts.svelte";
import { sampleKey } from "../testing/samples";
import { act, menuItem, openQuickMenu, shortcutOf, shortcutWords, showKey } from "./actions";
import type { ActionId } from "./actions";
import { withCommand } from "./keyboard";
import { router } from "./router.svelte";
import type { Page } from "./router.svelte";
import { studio } from "./studio.svelte";
import workspace from "./Workspace.svelte?raw";

const pages: Page[] = ["dashboard", "projects", "first-project", "api-keys", "new-key", "reveal", "settings"];

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: {
    openQuickMenu: vi.fn(async () => null),
    copyText: vi.fn(),
    quit: vi.fn(async () => null),
    setTheme: vi.fn(),
  },
}));

const platform = (platform: "linux" | "macos") =>
  (studio.status = {
    phase: "ready",
    problem: null,
    theme: "system",
    platform,
    version: "0.1.0",
    asksShortcut: false,
  });

const actionIds = Object.keys({
  apiKeys: true,
  newKey: true,
  searchKeys: true,
  addProject: true,
  settings: true,
  copyStoreAddress: true,
  themeLight: true,
  themeDark: true,
  themeSystem: true,
  panic: true,
  quit: true,
} satisfies Record<ActionId, true>) as ActionId[];

const press = (key: string, held: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...held });

beforeEach(() => {
  platform("linux");
  router.leaveTo("dashboard");
  toasts.shown = [];
  studio.clipboard = null;
  studio.searches = false;
  vi.mocked(backend.quit).mockResolvedValue(null);
});

describe("the actions", () => {
  test("have lines of their own in menus", () => {
    const texts = actionIds.map((id) => menuItem(id).text.toLowerCase());
    expect(new Set(texts).size).toBe(actionIds.length);
  });

  test.each(Object.values(letters))("%s, which has a letter, is one of them", (action) => {
    expect(actionIds).toContain(action);
  });

  test("open only pages that there are, and pages have a component", () => {
    const go = vi.spyOn(router, "go");
    for (const id of actionIds) act(id);
    const opened = go.mock.calls.map(([page]) => page);
    expect(opened).toEqual(expect.arrayContaining(["api-keys", "new-key", "first-project", "settings"]));
    for (const page of opened) expect(pages).toContain(page);
    const registered = /const pages = \{(.*?)\};/s.exec(workspace)?.[1] ?? "";
    for (const page of pages) expect(registered).toMatch(new RegExp(`(^|\\s|")${page}"?:`));
  });
});

describe("doing something", () => {
  test("opens a page", () => {
    act("newKey");
    expect(router.page).toBe("new-key");
  });

  test("says why it could not be done", async () => {
    vi.mocked(backend.copyText).mockRejectedValueOnce(
      new BackendError({ code: "storeUnavailable", message: "The store can’t be reached." }),
    );
    act("copyStoreAddress");
    await vi.waitFor(() =>
      expect(toasts.shown).toMatchObject([{ tone: "problem", text: "The store can’t be reached." }]),
    );
  });

  test("copies no more than the store's address", async () => {
    act("copyStoreAddress");
    await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
    expect(backend.copyText).toHaveBeenCalledExactlyOnceWith({ kind: "storeUrl" });
  });
});

describe("quitting", () => {
  test("asks the open page first", () => {
    let leave = () => {};
    const release = router.guard((later) => {
      leave = later;
      return false;
    });
    act("quit");
    expect(backend.quit).not.toHaveBeenCalled();
    leave();
    expect(backend.quit).toHaveBeenCalledOnce();
    release();
  });

  test("that fails is told of", async () => {
    vi.mocked(backend.quit).mockRejectedValueOnce(new Error());
    act("quit");
    await vi.waitFor(() => expect(toasts.shown).toMatchObject([{ tone: "problem" }]));
  });
});

test("a menu's line is its action's, in fewer words where there are some", () => {
  expect(menuItem("settings", { testId: "line" })).toMatchObject({ text: "Settings", testId: "line" });
  menuItem("newKey").act();
  expect(router.page).toBe("new-key");
});

describe("showing a key", () => {
  test("opens the list and says which key", () => {
    const key = sampleKey();
    showKey(key);
    expect(router.page).toBe("api-keys");
    expect(studio.sought).toBe(key);
    studio.sought = null;
  });

  test("says nothing when the open page is not left", () => {
    const release = router.guard(() => false);
    showKey(sampleKey());
    release();
    expect(router.page).toBe("dashboard");
    expect(studio.sought).toBeNull();
  });
});

test("the quick menu is another window, and its lack is told of", async () => {
  vi.mocked(backend.openQuickMenu).mockRejectedValueOnce(new Error());
  openQuickMenu();
  await vi.waitFor(() => expect(toasts.shown).toMatchObject([{ tone: "problem" }]));
});

describe("shortcuts", () => {
  test("are Ctrl and a letter, whatever its case", () => {
    expect(shortcutOf(press("n", { ctrlKey: true }))).toBe("newKey");
    expect(shortcutOf(press("N", { ctrlKey: true }))).toBe("newKey");
    expect(shortcutOf(press("q", { ctrlKey: true }))).toBe("quit");
    expect(shortcutWords("n")).toBe("Ctrl N");
  });

  test("are Cmd and a letter on a Mac", () => {
    platform("macos");
    expect(shortcutOf(press("n", { metaKey: true }))).toBe("newKey");
    expect(shortcutOf(press("n", { ctrlKey: true }))).toBeUndefined();
    expect(shortcutWords("n")).toBe("⌘N");
  });

  test("leave every other press alone", () => {
    expect(shortcutOf(press("n"))).toBeUndefined();
    expect(shortcutOf(press("x", { ctrlKey: true }))).toBeUndefined();
    expect(shortcutOf(press("Control", { ctrlKey: true }))).toBeUndefined();
  });

  test.each([{ altKey: true }, { shiftKey: true }, { metaKey: true }])(
    "want nothing else held: %o",
    (held) => {
      expect(withCommand(press("k", { ctrlKey: true }), false)).toBe(true);
      expect(withCommand(press("k", { ctrlKey: true, ...held }), false)).toBe(false);
    },
  );
});
