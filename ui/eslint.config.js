import javascript from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const onlyTheBackendKnowsTauri = {
  "no-restricted-imports": [
    "error",
    { patterns: [{ group: ["@tauri-apps/*"], message: "Only src/backend talks to Tauri." }] },
  ],
};

export default typescript.config(
  { ignores: ["dist/", "node_modules/", "src/backend/bindings.ts"] },
  javascript.configs.recommended,
  ...typescript.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: typescript.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
  },
  { files: ["src/**"], ignores: ["src/backend/**"], rules: onlyTheBackendKnowsTauri },
  { rules: { "max-lines": ["error", 400], "max-lines-per-function": ["error", 100] } },
);
