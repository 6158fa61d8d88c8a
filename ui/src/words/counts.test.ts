import { expect, test } from "vitest";
import { bytes, counted, number } from "./counts";

test("numbers have separators", () => {
  expect(number(0)).toBe("0");
  expect(number(999)).toBe("999");
  expect(number(1_284)).toBe("1,284");
  expect(number(10_000)).toBe("10,000");
});

test("one is singular, none and many are plural", () => {
  expect(counted(0, "key")).toBe("0 keys");
  expect(counted(1, "key")).toBe("1 key");
  expect(counted(2, "key")).toBe("2 keys");
  expect(counted(1_001, "design token")).toBe("1,001 design tokens");
});

test("a plural can be irregular", () => {
  expect(counted(1, "family", "families")).toBe("1 family");
  expect(counted(3, "family", "families")).toBe("3 families");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [1_499, "1 kB"],
  [1_500, "2 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [3_449_999, "3.4 MB"],
  [100_000_000, "100.0 MB"],
])("%d bytes are %s", (value, words) => {
  expect(bytes(value)).toBe(words);
});
