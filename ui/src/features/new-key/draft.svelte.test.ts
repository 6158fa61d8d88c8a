import { beforeEach, describe, expect, test } from "vitest";
import type { KeyRecipe, Scope } from "../../backend";
import { sampleCatalogue } from "../../testing/samples";
import { KeyDraft, steps } from "./draft.svelte";

let draft: KeyDraft;

beforeEach(() => {
  draft = new KeyDraft();
  draft.learn(sampleCatalogue);
});

const tick = (...scopes: Scope[]) => scopes.forEach((scope) => draft.toggle(scope, true));
const untick = (...scopes: Scope[]) => scopes.forEach((scope) => draft.toggle(scope, false));

test("the steps go from name to review", () => {
  expect(steps).toEqual(["name", "expiration", "scope", "review"]);
});

describe("presets", () => {
  test("a new key starts as one for the Figma plugin", () => {
    expect(draft.preset).toBe("figmaPlugin");
    expect(draft.scopes).toEqual(["projects:read", "projects:write", "actor_tokens:create"]);
  });

  test("nothing is ticked before the scopes are known", () => {
    const early = new KeyDraft();
    expect(early.scopes).toEqual([]);
    expect(early.included("projects:read")).toBe(false);
  });

  test("each ticks its own scopes, and none of the last one's", () => {
    draft.choosePreset("readOnly");
    expect(draft.scopes).toEqual(["projects:read", "me:read"]);
    draft.choosePreset("commandLine");
    expect(draft.scopes).toEqual(["projects:read"]);
  });

  test("custom starts from what is ticked", () => {
    draft.choosePreset("readOnly");
    draft.choosePreset("custom");
    expect(draft.preset).toBe("custom");
    expect(draft.scopes).toEqual(["projects:read", "me:read"]);
  });

  test("a scope more or less makes it custom", () => {
    draft.choosePreset("commandLine");
    tick("me:read", "actor_tokens:create");
    expect(draft.preset).toBe("custom");
  });

  test("ticking by hand what a preset stands for chooses it, in any order", () => {
    draft.choosePreset("custom");
    untick("projects:read", "projects:write", "actor_tokens:create");
    expect(draft.preset).toBe("custom");
    tick("me:read", "projects:read");
    expect(draft.preset).toBe("readOnly");
  });

  test("what comes along counts when a preset is looked for", () => {
    untick("projects:read", "projects:write", "actor_tokens:create");
    tick("actor_tokens:create", "projects:write");
    expect(draft.preset).toBe("figmaPlugin");
  });

  test("nothing ticked is custom, not a preset without scopes", () => {
    draft.choosePreset("commandLine");
    untick("projects:read");
    expect(draft.scopes).toEqual([]);
    expect(draft.preset).toBe("custom");
  });
});

describe("scopes", () => {
  beforeEach(() => {
    draft.choosePreset("custom");
    untick("projects:read", "projects:write", "actor_tokens:create");
  });

  test("a wider one ticks what it includes", () => {
    tick("projects:admin");
    expect(draft.scopes).toEqual(["projects:read", "projects:write", "projects:admin"]);
    expect(draft.included("projects:read")).toBe(true);
    expect(draft.included("projects:write")).toBe(true);
    expect(draft.included("projects:admin")).toBe(false);
    expect(draft.included("me:read")).toBe(false);
  });

  test("unticking the wider one takes along what came with it, and no more", () => {
    tick("projects:read", "projects:admin");
    untick("projects:admin");
    expect(draft.scopes).toEqual(["projects:read"]);
  });

  test("ticked twice is ticked once", () => {
    tick("me:read", "me:read");
    expect(draft.scopes).toEqual(["me:read"]);
    untick("me:read");
    expect(draft.scopes).toEqual([]);
  });

  test("they come narrow before wide, however they were ticked", () => {
    tick("me:read", "projects:write", "projects:read");
    expect(draft.scopes).toEqual(["projects:read", "projects:write", "me:read"]);
  });
});

