/** The time of day for words like “just now”, which grow old while they are looked at. */
import { createSubscriber } from "svelte/reactivity";

const pause = 30_000;

class Clock {
  #subscribe = createSubscriber((tick) => {
    const ticking = setInterval(tick, pause);
    return () => clearInterval(ticking);
  });

  /** Now, in milliseconds; what shows it is told as it goes on. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** The one clock of the window. */
export const clock = new Clock();
