/** Components in a page, for tests. */
import { flushSync, mount, unmount } from "svelte";
import type { Component } from "svelte";
import { onTestFinished } from "vitest";

/** Puts a component into the page until the test is over; returns where it lies. */
export function mounted<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
): HTMLElement {
  const target = document.body.appendChild(document.createElement("div"));
  const instance = mount(component, { target, props });
  flushSync();
  onTestFinished(async () => {
    await unmount(instance);
    target.remove();
  });
  return target;
}

/** Lets every promise go on that can, and shows what came of it. */
export async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done));
  flushSync();
}

/** The part that is found by a test id; its lack is a failure. */
export function part<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.querySelector<Kind>(`[data-testid="${id}"]`);
  if (!found) throw new Error(`there is no ${id} in ${document.body.innerHTML}`);
  return found;
}

/** The words of what describes a part to those who can't see it. */
export function descriptionOf(described: Element): string {
  const ids = described.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? `${id} is missing`).join(" ");
}
