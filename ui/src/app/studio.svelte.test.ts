import { beforeEach, describe, expect, test, vi } from "vitest";
import type {
  AppStatus,
  ChangedPart,
  ClipboardView,
  KeyCounts,
  PanicView,
  ProjectView,
  RevealView,
} from "../backend";
import { sampleCounts, sampleKey } from "../testing/samples";

const project = (id: string, organizationId = "o"): ProjectView => ({
  id,
  name: `Project ${id}`,
  organizationId,
  defaultBranch: "main",
  tokenSets: 1,
  designTokens: 12,
  themes: 2,
  updatedAt: "2026-11-24T10:00:00Z",
});

const app = vi.hoisted(() => ({
  status: {} as AppStatus,
  projects: [] as ProjectView[],
  projectId: null as string | null,
  revealed: null as RevealView | null,
  panic: null as PanicView | null,
  keys: 0,
  counts: (() => Promise.reject()) as () => Promise<KeyCounts>,
  changed: (() => {}) as (part: ChangedPart) => void,
  onClipboard: (() => {}) as (clipboard: ClipboardView | null) => void,
  listeners: 0,
}));

const sync = { state: "synced", waiting: 0, syncedAt: null, problem: null };
const account = {
  userId: "user",
  userName: "Ada",
  organizations: [
    { id: "o", name: "Nordlys", role: "owner" },
    { id: "empty", name: "Empty", role: "owner" },
    { id: "other", name: "Other", role: "viewer" },
  ],
};

vi.mock("../backend", () => ({
  backend: {
    appStatus: async () => app.status,
    account: async () => account,
    projects: async () => app.projects,
    currentProject: async () => app.projectId,
    setCurrentProject: vi.fn(),
    clipboard: async () => null,
    reveal: async () => app.revealed,
    panicState: async () => app.panic,
    keyCounts: () => app.counts(),
    sync: async () => sync,
    setTheme: vi.fn(),
  },
  onChanged: (hear: typeof app.changed) => {
    app.changed = hear;
    app.listeners += 1;
  },
  onClipboard: (hear: typeof app.onClipboard) => (app.onClipboard = hear),
}));

/** Everything anew, as when the window opens. */
async function opened() {
  vi.resetModules();
  const { studio } = await import("./studio.svelte");
  const { router } = await import("./router.svelte");
  return { studio, router };
}

beforeEach(() => {
  app.status = {
    phase: "ready",
    problem: null,
    theme: "light",
    platform: "linux",
    version: "0.1.0",
    asksShortcut: false,
  };
  Object.assign(app, {
    projects: [project("a"), project("b")],
    projectId: "b",
    revealed: null,
    keys: 3,
    counts: async () => sampleCounts(app.keys),
    listeners: 0,
  });
});

describe("the start", () => {
  test("asks for everything and shows the dashboard", async () => {
    const { studio, router } = await opened();
    await studio.start();
    expect(studio.account?.userName).toBe("Ada");
    expect(studio.organization?.name).toBe("Nordlys");
    expect(studio.project?.id).toBe("b");
    expect(studio.counts?.current).toBe(3);
    expect(router.page).toBe("dashboard");
    expect(document.documentElement.dataset.theme).toBe("light");
  });

  test("asks for nothing before somebody has begun", async () => {
    app.status = { ...app.status, phase: "welcome" };
    const { studio } = await opened();
    await studio.start();
    expect(studio.account).toBeNull();
    expect(app.listeners).toBe(0);
  });

  test("without a project leads to the first", async () => {
    app.projects = [];
    const { studio, router } = await opened();
    await studio.start();
    expect(router.page).toBe("first-project");
  });

  test("goes on with a key that is still being shown", async () => {
    app.revealed = { key: sampleKey(), nextSteps: [] };
    const { studio, router } = await opened();
    await studio.start();
    expect(router.page).toBe("reveal");
  });

  test("listens before it asks, and only once", async () => {
    const { studio } = await opened();
    const loading = studio.load();
    expect(app.listeners).toBe(1);
    await loading;
    await studio.load();
    expect(app.listeners).toBe(1);
  });
});

