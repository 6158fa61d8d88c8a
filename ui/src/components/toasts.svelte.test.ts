import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BackendError } from "../backend";
import { sentenceOf, toasts } from "./toasts.svelte";

beforeEach(() => {
  vi.useFakeTimers();
  toasts.shown = [];
});
afterEach(() => vi.useRealTimers());

const texts = () => toasts.shown.map(({ text }) => text);

test("a message goes by itself, a problem stays twice as long", () => {
  toasts.say("Done.");
  toasts.problem(new BackendError({ code: "notFound", message: "It is not there." }));
  vi.advanceTimersByTime(3_999);
  expect(texts()).toEqual(["Done.", "It is not there."]);
  vi.advanceTimersByTime(1);
  expect(texts()).toEqual(["It is not there."]);
  vi.advanceTimersByTime(4_000);
  expect(texts()).toEqual([]);
});

test("the same words twice are two messages, closed one by one", () => {
  toasts.say("Copied.");
  toasts.say("Copied.");
  const [first] = toasts.shown;
  toasts.close(first?.id ?? -1);
  expect(texts()).toEqual(["Copied."]);
});

test("a message that was closed while it was held does not come back to life", () => {
  toasts.say("Done.");
  const [toast] = toasts.shown;
  if (!toast) throw new Error("there is no message");
  toasts.hold(toast.id);
  toasts.close(toast.id);
  toasts.release(toast);
  expect(vi.getTimerCount()).toBe(0);
  expect(texts()).toEqual([]);
});

test("closing what is gone does nothing", () => {
  toasts.say("Done.");
  toasts.close(-1);
  expect(texts()).toEqual(["Done."]);
});

test("only the app's own sentences are shown: others might hold anything", () => {
  expect(sentenceOf(new BackendError({ code: "internal", message: "A sentence." }))).toBe("A sentence.");
  for (const thrown of [new Error("tsk_secret"), "tsk_secret", { message: "tsk_secret" }, null, undefined])
    expect(sentenceOf(thrown)).toMatch(/^That did not work\./);
});
