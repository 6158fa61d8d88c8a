/**
 * Light or dark, as chosen. The app gives its window the chosen theme and the web engine passes it on; so does the
 * desktop with its own, which counts only for those who chose to follow it.
 */
import type { ThemeChoice } from "../backend";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** All at once: colours that fade one after the other would look like a fault. */
function paint(theme: "light" | "dark"): void {
  const root = document.documentElement;
  if (root.dataset.theme === theme) return;
  root.dataset.repainting = "";
  root.dataset.theme = theme;
  // Reading a computed style makes the engine take over the new colours before transitions are allowed again.
  void getComputedStyle(root).opacity;
  delete root.dataset.repainting;
}

function engineTheme(): "light" | "dark" {
  return dark.matches ? "dark" : "light";
}

/** Shows a theme at once. */
export function showTheme(choice: ThemeChoice): void {
  paint(choice === "system" ? engineTheme() : choice);
}

/** Asks for the chosen theme whenever the engine's changes: that alone does not say who changed it. */
export function followTheme(ask: () => Promise<void>): void {
  // Without an answer what is shown stays.
  dark.addEventListener("change", () => void ask().catch(() => {}));
}
