import { describe, expect, test } from "vitest";
import { familyColour } from "../words/states";
import { declarationsOf, looks, sources, themes } from "../testing/styles";

const names =
  `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
  burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod
  darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon
  darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey
  dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey
  honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral
  lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue
  lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine
  mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise
  mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered
  orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
  rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue
  slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow
  yellowgreen`.split(/\s+/);
const named = new RegExp(`(?<![\\w-])(${names.join("|")})(?![\\w-])`, "i");
const written = /#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/i;

const isLiteral = (value: string) => {
  const rest = value.replace(/var\([^()]*\)/g, "");
  return written.test(rest) || named.test(rest);
};

test("there are sources to look at", () => {
  expect(looks.length).toBeGreaterThan(40);
  expect(looks.flatMap(declarationsOf).length).toBeGreaterThan(500);
});

describe("colours", () => {
  test("are recognised however they are written", () => {
    for (const value of [
      "#fff",
      "#1d1b16",
      "1px solid red",
      "rgb(0 0 0)",
      "hsl(0 0% 0%)",
      "White",
      "oklch(0 0 0)",
    ])
      expect(isLiteral(value), value).toBe(true);
    for (const value of [
      "var(--line-base)",
      "color-mix(in srgb, var(--focus) 4%, transparent)",
      "none",
      "pre-wrap",
    ])
      expect(isLiteral(value), value).toBe(false);
  });

  test.each(looks)("$path takes them from the design tokens alone", (source) => {
    const literal = declarationsOf(source).filter(([, value]) => isLiteral(value));
    expect(literal).toEqual([]);
  });

  test.each(looks)("$path writes none into its markup", ({ text }) => {
    const markup = text.replace(/<(style|script)[^>]*>.*?<\/\1>/gs, "");
    const attributes = [...markup.matchAll(/\b(style(?::[\w-]+)?|fill|stroke|color)="([^"]*)"/g)];
    expect(attributes.filter(([, , value]) => isLiteral(value ?? "")).map(([whole]) => whole)).toEqual([]);
  });
});

describe("sizes", () => {
  // Shares of the window are not sizes of ours.
  const isSize = (value: string) => /(?<![\w#.-])-?\d*\.?\d+(px|r?em|ch|ex|lh|pt|cm|mm|in)\b/i.test(value);
  // What is only heard is one pixel large in every design.
  const onlyHeard = /\{[^{}]*clip-path: inset\(50%\)[^{}]*\}/g;
  const numbered = ["z-index", "font-weight", "stroke-width", "line-height"];
  const drawing = "features/welcome/Drawing.svelte";

  const isLiteralSize = ([property, value]: [string, string]) =>
    isSize(value) || (numbered.includes(property) && /^[\d.]+$/.test(value));

  test("are recognised however they are written", () => {
    for (const value of ["12px", "0 -1px", "calc(100vw - 48px)", "min(.5em, 40vw)", "450 13px/20px sans"])
      expect(isSize(value), value).toBe(true);
    for (const value of ["0", "50%", "18vh", "1fr", "var(--space-1-5)", "120ms", "calc(2 * var(--space-1))"])
      expect(isSize(value), value).toBe(false);
    expect(isLiteralSize(["z-index", "20"])).toBe(true);
    expect(isLiteralSize(["flex", "1"])).toBe(false);
  });

  test.each(looks.filter(({ path }) => path !== drawing))(
    "$path takes them from the design tokens alone",
    ({ path, text }) => {
      const declarations = declarationsOf({ path, text: text.replace(onlyHeard, "{}") });
      expect(declarations.filter(isLiteralSize)).toEqual([]);
    },
  );

  test.each(looks)("$path writes none into its markup", ({ text }) => {
    const markup = text.replace(/<(style|script)[^>]*>.*?<\/\1>/gs, "");
    const styles = [...markup.matchAll(/\bstyle(?::[\w-]+)?="([^"]*)"/g)];
    expect(styles.filter(([, value]) => isSize(value ?? "")).map(([whole]) => whole)).toEqual([]);
  });
});

describe("variables", () => {
  // A name that is put together in a script is looked at on its own.
  const usedIn = (text: string) => [...text.matchAll(/var\(--([\w-]+)[,)]/g)].map(([, name]) => name ?? "");
  const declaredIn = (text: string) => [...text.matchAll(/--([\w-]+)\s*:/g)].map(([, name]) => name);
  // What a page around it measures.
  const measured = sources.flatMap(({ text }) =>
    [...text.matchAll(/\bstyle:--([\w-]+)=/g)].map(([, name]) => name),
  );

  test.each(sources.filter(({ text }) => text.includes("var(--")))(
    "$path uses only those there are",
    ({ text }) => {
      const known = new Set([...themes.light.keys(), ...declaredIn(text), ...measured]);
      expect(usedIn(text).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  const families = ["projects", "onYourBehalf", "organizations", "people", "me"] as const;
  const ofFamilies = families.map((family) => /^var\(--([\w-]+)\)$/.exec(familyColour(family))?.[1] ?? "");

  test("put together for a family of scopes are there", () => {
    for (const name of ofFamilies) expect([...themes.light.keys()]).toContain(name);
  });

  test("are all used", () => {
    const used = new Set([...ofFamilies, ...sources.flatMap(({ text }) => usedIn(text))]);
    expect([...themes.light.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});

test("whoever wants less movement gets none", () => {
  const base = looks.find(({ path }) => path === "design/base.css")?.text ?? "";
  const block = base.slice(base.indexOf("@media (prefers-reduced-motion: reduce)"));
  expect(block).toMatch(/\*,\s*\*::before,\s*\*::after \{/);
  expect(block).toMatch(/animation-duration: 0s !important/);
  expect(block).toMatch(/transition-duration: 0s !important/);
});
