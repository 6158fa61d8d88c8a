import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { backend } from "../backend";
import type { FileDropped, KeyQuery, ProjectView } from "../backend";
import { descriptionOf, mounted, part, settled } from "../testing/mounted";
import { sampleCatalogue, sampleCounts, sampleKey, sampleVault } from "../testing/samples";
import { router } from "./router.svelte";
import type { Page } from "./router.svelte";
import { studio } from "./studio.svelte";
import Workspace from "./Workspace.svelte";

const project: ProjectView = {
  id: "project",
  name: "Nordlys",
  organizationId: "organization",
  defaultBranch: "main",
  tokenSets: 1,
  designTokens: 12,
  themes: 2,
  updatedAt: "2026-11-24T10:00:00Z",
};
const key = sampleKey();
const counts = sampleCounts(1);
const app = vi.hoisted(() => ({ drop: (() => {}) as (dropped: FileDropped) => void }));

vi.mock("../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../backend")>()),
  backend: {
    dashboard: async () => ({ project, counts, needsALook: [key] }),
    keyIds: async () => [key.id],
    queryKeys: async ({ limit }: KeyQuery) => ({ rows: limit > 0 ? [key] : [], total: 1 }),
    scopeCatalogue: async () => sampleCatalogue,
    explainScopes: async () => ({ can: [[{ text: "Read.", strong: false }]], cannot: ["Write."] }),
    reveal: async () => ({ key, nextSteps: [] }),
    finishReveal: async () => null,
    generalSettings: async () => ({
      closing: "ask",
      trayShown: true,
      startsAtLogin: false,
      startsHidden: true,
    }),
    quit: vi.fn(async () => null),
    openQuickMenu: vi.fn(async () => null),
    takeDestination: async () => null,
    vault: async () => sampleVault,
    keptKeys: async () => [],
    importProject: vi.fn(() => new Promise(() => {})),
  },
  onFileDropped: (hear: typeof app.drop) => {
    app.drop = hear;
    return () => {};
  },
  onDestination: () => () => {},
  onFileHovering: () => () => {},
  onImportProgress: () => () => {},
}));

const pages: [Page, string][] = [
  ["projects", "projects-page"],
  ["first-project", "first-project"],
  ["api-keys", "api-keys-page"],
  ["new-key", "stepper"],
  ["reveal", "reveal"],
  ["settings", "settings"],
  ["dashboard", "dashboard"],
];

async function opens(page: Page) {
  router.leaveTo(page);
  flushSync();
  await settled();
}

/** What a control is called by those who can't see it. */
function nameOf(control: Element): string {
  const label = (control as HTMLInputElement).labels?.[0]?.textContent;
  const elsewhere = document.getElementById(control.getAttribute("aria-labelledby") ?? "")?.textContent;
  return (control.getAttribute("aria-label") ?? elsewhere ?? label ?? control.textContent ?? "").trim();
}

beforeEach(async () => {
  studio.dropped = null;
  vi.mocked(backend.quit).mockResolvedValue(null);
  vi.mocked(backend.openQuickMenu).mockResolvedValue(null);
  vi.mocked(backend.importProject).mockReturnValue(new Promise(() => {}));
  router.leaveTo("dashboard");
  studio.status = {
    phase: "ready",
    problem: null,
    theme: "light",
    platform: "linux",
    version: "0.1.0",
    asksShortcut: false,
  };
  studio.account = {
    userId: "user",
    userName: "Ada Lindqvist",
    organizations: [{ id: "organization", name: "Nordlys Studio", role: "owner" }],
    storeUrl: "http://127.0.0.1:4210",
    onThisComputer: true,
  };
  studio.projects = [project];
  studio.sync = { state: "synced", waiting: 0, syncedAt: null, problem: null };
  studio.revealed = { key, nextSteps: [] };
  mounted(Workspace, {});
  await settled();
});

describe.each(pages)("the page %s", (page, id) => {
  test("has one title, and what has no words has a name", async () => {
    await opens(page);
    const place = part(id);
    expect(place.querySelectorAll("h1")).toHaveLength(1);
    expect(place.querySelector("h1")?.textContent).toMatch(/\S/);
    const controls = [...document.querySelectorAll("button, input")];
    expect(controls.length).toBeGreaterThan(5);
    expect(controls.filter((control) => nameOf(control) === "").map(({ outerHTML }) => outerHTML)).toEqual(
      [],
    );
  });

  test("has ids of its own, and nothing refers to what is not there", async () => {
    await opens(page);
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const attribute of ["aria-describedby", "aria-labelledby", "for"])
      for (const one of document.querySelectorAll(`[${attribute}]`))
        for (const reference of one.getAttribute(attribute)?.split(" ") ?? [])
          expect(ids).toContain(reference);
  });
});

