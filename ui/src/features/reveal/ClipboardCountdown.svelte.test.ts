import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { studio } from "../../app/studio.svelte";
import { mounted, part } from "../../testing/mounted";
import ClipboardCountdown from "./ClipboardCountdown.svelte";

test("it is said aloud that a key is on the clipboard, and that it is no longer", () => {
  studio.clipboard = null;
  const place = mounted(ClipboardCountdown, {});
  const said = () => place.querySelector("[role=status]")?.textContent;
  expect(said()).toBe("");
  studio.clipboard = { keyName: "Figma", clearsAt: new Date(Date.now() + 30_000).toISOString() };
  flushSync();
  expect(said()).toBe("Figma is on the clipboard for 30 seconds.");
  studio.clipboard = null;
  flushSync();
  expect(said()).toBe("Figma is no longer on the clipboard.");
});

test("what is not cleared by itself shows no countdown, and can still be cleared", () => {
  studio.clipboard = { keyName: "Figma", clearsAt: null };
  const place = mounted(ClipboardCountdown, {});
  expect(place.querySelector("[role=status]")?.textContent).toBe(
    "Figma is on the clipboard until you clear it.",
  );
  expect(place.textContent).toContain("stays until you clear it");
  expect(part("clear-clipboard").textContent?.trim()).toBe("Clear now");
  studio.clipboard = null;
  flushSync();
});
