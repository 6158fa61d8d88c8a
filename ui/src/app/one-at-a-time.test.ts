import { expect, test, vi } from "vitest";
import { oneAtATime } from "./one-at-a-time";
import { settled } from "../testing/mounted";

function held() {
  const answers: { done: () => void; refuse: (why: unknown) => void }[] = [];
  const question = vi.fn(() => new Promise<void>((done, refuse) => answers.push({ done, refuse })));
  return { answers, question };
}

test("many changes while one question is under way are one more question", async () => {
  const { answers, question } = held();
  const ask = oneAtATime(question);
  const first = ask();
  for (let change = 0; change < 100; change += 1) void ask();
  expect(question).toHaveBeenCalledTimes(1);
  answers[0]?.done();
  await settled();
  expect(question).toHaveBeenCalledTimes(2);
  answers[1]?.done();
  await first;
  expect(question).toHaveBeenCalledTimes(2);
});

test("each is asked at once when none is under way", async () => {
  const { answers, question } = held();
  const ask = oneAtATime(question);
  const first = ask();
  answers[0]?.done();
  await first;
  void ask();
  expect(question).toHaveBeenCalledTimes(2);
});

test("whoever asks while one is under way gets the fresh answer", async () => {
  const { answers, question } = held();
  const ask = oneAtATime(question);
  void ask();
  const fresh = vi.fn();
  void ask().then(fresh);
  answers[0]?.done();
  await settled();
  expect(fresh).not.toHaveBeenCalled();
  answers[1]?.done();
  await settled();
  expect(fresh).toHaveBeenCalledOnce();
});

test("what fails is told of, unless it is asked again anyway", async () => {
  const { answers, question } = held();
  const ask = oneAtATime(question);
  const first = ask();
  void ask();
  answers[0]?.refuse(new Error("old"));
  await settled();
  answers[1]?.refuse(new Error("new"));
  await expect(first).rejects.toThrow("new");
});
