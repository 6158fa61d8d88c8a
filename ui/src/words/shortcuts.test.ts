import { expect, test } from "vitest";
import { letterWords } from "./shortcuts";

test("a letter is told as it is printed on the keyboard", () => {
  expect(letterWords("n", false)).toBe("Ctrl N");
  expect(letterWords("n", true)).toBe("⌘N");
  expect(letterWords(",", false)).toBe("Ctrl ,");
});
