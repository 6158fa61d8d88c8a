import { beforeEach, describe, expect, test, vi } from "vitest";
import { BackendError } from "../../backend";
import { sampleKey } from "../../testing/samples";
import { answered, app } from "../../testing/waiting-keys";
import { KeyList } from "./key-list.svelte";
import { settled } from "../../testing/mounted";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: (await import("../../testing/waiting-keys")).waitingKeys,
}));

let list: KeyList;

beforeEach(() => {
  app.total = 10_000;
  app.asked = [];
  list = new KeyList();
});

describe("pages", () => {
  test("the first is asked for, the newest keys first, and is there once it has come", async () => {
    list.reload();
    expect(list.answered).toBeNull();
    expect(list.row(0)).toBeUndefined();
    const [query] = await answered();
    expect(query).toMatchObject({
      shelf: "current",
      sort: "created",
      descending: true,
      offset: 0,
      limit: 28,
    });
    expect(list.fresh).toBe(true);
    expect(list.total).toBe(10_000);
    expect(list.row(0)?.id).toBe("key-0");
    expect(list.row(27)?.id).toBe("key-27");
    expect(list.row(28)).toBeUndefined();
  });

  test("others are asked for as they come in sight, each once", async () => {
    list.reload();
    await answered();
    list.show(0, 27);
    expect(app.asked).toHaveLength(0);
    list.show(20, 40);
    list.show(21, 41);
    expect((await answered()).map(({ offset }) => offset)).toEqual([28]);
    list.show(9_990, 9_999);
    expect((await answered()).map(({ offset }) => offset)).toEqual([9_968, 9_996]);
    expect(list.row(9_999)?.id).toBe("key-9999");
    expect(list.row(40)?.id).toBe("key-40");
    expect(list.row(5_000)).toBeUndefined();
    list.show(0, 20);
    expect(app.asked).toHaveLength(0);
  });

  test("an empty list is loaded, too", async () => {
    app.total = 0;
    list.reload();
    await answered();
    expect(list.fresh).toBe(true);
    expect(list.total).toBe(0);
    expect(list.row(0)).toBeUndefined();
  });
});

describe("asking the same again", () => {
  const shownAt = async (first: number, last: number) => {
    list.reload();
    await answered();
    list.show(first, last);
    await answered();
  };

  test("keeps every row in sight until all of them can be swapped at once", async () => {
    await shownAt(270, 290);
    app.total = 9_000;
    list.reload();
    const [first, second] = app.asked.splice(0);
    expect([first?.query.offset, second?.query.offset]).toEqual([252, 280]);
    first?.answer();
    await settled();
    expect(list.total).toBe(10_000);
    expect(list.row(270)?.id).toBe("key-270");
    expect(list.row(290)?.id).toBe("key-290");
    second?.answer();
    await settled();
    expect(list.total).toBe(9_000);
    expect(list.row(270)?.id).toBe("key-270");
    expect(list.row(290)?.id).toBe("key-290");
    expect(list.row(0)).toBeUndefined();
  });

  test("takes along what was scrolled to meanwhile", async () => {
    await shownAt(0, 12);
    list.reload();
    list.show(500, 512);
    expect((await answered()).map(({ offset }) => offset)).toEqual([0]);
    expect((await answered()).map(({ offset }) => offset)).toEqual([476, 504]);
    expect(list.row(500)?.id).toBe("key-500");
  });

  test("shows the end of a list that got shorter than what is in sight", async () => {
    await shownAt(9_960, 9_972);
    app.total = 100;
    list.reload();
    await answered();
    expect((await answered()).map(({ offset }) => offset)).toEqual([84]);
    expect(list.total).toBe(100);
    expect(list.row(99)?.id).toBe("key-99");
  });

  test("many times at once is one question, and one more at its end", async () => {
    list.reload();
    for (let change = 0; change < 50; change += 1) list.reload();
    expect(await answered()).toHaveLength(1);
    expect(list.fresh).toBe(true);
    expect(await answered()).toHaveLength(1);
    await settled();
    expect(app.asked).toHaveLength(0);
  });

  test("waits while somebody is about to act on a row", async () => {
    await shownAt(0, 12);
    list.reload();
    list.hold();
    app.total = 3;
    await answered();
    list.reload();
    expect(list.total).toBe(10_000);
    expect(app.asked).toHaveLength(0);
    list.release();
    await answered();
    expect(list.total).toBe(3);
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

  test("narrows by words or state, once it is answered", async () => {
    expect(list.narrowed).toBe(false);
    list.ask({ search: "  " });
    await answered();
    expect(list.narrowed).toBe(false);
    list.filter("unused");
    expect(list.narrowed).toBe(false);
    await answered();
    expect(list.narrowed).toBe(true);
    list.ask({ search: "x", status: null });
    await answered();
    expect(list.narrowed).toBe(true);
  });

  test("leaves what is on screen as it was until it is answered", async () => {
    app.total = 0;
    list.ask({ search: "figma" });
    expect(list.fresh).toBe(false);
    expect(list.total).toBe(10_000);
    expect(list.row(0)?.name).toBe("0");
    await answered();
    expect(list.fresh).toBe(true);
    expect(list.total).toBe(0);
  });

  test("about another shelf forgets the state, which it may not have, and keeps the words", () => {
    list.ask({ search: "figma" });
    list.filter("unused");
    list.choose("ended");
    expect(list.question).toMatchObject({ shelf: "ended", status: null, search: "figma" });
  });

  test("about ended keys starts with the newest", () => {
    list.sort("name");
    list.choose("ended");
    expect(list.question).toMatchObject({ sort: "created", descending: true });
  });

  test.each([
    ["active", "current"],
    ["refused", "current"],
    ["expired", "ended"],
    ["deleted", "ended"],
    ["stillLive", "ended"],
  ] as const)("for one key that is %s looks among the %s ones", (status, shelf) => {
    list.filter("unused");
    list.seek(sampleKey({ name: "Figma", status }));
    expect(list.question).toMatchObject({ shelf, search: "Figma", status: null });
  });

  test("for one key finds its place among all of its name", async () => {
    app.ids = async () => ["key-0", "key-1", "key-2"];
    list.seek(sampleKey({ id: "key-2" }));
    await answered();
    expect(list.found).toEqual({ id: "key-2", place: 2 });
    list.ask({ search: "other" });
    expect(list.found).toBeNull();
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
    list.show(90, 100);
    app.asked.pop()?.refuse(new Error());
    await settled();
    list.show(91, 101);
    expect((await answered()).map(({ offset }) => offset)).toEqual([84]);
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
