/** The app's side of a list of keys: every question waits until the test answers it. */
import type { KeyPage, KeyQuery } from "../backend";
import { sampleKey } from "./samples";
import { settled } from "./mounted";

/** What the app has, and what it was asked. */
export const app = {
  total: 10_000,
  asked: [] as { query: KeyQuery; answer: () => void; refuse: (why: unknown) => void }[],
  ids: (() => Promise.resolve([])) as (query: KeyQuery) => Promise<string[]>,
};

/** The commands that a list of keys calls. */
export const waitingKeys = {
  queryKeys: (query: KeyQuery) =>
    new Promise<KeyPage>((done, refuse) => {
      const total = app.total;
      app.asked.push({ query, answer: () => done(pageOf(query, total)), refuse });
    }),
  keyIds: (query: KeyQuery) => app.ids(query),
};

/** Lets every promise go on that can. */
export /** Takes the questions that wait, in order, and answers them. */
async function answered(): Promise<KeyQuery[]> {
  const taken = app.asked.splice(0);
  for (const { answer } of taken) answer();
  await settled();
  return taken.map(({ query }) => query);
}

function pageOf({ offset, limit, search }: KeyQuery, total: number): KeyPage {
  const length = Math.max(0, Math.min(limit, total - offset));
  const rows = Array.from({ length }, (_, place) =>
    sampleKey({ id: `key-${offset + place}`, name: `${search}${offset + place}` }),
  );
  return { rows, total };
}
