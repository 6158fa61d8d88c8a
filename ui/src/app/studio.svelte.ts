/** What every page needs to know: who is here, which projects there are, and how it stands with the store. */
import { backend, onChanged, onClipboard } from "../backend";
import type {
  AccountView,
  AppStatus,
  ChangedPart,
  ClipboardView,
  KeyCounts,
  KeyView,
  ProjectView,
  RevealView,
  SyncView,
  ThemeChoice,
} from "../backend";
import { toasts } from "../components/toasts.svelte";
import { router } from "./router.svelte";
import { followTheme, showTheme } from "./theme";

const noKeysAsked = { shelf: "current", search: "", state: null, sort: "name", descending: false } as const;

class Studio {
  /** How the app stands; nothing until it has answered. */
  status = $state.raw<AppStatus | null>(null);
  /** Who is here. */
  account = $state.raw<AccountView | null>(null);
  /** All projects, in order of name. */
  projects = $state.raw<ProjectView[]>([]);
  /** The chosen project's id. */
  projectId = $state<string | null>(null);
  /** Keys at a glance. */
  counts = $state.raw<KeyCounts | null>(null);
  /** How it stands with the store. */
  sync = $state.raw<SyncView | null>(null);
  /** The secret of ours that is on the clipboard. */
  clipboard = $state.raw<ClipboardView | null>(null);
  /** The key whose page is open, until it is left. */
  revealed = $state.raw<RevealView | null>(null);
  /** The key that the list is to open at. */
  sought = $state.raw<KeyView | null>(null);
  /** Rises with every change of keys, so that lists ask again. */
  keysRevision = $state(0);

  #listening = false;

  /** The project that is looked at. */
  project = $derived(this.projects.find(({ id }) => id === this.projectId) ?? this.projects[0] ?? null);
  /** Where tools find design tokens: the current organization. */
  organization = $derived(this.account?.organizations[0] ?? null);

  /** Asks how the app stands and, when somebody has begun, for everything else. */
  async start(): Promise<void> {
    this.status = await backend.appStatus();
    showTheme(this.status.theme);
    followTheme();
    if (this.status.phase === "ready") await this.load();
  }

  /** Listens to changes from now on, and asks for everything. The account, which opens the window, comes last. */
  async load(): Promise<void> {
    this.#listen();
    const [account, projectId, clipboard, revealed] = await Promise.all([
      backend.account(),
      backend.currentProject(),
      backend.clipboard(),
      backend.reveal(),
      this.askProjects(),
      this.#askCounts(),
      this.#askSync(),
    ]);
    Object.assign(this, { account, projectId, clipboard, revealed });
    if (revealed) router.go("reveal");
    else if (this.projects.length === 0) router.go("first-project");
    if (this.status) this.status = { ...this.status, phase: "ready" };
  }

  /** Looks at another project from now on. */
  async choose(projectId: string): Promise<void> {
    this.projectId = projectId;
    await backend.setCurrentProject(projectId);
  }

  /** Asks for the projects anew. */
  async askProjects(): Promise<void> {
    this.projects = await backend.projects();
  }

  /** Chooses and shows a theme. */
  async setTheme(theme: ThemeChoice): Promise<void> {
    showTheme(theme);
    if (this.status) this.status = { ...this.status, theme };
    await backend.setTheme(theme);
  }

  /** Before the first question: what changes while the answers are on their way would be missed. */
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    onChanged((part) => void this.#refresh(part).catch(toasts.problem));
    onClipboard((clipboard) => (this.clipboard = clipboard));
  }

  async #askCounts(): Promise<void> {
    this.counts = (await backend.queryKeys({ ...noKeysAsked, offset: 0, limit: 0 })).counts;
  }

  async #askSync(): Promise<void> {
    this.sync = await backend.sync();
  }

  async #refresh(part: ChangedPart): Promise<void> {
    if (part === "keys") {
      this.keysRevision += 1;
      await this.#askCounts();
    }
    if (part === "projects") await this.askProjects();
    if (part === "account") this.account = await backend.account();
    if (part === "sync") await this.#askSync();
  }
}

/** What the pages of the window share. */
export const studio = new Studio();
