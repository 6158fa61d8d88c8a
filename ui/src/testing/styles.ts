/** What the sources say about looks, as text. */
import base from "../design/base.css?raw";
import built from "../design/design-tokens.css?raw";

const components = import.meta.glob<string>("../**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});
const scripts = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts", "!../testing/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** A source file. */
export interface Source {
  path: string;
  text: string;
}

const files = (found: Record<string, string>): Source[] =>
  Object.entries(found).map(([path, text]) => ({ path: path.replace("../", ""), text }));

/** Every component, and the one stylesheet that is written by hand. */
export const looks: readonly Source[] = [...files(components), { path: "design/base.css", text: base }];

/** Those, and the scripts: values of CSS may stand there too. */
export const sources: readonly Source[] = [...looks, ...files(scripts)];

/** A theme's variables by name, without the dashes. */
export type Variables = ReadonlyMap<string, string>;

function variablesAfter(selector: string): Variables {
  const start = built.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`design-tokens.css has no ${selector}`);
  const block = built.slice(start, built.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** The variables of each theme; `system` is dark where the system is. */
export const themes = {
  light: variablesAfter(":root"),
  dark: variablesAfter(':root[data-theme="dark"]'),
  system: variablesAfter(':root:not([data-theme="light"])'),
} as const;

/** The declarations of a source's styles: `color: red` as `["color", "red"]`. */
export function declarationsOf({ path, text }: Source): [property: string, value: string][] {
  const styles = path.endsWith(".css")
    ? [text]
    : [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css ?? "");
  const css = styles.join("\n").replace(/\/\*.*?\*\//gs, "");
  return [...css.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)].map(([, property = "", value = ""]) => [
    property,
    value.trim(),
  ]);
}
