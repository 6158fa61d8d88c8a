/** Everything a person can do from anywhere. Menus, the quick menu and shortcuts all take it from here. */
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
import Sun from "@lucide/svelte/icons/sun";
import User from "@lucide/svelte/icons/user";
import type { Component } from "svelte";
import { backend } from "../backend";
import type { KeyView } from "../backend";
import { toasts } from "../components/toasts.svelte";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

/** What names an action in menus, shortcuts and tests. */
export type ActionId =
  | "api-keys"
  | "new-key"
  | "dashboard"
  | "projects"
  | "add-project"
  | "profile"
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
  /** Other words that find it. */
  alsoCalled: string;
  icon: Component;
  /** The letter that does it together with Ctrl or Cmd. */
  shortcut?: string;
  run: () => void | Promise<void>;
}

async function copyStoreAddress(): Promise<void> {
  await backend.copyText({ kind: "storeUrl" });
  toasts.say("The store’s address is on the clipboard.");
}

async function quit(): Promise<void> {
  await backend.quit();
}

async function syncNow(): Promise<void> {
  await backend.syncNow();
}

/** Every action, the ones for keys first: ties in the quick menu keep this order. */
export const actions: readonly Action[] = [
  {
    id: "api-keys",
    title: "Manage API Keys",
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
    alsoCalled: "import new file design tokens",
    icon: FolderPlus,
    run: () => router.go("first-project"),
  },
  {
    id: "profile",
    title: "Open Profile",
    alsoCalled: "account name",
    icon: User,
    run: () => router.go("profile"),
  },
  {
    id: "copy-store-address",
    title: "Copy the Store’s Address",
    alsoCalled: "url host",
    icon: Link,
    run: copyStoreAddress,
  },
  { id: "sync-now", title: "Sync Now", alsoCalled: "refresh reload", icon: Cloud, run: syncNow },
  {
    id: "theme-light",
    title: "Use the Light Theme",
    alsoCalled: "appearance",
    icon: Sun,
    run: () => studio.setTheme("light"),
  },
  {
    id: "theme-dark",
    title: "Use the Dark Theme",
    alsoCalled: "appearance",
    icon: Moon,
    run: () => studio.setTheme("dark"),
  },
  {
    id: "theme-system",
    title: "Use the System’s Theme",
    alsoCalled: "appearance",
    icon: Monitor,
    run: () => studio.setTheme("system"),
  },
  { id: "quit", title: "Quit Studio Keys", alsoCalled: "exit close", icon: LogOut, shortcut: "q", run: quit },
];

/** Does something, and says so when it could not be done. */
export function act(id: ActionId): void {
  const action = actions.find((candidate) => candidate.id === id);
  void Promise.resolve(action?.run()).catch(toasts.problem);
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
