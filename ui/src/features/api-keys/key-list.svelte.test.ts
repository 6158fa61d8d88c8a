import { beforeEach, describe, expect, test, vi } from "vitest";
import { BackendError } from "../../backend";
import type { KeyPage, KeyQuery } from "../../backend";
import { sampleCounts, sampleKey } from "../../testing/samples";
import { KeyList } from "./key-list.svelte";

/** The store's side: every question waits until the test answers it. */
const app = vi.hoisted(() => ({
  total: 10_000,
  asked: [] as { query: KeyQuery; answer: () => void; refuse: (why: unknown) => void }[],
  ids: (() => Promise.resolve([])) as (query: KeyQuery) => Promise<string[]>,
}));

function pageOf({ offset, limit, search }: KeyQuery, total: number): KeyPage {
  const length = Math.max(0, Math.min(limit, total - offset));
  const rows = Array.from({ length }, (_, place) =>
    sampleKey({ id: `key-${offset + place}`, name: `${search}${offset + place}` }),
  );
  return { rows, total, counts: sampleCounts(app.total) };
}

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    queryKeys: (query: KeyQuery) =>
      new Promise<KeyPage>((done, refuse) => {
        const total = app.total;
        app.asked.push({ query, answer: () => done(pageOf(query, total)), refuse });
      }),
    keyIds: (query: KeyQuery) => app.ids(query),
  },
}));

let list: KeyList;

/** Takes the questions that wait, in order, and answers them. */
async function answered(): Promise<KeyQuery[]> {
  const taken = app.asked.splice(0);
  for (const { answer } of taken) answer();
  await settled();
  return taken.map(({ query }) => query);
}

const settled = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  app.total = 10_000;
  app.asked = [];
  list = new KeyList();
});

describe("pages", () => {
  test("the first is asked for, the newest keys first, and is there once it has come", async () => {
    list.reload();
    expect(list.loaded).toBe(false);
    expect(list.row(0)).toBeUndefined();
    const [query] = await answered();
    expect(query).toMatchObject({
      shelf: "current",
      sort: "created",
      descending: true,
      offset: 0,
      limit: 50,
    });
    expect(list.loaded).toBe(true);
    expect(list.total).toBe(10_000);
    expect(list.row(0)?.id).toBe("key-0");
    expect(list.row(49)?.id).toBe("key-49");
    expect(list.row(50)).toBeUndefined();
  });

  test("others are asked for as they come in sight, each once", async () => {
    list.reload();
    await answered();
    list.show(0, 49);
    expect(app.asked).toHaveLength(0);
    list.show(45, 60);
    list.show(46, 61);
    expect((await answered()).map(({ offset }) => offset)).toEqual([50]);
    list.show(9_990, 9_999);
    expect((await answered()).map(({ offset }) => offset)).toEqual([9_950]);
    expect(list.row(9_999)?.id).toBe("key-9999");
    expect(list.row(60)?.id).toBe("key-60");
    expect(list.row(5_000)).toBeUndefined();
    list.show(0, 20);
    expect(app.asked).toHaveLength(0);
  });

  test("both are asked for when two are in sight", async () => {
    list.reload();
    await answered();
    list.show(280, 310);
    expect((await answered()).map(({ offset }) => offset)).toEqual([250, 300]);
  });

  test("an empty list is loaded, too", async () => {
    app.total = 0;
    list.reload();
    await answered();
    expect(list.loaded).toBe(true);
    expect(list.total).toBe(0);
    expect(list.row(0)).toBeUndefined();
  });
});

describe("asking the same again", () => {
  test("keeps what is on screen until the answer comes, and asks for what is in sight", async () => {
    list.reload();
    await answered();
    list.show(200, 220);
    await answered();
    list.reload();
    expect(list.row(200)?.id).toBe("key-200");
    app.total = 9_000;
    list.reload();
    expect((await answered()).map(({ offset }) => offset)).toEqual([200, 200]);
    expect(list.total).toBe(9_000);
    expect(list.row(200)?.id).toBe("key-200");
    expect(list.row(0)).toBeUndefined();
  });
});

