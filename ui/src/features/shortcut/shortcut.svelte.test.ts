import { beforeEach, describe, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { BackendError, backend } from "../../backend";
import type { ShortcutView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import FirstStart from "../first-start/FirstStart.svelte";
import ShortcutSection from "../settings/ShortcutSection.svelte";

const heard = vi.hoisted(() => ({ shortcut: () => {} }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    shortcut: vi.fn(),
    chooseShortcut: vi.fn(),
    tryShortcutAgain: vi.fn(),
    recordShortcut: vi.fn(),
    copyText: vi.fn(),
  },
  onShortcutPressed: (hear: () => void) => {
    heard.shortcut = hear;
    return () => (heard.shortcut = () => {});
  },
}));

const usual: ShortcutView = {
  state: "notAsked",
  keys: ["Ctrl", "K"],
  isUsual: true,
  usual: ["Ctrl", "K"],
  other: ["Ctrl", "Shift", "Space"],
  problem: null,
  command: "studio-keys --quick-menu",
};
const works: ShortcutView = { ...usual, state: "works" };
const another: ShortcutView = { ...works, keys: ["Ctrl", "J"], isUsual: false };
const taken = new BackendError({ code: "shortcutTaken", message: "Another program has it." });

const found = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const keys = (id = "shortcut-keys") => [...part(id).querySelectorAll("kbd")].map((cap) => cap.textContent);
const complaint = () => found("shortcut-problem")?.textContent;

/** A press as the web engine tells of it: what is held is known from the next event on. */
async function presses(key: string, more: KeyboardEventInit = {}, type = "keydown") {
  const event = new KeyboardEvent(type, { key, bubbles: true, cancelable: true, ...more });
  part("shortcut-recorder").dispatchEvent(event);
  await settled();
  return event;
}

async function shows(page: typeof FirstStart | typeof ShortcutSection, view: ShortcutView) {
  vi.mocked(backend.shortcut).mockResolvedValue(view);
  mounted(page, {});
  await settled();
}

beforeEach(() => {
  studio.status = {
    phase: "ready",
    problem: null,
    theme: "light",
    platform: "linux",
    version: "0.1.0",
    asksShortcut: true,
  };
  vi.mocked(backend.recordShortcut).mockResolvedValue(null);
});

describe("the first start", () => {
  test.each([
    ["shortcut-keep", "usual"],
    ["shortcut-other", "other"],
    ["shortcut-off", "off"],
  ] as const)("%s answers with one click", async (button, kind) => {
    vi.mocked(backend.chooseShortcut).mockResolvedValue(works);
    await shows(FirstStart, usual);
    expect(keys()).toEqual(["Ctrl", "K"]);
    part(button).click();
    await settled();
    expect(backend.chooseShortcut).toHaveBeenCalledExactlyOnceWith({ kind });
    expect(studio.status?.asksShortcut).toBe(false);
  });

  test("begins on the button that keeps the shortcut", async () => {
    await shows(FirstStart, usual);
    expect(document.activeElement).toBe(part("shortcut-keep"));
  });

  test("stays, and says why, when the keys are taken", async () => {
    vi.mocked(backend.chooseShortcut).mockRejectedValue(taken);
    await shows(FirstStart, usual);
    part("shortcut-keep").click();
    await settled();
    expect(complaint()).toBe("Another program has it.");
    expect(studio.status?.asksShortcut).toBe(true);
  });

  test("shows other keys that were pressed before it goes on", async () => {
    vi.mocked(backend.chooseShortcut).mockResolvedValue(another);
    await shows(FirstStart, usual);
    part("shortcut-record").click();
    await settled();
    await presses("j", { ctrlKey: true, code: "KeyJ" });
    expect(keys()).toEqual(["Ctrl", "J"]);
    expect(studio.status?.asksShortcut).toBe(true);
    expect(document.activeElement).toBe(part("shortcut-continue"));
    part("shortcut-continue").click();
    expect(studio.status?.asksShortcut).toBe(false);
  });

  test("takes no keys where it can't, not even later", async () => {
    vi.mocked(backend.chooseShortcut).mockResolvedValue({ ...usual, state: "notAvailable" });
    await shows(FirstStart, { ...usual, state: "notAvailable" });
    expect(part("shortcut-command").textContent).toBe("studio-keys --quick-menu");
    expect(found("shortcut-keep")).toBeNull();
    part("shortcut-continue").click();
    await settled();
    expect(backend.chooseShortcut).toHaveBeenCalledExactlyOnceWith({ kind: "off" });
    expect(studio.status?.asksShortcut).toBe(false);
  });

  test("lets people in although nothing is known of the shortcut", async () => {
    vi.mocked(backend.shortcut).mockRejectedValue(new BackendError({ code: "internal", message: "No." }));
    mounted(FirstStart, {});
    await settled();
    expect(complaint()).toBe("No.");
    part("shortcut-without").click();
    expect(studio.status?.asksShortcut).toBe(false);
  });
});

