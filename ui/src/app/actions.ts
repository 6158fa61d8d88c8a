/**
 * What a person can do from the main window's menus and by its shortcuts. What each is called in the quick menu, and by
 * which letter it is done, is said once, by the app: `quick_menu/action.rs`.
 */
import { backend, letters } from "../backend";
import type { Action, KeyView } from "../backend";
import type { MenuItem } from "../components/menu-item";
import { toasts } from "../components/toasts.svelte";
import { letterWords } from "../words/shortcuts";
import { actionIcons } from "./action-icons";
import { withCommand } from "./keyboard";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

/** An action in the main window. */
interface WindowAction {
  /** What it says in a menu, where its place says the rest. */
  short: string;
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

/** Ends the app, if the open page lets go: one with unsaved work asks first. Answers whether it ended at once. */
export function quit(): boolean {
  return router.leave(() => void backend.quit().catch(toasts.problem));
}

const actions = {
  apiKeys: { short: "API Keys", run: () => router.go("api-keys") },
  newKey: { short: "Create API Key", run: () => router.go("new-key") },
  searchKeys: {
    short: "Search Keys",
    run: () => router.go("api-keys", () => (studio.searches = true)),
  },
  addProject: { short: "Add a project…", run: () => router.go("first-project") },
  settings: { short: "Settings", run: () => router.go("settings") },
  copyStoreAddress: { short: "Copy the store’s address", run: copyStoreAddress },
  themeLight: { short: "Light", run: () => studio.setTheme("light") },
  themeDark: { short: "Dark", run: () => studio.setTheme("dark") },
  themeSystem: { short: "As the system", run: () => studio.setTheme("system") },
  panic: {
    short: "Delete every key made on this computer…",
    run: () => void (studio.panicking = true),
  },
  quit: { short: "Quit", run: () => void quit() },
} satisfies Partial<Record<Action, WindowAction>>;

/** What names an action of the main window. */
export type ActionId = keyof typeof actions;

/** The actions that choose a theme. */
export const themeActions = { light: "themeLight", dark: "themeDark", system: "themeSystem" } as const;

/** Does something, and says so when it could not be done. */
export function act(id: ActionId): void {
  void Promise.resolve(actions[id].run()).catch(toasts.problem);
}

/** An action as a line of a menu. */
export function menuItem(id: ActionId, more: Partial<MenuItem> = {}): MenuItem {
  return { text: actions[id].short, icon: actionIcons[id], act: () => act(id), ...more };
}

/** Opens the list of keys at one of them. */
export function showKey(key: KeyView): void {
  router.go("api-keys", () => (studio.sought = key));
}

/** Opens the quick menu, which is a window of its own. */
export function openQuickMenu(): void {
  void backend.openQuickMenu().catch(toasts.problem);
}

/** The action of a pressed shortcut. */
export function shortcutOf(event: KeyboardEvent): ActionId | undefined {
  if (!withCommand(event, isApple())) return undefined;
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
