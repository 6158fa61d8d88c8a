import { expect, test } from "vitest";
import { projectNameOf } from "./project-name";

test.each([
  ["brand.json", "brand"],
  ["brand-core.tokens.json", "brand-core.tokens"],
  ["BRAND.JSON", "BRAND"],
  ["no ending", "no ending"],
  [" spaced .json", "spaced"],
  ["json.json.json", "json.json"],
  [".json", "Project"],
  ["  .json", "Project"],
  ["", "Project"],
])("%j gives %j", (file, name) => {
  expect(projectNameOf(file)).toBe(name);
});

test("a long name is cut between letters, not within one", () => {
  expect(projectNameOf(`${"x".repeat(200)}.json`)).toBe("x".repeat(80));
  expect(projectNameOf(`${"🎨".repeat(200)}.json`)).toBe("🎨".repeat(80));
});
