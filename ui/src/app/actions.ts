/** Everything a person can do from anywhere. Menus, the quick menu and shortcuts all take it from here. */
import ClipboardX from "@lucide/svelte/icons/clipboard-x";
import Cloud from "@lucide/svelte/icons/cloud";
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import Folders from "@lucide/svelte/icons/folders";
import KeyRound from "@lucide/svelte/icons/key-round";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
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
import { backend } from "../backend";
import type { KeyView } from "../backend";
import type { MenuItem } from "../components/menu-item";
import { toasts } from "../components/toasts.svelte";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

/** What names an action in menus, shortcuts and tests. */
export type ActionId =
  | "api-keys"
  | "new-key"
  | "search-keys"
  | "clear-clipboard"
  | "panic"
  | "dashboard"
  | "projects"
  | "add-project"
  | "settings"
  | "copy-store-address"
  | "sync-now"
  | "theme-light"
  | "theme-dark"
  | "theme-system"
  | "quit";

/** Something a person can do from anywhere. */
export interface Action {
  id: ActionId;
  /** What it says in the quick menu; a verb first. */
  title: string;
  /** What it says in a menu, where its place says the rest; the title when left out. */
  short?: string;
  /** Other words that find it. */
  alsoCalled: string;
  icon: Component;
  /** The letter that does it together with Ctrl or Cmd. */
  shortcut?: string;
  /** Whether there is anything to do just now; always, when left out. */
  offered?: () => boolean;
  run: () => void | Promise<void>;
}

async function copyStoreAddress(): Promise<void> {
  await backend.copyText({ kind: "storeUrl" });
  toasts.say("The store’s address is on the clipboard.");
}

async function clearClipboard(): Promise<void> {
  await backend.clearClipboard();
}

/** A page with unsaved work asks first. */
function quit(): void {
  router.leave(() => void backend.quit().catch(toasts.problem));
}

async function syncNow(): Promise<void> {
  await backend.syncNow();
}

/** Every action, the ones for keys first: ties in the quick menu keep this order. */
export const actions: readonly Action[] = [
  {
    id: "api-keys",
    title: "Manage API Keys",
    short: "API Keys",
    alsoCalled: "list delete revoke tokens",
    icon: KeyRound,
    run: () => router.go("api-keys"),
  },
  {
    id: "new-key",
    title: "Create API Key",
    alsoCalled: "new make add token",
    icon: Plus,
    shortcut: "n",
    run: () => router.go("new-key"),
  },
  {
    id: "search-keys",
    title: "Search Keys",
    alsoCalled: "find filter list",
    icon: Search,
    shortcut: "f",
    run: () => router.go("api-keys", () => (studio.searches = true)),
  },
  {
    id: "clear-clipboard",
    title: "Clear the Clipboard",
    alsoCalled: "copied secret remove",
    icon: ClipboardX,
    offered: () => studio.clipboard !== null,
    run: clearClipboard,
  },
  {
    id: "dashboard",
    title: "Open Dashboard",
    alsoCalled: "home overview",
    icon: LayoutDashboard,
    run: () => router.go("dashboard"),
  },
  {
    id: "projects",
    title: "Open Projects",
    alsoCalled: "list",
    icon: Folders,
    run: () => router.go("projects"),
  },
  {
    id: "add-project",
    title: "Add a Project",
    short: "Add a project…",
    alsoCalled: "import new file design tokens",
    icon: FolderPlus,
    run: () => router.go("first-project"),
  },
  {
    id: "settings",
    title: "Open Settings",
    short: "Settings",
    alsoCalled: "preferences account profile name",
    icon: Settings,
    shortcut: ",",
    run: () => router.go("settings"),
  },
  {
    id: "copy-store-address",
    title: "Copy the Store’s Address",
    short: "Copy the store’s address",
    alsoCalled: "url host",
    icon: Link,
    run: copyStoreAddress,
  },
  { id: "sync-now", title: "Sync Now", alsoCalled: "refresh reload", icon: Cloud, run: syncNow },
  {
    id: "theme-light",
    title: "Use the Light Theme",
    short: "Light",
    alsoCalled: "appearance",
    icon: Sun,
    run: () => studio.setTheme("light"),
  },
  {
    id: "theme-dark",
    title: "Use the Dark Theme",
    short: "Dark",
    alsoCalled: "appearance",
    icon: Moon,
    run: () => studio.setTheme("dark"),
  },
  {
    id: "theme-system",
    title: "Use the System’s Theme",
    short: "As the system",
    alsoCalled: "appearance",
    icon: Monitor,
    run: () => studio.setTheme("system"),
  },
  {
    id: "panic",
    title: "Delete Every Key Made on This Computer",
    short: "Delete every key made on this computer…",
    alsoCalled: "panic emergency stolen lost leaked revoke lock",
    icon: TriangleAlert,
    run: () => void (studio.panicking = true),
  },
  {
    id: "quit",
    title: "Quit Studio Keys",
    short: "Quit",
    alsoCalled: "exit close",
    icon: LogOut,
    shortcut: "q",
    run: quit,
  },
];

function actionOf(id: ActionId): Action | undefined {
  return actions.find((candidate) => candidate.id === id);
}

/** Does something, and says so when it could not be done. */
export function act(id: ActionId): void {
  void Promise.resolve(actionOf(id)?.run()).catch(toasts.problem);
}

/** An action as a line of a menu. */
export function menuItem(id: ActionId, more: Partial<MenuItem> = {}): MenuItem {
  const { short, title = "", icon } = actionOf(id) ?? {};
  return { text: short ?? title, icon, act: () => act(id), ...more };
}

/** Opens the list of keys at one of them. */
export function showKey(key: KeyView): void {
  router.go("api-keys", () => (studio.sought = key));
}

/** Whether a key was pressed with Ctrl, or Cmd where that is the custom, and nothing else. */
export function withCommand({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const alone = isApple() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return alone && !altKey && !shiftKey;
}

/** The action of a pressed shortcut. */
export function shortcutOf(event: KeyboardEvent): Action | undefined {
  if (!withCommand(event)) return undefined;
  return actions.find(({ shortcut }) => shortcut === event.key.toLowerCase());
}

/** `Ctrl N` or `⌘N` */
export function shortcutWords(letter: string): string {
  return isApple() ? `⌘${letter.toUpperCase()}` : `Ctrl ${letter.toUpperCase()}`;
}

/** Whether Cmd stands where Ctrl does elsewhere. */
export function isApple(): boolean {
  return studio.status?.platform === "macos";
}
