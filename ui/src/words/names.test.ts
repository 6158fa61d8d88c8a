import { expect, test } from "vitest";
import { nameProblem } from "./names";

const problemOf = (name: string) => nameProblem(name, "your name");

test.each(["Ada", "  Ada  ", "名前 · имя · اسم", "x".repeat(80), ` ${"x".repeat(80)} `])(
  "“%s” is a name",
  (name) => {
    expect(problemOf(name)).toBeNull();
  },
);

test.each(["", "   ", "\t\n"])("nothing is no name: %j", (name) => {
  expect(problemOf(name)).toBe("Enter your name.");
});

test("what can't be seen is no part of a name", () => {
  expect(problemOf("Ada\nLovelace")).toMatch(/line breaks and tabs/);
  expect(problemOf("Ada\u0007Lovelace")).toMatch(/can be seen/);
});

test("a long name is counted as people count", () => {
  expect(problemOf("x".repeat(81))).toBe("Use at most 80 characters; this has 81.");
  expect(problemOf("🔑".repeat(80))).toBeNull();
  expect(problemOf("🔑".repeat(81))).toContain("this has 81");
});
