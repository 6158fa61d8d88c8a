/**
 * The fonts, asked for before anything is laid out. A first layout without them would look through all fonts of the
 * system for a substitute, which takes longer than the rest of it, and would be done again when they come.
 */

const used = ["13px 'Inter Variable'", "12px 'JetBrains Mono Variable'"];

/** Begins to load the fonts. Without them the page is shown all the same, in the system's. */
export function loadFonts(): void {
  for (const font of used) void document.fonts.load(font).catch(() => {});
}
