/** Where keys lead in the list. */

/** How far a page is, and how long the list. */
export interface Length {
  page: number;
  total: number;
}

/** The row a key leads to from `place`; nothing for keys that lead nowhere. */
export function placeAfter(key: string, place: number, { page, total }: Length): number | null {
  const last = total - 1;
  const places: Record<string, number> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: last,
  };
  const next = places[key];
  return next === undefined ? null : Math.max(0, Math.min(last, next));
}
