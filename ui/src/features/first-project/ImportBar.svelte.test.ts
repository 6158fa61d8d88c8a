import { flushSync } from "svelte";
import { expect, test } from "vitest";
import type { ImportProgress } from "../../backend";
import { mounted } from "../../testing/mounted";
import ImportBar from "./ImportBar.svelte";

const file = { id: "file-1", name: "tokens.json", bytes: 1_000 };
const sending: ImportProgress = { fileId: "file-1", sent: 100, total: 1_000, step: "sending" };

test("steps are said aloud, not each percent, and what can’t be measured has no share", () => {
  const props = $state({ file, progress: sending });
  const place = mounted(ImportBar, props);
  const said = () => place.querySelector("[role=status]")?.textContent;
  const first = said();
  expect(first).toBe("On its way to the store");
  expect(place.querySelector("progress")?.getAttribute("value")).toBe("0.1");
  props.progress = { ...sending, sent: 900 };
  flushSync();
  expect(said()).toBe(first);
  props.progress = { ...sending, sent: 1_000, step: "reading" };
  flushSync();
  expect(said()).toBe("The store reads it");
  expect(place.querySelector("progress")?.hasAttribute("value")).toBe(false);
});
