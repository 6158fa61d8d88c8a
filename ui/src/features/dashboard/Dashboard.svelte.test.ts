import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { backend } from "../../backend";
import type { ProjectView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleCounts } from "../../testing/samples";
import Dashboard from "./Dashboard.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { dashboard: vi.fn(), setCurrentProject: vi.fn(async () => null) },
}));

const project: ProjectView = {
  id: "project",
  name: "Brand core",
  organizationId: "one",
  defaultBranch: "main",
  tokenSets: 1,
  designTokens: 12,
  themes: 2,
  updatedAt: new Date().toISOString(),
};

beforeEach(() => {
  studio.account = {
    userId: "user",
    userName: "Ada",
    organizations: [
      { id: "one", name: "Nordlys", role: "owner" },
      { id: "two", name: "Empty", role: "owner" },
    ],
    storeUrl: "http://127.0.0.1:4210",
    onThisComputer: true,
  };
  studio.projects = [project];
  studio.organizationId = null;
  vi.mocked(backend.setCurrentProject).mockResolvedValue(null);
  vi.mocked(backend.dashboard).mockResolvedValue({ project, counts: sampleCounts(1), needsALook: [] });
});

test("what could not be shown can be tried again", async () => {
  vi.mocked(backend.dashboard).mockRejectedValueOnce(new Error());
  mounted(Dashboard, {});
  await settled();
  part("error-banner").querySelector("button")?.click();
  await settled();
  expect(document.querySelector("[data-testid=error-banner]")).toBeNull();
  expect(part("dashboard").textContent).toContain("No key needs anything from you.");
});

test("changes that come together are one question more", async () => {
  mounted(Dashboard, {});
  for (let change = 0; change < 20; change += 1) {
    studio.keysRevision += 1;
    flushSync();
  }
  await settled();
  expect(backend.dashboard).toHaveBeenCalledTimes(2);
});

test("an organization without projects says so, and leads back to one that has some", async () => {
  await studio.chooseOrganization("two");
  mounted(Dashboard, {});
  await settled();
  expect(part("empty-organization").textContent).toContain("No project in Empty yet");
  part("empty-organization").querySelector("button")?.click();
  await settled();
  expect(studio.project?.id).toBe("project");
  expect(part("create-api-key-card").textContent).toContain("Brand core");
});

test("“just now” grows old while it is looked at", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  studio.projects = [{ ...project, updatedAt: new Date().toISOString() }];
  mounted(Dashboard, {});
  await settled();
  expect(part("dashboard").textContent).toContain("just now");
  dispatchEvent(new Event("focus"));
  vi.advanceTimersByTime(61_000);
  await settled();
  expect(part("dashboard").textContent).toContain("1 min ago");
  vi.useRealTimers();
});
