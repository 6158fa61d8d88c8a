import { describe, expect, test } from "vitest";
import type { SyncView } from "../backend";
import { sampleKey } from "../testing/samples";
import { familyColour, familyOf, keyState, syncState } from "./states";

describe("a key's state", () => {
  test.each([
    ["active", "Active", "alive"],
    ["unused", "Unused", "plain"],
    ["expired", "Expired", "ended"],
    ["deleted", "Deleted", "ended"],
  ] as const)("%s reads “%s”", (state, text, tone) => {
    expect(keyState(sampleKey({ state }))).toMatchObject({ text, tone });
  });

  test.each([
    [1, "1 day left"],
    [2, "2 days left"],
    [14, "14 days left"],
  ])("with %d days to go it reads “%s”", (daysLeft, text) => {
    const words = keyState(sampleKey({ state: "expiringSoon", daysLeft }));
    expect(words).toMatchObject({ text, tone: "runningOut" });
  });

  test.each([
    ["queued", "Queued", "plain"],
    ["refused", "Refused", "ended"],
    ["stillLive", "Still live", "ended"],
  ] as const)("%s at the store matters more than its life", (sync, text, tone) => {
    expect(keyState(sampleKey({ sync }))).toMatchObject({ text, tone });
  });

  test("a refused key says why, as far as is known", () => {
    expect(keyState(sampleKey({ sync: "refused", refusal: "The name is taken." })).meaning).toBe(
      "The name is taken.",
    );
    expect(keyState(sampleKey({ sync: "refused" })).meaning).toContain("make another");
  });

  test("a key that was never saved is unclaimed until it is deleted", () => {
    expect(keyState(sampleKey({ unclaimed: true })).text).toBe("Unclaimed");
    const deleted = sampleKey({ unclaimed: true, state: "deleted", deletedAt: "2026-11-24T10:00:00Z" });
    expect(keyState(deleted).text).toBe("Deleted");
  });
});

describe("the sync's state", () => {
  const sync = (change: Partial<SyncView>): SyncView => ({
    state: "synced",
    waiting: 0,
    syncedAt: null,
    problem: null,
    ...change,
  });

  test.each([
    [sync({ state: "starting" }), "Starting"],
    [sync({ state: "working" }), "Syncing"],
    [sync({}), "Synced"],
    [sync({ syncedAt: "2026-11-24T13:02:00Z" }), "Synced 14:02"],
    [sync({ state: "offline" }), "Offline · nothing is lost"],
    [sync({ state: "offline", waiting: 1 }), "Offline · 1 change queued"],
    [sync({ state: "offline", waiting: 2 }), "Offline · 2 changes queued"],
    [sync({ state: "failing" }), "Can’t sync"],
    [sync({ state: "failing", waiting: 1 }), "Can’t sync · 1 change queued"],
  ])("%o", (view, words) => {
    expect(syncState(view)).toBe(words);
  });
});

test.each([
  ["projects:admin", "projects"],
  ["organizations:write", "organizations"],
  ["organizations:user:invite", "people"],
  ["me:read", "me"],
  ["actor_tokens:create", "onYourBehalf"],
] as const)("%s is of the family %s", (scope, family) => {
  expect(familyOf(scope)).toBe(family);
});

test("every family has a colour of its own", () => {
  const families = ["projects", "onYourBehalf", "organizations", "people", "me"] as const;
  expect(new Set(families.map(familyColour)).size).toBe(families.length);
});
