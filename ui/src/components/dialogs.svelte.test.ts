import { createRawSnippet, flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { mounted, part, settled } from "../testing/mounted";
import Dialog from "./Dialog.svelte";
import FormDialog from "./FormDialog.svelte";

const children = createRawSnippet(() => ({ render: () => "<p>It is lost.</p>" }));

const question = () => ({
  open: true,
  title: "Delete it?",
  confirm: "Delete",
  busy: false,
  testId: "question",
  confirmTestId: "yes",
  cancelTestId: "no",
  onconfirm: vi.fn(),
  oncancel: vi.fn(),
  children,
});

const escape = () => {
  const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
};

const there = () => document.querySelectorAll("[role=alertdialog], .dialog-scrim").length;

test("a closed question is gone at once, also where no frames are painted, and the focus is where it was", async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const asks = document.body.appendChild(document.createElement("button"));
  asks.focus();
  const props = $state({ ...question(), open: false });
  mounted(Dialog, props);
  props.open = true;
  await settled();
  await settled();
  expect(there()).toBe(2);
  expect(part("question").contains(document.activeElement)).toBe(true);
  props.open = false;
  flushSync();
  expect(there()).toBe(0);
  expect(document.activeElement).toBe(asks);
  asks.remove();
  vi.unstubAllGlobals();
});

test("Escape takes a question back, but not while it is done", async () => {
  const props = $state({ ...question(), busy: true });
  mounted(Dialog, props);
  await settled();
  escape();
  flushSync();
  expect(props.oncancel).not.toHaveBeenCalled();
  expect(there()).toBe(2);
  props.busy = false;
  flushSync();
  escape();
  expect(props.oncancel).toHaveBeenCalledOnce();
});

test("Escape leaves a form alone that is being sent", async () => {
  const props = $state({
    title: "Unlock",
    words: "With your passphrase.",
    confirm: "Unlock",
    busy: true,
    testId: "form",
    onconfirm: vi.fn(),
    oncancel: vi.fn(),
    children,
  });
  mounted(FormDialog, props);
  await settled();
  escape();
  flushSync();
  expect(props.oncancel).not.toHaveBeenCalled();
  expect(there()).toBe(2);
});
