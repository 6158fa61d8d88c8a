import { expect, test } from "vitest";
import { joined } from "./split-secret";

/** Splits as the app does. */
function split(secret: string): { first: number[]; second: number[] } {
  const first = [...secret].map((_, index) => (index * 151 + 89) % 256);
  return { first, second: [...secret].map((letter, index) => letter.charCodeAt(0) ^ (first[index] ?? 0)) };
}

test("the halves together are the secret", () => {
  const secret = "tsk_0aZ9bY8cX7dW6eV5fU4gT3hS2iR1jQ0kPlOmNn";
  expect(joined(split(secret))).toBe(secret);
});

test("neither half alone is it", () => {
  const { first, second } = split("tsk_secret");
  expect(String.fromCharCode(...first)).not.toContain("tsk_");
  expect(String.fromCharCode(...second)).not.toContain("tsk_");
});

test("nothing is nothing", () => {
  expect(joined({ first: [], second: [] })).toBe("");
});
