/** A key in the making: what was typed and ticked so far. */
import type { CreateKeyRequest, ExpiryChoice, Preset, Scope, ScopeCatalogue } from "../../backend";

/** The steps, in order. */
export const steps = ["name", "expiration", "scope", "review"] as const;

/** A step. */
export type Step = (typeof steps)[number];

/** What stands on the expiration's tiles: days, an own date, or no end. */
export type Expiry = "7" | "30" | "60" | "90" | "365" | "date" | "never";

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
  dirty = $derived(this.name.trim() !== "" || this.#touched);

  /** When the key is to end. */
  choice = $derived.by<ExpiryChoice>(() => {
    if (this.expiry === "never") return { kind: "never" };
    if (this.expiry === "date") return { kind: "endOf", date: this.date.trim() };
    return { kind: "days", days: Number(this.expiry) };
  });

  /** Whether a date was chosen and none was typed. */
  lacksDate = $derived(this.expiry === "date" && this.date.trim() === "");

  /** What the app is asked to make. */
  request(): CreateKeyRequest {
    return { name: this.name, expiry: this.choice, scopes: this.scopes };
  }

  /** Learns the scopes there are, and ticks the first preset. */
  learn(catalogue: ScopeCatalogue): void {
    this.catalogue = catalogue;
    this.#tick(this.preset);
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
