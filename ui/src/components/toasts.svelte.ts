/** Short messages that come up over the page and go by themselves. */

/** A message. */
export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "problem";
}

const shownFor = { plain: 4_000, problem: 8_000 };

class Toasts {
  /** The messages over the page, the oldest first. */
  shown = $state<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Says something. */
  say(text: string, tone: Toast["tone"] = "plain"): void {
    const id = this.#next++;
    this.shown.push({ id, text, tone });
    this.#startTime(id, tone);
  }

  /** Says why something was not done. */
  problem = (thrown: unknown): void => this.say(sentenceOf(thrown), "problem");

  /** Stops a message's time: somebody is at it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  /** Lets a message's time run again, from the start. */
  release({ id, tone }: Toast): void {
    this.hold(id);
    if (this.shown.some((toast) => toast.id === id)) this.#startTime(id, tone);
  }

  /** Takes a message away. */
  close(id: number): void {
    this.hold(id);
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  #startTime(id: number, tone: Toast["tone"]): void {
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), shownFor[tone]),
    );
  }
}

/** What an error tells a person. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.name === "BackendError"
    ? thrown.message
    : "That did not work. Try again; if it keeps failing, quit Studio Keys and start it anew.";
}

/** The messages of the window. */
export const toasts = new Toasts();
