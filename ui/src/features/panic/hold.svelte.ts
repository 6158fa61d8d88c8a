/** Holding a button down until it counts: by hand or by a key. */

/** How long it is held, in milliseconds. */
const holdFor = 2_000;

const pause = 50;
const keys = [" ", "Enter"];

/** One button being held. The time is counted by a clock that nobody can set. */
export class Hold {
  /** How far it has come, from 0 to 1. */
  progress = $state(0);
  /** Whether it was let go too early. */
  early = $state(false);
  #begun = 0;
  #ticking: ReturnType<typeof setInterval> | null = null;
  readonly #held: () => void;

  constructor(held: () => void) {
    this.#held = held;
  }

  /** Whole seconds that are left. */
  get seconds(): number {
    return Math.ceil(((1 - this.progress) * holdFor) / 1_000);
  }

  /** It is pressed. */
  start(): void {
    if (this.#ticking !== null || this.progress === 1) return;
    this.early = false;
    this.#begun = performance.now();
    this.#ticking = setInterval(() => this.#tick(), pause);
    this.#tick();
  }

  /** It is let go, or the pointer has left it. */
  stop(): void {
    if (this.#ticking === null) return;
    this.#end();
    this.progress = 0;
    this.early = true;
  }

  /** A key is pressed on the button: the one that goes on being held says so again and again. */
  press(event: KeyboardEvent): void {
    if (!keys.includes(event.key)) return;
    event.preventDefault();
    if (!event.repeat) this.start();
  }

  /** As if it had never been pressed. */
  reset(): void {
    this.#end();
    this.progress = 0;
    this.early = false;
  }

  #tick(): void {
    this.progress = Math.min(1, (performance.now() - this.#begun) / holdFor);
    if (this.progress < 1) return;
    this.#end();
    this.#held();
  }

  #end(): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
  }
}

/** Until the key that was held is let go, it presses nothing that has come under it. */
export function ignoreUntilReleased(): void {
  function hear(event: KeyboardEvent): void {
    if (!keys.includes(event.key)) return;
    const isAnother = event.type === "keydown" && !event.repeat;
    if (!isAnother) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (isAnother || event.type === "keyup") end();
  }
  function end(): void {
    for (const type of ["keydown", "keypress", "keyup"] as const)
      window.removeEventListener(type, hear, { capture: true });
  }
  for (const type of ["keydown", "keypress", "keyup"] as const)
    window.addEventListener(type, hear, { capture: true });
}
