import { describe, expect, test } from "vitest";
import { actions } from "../../app/actions";
import { bestFirst, fit, keyFit, stretches } from "./matching";

/** The titles that fit, best first, as the quick menu puts them. */
const fitting = (question: string) =>
  bestFirst(actions, ({ title, alsoCalled }) => fit(title, alsoCalled, question)).map(({ title }) => title);

const found = (title: string, question: string) =>
  stretches(title, question)
    .filter((stretch) => stretch.found)
    .map(({ text }) => text);

describe("the app's own actions", () => {
  test.each(["API Key", "api key", "API KEY", " api  key ", "key api", "ÁPI KÉY"])(
    "“%s” puts managing and creating first",
    (question) => {
      expect(fitting(question)).toEqual(["Manage API Keys", "Create API Key"]);
    },
  );

  test("while it is being typed, too", () => {
    for (let end = 2; end <= "API Key".length; end += 1)
      expect(fitting("API Key".slice(0, end)).slice(0, 2)).toEqual(["Manage API Keys", "Create API Key"]);
  });

  test("no question leaves everything in its order", () => {
    expect(fitting("")).toEqual(actions.map(({ title }) => title));
    expect(fitting("   ")).toEqual(actions.map(({ title }) => title));
  });

  test("nonsense finds nothing", () => {
    expect(fitting("zxqv")).toEqual([]);
    expect(fitting("api zxqv")).toEqual([]);
  });

  test("other words find an action", () => {
    expect(fitting("revoke")).toEqual(["Manage API Keys"]);
    expect(fitting("home")).toEqual(["Open Dashboard"]);
    expect(fitting("appearance dark")).toEqual(["Use the Dark Theme"]);
  });

  test("a word of the title comes before a part of one", () => {
    expect(fitting("pro")).toEqual(["Open Projects", "Add a Project", "Open Settings"]);
    expect(fitting("tokens")[0]).toBe("Manage API Keys");
  });
});

describe("keys by name", () => {
  test.each(["ubergabe", "ÜBERGABE", "Übergabe für", "figma uber"])(
    "“%s” finds Übergabe für Figma",
    (question) => {
      expect(fit("Übergabe für Figma", "", question)).not.toBeNull();
    },
  );

  test("an accent written after its letter is the same accent", () => {
    const apart = "Übergabe".normalize("NFD");
    expect(fit("Übergabe", "", apart)).not.toBeNull();
    expect(fit(apart, "", "Übergabe")).not.toBeNull();
    expect(found(apart, "uber")).toEqual(["Über"]);
  });

  test("another name does not fit", () => {
    expect(fit("Übergabe für Figma", "", "sketch")).toBeNull();
  });
});

describe("keys", () => {
  const keys = ["Figma reader", "Read me", "Sketch", "Already there", "Figma"].map((name) => ({
    name,
    hint: name === "Sketch" ? "tsk_Read…wxYZ" : "tsk_AbCd…wxYZ",
  }));
  const names = (question: string) => bestFirst(keys, (key) => keyFit(key, question)).map(({ name }) => name);

  test("that begin with what was typed come first, those with it only in their hint last", () => {
    expect(names("read")).toEqual(["Read me", "Figma reader", "Already there", "Sketch"]);
  });

  test("may be known by name and hint together", () => {
    expect(names("sketch wxyz")).toEqual(["Sketch"]);
  });

  test("that have it neither in name nor hint are left out, whatever their scopes", () => {
    expect(names("projects")).toEqual([]);
  });
});

describe("what was typed stands out", () => {
  test("each word where it first is, accents and all", () => {
    expect(found("Übergabe für Figma", "figma uber")).toEqual(["Über", "Figma"]);
    expect(stretches("Create API Key", "api")).toEqual([
      { text: "Create ", found: false },
      { text: "API", found: true },
      { text: " Key", found: false },
    ]);
  });

  test("the stretches together are the title, whatever is in it", () => {
    for (const title of ["Übergabe", "🔑 Schlüssel 🔑", "", "İstanbul"])
      expect(
        stretches(title, "schlussel i")
          .map(({ text }) => text)
          .join(""),
      ).toBe(title);
  });

  test("nothing stands out when nothing was typed, or it stands elsewhere", () => {
    expect(found("Open Dashboard", "")).toEqual([]);
    expect(found("Open Dashboard", "home")).toEqual([]);
  });
});
