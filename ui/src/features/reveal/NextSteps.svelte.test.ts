import { expect, test, vi } from "vitest";
import type { NextStep, NextStepLine } from "../../backend";
import { mounted } from "../../testing/mounted";
import NextSteps from "./NextSteps.svelte";

test("two lines may belong in the same place", () => {
  const line = (text: string): NextStepLine => ({
    label: "In a terminal",
    text,
    copy: { kind: "secret", form: "key" },
  });
  const steps: NextStep[] = [{ tool: "curl", projectId: null, lines: [line("one"), line("two")] }];
  const place = mounted(NextSteps, { steps, oncopied: vi.fn() });
  expect([...place.querySelectorAll("pre")].map(({ textContent }) => textContent)).toEqual(["one", "two"]);
});