describe("the recorder", () => {
  beforeEach(async () => {
    await shows(ShortcutSection, works);
    part("shortcut-record").click();
    await settled();
  });

  test("has the focus, and tells the app while it records", async () => {
    expect(document.activeElement).toBe(part("shortcut-recorder"));
    expect(backend.recordShortcut).toHaveBeenLastCalledWith(true);
    await presses("Escape");
    expect(backend.recordShortcut).toHaveBeenLastCalledWith(false);
    expect(found("shortcut-recorder")).toBeNull();
    expect(document.activeElement).toBe(part("shortcut-record"));
    expect(backend.chooseShortcut).not.toHaveBeenCalled();
  });

  test("shows keys while they are held", async () => {
    await presses("Control");
    await presses("Shift", { ctrlKey: true });
    expect(keys("shortcut-recorder").slice(0, 2)).toEqual(["Ctrl", "Shift"]);
    await presses("Shift", { ctrlKey: true, shiftKey: true }, "keyup");
    expect(keys("shortcut-recorder")[0]).toBe("Ctrl");
    await presses("Control", { ctrlKey: true }, "keyup");
    expect(part("shortcut-recorder").textContent).toContain("Press the new shortcut");
  });

  test("hands keys on as they were pressed, to nobody else", async () => {
    const elsewhere = vi.fn();
    window.addEventListener("keydown", elsewhere);
    vi.mocked(backend.chooseShortcut).mockResolvedValue(another);
    const event = await presses("j", { ctrlKey: true, code: "KeyJ" });
    window.removeEventListener("keydown", elsewhere);
    expect(event.defaultPrevented).toBe(true);
    expect(elsewhere).not.toHaveBeenCalled();
    const pressed = { control: true, alt: false, shift: false, command: false, key: "j", code: "KeyJ" };
    expect(backend.chooseShortcut).toHaveBeenCalledExactlyOnceWith({ kind: "pressed", keys: pressed });
    expect(keys()).toEqual(["Ctrl", "J"]);
  });

  test("says why keys are refused, and listens on", async () => {
    vi.mocked(backend.chooseShortcut).mockRejectedValue(taken);
    await presses("j", { ctrlKey: true, code: "KeyJ" });
    expect(complaint()).toBe("Another program has it.");
    expect(part("shortcut-recorder")).toBeTruthy();
    await presses("Escape");
    expect(complaint()).toBeUndefined();
  });

  test("lets Tab go on to the next control", async () => {
    expect((await presses("Tab")).defaultPrevented).toBe(false);
    expect((await presses("Tab", { ctrlKey: true })).defaultPrevented).toBe(true);
  });

  test("takes the shortcut itself, which only the app hears", async () => {
    heard.shortcut();
    await settled();
    expect(found("shortcut-recorder")).toBeNull();
    expect(keys()).toEqual(["Ctrl", "K"]);
  });

  test("says that no keys arrived when they were taken away with the focus", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    part("shortcut-recorder").blur();
    await vi.waitFor(() => expect(complaint()).toContain("No keys arrived"));
    expect(found("shortcut-recorder")).toBeNull();
  });

  test("takes the shortcut itself, though it comes with the loss of the focus", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    part("shortcut-recorder").blur();
    heard.shortcut();
    await settled();
    expect(found("shortcut-recorder")).toBeNull();
    expect(complaint()).toBeUndefined();
  });

  test("ends with the focus", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    part("shortcut-recorder").blur();
    await settled();
    expect(found("shortcut-recorder")).toBeNull();
    expect(backend.recordShortcut).toHaveBeenLastCalledWith(false);
  });
});

describe("the settings", () => {
  test("switch it off and on", async () => {
    vi.mocked(backend.chooseShortcut).mockResolvedValue({ ...usual, state: "off" });
    await shows(ShortcutSection, works);
    part<HTMLInputElement>("shortcut-switch").click();
    await settled();
    expect(backend.chooseShortcut).toHaveBeenLastCalledWith({ kind: "off" });
    expect(part<HTMLInputElement>("shortcut-switch").checked).toBe(false);
    expect(found("shortcut-keys")).toBeNull();
    part<HTMLInputElement>("shortcut-switch").click();
    expect(backend.chooseShortcut).toHaveBeenLastCalledWith({ kind: "usual" });
  });

  test("say that another program has it, and try again", async () => {
    await shows(ShortcutSection, { ...works, state: "taken", problem: "Another program has it." });
    expect(complaint()).toBe("Another program has it.");
    vi.mocked(backend.tryShortcutAgain).mockResolvedValue(works);
    part("shortcut-again").click();
    await settled();
    expect(complaint()).toBeUndefined();
    expect(found("shortcut-again")).toBeNull();
  });

  test("offer what is not in use", async () => {
    await shows(ShortcutSection, another);
    expect(part("shortcut-other").textContent.trim()).toBe("Use Ctrl Shift Space");
    expect(part("shortcut-usual").textContent.trim()).toBe("Use Ctrl K");
  });

  test("show the command where there can be no shortcut", async () => {
    await shows(ShortcutSection, { ...usual, state: "notAvailable" });
    expect(part("shortcut-not-available").textContent).toContain("Not available here");
    vi.mocked(backend.copyText).mockResolvedValue(null);
    part("copy-shortcut-command").click();
    await settled();
    expect(backend.copyText).toHaveBeenCalledExactlyOnceWith({ kind: "quickMenuCommand" });
    expect(document.body.textContent).toContain("The command is on the clipboard.");
  });

  test("follow a choice that was made elsewhere", async () => {
    await shows(ShortcutSection, works);
    vi.mocked(backend.shortcut).mockResolvedValue(another);
    studio.settingsRevision += 1;
    await settled();
    expect(keys()).toEqual(["Ctrl", "J"]);
  });
});
