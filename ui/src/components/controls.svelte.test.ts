import { createRawSnippet, flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { descriptionOf, mounted, part } from "../testing/mounted";
import Badge from "./Badge.svelte";
import Checkbox from "./Checkbox.svelte";
import Field from "./Field.svelte";
import Menu from "./Menu.svelte";
import Tiles from "./Tiles.svelte";
import Toasts from "./Toasts.svelte";
import { toasts } from "./toasts.svelte";

describe("a field", () => {
  test("is called by its label and described by its hint", () => {
    mounted(Field, { label: "Name", value: "", hint: "Up to 80 characters.", "data-testid": "name" });
    const input = part<HTMLInputElement>("name");
    expect(input.labels?.[0]?.textContent).toBe("Name");
    expect(descriptionOf(input)).toBe("Up to 80 characters.");
    expect(input.getAttribute("aria-invalid")).toBe("false");
  });

  test("says aloud what is wrong, and is tied to it", () => {
    const props = $state({
      label: "Name",
      value: "",
      hint: "A hint.",
      problem: null as string | null,
      "data-testid": "name",
    });
    const place = mounted(Field, props);
    props.problem = "Enter a name.";
    flushSync();
    const input = part<HTMLInputElement>("name");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(descriptionOf(input)).toBe("Enter a name.");
    expect(place.querySelector("[role=alert]")?.textContent).toBe("Enter a name.");
  });

  test("two of them are not mixed up", () => {
    mounted(Field, { label: "One", value: "", hint: "First.", "data-testid": "one" });
    mounted(Field, { label: "Two", value: "", hint: "Second.", "data-testid": "two" });
    expect(part<HTMLInputElement>("one").labels?.[0]?.textContent).toBe("One");
    expect(descriptionOf(part("two"))).toBe("Second.");
  });
});

describe("a checkbox", () => {
  test("tells of a click, and shows what its owner makes of it", () => {
    const props = $state({ checked: false, testId: "box", onchange: vi.fn() });
    mounted(Checkbox, props);
    const box = part<HTMLInputElement>("box");
    box.click();
    expect(props.onchange).toHaveBeenCalledExactlyOnceWith(true);
    expect(box.checked).toBe(false);
    props.checked = true;
    flushSync();
    expect(box.checked).toBe(true);
    box.click();
    expect(props.onchange).toHaveBeenLastCalledWith(false);
  });

  test("that stands for some of many stays so when all are not taken", () => {
    mounted(Checkbox, { checked: false, mixed: true, testId: "box", onchange: () => {} });
    const box = part<HTMLInputElement>("box");
    box.click();
    expect(box.indeterminate).toBe(true);
  });
});

describe("tiles", () => {
  const tiles = [
    { value: "7", text: "7 days", testId: "seven" },
    { value: "30", text: "30 days", testId: "thirty" },
  ];

  test("are radio buttons of one group, with the choice's name", () => {
    const onchange = vi.fn();
    const place = mounted(Tiles, { tiles, value: "7", name: "When it ends", onchange });
    expect(place.querySelector("legend")?.textContent).toBe("When it ends");
    expect(part<HTMLInputElement>("seven").checked).toBe(true);
    expect(part<HTMLInputElement>("thirty").labels?.[0]?.textContent?.trim()).toBe("30 days");
    expect(part<HTMLInputElement>("seven").name).toBe(part<HTMLInputElement>("thirty").name);
    part("thirty").click();
    expect(onchange).toHaveBeenCalledExactlyOnceWith("30");
  });

  test("give the chosen one the focus only where they are asked to", () => {
    mounted(Tiles, { tiles, value: "30", name: "One", onchange: () => {} });
    expect(document.activeElement).toBe(document.body);
    document.body.replaceChildren();
    mounted(Tiles, { tiles, value: "30", name: "Other", onchange: () => {}, focusChosen: true });
    expect(document.activeElement).toBe(part("thirty"));
  });
});

describe("a menu", () => {
  const children = createRawSnippet(() => ({ render: () => "<span>Open</span>" }));

  test("has a line for each of two things of the same name", async () => {
    const first = vi.fn();
    const second = vi.fn();
    const items = [first, second].map((act, index) => ({ text: "Nordlys", act, testId: `item-${index}` }));
    mounted(Menu, { items, testId: "menu", children });
    part("menu").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await vi.waitFor(() => part("item-1"));
    expect(part("item-0").textContent?.trim()).toBe(part("item-1").textContent?.trim());
    part("item-1").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await vi.waitFor(() => expect(second).toHaveBeenCalledOnce());
    expect(first).not.toHaveBeenCalled();
  });
});

describe("a badge", () => {
  const textOf = (place: HTMLElement) => place.textContent?.trim();

  test("says what its word means to those who can’t point at it", () => {
    const place = mounted(Badge, {
      words: { text: "Queued", tone: "plain", meaning: "It opens nothing yet." },
    });
    expect(textOf(place)).toBe("Queued. It opens nothing yet.");
    expect(place.querySelector(".only-heard")).not.toBeNull();
    expect(place.querySelector("[tabindex]")).toBeNull();
  });

  test("says no more than its word where all is well", () => {
    expect(textOf(mounted(Badge, { words: { text: "Active", tone: "alive", meaning: "It opens." } }))).toBe(
      "Active",
    );
  });
});

describe("a message's time", () => {
  const hear = (type: string) =>
    part("toast").dispatchEvent(
      type.startsWith("focus") ? new FocusEvent(type, { bubbles: true }) : new Event(type),
    );

  beforeEach(() => {
    vi.useFakeTimers();
    toasts.shown = [];
    mounted(Toasts, {});
    toasts.problem(null);
    flushSync();
    return () => vi.useRealTimers();
  });

  test.each([
    ["pointed at", "pointerenter", "pointerleave"],
    ["focused", "focusin", "focusout"],
  ])("does not run while it is %s", (_, comes, goes) => {
    vi.advanceTimersByTime(7_000);
    hear(comes);
    vi.advanceTimersByTime(60_000);
    expect(toasts.shown).toHaveLength(1);
    hear(goes);
    vi.advanceTimersByTime(7_999);
    expect(toasts.shown).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(toasts.shown).toHaveLength(0);
  });

  test("does not run while the pointer has gone and the focus has not", () => {
    hear("pointerenter");
    part("toast").querySelector("button")?.focus();
    hear("pointerleave");
    vi.advanceTimersByTime(60_000);
    expect(toasts.shown).toHaveLength(1);
  });
});

test("messages are heard, and closed by a button with a name", () => {
  toasts.shown = [];
  const place = mounted(Toasts, {});
  const heard = place.querySelector("[role=status]");
  toasts.say("Copied.");
  flushSync();
  expect(heard?.textContent).toContain("Copied.");
  part("toast").querySelector<HTMLElement>("[aria-label='Close this message']")?.click();
  flushSync();
  expect(heard?.textContent?.trim()).toBe("");
});
