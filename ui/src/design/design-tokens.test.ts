import { describe, expect, test } from "vitest";
import { colourOf, contrast, mixed } from "../testing/colours";
import type { Colour } from "../testing/colours";
import { themes } from "../testing/styles";
import type { Variables } from "../testing/styles";

const pages = ["canvas", "surface", "raised"];
const softs = ["alive-soft", "running-out-soft", "ended-soft", "accent-soft"];

/** What is read, and everything it stands on somewhere in the app. */
const words: [ink: string, grounds: string[]][] = [
  ["ink-base", [...pages, "sunken", "accent-line", ...softs]],
  ["ink-second", [...pages, "sunken", "accent-soft"]],
  ["ink-third", pages],
  ["button-on", ["button-base"]],
  ["accent-on", ["accent-fill"]],
  ["accent-text", ["accent-soft", "raised"]],
  ["alive-base", [...pages, "alive-soft"]],
  ["running-out-base", [...pages, "running-out-soft"]],
  ["ended-base", [...pages, "ended-soft", "accent-soft"]],
  // The button that ends something.
  ["surface", ["ended-base"]],
];

/** What must be told apart without being read: edges of controls, the focus, marks. */
const shapes: [line: string, grounds: string[]][] = [
  ["line-control", pages],
  ["focus", [...pages, "sunken", "accent-soft", "ended-soft"]],
  // The focus on a toast, which is as dark as the main button.
  ["button-on", ["button-base"]],
  ["accent-text", [...pages, "accent-soft", "line-strong"]],
  ["ended-base", pages],
  ["button-base", pages],
  ["family-me", ["raised", "surface"]],
  ["family-organizations", ["raised", "surface"]],
  ["family-people", ["raised", "surface"]],
  ["family-projects", ["raised", "surface"]],
  ["family-on-your-behalf", ["raised", "surface"]],
];

function valueOf(variables: Variables, name: string): string {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`there is no design token ${name}`);
  return value;
}

const colour = (variables: Variables, name: string): Colour => colourOf(valueOf(variables, name));

const pairs = (table: [string, string[]][]) =>
  table.flatMap(([front, grounds]) => grounds.map((ground) => [front, ground] as const));

describe.each(["light", "dark"] as const)("in %s", (name) => {
  const theme = themes[name];

  test.each(pairs(words))("%s is read on %s", (ink, ground) => {
    expect(contrast(colour(theme, ink), colour(theme, ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(pairs(shapes))("%s is seen on %s", (line, ground) => {
    expect(contrast(colour(theme, line), colour(theme, ground))).toBeGreaterThanOrEqual(3);
  });

  test("the words of the main button are read while it is pointed at", () => {
    const ground = mixed(colour(theme, "button-base"), 0.88, colour(theme, "surface"));
    expect(contrast(colour(theme, "button-on"), ground)).toBeGreaterThanOrEqual(4.5);
  });
});

test("the yardstick itself is right", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast(colourOf("#777777"), colourOf("#ffffff"))).toBeCloseTo(4.48, 2);
  expect(contrast(colourOf("#123456"), colourOf("#123456"))).toBe(1);
});

describe("the themes", () => {
  test("have the same design tokens", () => {
    expect(themes.light.size).toBeGreaterThan(40);
    expect([...themes.dark.keys()]).toEqual([...themes.light.keys()]);
  });

  test("are different, and dark is the same whether chosen or the system's", () => {
    expect(valueOf(themes.dark, "ink-base")).not.toBe(valueOf(themes.light, "ink-base"));
    expect(themes.system).toEqual(themes.dark);
  });

  test("have every value resolved", () => {
    for (const variables of Object.values(themes))
      for (const value of variables.values()) expect(value).not.toMatch(/[{}]|undefined|\[object|NaN/);
  });
});
