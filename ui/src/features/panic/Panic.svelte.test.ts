import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backend } from "../../backend";
import type { PanicPreview, PanicView } from "../../backend";
import { router } from "../../app/router.svelte";
import { studio } from "../../app/studio.svelte";
import { toasts } from "../../components/toasts.svelte";
import { vault } from "../vault/vault.svelte";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleKey, sampleVault } from "../../testing/samples";
import Panic from "./Panic.svelte";
import PanicBar from "./PanicBar.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    panicPreview: vi.fn(),
    beginPanic: vi.fn(),
    undoPanic: vi.fn(),
    panicState: vi.fn(),
    dismissPanic: vi.fn(),
    vault: vi.fn(),
    keptKeys: vi.fn(),
  },
}));

const preview = (change: Partial<PanicPreview> = {}): PanicPreview => ({
  keys: 7,
  used: 2,
  elsewhere: 3,
  named: [
    sampleKey({ id: "a", name: "Figma", lastUsedAt: "2026-11-20T10:00:00Z" }),
    sampleKey({ id: "b", name: "Pipeline" }),
  ],
  ...change,
});
const waiting: PanicView = { keys: 7, stillLive: 7, millisecondsLeft: 10_000 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  vi.mocked(backend.panicPreview).mockResolvedValue(preview());
  vi.mocked(backend.beginPanic).mockResolvedValue(waiting);
  vi.mocked(backend.undoPanic).mockResolvedValue(null);
  vi.mocked(backend.dismissPanic).mockResolvedValue(null);
  Object.assign(studio, { panic: null, panicking: false, unlocking: null, clipboard: null });
  vi.mocked(backend.vault).mockResolvedValue(sampleVault);
  vi.mocked(backend.keptKeys).mockResolvedValue([]);
  Object.assign(vault, { view: null, settingUp: false });
  studio.sync = { state: "synced", waiting: 0, syncedAt: null, problem: null };
  toasts.shown = [];
  router.page = "api-keys";
});

afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

const isOpen = () => document.querySelector("[data-testid='panic-dialog'][data-state='open']") !== null;
const words = (id: string) => part(id).textContent?.replace(/\s+/g, " ") ?? "";
const key = (type: string, more: KeyboardEventInit) =>
  part("panic-hold").dispatchEvent(new KeyboardEvent(type, { bubbles: true, cancelable: true, ...more }));
const pointer = (type: string) =>
  part("panic-hold").dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0 }));

async function asked() {
  mounted(Panic, {});
  mounted(PanicBar, {});
  studio.panicking = true;
  flushSync();
  await settled();
}

describe("the question", () => {
  test("says how many keys, what stops, and what stays", async () => {
    await asked();
    const said = words("panic-dialog");
    expect(said).toContain("7 live keys were made on this computer. 2 of them have been used.");
    expect(said).toContain("plugins stop syncing, pipelines stop pulling");
    expect(said).toContain("3 keys that were made elsewhere stay.");
    expect(words("panic-keys")).toMatch(/Figma used .*Pipeline never used.*and 5 more/);
    expect(said).not.toContain("The store can’t be reached");
    expect(words("panic-hold")).toContain("Hold to delete 7 keys");
  });

  test("says what a store out of reach means", async () => {
    studio.sync = { state: "offline", waiting: 0, syncedAt: null, problem: null };
    await asked();
    expect(words("panic-dialog")).toContain("The keys are still live until it hears of this.");
  });

  test("without keys only locks and clears", async () => {
    vi.mocked(backend.panicPreview).mockResolvedValue(preview({ keys: 0, used: 0, named: [] }));
    vi.mocked(backend.beginPanic).mockResolvedValue(null);
    await asked();
    expect(words("panic-dialog")).toContain("so none is deleted");
    pointer("pointerdown");
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(isOpen()).toBe(false);
    expect(toasts.shown[0]?.text).toContain("There was no key to delete.");
  });

  test("that can’t be told of is not asked", async () => {
    vi.mocked(backend.panicPreview).mockRejectedValue(new Error("no"));
    await asked();
    expect(isOpen()).toBe(false);
    expect(studio.panicking).toBe(false);
    expect(toasts.shown).toHaveLength(1);
  });

  test("is dropped by Escape", async () => {
    await asked();
    part("panic-cancel").dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
    );
    await settled();
    expect(isOpen()).toBe(false);
    expect(backend.beginPanic).not.toHaveBeenCalled();
  });

  test("is not asked while one waits", async () => {
    studio.takePanic(waiting);
    await asked();
    expect(isOpen()).toBe(false);
    expect(document.activeElement).toBe(part("panic-undo"));
  });
});

