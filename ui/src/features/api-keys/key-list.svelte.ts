/** The list's question and the part of the answer that is on screen; rows come page by page as they are scrolled to. */
import { SvelteSet } from "svelte/reactivity";
import { backend } from "../../backend";
import type { KeyCounts, KeyPage, KeyQuery, KeyShelf, KeySort, KeyState, KeyView } from "../../backend";
import { sentenceOf, toasts } from "../../components/toasts.svelte";

/** Rows asked for at once: what a tall window shows, and no more, since every keystroke of a search waits for them. */
const pageSize = 50;

type Question = Omit<KeyQuery, "offset" | "limit">;

/** A sort's own direction: names from A, ends from the nearest, other times from the latest. */
const descendingAtFirst: Record<KeySort, boolean> = {
  name: false,
  created: true,
  expires: false,
  lastUsed: true,
};

/** The list of keys. */
export class KeyList {
  /** What is asked; replaced whole with `ask`. */
  question = $state.raw<Question>({
    shelf: "current",
    search: "",
    state: null,
    sort: "created",
    descending: true,
  });
  /** How many keys fit the question. */
  total = $state(0);
  /** How many keys there are per shelf; nothing until the first answer. */
  counts = $state.raw<KeyCounts | null>(null);
  /** Why the last answer did not come. */
  problem = $state<string | null>(null);
  /** The ids of the ticked keys, on screen or not. */
  readonly selected = new SvelteSet<string>();
  /** Pages by number, with gaps; replaced whole, never changed. */
  #pages = $state.raw<readonly (KeyView[] | undefined)[]>([]);
  #pending: readonly number[] = [];
  #view = { first: 0, last: 0 };
  /** Rises with each new question; answers to older ones are dropped. */
  #version = 0;
  #shownVersion = 0;

  /** Whether an answer is there. */
  loaded = $derived(this.counts !== null);
  /** Whether something narrows the list. */
  narrowed = $derived(this.question.search.trim() !== "" || this.question.state !== null);

  /** The row at a place, once it has come. */
  row(index: number): KeyView | undefined {
    return this.#pages[Math.floor(index / pageSize)]?.[index % pageSize];
  }

  /** Asks something else, from the top. */
  ask(change: Partial<Question>): void {
    this.question = { ...this.question, ...change };
    this.selected.clear();
    this.#view = { first: 0, last: 0 };
    this.reload();
  }

  /** Shows another shelf. */
  choose(shelf: KeyShelf): void {
    this.ask({ shelf, state: null });
  }

  /** Shows one key, on whichever shelf it lies. */
  seek({ name, state }: KeyView): void {
    const ended = state === "expired" || state === "deleted";
    this.ask({ shelf: ended ? "ended" : "current", search: name, state: null });
  }

  /** Shows only keys in one state; nothing is all. */
  filter(state: KeyState | null): void {
    this.ask({ state });
  }

  /** Sorts by a column, or turns its direction round. */
  sort(sort: KeySort): void {
    const again = this.question.sort === sort;
    this.ask({ sort, descending: again ? !this.question.descending : descendingAtFirst[sort] });
  }

  /** Asks the same again, keeping what is on screen until the answer comes, and ticks only on keys still there. */
  reload(): void {
    this.#version += 1;
    this.#pending = [];
    this.#fetchView();
    if (this.selected.size > 0) void this.#deselectGone(this.#version).catch(toasts.problem);
  }

  /** Takes the ticks off some keys. */
  deselect(ids: readonly string[]): void {
    for (const id of ids) this.selected.delete(id);
  }

  /** Tells which rows are on screen. */
  show(first: number, last: number): void {
    this.#view = { first, last };
    if (this.#shownVersion === this.#version) this.#fetchView();
  }

  /** Selects every key that the question matches. */
  async selectAll(): Promise<void> {
    const question = this.question;
    const ids = await this.#allIds();
    if (question === this.question) for (const id of ids) this.selected.add(id);
  }

  #allIds(): Promise<string[]> {
    return backend.keyIds({ ...this.question, offset: 0, limit: 0 });
  }

  /** Takes the ticks off keys that are no longer in the list: they were deleted, here or elsewhere, or have ended. */
  async #deselectGone(version: number): Promise<void> {
    const there = (await this.#allIds()).filter((id) => this.selected.has(id));
    if (version !== this.#version || there.length === this.selected.size) return;
    this.selected.clear();
    for (const id of there) this.selected.add(id);
  }

  #fetchView(): void {
    const newest = this.#shownVersion === this.#version;
    for (let page = Math.floor(this.#view.first / pageSize); page * pageSize <= this.#view.last; page += 1) {
      if (this.#pending.includes(page) || (newest && this.#pages[page])) continue;
      this.#pending = [...this.#pending, page];
      void this.#fetch(page, this.#version);
    }
  }

  async #fetch(page: number, version: number): Promise<void> {
    try {
      const answer = await backend.queryKeys({ ...this.question, offset: page * pageSize, limit: pageSize });
      if (version !== this.#version) return;
      this.#keep(page, answer, version);
    } catch (thrown) {
      if (version === this.#version) this.problem = sentenceOf(thrown);
    } finally {
      if (version === this.#version) this.#pending = this.#pending.filter((one) => one !== page);
    }
  }

  #keep(page: number, answer: KeyPage, version: number): void {
    const pages = this.#shownVersion === version ? this.#pages.slice() : [];
    pages[page] = answer.rows;
    this.#pages = pages;
    this.#shownVersion = version;
    this.total = answer.total;
    this.counts = answer.counts;
    this.problem = null;
  }
}
