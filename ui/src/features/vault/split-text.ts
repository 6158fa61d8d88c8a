/** A passphrase, taken into the halves in which it leaves the page: neither says anything alone. */
import type { SplitText } from "../../backend";

/** The halves of a text: each byte of its UTF-8 is one of `first` XOR the same of `second`. */
export function split(text: string): SplitText {
  const bytes = new TextEncoder().encode(text);
  const first = crypto.getRandomValues(new Uint8Array(bytes.length));
  const second = bytes.map((byte, index) => byte ^ (first[index] ?? 0));
  bytes.fill(0);
  return { first: [...first], second: [...second] };
}
