import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { studio } from "../../app/studio.svelte";
import { BackendError, backend } from "../../backend";
import type { FileDropped, ProjectView } from "../../backend";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part, settled } from "../../testing/mounted";
import FirstProject from "./FirstProject.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    chooseTokenFile: vi.fn(),
    createStarterProject: vi.fn(),
    importProject: vi.fn(),
    projects: vi.fn(),
    setCurrentProject: vi.fn(),
  },
  onFileHovering: () => () => {},
  onImportProgress: () => () => {},
}));

const project: ProjectView = {
  id: "project",
  name: "Starter",
  organizationId: "organization",
  defaultBranch: "main",
  tokenSets: 1,
  designTokens: 12,
  themes: 2,
  updatedAt: "2026-11-24T10:00:00Z",
};
const refusal = new BackendError({ code: "internal", message: "The disk is full." });

const complaint = () => document.querySelector("[data-testid='import-error']")?.textContent;

beforeEach(() => {
  toasts.shown = [];
  router.leaveTo("first-project");
  vi.mocked(backend.createStarterProject).mockResolvedValue(project);
  vi.mocked(backend.projects).mockResolvedValue([project]);
  vi.mocked(backend.setCurrentProject).mockResolvedValue(null);
  mounted(FirstProject, {});
});

test("a project that is there is shown", async () => {
  part("starter-project").click();
  await settled();
  expect(router.page).toBe("dashboard");
  expect(backend.setCurrentProject).toHaveBeenCalledExactlyOnceWith("project");
});

test("one that can’t be made is told of", async () => {
  vi.mocked(backend.createStarterProject).mockRejectedValue(refusal);
  part("starter-project").click();
  await settled();
  expect(complaint()?.trim()).toBe("The disk is full.");
  expect(router.page).toBe("first-project");
});

const drops = async (dropped: FileDropped) => {
  studio.dropped = dropped;
  flushSync();
  await settled();
};
const file = { id: "file-1", name: "tokens.json", bytes: 12 };

test("an import that fails has stopped", async () => {
  vi.mocked(backend.importProject).mockRejectedValue(refusal);
  await drops({ file, problem: null });
  expect(complaint()).toMatch(/The import stopped\. +The disk is full\./);
  expect(studio.dropped).toBeNull();
});

test("a file that can’t be imported has stopped nothing", async () => {
  await drops({ file: null, problem: "Drop a single JSON file." });
  expect(complaint()?.trim()).toBe("Drop a single JSON file.");
});

test.each([
  { file, problem: null },
  { file: null, problem: "Drop a single JSON file." },
])("while one is imported, another waits: %o", async (dropped) => {
  vi.mocked(backend.importProject).mockReturnValue(new Promise(() => {}));
  await drops({ file, problem: null });
  await drops(dropped);
  expect(complaint()).toContain("One import at a time.");
  expect(complaint()).not.toContain("stopped");
  expect(backend.importProject).toHaveBeenCalledOnce();
});

test("a name is counted as people count, and nothing is made under a bad one", async () => {
  const field = part<HTMLInputElement>("project-name");
  const type = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };
  type("🎨".repeat(80));
  expect(field.getAttribute("aria-invalid")).toBe("false");
  type("🎨".repeat(81));
  expect(field.getAttribute("aria-invalid")).toBe("true");
  part("starter-project").click();
  await settled();
  expect(backend.createStarterProject).not.toHaveBeenCalled();
});

test.each(["projects", "setCurrentProject"] as const)(
  "what fails after that, in %s, is not called a failed import",
  async (command) => {
    vi.mocked(backend[command]).mockRejectedValue(refusal);
    part("starter-project").click();
    await settled();
    expect(complaint()).toBeUndefined();
    expect(toasts.shown.map(({ text }) => text)).toEqual(["The disk is full."]);
    expect(router.page).toBe("dashboard");
  },
);
