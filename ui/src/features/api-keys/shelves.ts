/** Which keys lie on which shelf. */
import type { KeyShelf, KeyStatus } from "../../backend";

/** What can matter most about the keys of each shelf. */
export const statusesOf: Readonly<Record<KeyShelf, readonly KeyStatus[]>> = {
  current: ["active", "expiringSoon", "unused", "unclaimed", "queued", "refused"],
  ended: ["expired", "deleted", "stillLive"],
};

/** The shelf of keys of which this matters most. */
export function shelfOf(status: KeyStatus): KeyShelf {
  return statusesOf.ended.includes(status) ? "ended" : "current";
}
