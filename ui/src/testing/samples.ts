/** What the app would answer, for tests. */
import type { KeyCounts, KeyView, ScopeCatalogue, VaultView } from "../backend";

/** A live key that nothing is wrong with; `change` says what is different about it. */
export function sampleKey(change: Partial<KeyView> = {}): KeyView {
  return {
    id: "key-1",
    name: "Figma on the train",
    hint: "tsk_AbCd…wxYZ",
    scopes: ["projects:read"],
    createdAt: "2026-11-24T10:00:00Z",
    expiresAt: null,
    lastUsedAt: null,
    deletedAt: null,
    state: "active",
    daysLeft: null,
    status: "active",
    sync: "confirmed",
    refusal: null,
    unclaimed: false,
    ...change,
  };
}

/** A vault that was never set up. */
export const sampleVault: VaultView = {
  state: "none",
  problem: null,
  copies: 0,
  damaged: [],
  waitSeconds: 0,
  settings: { lockAfter: "tenMinutes", keepCopies: false, inKeychain: false },
};

/** Counts of a list with `current` live keys. */
export function sampleCounts(current: number): KeyCounts {
  return { current, active: current, ended: 0, expiringSoon: 0, expired: 0, neverUsed: 0 };
}

/** The scopes of two families, and every preset. */
export const sampleCatalogue: ScopeCatalogue = {
  families: [
    {
      family: "projects",
      title: "Projects",
      scopes: [
        { scope: "projects:read", sentence: "Read projects.", includes: [], wide: false },
        { scope: "projects:write", sentence: "Change projects.", includes: ["projects:read"], wide: false },
        {
          scope: "projects:admin",
          sentence: "Make projects.",
          includes: ["projects:read", "projects:write"],
          wide: true,
        },
      ],
    },
    {
      family: "onYourBehalf",
      title: "On your behalf",
      scopes: [{ scope: "actor_tokens:create", sentence: "Act for you.", includes: [], wide: false }],
    },
    {
      family: "me",
      title: "You",
      scopes: [{ scope: "me:read", sentence: "Know you.", includes: [], wide: false }],
    },
  ],
  presets: [
    {
      preset: "figmaPlugin",
      title: "Figma plugin",
      scopes: ["projects:read", "projects:write", "actor_tokens:create"],
    },
    { preset: "commandLine", title: "Command line", scopes: ["projects:read"] },
    { preset: "readOnly", title: "Read only", scopes: ["projects:read", "me:read"] },
    { preset: "custom", title: "Custom", scopes: [] },
  ],
};
