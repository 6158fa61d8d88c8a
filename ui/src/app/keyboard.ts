/** What a key press says besides its key. */

/** Whether a press belongs to a letter that is still being put together. Some engines tell only by the old code 229. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether a key was pressed with Ctrl, or Cmd where that is the custom, and nothing else. */
export function withCommand(
  { altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  isApple: boolean,
): boolean {
  const alone = isApple ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  return alone && !altKey && !shiftKey;
}

/** Whether a question waits for its answer: it lies over everything. */
export function isAsked(): boolean {
  return document.querySelector("[role=alertdialog]") !== null;
}
