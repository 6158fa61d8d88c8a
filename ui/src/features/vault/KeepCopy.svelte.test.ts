import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { backend } from "../../backend";
import type { KeptKeyView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey, sampleVault } from "../../testing/samples";
import KeepCopy from "./KeepCopy.svelte";

const app = vi.hoisted(() => ({ kept: false, keeps: true, done: [] as string[] }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    vault: vi.fn(),
    keptKeys: vi.fn(),
    keepRevealedKey: vi.fn(),
    setKeepCopies: vi.fn(),
    forgetCopies: vi.fn(),
  },
}));

const key = sampleKey();

beforeEach(() => {
  Object.assign(app, { kept: false, keeps: true, done: [] });
  vi.mocked(backend.vault).mockImplementation(async () => ({
    ...sampleVault,
    state: "open",
    settings: { ...sampleVault.settings, keepCopies: app.keeps },
  }));
  vi.mocked(backend.keptKeys).mockImplementation(async () =>
    app.kept ? [{ keyId: key.id, name: key.name, hint: key.hint, listed: true } as KeptKeyView] : [],
  );
  vi.mocked(backend.keepRevealedKey).mockImplementation(async () => {
    app.kept = true;
    app.done.push("keep");
    return null;
  });
  vi.mocked(backend.setKeepCopies).mockImplementation(async (keeps) => {
    app.keeps = keeps;
    app.done.push(keeps ? "keep copies" : "keep none");
    return null;
  });
  vi.mocked(backend.forgetCopies).mockImplementation(async () => {
    app.kept = false;
    app.done.push("forget");
    return null;
  });
});

test("a copy that was given up is not kept again by itself", async () => {
  const props = $state({ key, onkept: vi.fn() });
  mounted(KeepCopy, {
    get keyId() {
      return props.key.id;
    },
    onkept: props.onkept,
  });
  await settled();
  expect(app.done).toEqual(["keep", "keep copies"]);
  app.done = [];
  part("keep-copy-switch").click();
  await settled();
  expect(app.done).toEqual(["keep none", "forget"]);
  // Whatever is asked anew about the same key: it was chosen.
  app.keeps = true;
  props.key = sampleKey({ sync: "queued" });
  flushSync();
  await settled();
  expect(app.done).toEqual(["keep none", "forget"]);
});