describe("another question", () => {
  beforeEach(async () => {
    list.reload();
    await answered();
  });

  test("is asked from the top, and selects nothing", async () => {
    list.selected.add("key-1");
    list.show(500, 520);
    await answered();
    list.ask({ search: "figma" });
    expect(list.selected.size).toBe(0);
    expect(await answered()).toMatchObject([{ search: "figma", offset: 0 }]);
    expect(list.row(0)?.name).toBe("figma0");
    expect(list.row(500)).toBeUndefined();
  });

  test("makes late answers to older ones worthless", async () => {
    list.ask({ search: "f" });
    list.ask({ search: "fi" });
    const [older, newer] = app.asked.splice(0);
    newer?.answer();
    await settled();
    older?.answer();
    await settled();
    expect(list.row(0)?.name).toBe("fi0");
  });

  test("is not muddled by rows that scroll by before it is answered", async () => {
    list.ask({ search: "f" });
    list.show(300, 310);
    expect(await answered()).toMatchObject([{ search: "f", offset: 0 }]);
  });

  test("narrows by words or state", () => {
    expect(list.narrowed).toBe(false);
    list.ask({ search: "  " });
    expect(list.narrowed).toBe(false);
    list.filter("unused");
    expect(list.narrowed).toBe(true);
    list.filter(null);
    list.ask({ search: "x" });
    expect(list.narrowed).toBe(true);
  });

  test("about another shelf forgets the state, which it may not have, and keeps the words", () => {
    list.ask({ search: "figma" });
    list.filter("unused");
    list.choose("ended");
    expect(list.question).toMatchObject({ shelf: "ended", state: null, search: "figma" });
  });

  test.each([
    ["active", "current"],
    ["expiringSoon", "current"],
    ["unused", "current"],
    ["expired", "ended"],
    ["deleted", "ended"],
  ] as const)("for one key that is %s looks among the %s ones", (state, shelf) => {
    list.filter("unused");
    list.seek(sampleKey({ name: "Figma", state }));
    expect(list.question).toMatchObject({ shelf, search: "Figma", state: null });
  });
});

describe("sorting", () => {
  test.each([
    ["name", false],
    ["expires", false],
    ["lastUsed", true],
  ] as const)("by %s starts in its own direction and turns round", (sort, descending) => {
    list.sort(sort);
    expect(list.question).toMatchObject({ sort, descending });
    list.sort(sort);
    expect(list.question).toMatchObject({ sort, descending: !descending });
    list.sort("created");
    expect(list.question).toMatchObject({ sort: "created", descending: true });
  });
});

describe("a question that is not answered", () => {
  test("is told of, keeps the rows, and is forgotten with the next answer", async () => {
    list.reload();
    await answered();
    list.reload();
    app.asked.pop()?.refuse(new BackendError({ code: "internal", message: "The disk is full." }));
    await settled();
    expect(list.problem).toBe("The disk is full.");
    expect(list.row(0)?.id).toBe("key-0");
    list.reload();
    await answered();
    expect(list.problem).toBeNull();
  });

  test("is asked again when its rows come in sight again", async () => {
    list.reload();
    await answered();
    list.show(100, 120);
    app.asked.pop()?.refuse(new Error());
    await settled();
    list.show(101, 121);
    expect((await answered()).map(({ offset }) => offset)).toEqual([100]);
    expect(list.problem).toBeNull();
  });

  test("does not matter once something else was asked", async () => {
    list.ask({ search: "f" });
    list.ask({ search: "fi" });
    const [older] = app.asked.splice(0, 1);
    older?.refuse(new Error());
    await settled();
    expect(list.problem).toBeNull();
  });
});

describe("ticks", () => {
  const tick = (...ids: string[]) => ids.forEach((id) => list.selected.add(id));

  test("are taken off some keys alone", () => {
    tick("key-1", "key-2", "key-3");
    list.deselect(["key-2", "key-9"]);
    expect([...list.selected]).toEqual(["key-1", "key-3"]);
  });

  test("stay only on keys that are still there when the list is asked again", async () => {
    app.ids = vi.fn(async () => ["key-1", "key-3", "key-4"]);
    tick("key-1", "key-2", "key-3");
    list.reload();
    await settled();
    expect(app.ids).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ shelf: "current", search: "" }),
    );
    expect([...list.selected]).toEqual(["key-1", "key-3"]);
  });

  test("ask for nothing when there are none", () => {
    app.ids = vi.fn(async () => []);
    list.reload();
    expect(app.ids).not.toHaveBeenCalled();
  });

  test("do not heed an answer to an older question", async () => {
    const answers: ((ids: string[]) => void)[] = [];
    app.ids = () => new Promise((done) => answers.push(done));
    tick("key-1", "key-2");
    list.reload();
    list.reload();
    answers[1]?.(["key-1", "key-2"]);
    answers[0]?.([]);
    await settled();
    expect([...list.selected]).toEqual(["key-1", "key-2"]);
  });
});

describe("selecting all", () => {
  test("ticks every key that fits, on screen or not", async () => {
    app.ids = vi.fn(async () => Array.from({ length: 10_000 }, (_, place) => `key-${place}`));
    list.ask({ search: "figma" });
    await list.selectAll();
    expect(app.ids).toHaveBeenCalledWith(expect.objectContaining({ search: "figma", shelf: "current" }));
    expect(list.selected.size).toBe(10_000);
  });

  test("ticks nothing when something else was asked meanwhile", async () => {
    let done: (ids: string[]) => void = () => {};
    app.ids = () => new Promise((resolve) => (done = resolve));
    const selecting = list.selectAll();
    list.ask({ search: "figma" });
    done(["key-1"]);
    await selecting;
    expect(list.selected.size).toBe(0);
  });
});
