import { beforeEach, describe, expect, test, vi } from "vitest";
import { backend, BackendError } from "../backend";
import { toasts } from "../components/toasts.svelte";
import { sampleKey } from "../testing/samples";
import { act, actions, menuItem, shortcutOf, shortcutWords, showKey, withCommand } from "./actions";
import { router } from "./router.svelte";
import type { Page } from "./router.svelte";
import { studio } from "./studio.svelte";
import workspace from "./Workspace.svelte?raw";

const pages: Page[] = ["dashboard", "projects", "first-project", "api-keys", "new-key", "reveal", "settings"];

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: {
    clearClipboard: vi.fn(),
    copyText: vi.fn(),
    quit: vi.fn(async () => null),
    syncNow: vi.fn(),
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
  test("have ids of their own", () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
  });

  test("have titles of their own", () => {
    expect(new Set(actions.map(({ title }) => title.toLowerCase())).size).toBe(actions.length);
  });

  test("have shortcuts of their own, and leave Ctrl K to the quick menu", () => {
    const shortcuts = actions.flatMap(({ shortcut }) => shortcut ?? []);
    expect(shortcuts.length).toBeGreaterThan(0);
    expect(new Set([...shortcuts, "k"]).size).toBe(shortcuts.length + 1);
    for (const shortcut of shortcuts) expect(shortcut).toMatch(/^[a-z,]$/);
  });

  test.each(actions)("$id has words and an icon", ({ title, alsoCalled, icon }) => {
    expect(title).toMatch(/^[A-Z][a-z]+ \S/);
    expect(alsoCalled).toMatch(/^[a-z]+( [a-z]+)*$/);
    expect(icon).toBeTypeOf("function");
  });

  test("open only pages that there are, and pages have a component", async () => {
    const go = vi.spyOn(router, "go");
    for (const action of actions) await action.run();
    const opened = go.mock.calls.map(([page]) => page);
    expect(opened).toEqual(
      expect.arrayContaining(["api-keys", "new-key", "dashboard", "projects", "settings"]),
    );
    for (const page of opened) expect(pages).toContain(page);
    const registered = /const pages = \{(.*?)\};/s.exec(workspace)?.[1] ?? "";
    for (const page of pages) expect(registered).toMatch(new RegExp(`(^|\\s|")${page}"?:`));
  });
});

describe("doing something", () => {
  test("opens a page", () => {
    act("new-key");
    expect(router.page).toBe("new-key");
  });

  test("says why it could not be done", async () => {
    vi.mocked(backend.syncNow).mockRejectedValueOnce(
      new BackendError({ code: "storeUnavailable", message: "The store can’t be reached." }),
    );
    act("sync-now");
    await vi.waitFor(() =>
      expect(toasts.shown).toMatchObject([{ tone: "problem", text: "The store can’t be reached." }]),
    );
  });

  test("copies no more than the store's address", async () => {
    act("copy-store-address");
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

test("the clipboard can be cleared while there is something of ours on it", () => {
  const clear = actions.find(({ id }) => id === "clear-clipboard");
  expect(clear?.offered?.()).toBe(false);
  studio.clipboard = { keyName: "Figma", clearsAt: "2026-11-24T10:00:30Z" };
  expect(clear?.offered?.()).toBe(true);
  act("clear-clipboard");
  expect(backend.clearClipboard).toHaveBeenCalledOnce();
});

test("a menu's line is its action's, in fewer words where there are some", () => {
  expect(menuItem("settings", { testId: "line" })).toMatchObject({ text: "Settings", testId: "line" });
  expect(menuItem("sync-now").text).toBe("Sync Now");
  menuItem("new-key").act();
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

describe("shortcuts", () => {
  test("are Ctrl and a letter, whatever its case", () => {
    expect(shortcutOf(press("n", { ctrlKey: true }))?.id).toBe("new-key");
    expect(shortcutOf(press("N", { ctrlKey: true }))?.id).toBe("new-key");
    expect(shortcutOf(press("q", { ctrlKey: true }))?.id).toBe("quit");
    expect(shortcutWords("n")).toBe("Ctrl N");
  });

  test("are Cmd and a letter on a Mac", () => {
    platform("macos");
    expect(shortcutOf(press("n", { metaKey: true }))?.id).toBe("new-key");
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
      expect(withCommand(press("k", { ctrlKey: true }))).toBe(true);
      expect(withCommand(press("k", { ctrlKey: true, ...held }))).toBe(false);
    },
  );
});
