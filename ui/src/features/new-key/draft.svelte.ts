/** A key in the making: what was typed and ticked so far. */
import type {
  CreateKeyRequest,
  ExpiryChoice,
  KeyRecipe,
  Preset,
  Scope,
  ScopeCatalogue,
  ScopeView,
} from "../../backend";
import { dayIn } from "../../words/times";

/** The steps, in order. */
export const steps = ["name", "expiration", "scope", "review"] as const;

/** A step. */
export type Step = (typeof steps)[number];

/** What stands on the expiration's tiles: days, an own date, or no end. */
export type Expiry = "7" | "30" | "60" | "90" | "365" | "date" | "never";

const isTile = (days: string): days is Expiry => ["7", "30", "60", "90", "365"].includes(days);

/** A key in the making. */
export class KeyDraft {
  /** Its name, as typed. */
  name = $state("");
  /** The chosen tile of the expiration. */
  expiry = $state<Expiry>("90");
  /** `YYYY-MM-DD`, as typed. */
  date = $state("");
  /** The chosen preset. */
  preset = $state<Preset>("figmaPlugin");
  /** The scopes there are, once they are known. */
  catalogue = $state.raw<ScopeCatalogue | null>(null);
  /** Replaced whole, never changed. */
  #ticked = $state.raw<readonly Scope[]>([]);
  #touched = $state(false);
  /** What the draft began with; nothing of it would be lost. */
  readonly #recipe: KeyRecipe | null;
  #all = $derived(this.catalogue?.families.flatMap((family) => family.scopes) ?? []);
  #comesAlong = $derived(
    this.#all.filter(({ scope }) => this.#ticked.includes(scope)).flatMap(({ includes }) => includes),
  );

  /** Everything the key may do: what is ticked and what comes with it, narrow before wide. */
  scopes = $derived<Scope[]>(
    this.#all
      .map(({ scope }) => scope)
      .filter((scope) => this.#ticked.includes(scope) || this.#comesAlong.includes(scope)),
  );

  /** Whether leaving would throw something away. */
  dirty = $derived.by(() => this.name.trim() !== (this.#recipe?.name ?? "") || this.#touched);

  /** What it may do that a stranger's link asked for and no design tool needs. */
  wide = $derived.by<ScopeView[]>(() =>
    this.#recipe?.fromLink === true
      ? this.#all.filter(({ scope, wide }) => wide && this.scopes.includes(scope))
      : [],
  );

  /** When the key is to end. */
  choice = $derived.by<ExpiryChoice>(() => {
    if (this.expiry === "never") return { kind: "never" };
    if (this.expiry === "date") return { kind: "endOf", date: this.date.trim() };
    return { kind: "days", days: Number(this.expiry) };
  });

  /** Whether a date was chosen and none was typed. */
  lacksDate = $derived(this.expiry === "date" && this.date.trim() === "");

  /** A draft that begins as a recipe says; no recipe, and it begins empty. */
  constructor(recipe: KeyRecipe | null = null) {
    this.#recipe = recipe;
    this.name = recipe?.name ?? "";
    if (recipe?.expiry) this.#begin(recipe.expiry);
  }

  /** What the app is asked to make. */
  request(): CreateKeyRequest {
    return { name: this.name, expiry: this.choice, scopes: this.scopes };
  }

  /** Learns the scopes there are, and ticks the recipe's or the first preset. */
  learn(catalogue: ScopeCatalogue): void {
    this.catalogue = catalogue;
    const given = this.#recipe?.scopes ?? [];
    if (given.length === 0) return this.#tick(this.preset);
    this.#ticked = given;
    this.preset = this.#presetOf(this.scopes);
  }

  /** A number of days for which there is no tile becomes the day on which they are over. */
  #begin(choice: ExpiryChoice): void {
    if (choice.kind === "never") this.expiry = "never";
    else if (choice.kind === "days" && isTile(String(choice.days)))
      this.expiry = String(choice.days) as Expiry;
    else {
      this.expiry = "date";
      this.date = choice.kind === "endOf" ? choice.date : dayIn(choice.days);
    }
  }

  /** Chooses how long the key lives. */
  chooseExpiry(expiry: Expiry): void {
    this.expiry = expiry;
    this.#touched = true;
  }

  /** Ticks what a preset stands for; *Custom* starts from what is ticked. */
  choosePreset(preset: Preset): void {
    this.#touched = true;
    this.preset = preset;
    if (preset !== "custom") this.#tick(preset);
  }

  /** Whether a scope comes with a wider one that is ticked. */
  included(scope: Scope): boolean {
    return this.#comesAlong.includes(scope);
  }

  /** Ticks or unticks a scope, and finds the preset that stands for what is ticked now. */
  toggle(scope: Scope, ticked: boolean): void {
    const others = this.#ticked.filter((one) => one !== scope);
    this.#ticked = ticked ? [...others, scope] : others;
    this.#touched = true;
    this.preset = this.#presetOf(this.scopes);
  }

  #presetOf(scopes: readonly Scope[]): Preset {
    const same = (one: readonly Scope[]) =>
      one.length === scopes.length && one.every((scope) => scopes.includes(scope));
    return this.catalogue?.presets.find((view) => same(view.scopes))?.preset ?? "custom";
  }

  #tick(preset: Preset): void {
    const view = this.catalogue?.presets.find((candidate) => candidate.preset === preset);
    this.#ticked = view?.scopes ?? [];
  }
}
