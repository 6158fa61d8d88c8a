/** Keys pressed together, in words. */

/** `Ctrl N` or `⌘N` */
export function letterWords(letter: string, isApple: boolean): string {
  return isApple ? `⌘${letter.toUpperCase()}` : `Ctrl ${letter.toUpperCase()}`;
}
