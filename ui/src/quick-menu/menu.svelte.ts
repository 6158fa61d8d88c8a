/** What the quick menu lists, and which line of it is chosen. */
import { backend, onChanged, onClipboard, onQuickMenuHidden } from "../backend";
import type { QuickMenuFrame, QuickMenuLine, QuickMenuSection, Target } from "../backend";
import { sentenceOf } from "../components/toasts.svelte";
import { followTheme, showTheme } from "../app/theme";

/** The one menu of the window. */
export class Menu {
  /** What was typed. */
  question = $state("");
  /** What fits it, the best section first. */
  sections = $state.raw<QuickMenuSection[]>([]);
  /** What surrounds it; nothing until the app has answered. */
  frame = $state.raw<QuickMenuFrame | null>(null);
  /** The place of the chosen line among all lines. */
  place = $state(0);
  /**
   * The time for words like “2 min ago”, in milliseconds. It stands still: nobody looks at the menu for long, and a
   * hidden one should not wake up for it.
   */
  now = $state(Date.now());
  /** Why the chosen line could not be done. */
  problem = $state<string | null>(null);

  /** All lines, in order. */
  lines = $derived<QuickMenuLine[]>(this.sections.flatMap(({ lines }) => lines));
  /** The chosen line. */
  chosen = $derived<QuickMenuLine | null>(this.lines[this.place] ?? null);

  #asked = 0;
  #answered = 0;
  /** What was pressed before the answer to the last letter came. */
  #waiting: ((line: QuickMenuLine) => void) | null = null;

  /** Gets ready, and again whenever something changed or the menu was hidden. Returns what ends that. */
  start(): () => void {
    void this.find();
    followTheme(() => this.find());
    const ends = [
      onChanged(() => void this.find()),
      onClipboard(() => void this.find()),
      onQuickMenuHidden(() => this.clear()),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Makes the menu as it is at first. */
  clear(): void {
    this.question = "";
    this.type();
  }

  /** Somebody looks at it. */
  appear(): void {
    this.now = Date.now();
  }

  /** Something was typed. */
  type(): void {
    this.problem = null;
    this.#waiting = null;
    this.place = 0;
    void this.find();
  }

  /** Asks what fits; older answers that come late are left aside. */
  async find(): Promise<void> {
    const mine = ++this.#asked;
    try {
      const { sections, frame } = await backend.findInQuickMenu(this.question);
      if (mine < this.#answered) return;
      this.#answered = mine;
      this.#take(sections, frame);
    } catch (thrown) {
      if (mine !== this.#asked) return;
      // What was pressed was meant for what did not come, and not for what comes some other time.
      this.#answered = mine;
      this.#waiting = null;
      this.#say(thrown);
    }
    if (mine === this.#asked) this.#goOn();
  }

  #take(sections: QuickMenuSection[], frame: QuickMenuFrame): void {
    const before = this.chosen;
    this.sections = sections;
    this.frame = frame;
    showTheme(frame.theme);
    // What changes meanwhile must not move the choice to another line.
    const same = before && this.place > 0 ? this.lines.findIndex((line) => isSame(line, before)) : 0;
    this.place = Math.max(0, same);
  }

  /** Goes up or down; the last line is followed by the first. */
  step(by: number): void {
    this.problem = null;
    this.place = (this.place + by + this.lines.length) % Math.max(1, this.lines.length);
  }

  /** Does the chosen line: the one that fits all that was typed, even if it is not there yet. */
  choose(place = this.place): void {
    this.place = place;
    this.#once((line) => backend.chooseInQuickMenu(line.target));
  }

  /** Copies what belongs to the chosen line. */
  copy(): void {
    this.#once((line) => (line.canCopy ? backend.copyInQuickMenu(line.target) : Promise.resolve(null)));
  }

  /** Closes the menu. */
  close(): void {
    void backend.hideQuickMenu().catch((thrown: unknown) => this.#say(thrown));
  }

  #once(act: (line: QuickMenuLine) => Promise<unknown>): void {
    const done = (line: QuickMenuLine) => void act(line).catch((thrown: unknown) => this.#say(thrown));
    this.#waiting = done;
    if (this.#answered === this.#asked) this.#goOn();
  }

  #goOn(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting && this.chosen) waiting(this.chosen);
  }

  #say(thrown: unknown): void {
    this.problem = sentenceOf(thrown);
  }
}

/** What tells one line from all others. */
export function idOf(target: Target): string {
  return JSON.stringify(target);
}

function isSame(one: QuickMenuLine, other: QuickMenuLine): boolean {
  return idOf(one.target) === idOf(other.target);
}
