/**
 * What a person can do from the main window's menus and by its shortcuts. What each is called in the quick menu, and by
 * which letter it is done, is said once, by the app: `quick_menu/action.rs`.
 */
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import KeyRound from "@lucide/svelte/icons/key-round";
import Link from "@lucide/svelte/icons/link";
import LogOut from "@lucide/svelte/icons/log-out";
import Monitor from "@lucide/svelte/icons/monitor";
import Moon from "@lucide/svelte/icons/moon";
import Plus from "@lucide/svelte/icons/plus";
import Search from "@lucide/svelte/icons/search";
import Settings from "@lucide/svelte/icons/settings";
import Sun from "@lucide/svelte/icons/sun";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";
import { backend, letters } from "../backend";
import type { Action, KeyView } from "../backend";
import type { MenuItem } from "../components/menu-item";
import { toasts } from "../components/toasts.svelte";
import { letterWords } from "../words/shortcuts";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

/** An action in the main window. */
interface WindowAction {
  /** What it says in a menu, where its place says the rest. */
  short: string;
  icon: Component;
  run: () => void | Promise<void>;
}

async function copyStoreAddress(): Promise<void> {
  await backend.copyText({ kind: "storeUrl" });
  toasts.say("The store’s address is on the clipboard.");
}

/** Puts the link on the clipboard with which a colleague makes a key like this one. */
export async function copyRecipeLink(id: string): Promise<void> {
  await backend.copyText({ kind: "recipeLink", id });
  toasts.say("The recipe link is on the clipboard. It holds name, scopes and expiration, never the key.");
}

/** A page with unsaved work asks first. */
function quit(): void {
  router.leave(() => void backend.quit().catch(toasts.problem));
}

const actions = {
  apiKeys: { short: "API Keys", icon: KeyRound, run: () => router.go("api-keys") },
  newKey: { short: "Create API Key", icon: Plus, run: () => router.go("new-key") },
  searchKeys: {
    short: "Search Keys",
    icon: Search,
    run: () => router.go("api-keys", () => (studio.searches = true)),
  },
  addProject: { short: "Add a project…", icon: FolderPlus, run: () => router.go("first-project") },
  settings: { short: "Settings", icon: Settings, run: () => router.go("settings") },
  copyStoreAddress: { short: "Copy the store’s address", icon: Link, run: copyStoreAddress },
  themeLight: { short: "Light", icon: Sun, run: () => studio.setTheme("light") },
  themeDark: { short: "Dark", icon: Moon, run: () => studio.setTheme("dark") },
  themeSystem: { short: "As the system", icon: Monitor, run: () => studio.setTheme("system") },
  panic: {
    short: "Delete every key made on this computer…",
    icon: TriangleAlert,
    run: () => void (studio.panicking = true),
  },
  quit: { short: "Quit", icon: LogOut, run: quit },
} satisfies Partial<Record<Action, WindowAction>>;

/** What names an action of the main window. */
export type ActionId = keyof typeof actions;

/** Every action of the main window. */
export const actionIds = Object.keys(actions) as ActionId[];

/** Does something, and says so when it could not be done. */
export function act(id: ActionId): void {
  void Promise.resolve(actions[id].run()).catch(toasts.problem);
}

/** An action as a line of a menu. */
export function menuItem(id: ActionId, more: Partial<MenuItem> = {}): MenuItem {
  const { short, icon } = actions[id];
  return { text: short, icon, act: () => act(id), ...more };
}

/** Opens the list of keys at one of them. */
export function showKey(key: KeyView): void {
  router.go("api-keys", () => (studio.sought = key));
}

/** Opens the quick menu, which is a window of its own. */
export function openQuickMenu(): void {
  void backend.openQuickMenu().catch(toasts.problem);
}

/** Whether a key was pressed with Ctrl, or Cmd where that is the custom, and nothing else. */
export function withCommand({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const alone = isApple() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return alone && !altKey && !shiftKey;
}

/** The action of a pressed shortcut. */
export function shortcutOf(event: KeyboardEvent): ActionId | undefined {
  if (!withCommand(event)) return undefined;
  return (letters as Readonly<Record<string, ActionId | undefined>>)[event.key.toLowerCase()];
}

/** `Ctrl N` or `⌘N` */
export function shortcutWords(letter: string): string {
  return letterWords(letter, isApple());
}

/** Whether Cmd stands where Ctrl does elsewhere. */
export function isApple(): boolean {
  return studio.status?.platform === "macos";
}
