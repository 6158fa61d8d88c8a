/** What every page needs to know: who is here, which projects there are, and how it stands with the store. */
import { backend, onChanged, onClipboard } from "../backend";
import type {
  AccountView,
  AppStatus,
  ChangedPart,
  ClipboardView,
  CopyForm,
  FileDropped,
  KeyCounts,
  KeyRecipe,
  KeyView,
  PanicView,
  ProjectView,
  RevealView,
  SettingsSection,
  SyncView,
  ThemeChoice,
} from "../backend";
import { toasts } from "../components/toasts.svelte";
import { oneAtATime } from "./one-at-a-time";
import { router } from "./router.svelte";
import { followTheme, showTheme } from "./theme";

class Studio {
  /** How the app stands; nothing until it has answered. */
  status = $state.raw<AppStatus | null>(null);
  /** Who is here. */
  account = $state.raw<AccountView | null>(null);
  /** All projects, in order of name. */
  projects = $state.raw<ProjectView[]>([]);
  /** The chosen project's id. */
  projectId = $state<string | null>(null);
  /** The chosen organization's id; nothing while it goes without saying. */
  organizationId = $state<string | null>(null);
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
  /** Whether the list is to begin with its search. */
  searches = $state(false);
  /** The file that a new project is to be made from. */
  dropped = $state.raw<FileDropped | null>(null);
  /** What the stepper is to begin with. */
  recipe = $state.raw<KeyRecipe | null>(null);
  /** The old key whose place a new one took, to be deleted once that one is saved. */
  replaced = $state.raw<{ id: string; by: KeyView } | null>(null);
  /** The section of the settings that is looked at. */
  settings = $state<SettingsSection>("general");
  /** Whether the vault is to be unlocked, and the key to be copied then: bare, if no form is said. */
  unlocking = $state.raw<{ thenCopy: string | null; form?: CopyForm } | null>(null);
  /** Whether the question is open before everything made on this computer is deleted. */
  panicking = $state(false);
  /** How it stands with the last panic, until what came of it was seen. */
  panic = $state.raw<PanicView | null>(null);
  /** When that can no longer be taken back, by `performance.now()`: a clock that nobody can set. */
  panicEnds = $state(0);
  /** Rises with every change of settings, so that their sections ask again. */
  settingsRevision = $state(0);
  /** Rises with every change of the vault, so that whoever shows it asks again. */
  vaultRevision = $state(0);
  /** Rises with every change of keys, so that lists ask again. */
  keysRevision = $state(0);

  #listening = false;

  /** Where tools find design tokens: the chosen organization, or that of the chosen project. */
  organization = $derived.by(() => {
    const organizations = this.account?.organizations ?? [];
    const project = this.projects.find((one) => one.id === this.projectId) ?? this.projects[0];
    const id = this.organizationId ?? project?.organizationId;
    return organizations.find((one) => one.id === id) ?? organizations[0] ?? null;
  });
  /** The organization's projects, in order of name. */
  projectsHere = $derived(
    this.projects.filter(({ organizationId }) => organizationId === this.organization?.id),
  );
  /** The project that is looked at. */
  project = $derived(
    this.projectsHere.find(({ id }) => id === this.projectId) ?? this.projectsHere[0] ?? null,
  );

  /** Whether a panic waits, and can be taken back. */
  panicWaits = $derived(this.panic !== null && this.panic.millisecondsLeft !== null);

  /** Asks how the app stands and, when somebody has begun, for everything else. */
  async start(): Promise<void> {
    this.status = await backend.appStatus();
    showTheme(this.status.theme);
    followTheme(() => this.#askTheme());
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
      this.askPanic(),
    ]);
    Object.assign(this, { account, projectId, clipboard, revealed });
    if (revealed) router.go("reveal");
    else if (this.projects.length === 0) router.go("first-project");
    if (this.status) this.status = { ...this.status, phase: "ready" };
    void this.#tellOfShortcut().catch(toasts.problem);
  }

  /** Looks at another project from now on. */
  async choose(projectId: string): Promise<void> {
    this.organizationId = null;
    this.projectId = projectId;
    await backend.setCurrentProject(projectId);
  }

  /** Looks at another organization from now on, at its first project if it has one. */
  async chooseOrganization(organizationId: string): Promise<void> {
    const first = this.projects.find((project) => project.organizationId === organizationId);
    if (first) await this.choose(first.id);
    else this.organizationId = organizationId;
  }

  /** Asks for the projects anew. */
  askProjects = oneAtATime(async () => {
    this.projects = await backend.projects();
  });

  /** Chooses and shows a theme. */
  async setTheme(theme: ThemeChoice): Promise<void> {
    this.#takeTheme(theme);
    await backend.setTheme(theme);
    // Again: the desktop may have changed while the app still knew the old choice.
    showTheme(theme);
  }

  /** The person was told of the system-wide shortcut, and has chosen. */
  shortcutIsKnown(): void {
    if (this.status) this.status = { ...this.status, asksShortcut: false };
  }

  #takeTheme(theme: ThemeChoice): void {
    showTheme(theme);
    if (this.status) this.status = { ...this.status, theme };
  }

  /** The app knows best what was chosen: it may have been chosen elsewhere. */
  async #askTheme(): Promise<void> {
    this.#takeTheme((await backend.appStatus()).theme);
  }

  /** Before the first question: what changes while the answers are on their way would be missed. */
  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    onChanged((part) => void this.#refresh(part).catch(toasts.problem));
    onClipboard((clipboard) => (this.clipboard = clipboard));
  }

  #askCounts = oneAtATime(async () => {
    this.counts = await backend.keyCounts();
  });

  #askSync = oneAtATime(async () => {
    this.sync = await backend.sync();
  });

  /** Asks how it stands with the last panic. */
  askPanic = oneAtATime(async () => this.takePanic(await backend.panicState()));

  /** Shows a panic as it stands now. */
  takePanic(panic: PanicView | null): void {
    this.panic = panic;
    this.panicEnds = performance.now() + (panic?.millisecondsLeft ?? 0);
  }

  /** Another program may have taken the shortcut while the app did not run: the settings say what to do. */
  async #tellOfShortcut(): Promise<void> {
    const { keys, state } = await backend.shortcut();
    if (state === "taken")
      toasts.say(
        `Another program has ${keys.join(" ")}. Settings, Shortcut: try again or choose another.`,
        "problem",
      );
  }

  #askAccount = oneAtATime(async () => {
    this.account = await backend.account();
  });

  async #refresh(part: ChangedPart): Promise<void> {
    if (part === "keys") {
      this.keysRevision += 1;
      await this.#askCounts();
      // Which of its keys are still live may have changed.
      if (this.panic !== null) await this.askPanic();
    }
    if (part === "projects") await this.askProjects();
    if (part === "account") await this.#askAccount();
    if (part === "sync") await this.#askSync();
    if (part === "vault") this.vaultRevision += 1;
    if (part === "panic") await this.askPanic();
    if (part === "settings") {
      this.settingsRevision += 1;
      // The theme may have been chosen in the quick menu.
      await this.#askTheme();
    }
  }
}

/** What the pages of the window share. */
export const studio = new Studio();
