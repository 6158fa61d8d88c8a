/** What would be lost by deleting some keys. */
import { backend } from "../../backend";
import type { KeyQuery, KeyView, TextPart } from "../../backend";
import { shelfOf } from "./shelves";

/** How many keys are named before the others are only counted. */
const mostNames = 3;

/** How many rows are looked at, the last used ones, to tell how many of the keys are in use. */
const mostRows = 500;

/** What would be lost. */
export interface Loss {
  /** The first few of the keys. */
  named: KeyView[];
  /** How many keys have ever been used. */
  used: number;
  /** Whether there may be more of those. */
  more: boolean;
  /** When one of them was last used. */
  latest: string | null;
  /** What a tool with the one key can do; nothing for several. */
  can: TextPart[][];
}

/** Looks at what deleting the keys with these ids would stop. */
export async function lossOf(ids: readonly string[]): Promise<Loss> {
  const named = await Promise.all(ids.slice(0, mostNames).map((id) => backend.key(id)));
  const [first] = named;
  if (first === undefined) return { named, used: 0, more: false, latest: null, can: [] };
  return ids.length === 1 ? lossOfOne(first) : { named, can: [], ...(await useOf(ids, first)) };
}

async function lossOfOne(key: KeyView): Promise<Loss> {
  const latest = key.lastUsedAt;
  const { can } = latest === null ? { can: [] } : await backend.explainScopes(key.scopes);
  return { named: [key], used: latest === null ? 0 : 1, more: false, latest, can };
}

async function useOf(ids: readonly string[], { status }: KeyView): Promise<Omit<Loss, "named" | "can">> {
  const query = { shelf: shelfOf(status), search: "", status: null, sort: "lastUsed", descending: true };
  const { rows } = await backend.queryKeys({ ...(query as KeyQuery), offset: 0, limit: mostRows });
  const meant = new Set(ids);
  const used = rows.filter(({ id, lastUsedAt }) => lastUsedAt !== null && meant.has(id));
  const more = rows.length === mostRows && rows.at(-1)?.lastUsedAt !== null && used.length < ids.length;
  return { used: used.length, more, latest: used[0]?.lastUsedAt ?? null };
}
