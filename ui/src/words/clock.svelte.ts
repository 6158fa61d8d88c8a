/** The time of day for words like “just now”, which grow old while they are looked at. */
import { createSubscriber } from "svelte/reactivity";

/** How often they are looked at again while the window is used. */
const pause = 30_000;

/** A window that nobody uses is seldom painted anew: that would keep a laptop awake. */
const idlePause = 10 * 60_000;

class Clock {
  #subscribe = createSubscriber((tick) => {
    let ticking = setInterval(tick, pause);
    const restart = (every: number): void => {
      clearInterval(ticking);
      ticking = setInterval(tick, every);
    };
    const used = (): void => {
      tick();
      restart(pause);
    };
    const left = (): void => restart(idlePause);
    if (!document.hasFocus()) left();
    addEventListener("focus", used);
    addEventListener("blur", left);
    return () => {
      clearInterval(ticking);
      removeEventListener("focus", used);
      removeEventListener("blur", left);
    };
  });

  /** Now, in milliseconds; what shows it is told as it goes on. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** The one clock of the window. */
export const clock = new Clock();
