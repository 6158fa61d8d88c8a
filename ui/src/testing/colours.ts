/** Colours and their contrast, by WCAG 2.2. */

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number];

/** A colour from `#rrggbb`. */
export function colourOf(hex: string): Colour {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!digits) throw new Error(`${hex} is not #rrggbb`);
  const [red, green, blue] = digits.slice(1).map((pair) => Number.parseInt(pair, 16));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** `share` of one colour over the rest of another, as `color-mix(in srgb, …)` does it. */
export function mixed(one: Colour, share: number, other: Colour): Colour {
  const mix = (place: 0 | 1 | 2) => one[place] * share + other[place] * (1 - share);
  return [mix(0), mix(1), mix(2)];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** From 1, the same, to 21, black on white. */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((less, more) => less - more);
  return (light + 0.05) / (dark + 0.05);
}
