/** The list's question and the part of the answer that is on screen; rows come page by page as they are scrolled to. */
import { SvelteSet } from "svelte/reactivity";
import { backend } from "../../backend";
import type { KeyQuery, KeyShelf, KeySort, KeyStatus, KeyView } from "../../backend";
import { sentenceOf, toasts } from "../../components/toasts.svelte";
import { shelfOf } from "./shelves";

/** Rows asked for at once: what a usual window shows, and no more, since every keystroke of a search waits for them. */
const pageSize = 28;

/** What the list is asked, wherever it is scrolled to. */
export type Question = Omit<KeyQuery, "offset" | "limit">;

/** Pages by number, with gaps. */
type Pages = readonly (readonly KeyView[] | undefined)[];

interface Answer {
  pages: Pages;
  total: number;
  selectable: number;
}

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
    status: null,
    sort: "created",
    descending: true,
  });
  /** The question whose answer is on screen; nothing until the first has come. */
  answered = $state.raw<Question | null>(null);
  /** How many keys fit the answered question. */
  total = $state(0);
  /** How many of them can be selected. */
  selectable = $state(0);
  /** Why the last answer did not come. */
  problem = $state<string | null>(null);
  /** The key that was looked for, and where it is in the list. */
  found = $state.raw<{ id: string; place: number } | null>(null);
  /** The ids of the ticked keys, on screen or not. */
  readonly selected = new SvelteSet<string>();
  /** Replaced whole, never changed. */
  #pages = $state.raw<Pages>([]);
  #pending: readonly number[] = [];
  #view = { first: 0, last: 0 };
  /** Rises with each new question; answers to older ones are dropped. */
  #version = 0;
  #asking = false;
  #stale = false;
  #held = false;

  /** Whether something narrows the list that is on screen. */
  narrowed = $derived(
    this.answered !== null && (this.answered.search.trim() !== "" || this.answered.status !== null),
  );
  /** Whether what is on screen answers what was asked last. */
  fresh = $derived(this.answered === this.question);

  /** The row at a place, once it has come. */
  row(index: number): KeyView | undefined {
    return this.#pages[Math.floor(index / pageSize)]?.[index % pageSize];
  }

  /** Asks something else, from the top. */
  ask(change: Partial<Question>): void {
    this.question = { ...this.question, ...change };
    this.selected.clear();
    this.found = null;
    this.#view = { first: 0, last: this.#view.last - this.#view.first };
    void this.#renew();
  }

  /** Shows another shelf, as it is when nothing was chosen there. */
  choose(shelf: KeyShelf): void {
    this.ask({ shelf, status: null, sort: "created", descending: true });
  }

  /** Shows one key, on whichever shelf it lies. */
  seek(key: KeyView): void {
    this.ask({ shelf: shelfOf(key.status), search: key.name, status: null });
    void this.#find(key.id).catch(toasts.problem);
  }

  /** Shows only keys of one status; nothing is all. */
  filter(status: KeyStatus | null): void {
    this.ask({ status });
  }

  /** Sorts by a column, or turns its direction round. */
  sort(sort: KeySort): void {
    const again = this.question.sort === sort;
    this.ask({ sort, descending: again ? !this.question.descending : descendingAtFirst[sort] });
  }

  /** Asks the same again, one time at a time; what is on screen stays until all of the answer is there. */
  reload(): void {
    if (this.#asking || this.#held) this.#stale = true;
    else void this.#renew();
  }

  /** Keeps every row where it is while somebody is about to act on one. */
  hold(): void {
    this.#held = true;
  }

  /** Lets rows change again. */
  release(): void {
    this.#held = false;
    this.#renewIfStale();
  }

  /** Takes the ticks off some keys. */
  deselect(ids: readonly string[]): void {
    for (const id of ids) this.selected.delete(id);
  }

  /** Tells which rows are on screen. While another question waits, those are rows of the last one. */
  show(first: number, last: number): void {
    if (!this.fresh) return;
    this.#view = { first, last };
    if (!this.#asking) this.#fetchView();
  }

  /** Selects every key that fits the question and can be selected. */
  async selectAll(): Promise<void> {
    const question = this.question;
    const ids = await selectableIds(question);
    if (question === this.question) for (const id of ids) this.selected.add(id);
  }

  async #find(id: string): Promise<void> {
    const question = this.question;
    const place = (await backend.keyIds(everyRow(question))).indexOf(id);
    if (question === this.question && place >= 0) this.found = { id, place };
  }

  async #renew(): Promise<void> {
    const version = ++this.#version;
    this.#asking = true;
    this.#stale = false;
    this.#pending = [];
    try {
      await this.#answer(version);
    } catch (thrown) {
      if (version === this.#version) this.problem = sentenceOf(thrown);
    }
    if (version !== this.#version) return;
    this.#asking = false;
    this.#renewIfStale();
    if (!this.#asking) this.#fetchView();
  }

  async #answer(version: number): Promise<void> {
    const question = this.question;
    const answer = await this.#gather(question, version);
    if (version !== this.#version) return;
    if (this.#held && this.fresh) this.#stale = true;
    else this.#keep(question, answer);
    if (this.selected.size > 0) await this.#deselectGone(version);
  }

  /** All pages in sight, however the list has grown or shrunk: swapped at once, none of its rows is ever blank. */
  async #gather(question: Question, version: number): Promise<Answer> {
    const pages: (readonly KeyView[] | undefined)[] = [];
    const counting = countSelectable(question);
    // Its failure is told of below, unless a page fails first.
    counting.catch(() => {});
    let total = Infinity;
    for (let missing = this.#missing(pages, total); missing.length > 0;) {
      const answers = await Promise.all(missing.map((page) => rowsOf(question, page)));
      missing.forEach((page, place) => (pages[page] = answers[place]?.rows));
      total = answers.at(-1)?.total ?? 0;
      missing = version === this.#version ? this.#missing(pages, total) : [];
    }
    return { pages, total, selectable: (await counting) ?? total };
  }

  /** The pages in sight that are not there, of a list this long. */
  #missing(pages: Pages, total: number): number[] {
    const { first, last } = this.#view;
    const end = Math.max(0, Math.min(last, total - 1));
    const start = Math.max(0, Math.min(first, end - (last - first)));
    const numbers = [];
    for (let page = Math.floor(start / pageSize); page * pageSize <= end; page += 1)
      if (!pages[page]) numbers.push(page);
    return numbers;
  }

  #keep(question: Question, { pages, total, selectable }: Answer): void {
    this.#pages = pages;
    this.total = total;
    this.selectable = selectable;
    this.answered = question;
    this.problem = null;
  }

  #renewIfStale(): void {
    if (this.#stale && !this.#asking && !this.#held) void this.#renew();
  }

  /** Takes the ticks off keys that are no longer in the list: they were deleted, here or elsewhere, or have ended. */
  async #deselectGone(version: number): Promise<void> {
    const there = await selectableIds(this.question);
    if (version !== this.#version) return;
    const kept = there.filter((id) => this.selected.has(id));
    if (kept.length === this.selected.size) return;
    this.selected.clear();
    for (const id of kept) this.selected.add(id);
  }

  #fetchView(): void {
    if (!this.fresh) return;
    for (const page of this.#missing(this.#pages, this.total)) {
      if (this.#pending.includes(page)) continue;
      this.#pending = [...this.#pending, page];
      void this.#fetch(page, this.#version);
    }
  }

  async #fetch(page: number, version: number): Promise<void> {
    try {
      const { rows } = await rowsOf(this.question, page);
      if (version !== this.#version) return;
      const pages = this.#pages.slice();
      pages[page] = rows;
      this.#pages = pages;
      this.problem = null;
    } catch (thrown) {
      if (version === this.#version) this.problem = sentenceOf(thrown);
    } finally {
      if (version === this.#version) this.#pending = this.#pending.filter((one) => one !== page);
    }
  }
}

function rowsOf(question: Question, page: number) {
  return backend.queryKeys({ ...question, offset: page * pageSize, limit: pageSize });
}

function everyRow(question: Question): KeyQuery {
  return { ...question, offset: 0, limit: 0 };
}

/** Narrowed to what can be selected, which is to say deleted: among ended keys only the expired. */
function selectablesOf(question: Question): Question | null {
  if (question.shelf === "current") return question;
  return question.status === null || question.status === "expired"
    ? { ...question, status: "expired" }
    : null;
}

/** How many can be selected; nothing when that goes without asking. */
async function countSelectable(question: Question): Promise<number | null> {
  const selectables = selectablesOf(question);
  if (selectables === null) return 0;
  if (selectables.status === question.status) return null;
  return (await backend.queryKeys(everyRow(selectables))).total;
}

async function selectableIds(question: Question): Promise<string[]> {
  const selectables = selectablesOf(question);
  return selectables === null ? [] : backend.keyIds(everyRow(selectables));
}
