/** What a key press says to whoever records it. */
import type { Platform, PressedKeys } from "../../backend";

type Names = Record<"Control" | "Alt" | "Shift" | "Meta", string>;

const names: Record<Platform, Names> = {
  linux: { Control: "Ctrl", Alt: "Alt", Shift: "Shift", Meta: "Super" },
  windows: { Control: "Ctrl", Alt: "Alt", Shift: "Shift", Meta: "Win" },
  macos: { Control: "⌃", Alt: "⌥", Shift: "⇧", Meta: "⌘" },
};

/** What some engines call them. */
const modifiers = new Set(["Control", "Alt", "Shift", "Meta", "Super", "OS", "Hyper", "AltGraph"]);

/** Whether the key itself is one that is held. */
export function isModifier({ key }: KeyboardEvent): boolean {
  return modifiers.has(key);
}

/**
 * The names of the keys that are held after this press or release, in the customary order. An event speaks of those
 * that were held before it, so its own key is looked at too.
 */
export function heldKeys(event: KeyboardEvent, platform: Platform): string[] {
  const own = event.key === "Super" || event.key === "OS" ? "Meta" : event.key;
  const held = [
    ["Control", event.ctrlKey],
    ["Alt", event.altKey],
    ["Shift", event.shiftKey],
    ["Meta", event.metaKey],
  ] as const;
  return held
    .filter(([name, before]) => (name === own ? event.type === "keydown" : before))
    .map(([name]) => names[platform][name]);
}

/** The press as the app reads it. */
export function pressedKeys({ ctrlKey, altKey, shiftKey, metaKey, key, code }: KeyboardEvent): PressedKeys {
  return { control: ctrlKey, alt: altKey, shift: shiftKey, command: metaKey, key, code };
}
