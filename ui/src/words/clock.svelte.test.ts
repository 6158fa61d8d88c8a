import { flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { clock } from "./clock.svelte";

const minute = 60_000;

test("goes on while the window is used, seldom when it is left, and at once when it is used again", () => {
  vi.useFakeTimers();
  const begun = Date.now();
  let shown = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      shown = clock.now - begun;
    });
  });
  const passes = (milliseconds: number): number => {
    vi.advanceTimersByTime(milliseconds);
    flushSync();
    return shown;
  };
  flushSync();

  dispatchEvent(new Event("focus"));
  expect(passes(minute)).toBe(minute);

  dispatchEvent(new Event("blur"));
  expect(passes(9 * minute)).toBe(minute);
  expect(passes(minute)).toBe(11 * minute);

  vi.advanceTimersByTime(2 * minute);
  dispatchEvent(new Event("focus"));
  expect(passes(0)).toBe(13 * minute);
  expect(passes(minute)).toBe(14 * minute);

  stop();
  vi.useRealTimers();
});
