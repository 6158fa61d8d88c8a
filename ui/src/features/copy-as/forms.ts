/** In which forms a key is copied: their words, in the order in which they are offered. How each is written, the app knows. */
import Braces from "@lucide/svelte/icons/braces";
import FileCode from "@lucide/svelte/icons/file-code";
import KeyRound from "@lucide/svelte/icons/key-round";
import PenTool from "@lucide/svelte/icons/pen-tool";
import SquareTerminal from "@lucide/svelte/icons/square-terminal";
import type { Component } from "svelte";
import type { CopyForm } from "../../backend";
import type { MenuItem } from "../../components/menu-item";

const forms: { form: CopyForm; text: string; icon: Component }[] = [
  { form: "key", text: "The key alone", icon: KeyRound },
  { form: "authorizationHeader", text: "Authorization: Bearer …", icon: Braces },
  { form: "environmentVariable", text: "A line for .env", icon: FileCode },
  { form: "figmaHeader", text: "Header for Figma: name, then value", icon: PenTool },
  { form: "curl", text: "A curl command", icon: SquareTerminal },
];

/** A line of a menu for each form. */
export function copyItems(copy: (form: CopyForm) => void): MenuItem[] {
  return forms.map(({ form, text, icon }) => ({
    text,
    icon,
    act: () => copy(form),
    testId: `copy-as-${form}`,
  }));
}
