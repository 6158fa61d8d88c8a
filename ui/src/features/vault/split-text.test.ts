import { expect, test } from "vitest";
import { split } from "./split-text";

const joined = ({ first, second }: ReturnType<typeof split>) =>
  new TextDecoder().decode(Uint8Array.from(first, (byte, index) => byte ^ (second[index] ?? 0)));

test("the halves make the text and neither is it", () => {
  const text = "lantern orbit café 漢字";
  const halves = split(text);
  expect(joined(halves)).toBe(text);
  expect(halves.first).toHaveLength(halves.second.length);
  expect(halves.second).not.toEqual([...new TextEncoder().encode(text)]);
  expect(split("")).toEqual({ first: [], second: [] });
});
