import { describe, expect, test } from "vitest";
import { rowHeight, rowsInSight, scrollTopFor } from "./window";
import css from "../../design/design-tokens.css?raw";

const height = 10 * rowHeight;

test("a row is as high as its design token says", () => {
  expect(css).toContain(`--size-row: ${rowHeight}px;`);
});

test("no rows, none drawn", () => {
  expect(rowsInSight(0, height, 0)).toEqual({ first: 0, end: 0 });
  expect(rowsInSight(5_000, height, 0)).toEqual({ first: 0, end: 0 });
});

test("one row is drawn", () => {
  expect(rowsInSight(0, height, 1)).toEqual({ first: 0, end: 1 });
  expect(rowsInSight(0, height, 1, 6)).toEqual({ first: 0, end: 1 });
});

test("no more is drawn than what is in sight, unless there is time for it", () => {
  expect(rowsInSight(0, height, 10_000)).toEqual({ first: 0, end: 10 });
  expect(rowsInSight(20.5 * rowHeight, height, 10_000)).toEqual({ first: 20, end: 31 });
});

test("scrolling goes as far as it must, and no further", () => {
  expect(scrollTopFor(3, 0, height)).toBe(0);
  expect(scrollTopFor(9, 0, height)).toBe(0);
  expect(scrollTopFor(10, 0, height)).toBe(rowHeight);
  expect(scrollTopFor(2, 5 * rowHeight, height)).toBe(2 * rowHeight);
});

describe("of 10,000 rows", () => {
  const total = 10_000;
  const bottom = total * rowHeight - height;

  test("the top starts with the first, with a few more below", () => {
    expect(rowsInSight(0, height, total, 6)).toEqual({ first: 0, end: 16 });
  });

  test("a row that is half in sight at either edge is drawn, and as many aside as ever", () => {
    expect(rowsInSight(20.5 * rowHeight, height, total, 6)).toEqual({ first: 14, end: 37 });
  });

  test("the bottom ends with the last, with a few more above", () => {
    expect(rowsInSight(bottom, height, total, 6)).toEqual({ first: 9_984, end: 10_000 });
  });

  test("wherever one scrolls, what is in sight is drawn and little else", () => {
    for (let scrollTop = 0; scrollTop <= bottom; scrollTop += 4_999) {
      const { first, end } = rowsInSight(scrollTop, height, total, 6);
      expect(first * rowHeight).toBeLessThanOrEqual(scrollTop);
      expect(end * rowHeight).toBeGreaterThanOrEqual(scrollTop + height);
      expect(end - first).toBeLessThanOrEqual(23);
    }
  });

  test("past either end, as when a list got shorter or rubber bands, it stays within", () => {
    expect(rowsInSight(-200, height, total, 6).first).toBe(0);
    expect(rowsInSight(bottom * 2, height, total, 6)).toEqual({ first: total, end: total });
  });
});
