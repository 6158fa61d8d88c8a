import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { backend } from "../../backend";
import type { NoticesView } from "../../backend";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part, settled } from "../../testing/mounted";
import NoticesSection from "./NoticesSection.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { notices: vi.fn(), setNotices: vi.fn() },
}));

const view: NoticesView = {
  settings: { on: true, names: true, steps: ["month", "week", "day", "end"] },
  available: true,
  quiet: false,
};

const isOn = (id: string) => part<HTMLInputElement>(id).checked;

beforeEach(async () => {
  vi.resetAllMocks();
  toasts.shown = [];
  vi.mocked(backend.notices).mockResolvedValue(view);
  vi.mocked(backend.setNotices).mockResolvedValue(null);
  mounted(NoticesSection, {});
  await settled();
});

test("two changes in a row are both kept", async () => {
  vi.mocked(backend.setNotices).mockReturnValue(new Promise(() => {}));
  part("notices-month").click();
  part("notices-names").click();
  await settled();
  expect(backend.setNotices).toHaveBeenLastCalledWith({
    on: true,
    names: false,
    steps: ["week", "day", "end"],
  });
});

test("an answer to what was asked before a change does not take it back", async () => {
  let late: (view: NoticesView) => void = () => {};
  vi.mocked(backend.notices).mockReturnValueOnce(new Promise((done) => (late = done)));
  studio.settingsRevision += 1;
  flushSync();
  part("notices-names").click();
  await settled();
  late(view);
  await settled();
  expect(isOn("notices-names")).toBe(false);
});

test("what could not be changed is shown as it is, and told of", async () => {
  vi.mocked(backend.setNotices).mockRejectedValueOnce(new Error());
  part("notices-names").click();
  flushSync();
  expect(isOn("notices-names")).toBe(false);
  await settled();
  expect(isOn("notices-names")).toBe(true);
  expect(toasts.shown).toHaveLength(1);
});
