import { describe, expect, test } from "vitest";
import type { SyncView } from "../backend";
import { sampleKey } from "../testing/samples";
import { familyColour, familyOf, keyState, syncState } from "./states";

describe("a key's state", () => {
  test.each([
    ["active", "Active", "alive"],
    ["unused", "Unused", "plain"],
    ["unclaimed", "Unclaimed", "runningOut"],
    ["queued", "Queued", "plain"],
    ["refused", "Refused", "ended"],
    ["expired", "Expired", "ended"],
    ["deleted", "Deleted", "ended"],
    ["stillLive", "Still live", "ended"],
  ] as const)("%s reads “%s”", (status, text, tone) => {
    expect(keyState(sampleKey({ status }))).toMatchObject({ text, tone });
  });

  test.each([
    [1, "1 day left"],
    [2, "2 days left"],
    [14, "14 days left"],
  ])("with %d days to go it reads “%s”", (daysLeft, text) => {
    const words = keyState(sampleKey({ status: "expiringSoon", daysLeft }));
    expect(words).toMatchObject({ text, tone: "runningOut" });
  });

  test("is what the device says, whatever else is known of the key", () => {
    const key = sampleKey({ status: "deleted", sync: "refused", unclaimed: true, state: "deleted" });
    expect(keyState(key).text).toBe("Deleted");
  });

  test("that is refused says why, as far as is known", () => {
    const refused = sampleKey({ status: "refused", sync: "refused" });
    expect(keyState({ ...refused, refusal: "The name is taken." }).meaning).toBe("The name is taken.");
    expect(keyState(refused).meaning).toContain("make another");
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