describe("holding", () => {
  test("by the pointer counts after two seconds, and not before", async () => {
    await asked();
    pointer("pointerdown");
    vi.advanceTimersByTime(1_900);
    flushSync();
    expect(words("panic-hold")).toContain("Keep holding · 1 s");
    expect(backend.beginPanic).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    await settled();
    expect(backend.beginPanic).toHaveBeenCalledOnce();
    expect(isOpen()).toBe(false);
    expect(words("panic-bar")).toContain("7 keys will be deleted in 10 s");
  });

  test.each([" ", "Enter"])("the key “%s” counts, however often it says that it is held", async (held) => {
    await asked();
    key("keydown", { key: held });
    for (let time = 0; time < 2_000; time += 100) {
      key("keydown", { key: held, repeat: true });
      vi.advanceTimersByTime(100);
    }
    await settled();
    expect(backend.beginPanic).toHaveBeenCalledOnce();
  });

  test.each(["pointerup", "pointerleave", "pointercancel"])("ended by %s does nothing", async (ended) => {
    await asked();
    pointer("pointerdown");
    vi.advanceTimersByTime(1_500);
    pointer(ended);
    vi.advanceTimersByTime(5_000);
    await settled();
    expect(backend.beginPanic).not.toHaveBeenCalled();
    expect(words("panic-hold")).toContain("Hold to delete 7 keys");
    expect(words("panic-dialog")).toContain("Let go too early. Nothing is deleted.");
  });

  test("twice for a second is not once for two", async () => {
    await asked();
    for (let time = 0; time < 2; time += 1) {
      key("keydown", { key: "Enter" });
      vi.advanceTimersByTime(1_200);
      key("keyup", { key: "Enter" });
    }
    expect(backend.beginPanic).not.toHaveBeenCalled();
  });

  test("a click alone does nothing", async () => {
    await asked();
    part("panic-hold").click();
    vi.advanceTimersByTime(5_000);
    expect(backend.beginPanic).not.toHaveBeenCalled();
  });

  test("the key that is still held does not press Undo", async () => {
    await asked();
    key("keydown", { key: "Enter" });
    vi.advanceTimersByTime(2_000);
    await settled();
    const undo = part("panic-undo");
    const held = new KeyboardEvent("keydown", {
      key: "Enter",
      repeat: true,
      bubbles: true,
      cancelable: true,
    });
    undo.dispatchEvent(held);
    const released = new KeyboardEvent("keyup", { key: "Enter", bubbles: true, cancelable: true });
    undo.dispatchEvent(released);
    expect([held.defaultPrevented, released.defaultPrevented]).toEqual([true, true]);
    const anew = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
    undo.dispatchEvent(anew);
    expect(anew.defaultPrevented).toBe(false);
  });

  test("can be done again after what failed", async () => {
    vi.mocked(backend.beginPanic).mockRejectedValueOnce(new Error("no"));
    await asked();
    pointer("pointerdown");
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(isOpen()).toBe(true);
    pointer("pointerup");
    pointer("pointerdown");
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(backend.beginPanic).toHaveBeenCalledTimes(2);
    expect(isOpen()).toBe(false);
  });
});

test("whoever can’t hold ticks a box and presses a button", async () => {
  await asked();
  part("panic-no-hold").click();
  flushSync();
  part("panic-confirm").click();
  expect(backend.beginPanic).not.toHaveBeenCalled();
  part("panic-tick").click();
  flushSync();
  part("panic-confirm").click();
  await settled();
  expect(backend.beginPanic).toHaveBeenCalledOnce();
});

