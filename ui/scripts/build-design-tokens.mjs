// Builds src/design/design-tokens.css from the Tokens Studio file: one block of CSS variables per theme.
import { readFile, writeFile } from "node:fs/promises";
import { register } from "@tokens-studio/sd-transforms";
import StyleDictionary from "style-dictionary";
import { formattedVariables } from "style-dictionary/utils";

const source = new URL("../design-tokens/tokens.json", import.meta.url);
const target = new URL("../src/design/design-tokens.css", import.meta.url);

register(StyleDictionary);

/** The token sets that a theme switches on, in the file's order, merged into one tree. */
function treeOf(file, theme) {
  const names = file.$metadata.tokenSetOrder.filter(
    (name) => (theme.selectedTokenSets[name] ?? "disabled") !== "disabled",
  );
  return Object.assign({}, ...names.map((name) => file[name]));
}

/** The theme's variables as lines of CSS, without the palette they refer to. */
async function variablesOf(file, theme) {
  const dictionary = new StyleDictionary({
    tokens: treeOf(file, theme),
    preprocessors: ["tokens-studio"],
    log: { verbosity: "silent", warnings: "disabled" },
    platforms: { css: { transformGroup: "tokens-studio", transforms: ["name/kebab"] } },
  });
  const built = await dictionary.getPlatformTokens("css");
  const allTokens = built.allTokens.filter((designToken) => designToken.path[0] !== "palette");
  return formattedVariables({ format: "css", dictionary: { ...built, allTokens }, usesDtcg: true });
}

const file = JSON.parse(await readFile(source, "utf8"));
const [light, dark] = await Promise.all(
  ["light", "dark"].map((name) =>
    variablesOf(
      file,
      file.$themes.find((theme) => theme.name === name),
    ),
  ),
);

const css = `/* Built from design-tokens/tokens.json by scripts/build-design-tokens.mjs. */
:root {
  color-scheme: light;
${light}
}

:root[data-theme="dark"] {
  color-scheme: dark;
${dark}
}

@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
    color-scheme: dark;
${dark}
  }
}
`;
await writeFile(target, css);
