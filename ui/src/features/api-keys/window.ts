/** Which rows of a long list are drawn: those in sight, and perhaps a few on either side. */

/** Height of a row in CSS pixels; the design token `size.row`. */
export const rowHeight = 52;

/** How many rows are drawn on either side of those in sight, once there is time for it. */
export const rowsAside = 6;

/** Rows from `first` up to, not including, `end`. */
export interface Rows {
  first: number;
  end: number;
}

/** The rows in sight, and `aside` more on either side. */
export function rowsInSight(scrollTop: number, height: number, total: number, aside = 0): Rows {
  const first = Math.max(0, Math.min(total, Math.floor(scrollTop / rowHeight) - aside));
  const end = Math.max(first, Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + aside));
  return { first, end };
}

/** How far to scroll so that a row is in sight, from where the list stands now. */
export function scrollTopFor(place: number, scrollTop: number, height: number): number {
  const top = place * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