test("a key that is being shown is left: it is wiped", async () => {
  router.page = "reveal";
  await asked();
  pointer("pointerdown");
  vi.advanceTimersByTime(2_000);
  await settled();
  expect(router.page).toBe("api-keys");
});

describe("the bar", () => {
  test("counts down by a clock that nobody can set", () => {
    mounted(PanicBar, {});
    studio.takePanic(waiting);
    flushSync();
    vi.setSystemTime(new Date("2020-01-01"));
    vi.advanceTimersByTime(3_000);
    flushSync();
    expect(words("panic-bar")).toContain("7 keys will be deleted in 7 s");
    vi.advanceTimersByTime(8_000);
    flushSync();
    expect(words("panic-bar")).toContain("Deleting 7 keys…");
  });

  test("takes it back", async () => {
    mounted(PanicBar, {});
    studio.takePanic(waiting);
    flushSync();
    part("panic-undo").click();
    await settled();
    expect(backend.undoPanic).toHaveBeenCalledOnce();
    expect(studio.panic).toBeNull();
    expect(toasts.shown[0]?.text).toContain("No key is deleted");
  });

  test("says what is still live, then that nothing is, until it is closed", async () => {
    const place = mounted(PanicBar, {});
    studio.takePanic({ keys: 7, stillLive: 2, millisecondsLeft: null });
    flushSync();
    expect(words("panic-bar")).toContain("7 keys deleted here.");
    expect(words("panic-bar")).toContain("2 are still live until the store hears of it.");
    studio.takePanic({ keys: 7, stillLive: 0, millisecondsLeft: null });
    flushSync();
    expect(words("panic-bar")).toContain("7 keys deleted.");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("They open nothing any more.");
    part("panic-close").click();
    await settled();
    expect(backend.dismissPanic).toHaveBeenCalledOnce();
    expect(studio.panic).toBeNull();
  });
});

test("nothing is asked any more of a key or of the vault, and what waited for the vault is not done", async () => {
  const work = vi.fn();
  await vault.whenOpen(work);
  studio.unlocking = { thenCopy: "a" };
  studio.replaced = { id: "a", by: sampleKey() };
  expect(vault.settingUp).toBe(true);
  await asked();
  pointer("pointerdown");
  vi.advanceTimersByTime(2_000);
  await settled();
  expect([studio.unlocking, studio.replaced, vault.settingUp]).toEqual([null, null, false]);
  await vault.opened();
  expect(work).not.toHaveBeenCalled();
});

describe("a clipboard that is not clear yet", () => {
  beforeEach(() => {
    const clearsAt = new Date(Date.now() + 30_000).toISOString();
    studio.clipboard = { name: "Figma", form: "key", clearsAt } as unknown as typeof studio.clipboard;
  });

  test("is not called clear by the bar", () => {
    mounted(PanicBar, {});
    studio.takePanic(waiting);
    flushSync();
    expect(words("panic-bar")).toContain("Locked. The clipboard is still being cleared.");
    studio.clipboard = null;
    flushSync();
    expect(words("panic-bar")).toContain("Locked, and the clipboard is clear.");
  });

  test("is not called clear where there was no key", async () => {
    vi.mocked(backend.panicPreview).mockResolvedValue(preview({ keys: 0, used: 0, named: [] }));
    vi.mocked(backend.beginPanic).mockResolvedValue(null);
    await asked();
    pointer("pointerdown");
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(toasts.shown[0]?.text).toBe(
      "Locked. The clipboard is still being cleared. There was no key to delete.",
    );
  });
});

test("says that the keychain opens the vault no more, where it did", async () => {
  await asked();
  expect(words("panic-dialog")).not.toContain("keychain");
  vault.view = { ...sampleVault, state: "locked", settings: { ...sampleVault.settings, inKeychain: true } };
  flushSync();
  expect(words("panic-dialog")).toContain("The system’s keychain opens the vault no more.");
});
