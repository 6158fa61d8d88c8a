/** Which rows of a long list are drawn: those in sight, and a few on either side. */

/** Height of a row in CSS pixels; the design token `size.row`. */
export const rowHeight = 52;

const aside = 6;

/** The rows to draw: from `first` up to, not including, `end`. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  total: number,
): { first: number; end: number } {
  const first = Math.max(0, Math.min(total, Math.floor(scrollTop / rowHeight) - aside));
  const end = Math.max(first, Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + aside));
  return { first, end };
}
