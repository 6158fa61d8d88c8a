/** What is said of a panic. */
import type { PanicView } from "../../backend";
import { counted, number } from "../../words/counts";

/** Keys made elsewhere, of which a panic says that they stay. */
export function elsewhereStays(elsewhere: number): string {
  if (elsewhere === 0) return "";
  return elsewhere === 1
    ? "1 key that was made elsewhere stays."
    : `${number(elsewhere)} keys that were made elsewhere stay.`;
}

/** What a panic has done at once. */
export function lockedWords(clipboardIsClear: boolean): string {
  return clipboardIsClear
    ? "Locked, and the clipboard is clear."
    : "Locked. The clipboard is still being cleared.";
}

/** How many of the keys were ever used. */
export function usedOf(keys: number, used: number): string {
  if (used === 0) return keys === 1 ? "Nothing has used it yet." : "Nothing has used any of them yet.";
  const stop = "plugins stop syncing, pipelines stop pulling";
  if (keys === 1) return `It has been used. The tool that has it is refused: ${stop}.`;
  const some = used === keys ? "All of them have" : `${number(used)} of them ${used === 1 ? "has" : "have"}`;
  return `${some} been used. The tools that have those keys are refused: ${stop}.`;
}

/** What came of it. */
export function outcome({ keys, stillLive }: PanicView): { text: string; more: string } {
  if (stillLive === 0) {
    const they = keys === 1 ? "It opens" : "They open";
    return { text: `${counted(keys, "key")} deleted.`, more: `${they} nothing any more.` };
  }
  const live =
    stillLive === keys
      ? keys === 1
        ? "It is"
        : "They are"
      : `${number(stillLive)} ${stillLive === 1 ? "is" : "are"}`;
  return {
    text: `${counted(keys, "key")} deleted here.`,
    more: `${live} still live until the store hears of it.`,
  };
}
