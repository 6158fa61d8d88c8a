import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { BackendError, backend } from "../../backend";
import type { ProjectView } from "../../backend";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part } from "../../testing/mounted";
import FirstProject from "./FirstProject.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { createStarterProject: vi.fn(), projects: vi.fn(), setCurrentProject: vi.fn() },
  onFileDropped: () => () => {},
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

const settled = async () => {
  await new Promise((done) => setTimeout(done));
  flushSync();
};
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
  expect(complaint()).toMatch(/The import stopped\. +The disk is full\./);
  expect(router.page).toBe("first-project");
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