describe("changes", () => {
  test("of keys make lists and figures ask again", async () => {
    const { studio } = await opened();
    await studio.start();
    app.keys = 4;
    app.changed("keys");
    await vi.waitFor(() => expect(studio.counts?.current).toBe(4));
    expect(studio.keysRevision).toBe(1);
  });

  test("of projects are shown, and leave lists of keys alone", async () => {
    const { studio } = await opened();
    await studio.start();
    app.projects = [project("a")];
    app.changed("projects");
    await vi.waitFor(() => expect(studio.projects).toHaveLength(1));
    expect(studio.project?.id).toBe("a");
    expect(studio.keysRevision).toBe(0);
  });

  test("that come in a storm are asked about one at a time, and once more at its end", async () => {
    const { studio } = await opened();
    await studio.start();
    const answers: (() => void)[] = [];
    app.counts = vi.fn(
      () => new Promise<KeyCounts>((done) => answers.push(() => done(sampleCounts(app.keys)))),
    );
    for (let change = 0; change < 50; change += 1) app.changed("keys");
    expect(app.counts).toHaveBeenCalledTimes(1);
    app.keys = 5;
    answers[0]?.();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await vi.waitFor(() => expect(studio.counts?.current).toBe(5));
    expect(app.counts).toHaveBeenCalledTimes(2);
  });

  test("of the clipboard are shown", async () => {
    const { studio } = await opened();
    await studio.start();
    app.onClipboard({ keyName: "Figma", clearsAt: "2026-11-24T10:00:30Z" });
    expect(studio.clipboard?.keyName).toBe("Figma");
    app.onClipboard(null);
    expect(studio.clipboard).toBeNull();
  });
});

test("a chosen project and theme are shown and remembered", async () => {
  const { studio } = await opened();
  const { backend } = await import("../backend");
  await studio.start();
  await studio.choose("a");
  await studio.setTheme("dark");
  expect(studio.project?.id).toBe("a");
  expect(backend.setCurrentProject).toHaveBeenCalledExactlyOnceWith("a");
  expect(backend.setTheme).toHaveBeenCalledExactlyOnceWith("dark");
  expect(studio.status?.theme).toBe("dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
});

describe("another organization", () => {
  beforeEach(() => (app.projects = [project("a"), project("b"), project("c", "other")]));

  test("is looked at by its first project", async () => {
    const { studio } = await opened();
    await studio.start();
    expect(studio.projectsHere.map(({ id }) => id)).toEqual(["a", "b"]);
    await studio.chooseOrganization("other");
    expect(studio.organization?.name).toBe("Other");
    expect(studio.project?.id).toBe("c");
    await studio.choose("a");
    expect(studio.organization?.name).toBe("Nordlys");
  });

  test("without projects shows none, and the next chosen project leaves it", async () => {
    const { studio } = await opened();
    await studio.start();
    await studio.chooseOrganization("empty");
    expect(studio.organization?.name).toBe("Empty");
    expect(studio.project).toBeNull();
    await studio.choose("b");
    expect(studio.organization?.name).toBe("Nordlys");
    expect(studio.project?.id).toBe("b");
  });
});

describe("the theme", () => {
  const engine = { matches: false, change: () => {} };

  beforeEach(() => {
    engine.matches = false;
    vi.stubGlobal("matchMedia", () => ({
      get matches() {
        return engine.matches;
      },
      addEventListener: (_: string, hear: () => void) => (engine.change = hear),
    }));
  });

  const turnsDark = async () => {
    engine.matches = true;
    engine.change();
    await new Promise((done) => setTimeout(done));
  };
  const shown = () => document.documentElement.dataset.theme;

  test("of the desktop is followed by those who chose to", async () => {
    app.status = { ...app.status, theme: "system" };
    const { studio } = await opened();
    await studio.start();
    expect(shown()).toBe("light");
    await turnsDark();
    expect(shown()).toBe("dark");
  });

  test("of the desktop never overrides a chosen one", async () => {
    const { studio } = await opened();
    await studio.start();
    await turnsDark();
    expect(shown()).toBe("light");
  });

  test("that was chosen elsewhere is shown, and known from then on", async () => {
    const { studio } = await opened();
    await studio.start();
    app.status = { ...app.status, theme: "dark" };
    await turnsDark();
    expect(shown()).toBe("dark");
    expect(studio.status?.theme).toBe("dark");
  });
});
