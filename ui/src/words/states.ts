/** States of keys and of the sync, in words, each with the tone it is shown in. */
import type { Family, KeyStatus, KeyView, Scope, SyncView } from "../backend";
import { counted } from "./counts";
import { clock } from "./times";

/** How a state looks; a word always goes with it. */
export type Tone = "alive" | "runningOut" | "ended" | "plain";

/** A state in words. */
export interface StateWords {
  text: string;
  tone: Tone;
  /** What it means, for a tooltip. */
  meaning: string;
}

/** The one thing that matters most about a key now. */
export function keyState(key: KeyView): StateWords {
  const words = statuses[key.status];
  if (key.status === "expiringSoon") return { ...words, text: `${counted(key.daysLeft ?? 0, "day")} left` };
  if (key.status === "refused") return { ...words, meaning: refusalOf(key) };
  return words;
}

/** Why the store refused a key, and what next. */
export function refusalOf({ refusal }: KeyView): string {
  return refusal ?? statuses.refused.meaning;
}

/** A key of which a sealed copy is kept here. */
export const keptWords: StateWords = {
  text: "Kept on this computer",
  tone: "alive",
  meaning: "A sealed copy is in the vault. It can be copied again.",
};

/** Each status as keys in general have it, which is also how a list is narrowed. */
export const statuses: Readonly<Record<KeyStatus, StateWords>> = {
  active: { text: "Active", tone: "alive", meaning: "It opens what its scopes say." },
  expiringSoon: {
    text: "Expiring soon",
    tone: "runningOut",
    meaning: "It ends soon. Make another before it does.",
  },
  unused: {
    text: "Unused",
    tone: "plain",
    meaning: "Nothing has used it for a long time. Delete it if nothing needs it.",
  },
  unclaimed: {
    text: "Unclaimed",
    tone: "runningOut",
    meaning: "Its page was left before it was saved. If you don’t have it, delete it.",
  },
  queued: {
    text: "Queued",
    tone: "plain",
    meaning: "Made here. It opens nothing until the store hears of it.",
  },
  refused: {
    text: "Refused",
    tone: "ended",
    meaning: "The store would not take this key. Delete it and make another.",
  },
  expired: { text: "Expired", tone: "ended", meaning: "Its time is over. It opens nothing." },
  deleted: { text: "Deleted", tone: "ended", meaning: "It opens nothing." },
  stillLive: {
    text: "Still live",
    tone: "ended",
    meaning: "Deleted here. It opens what it did until the store hears of it.",
  },
};

/** How it stands with the store. */
export function syncState(sync: SyncView): string {
  switch (sync.state) {
    case "starting":
      return "Starting";
    case "working":
      return "Syncing";
    case "synced":
      return sync.syncedAt === null ? "Synced" : `Synced ${clock(sync.syncedAt)}`;
    case "offline":
      return sync.waiting > 0
        ? `Offline · ${counted(sync.waiting, "change")} queued`
        : "Offline · nothing is lost";
    case "failing":
      return sync.waiting > 0 ? `Can’t sync · ${counted(sync.waiting, "change")} queued` : "Can’t sync";
  }
}

/** The family a scope belongs to. */
export function familyOf(scope: Scope): Family {
  if (scope.startsWith("projects:")) return "projects";
  if (scope.startsWith("organizations:user:")) return "people";
  if (scope.startsWith("organizations:")) return "organizations";
  return scope === "me:read" ? "me" : "onYourBehalf";
}

/** The colour that stands for a family, as a CSS value. */
export function familyColour(family: Family): string {
  return family === "onYourBehalf" ? "var(--family-on-your-behalf)" : `var(--family-${family})`;
}
