import { beforeEach, describe, expect, test, vi } from "vitest";
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
    await answered();
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
    let answer: (ids: string[]) => void = () => {};
    app.ids = () => new Promise((done) => (answer = done));
    tick("key-1", "key-2");
    list.reload();
    await answered();
    list.ask({ search: "figma" });
    await answered();
    tick("key-1");
    answer([]);
    await settled();
    expect([...list.selected]).toEqual(["key-1"]);
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

describe("among ended keys", () => {
  beforeEach(async () => {
    list.choose("ended");
    await answered();
  });

  test("only those that have expired can be selected: the others are deleted already", async () => {
    app.ids = vi.fn(async () => ["key-1"]);
    await list.selectAll();
    expect(app.ids).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ shelf: "ended", status: "expired" }),
    );
    expect([...list.selected]).toEqual(["key-1"]);
  });

  test("they are counted by themselves", async () => {
    app.total = 4;
    list.reload();
    const [rows, expired] = app.asked;
    expect([rows, expired].map((one) => one?.query.status).sort()).toEqual(["expired", null]);
    await answered();
    expect(list.selectable).toBe(4);
  });

  test("none can be selected where all are deleted", async () => {
    app.ids = vi.fn(async () => ["key-1"]);
    list.filter("deleted");
    await answered();
    expect(list.selectable).toBe(0);
    await list.selectAll();
    expect(app.ids).not.toHaveBeenCalled();
    expect(list.selected.size).toBe(0);
  });
});
