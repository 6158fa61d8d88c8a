/** Where the app asks the window to go: from the tray, the quick menu, a link or a notice. */
import { backend, onDestination } from "../backend";
import type { Destination, KeyRecipe } from "../backend";
import { toasts } from "../components/toasts.svelte";
import { showKey } from "./actions";
import { router } from "./router.svelte";
import { studio } from "./studio.svelte";

type Kind = Destination["kind"];

/** Opens the stepper; what is being made in an open one is not thrown away unasked. */
export function beginKey(recipe: KeyRecipe | null): void {
  const begin = () => (studio.recipe = recipe);
  if (recipe !== null && router.page === "new-key") router.leave(begin);
  else router.go("new-key", begin);
}

const ways: { [K in Kind]: (to: Extract<Destination, { kind: K }>) => void | Promise<void> } = {
  dashboard: () => router.go("dashboard"),
  projects: () => router.go("projects"),
  project: ({ id }) => router.go("dashboard", () => void studio.choose(id).catch(toasts.problem)),
  addProject: () => router.go("first-project"),
  apiKeys: () => router.go("api-keys"),
  searchKeys: () => router.go("api-keys", () => (studio.searches = true)),
  key: async ({ id }) => showKey(await backend.key(id)),
  newKey: ({ recipe }) => beginKey(recipe),
  settings: ({ section }) => router.go("settings", () => (studio.settings = section)),
  unlock: ({ thenCopy }) => void (studio.unlocking = { thenCopy }),
  panic: () => void (studio.panicking = true),
};

/** Goes where the app says. */
export async function goTo<K extends Kind>(to: Extract<Destination, { kind: K }>): Promise<void> {
  const way = ways[to.kind] as (to: Destination) => void | Promise<void>;
  await way(to);
}

async function arrive(): Promise<void> {
  const to = await backend.takeDestination();
  if (to) await goTo(to);
}

/** Goes wherever the app asks from now on, and where it asked while the page was loading. Returns what ends it. */
export function followDestinations(): () => void {
  const end = onDestination(() => void arrive().catch(toasts.problem));
  void arrive().catch(toasts.problem);
  return end;
}
