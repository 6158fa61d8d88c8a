/** Numbers with their nouns. */

const form = new Intl.NumberFormat("en-GB");

/** `1,284` */
export function number(value: number): string {
  return form.format(value);
}

/** `1 key`, `1,284 keys` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** `340 B`, `12 kB`, `3.4 MB` */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  // From here on kilobytes would be rounded to a thousand.
  if (value < 999_500) return `${Math.round(value / 1_000)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}