test("a new page's title takes the focus that the old page had", async () => {
  await opens("projects");
  part("add-project").focus();
  await opens("settings");
  expect(document.activeElement).toBe(part("settings").querySelector("h1"));
});

test("a focus that stays in the window is left where it is", async () => {
  part("nav-projects").focus();
  await opens("projects");
  expect(document.activeElement).toBe(part("nav-projects"));
});

test("a page with a first field gives that the focus", async () => {
  await opens("new-key");
  expect(document.activeElement).toBe(part("key-name"));
});

test("a sought key is looked for in the list, once", async () => {
  studio.sought = key;
  await opens("api-keys");
  expect(part<HTMLInputElement>("key-search").value).toBe(key.name);
  expect(studio.sought).toBeNull();
  await opens("settings");
  await opens("api-keys");
  expect(part<HTMLInputElement>("key-search").value).toBe("");
});

describe("a dropped file", () => {
  const file = { id: "file-1", name: "tokens.json", bytes: 12 };

  test.each(["dashboard", "projects", "first-project"] as const)(
    "is taken on the page %s, which leads to where it is imported",
    async (page) => {
      await opens(page);
      app.drop({ file, problem: null });
      await settled();
      expect(router.page).toBe("first-project");
      expect(part("import-progress").textContent).toContain("tokens.json");
    },
  );

  test("means nothing elsewhere", async () => {
    await opens("settings");
    app.drop({ file, problem: null });
    await settled();
    expect(router.page).toBe("settings");
    expect(studio.dropped).toBeNull();
  });
});

test("messages come before the page for those who Tab", () => {
  const messages = document.querySelector("[role=alert]");
  expect(
    (messages?.compareDocumentPosition(part("sidebar")) ?? 0) & Node.DOCUMENT_POSITION_FOLLOWING,
  ).toBeTruthy();
});

describe("shortcuts", () => {
  const press = (key: string, more: KeyboardEventInit = {}) => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, cancelable: true, ...more }));
    flushSync();
  };

  test("do nothing while a key is held down", () => {
    press("n", { repeat: true });
    expect(router.page).toBe("dashboard");
    press("k", { repeat: true });
    expect(backend.openQuickMenu).not.toHaveBeenCalled();
    press("n");
    expect(router.page).toBe("new-key");
  });

  test("lead to the search, from anywhere", async () => {
    press("f");
    await settled();
    expect(router.page).toBe("api-keys");
    expect(document.activeElement).toBe(part("key-search"));
  });

  test("quit only what has nothing unsaved", async () => {
    await opens("reveal");
    press("q");
    await settled();
    expect(backend.quit).not.toHaveBeenCalled();
    expect(part("leave-dialog").textContent).toContain("Leave without the key?");
    press("n");
    expect(router.page).toBe("reveal");
    part("leave-confirm").click();
    await settled();
    expect(backend.quit).toHaveBeenCalledOnce();
  });
});

describe("Ctrl K", () => {
  const press = () => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true }));
    flushSync();
  };

  test("opens the quick menu, which is a window of its own", () => {
    press();
    expect(backend.openQuickMenu).toHaveBeenCalledOnce();
  });

  test("leaves a question alone that waits for its answer", async () => {
    await opens("new-key");
    part<HTMLInputElement>("key-name").value = "Half";
    part("key-name").dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", cancelable: true }));
    await settled();
    expect(part("discard-dialog").textContent).toContain("Throw this key away?");
    press();
    expect(backend.openQuickMenu).not.toHaveBeenCalled();
    part("discard-confirm").click();
    flushSync();
    expect(router.page).toBe("api-keys");
  });
});

describe("the sync's state", () => {
  const heard = () => document.querySelector(".foot > [role=status]")?.textContent;

  test("is a button that says what it does", () => {
    expect(part("sync-state").textContent?.replace(/\s+/g, " ").trim()).toBe("Synced · sync now");
  });

  test("says why it fails where it can be seen", () => {
    studio.sync = { state: "failing", waiting: 0, syncedAt: null, problem: "The store would not answer." };
    flushSync();
    expect(descriptionOf(part("sync-state"))).toBe("The store would not answer.");
  });

  test("is said aloud only when something is wrong", () => {
    expect(heard()).toBe("");
    studio.sync = { state: "offline", waiting: 1, syncedAt: null, problem: null };
    flushSync();
    expect(heard()).toBe("Offline · 1 change queued");
    studio.sync = { state: "failing", waiting: 0, syncedAt: null, problem: "The store would not answer." };
    flushSync();
    expect(heard()).toBe("The store would not answer.");
  });
});