describe("expiration", () => {
  test("is 90 days unless something else is chosen", () => {
    expect(draft.choice).toEqual({ kind: "days", days: 90 });
  });

  test.each(["7", "30", "60", "90", "365"] as const)("%s is a number of days", (expiry) => {
    draft.chooseExpiry(expiry);
    expect(draft.choice).toEqual({ kind: "days", days: Number(expiry) });
  });

  test("may be never", () => {
    draft.chooseExpiry("never");
    expect(draft.choice).toEqual({ kind: "never" });
  });

  test("may be a day as typed, which is kept while something else is chosen", () => {
    draft.chooseExpiry("date");
    draft.date = " 2027-03-01 ";
    expect(draft.choice).toEqual({ kind: "endOf", date: "2027-03-01" });
    draft.chooseExpiry("7");
    draft.chooseExpiry("date");
    expect(draft.choice).toEqual({ kind: "endOf", date: "2027-03-01" });
  });
});

describe("leaving", () => {
  test("throws nothing away before something was done", () => {
    expect(draft.dirty).toBe(false);
    draft.name = "   ";
    expect(draft.dirty).toBe(false);
  });

  test.each<[string, () => void]>([
    ["a name", () => (draft.name = "Figma")],
    ["an expiration", () => draft.chooseExpiry("7")],
    ["a preset", () => draft.choosePreset("commandLine")],
    ["a scope", () => draft.toggle("me:read", true)],
  ])("would throw %s away", (_, change) => {
    change();
    expect(draft.dirty).toBe(true);
  });
});

test("what is asked for is what was typed and chosen, and what comes along", () => {
  draft.name = "Figma on the train";
  draft.chooseExpiry("30");
  draft.choosePreset("custom");
  untick("projects:read", "actor_tokens:create");
  expect(draft.request()).toEqual({
    name: "Figma on the train",
    expiry: { kind: "days", days: 30 },
    scopes: ["projects:read", "projects:write"],
  });
});

describe("a recipe", () => {
  const recipe = (change: Partial<KeyRecipe>): KeyRecipe => ({
    name: null,
    scopes: [],
    expiry: null,
    replaces: null,
    fromLink: true,
    problems: [],
    ...change,
  });
  const begun = (change: Partial<KeyRecipe>) => {
    const begun = new KeyDraft(recipe(change));
    begun.learn(sampleCatalogue);
    return begun;
  };

  test("fills name, expiration and scopes in, and is no work of the user's", () => {
    const draft = begun({
      name: "Figma",
      expiry: { kind: "days", days: 30 },
      scopes: ["projects:write", "me:read"],
    });
    expect([draft.name, draft.expiry, draft.preset]).toEqual(["Figma", "30", "custom"]);
    expect(draft.scopes).toEqual(["projects:read", "projects:write", "me:read"]);
    expect(draft.dirty).toBe(false);
    draft.name = "Figma 2";
    expect(draft.dirty).toBe(true);
  });

  test("leaves what it does not say as it usually is", () => {
    const draft = begun({});
    expect([draft.name, draft.expiry, draft.preset]).toEqual(["", "90", "figmaPlugin"]);
  });

  test("knows the preset that its scopes stand for", () => {
    expect(begun({ scopes: ["projects:read"] }).preset).toBe("commandLine");
  });

  test("turns days for which there is no tile into a date", () => {
    const draft = begun({ expiry: { kind: "days", days: 45 } });
    expect(draft.expiry).toBe("date");
    expect(draft.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(begun({ expiry: { kind: "endOf", date: "2027-03-01" } }).date).toBe("2027-03-01");
  });

  test("of a link shows its far-reaching scopes as long as they are ticked", () => {
    const draft = begun({ scopes: ["projects:admin"] });
    expect(draft.wide.map(({ scope }) => scope)).toEqual(["projects:admin"]);
    draft.toggle("projects:admin", false);
    expect(draft.wide).toEqual([]);
    expect(begun({ fromLink: false, scopes: ["projects:admin"] }).wide).toEqual([]);
  });
});
