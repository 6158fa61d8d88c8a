/** Which lines of the quick menu fit what was typed, and where they fit. */

/** A stretch of a title: typed words stand out. */
export interface Stretch {
  text: string;
  found: boolean;
}

/** One place per letter, whether its accent was written into it or after it. */
function lettersOf(text: string): string[] {
  return [...text.normalize("NFC")];
}

/** Case and accents aside, every letter still in its place. */
function folded(text: string): string {
  return lettersOf(text)
    .map((letter) => [...letter.normalize("NFD").toLowerCase()][0] ?? letter)
    .join("");
}

/** The words of a question. */
function wordsOf(question: string): string[] {
  return folded(question).split(/\s+/).filter(Boolean);
}

/** How well a line fits, higher being better; nothing when some word is found nowhere. */
export function fit(title: string, alsoCalled: string, question: string): number | null {
  const words = wordsOf(question);
  const inTitle = folded(title);
  const elsewhere = folded(alsoCalled);
  if (!words.every((word) => inTitle.includes(word) || elsewhere.includes(word))) return null;
  const whole = inTitle.includes(words.join(" ")) ? 100 : 0;
  return whole + words.filter((word) => startsAWord(inTitle, word)).length * 10;
}

/** How well a key fits by its name, or else by its hint: names that begin with what was typed come first. */
export function keyFit({ name, hint }: { name: string; hint: string }, question: string): number | null {
  const fits = fit(name, "", question);
  if (fits === null) return fit(hint, name, question) === null ? null : -1;
  return fits + (folded(name).startsWith(wordsOf(question).join(" ")) ? 1_000 : 0);
}

/** What fits, best first; what fits equally stays in its order. */
export function bestFirst<Item>(items: readonly Item[], fitOf: (item: Item) => number | null): Item[] {
  return items
    .flatMap((item) => {
      const fits = fitOf(item);
      return fits === null ? [] : [{ item, fits }];
    })
    .sort((one, other) => other.fits - one.fits)
    .map(({ item }) => item);
}

function startsAWord(text: string, word: string): boolean {
  return text.startsWith(word) || text.includes(` ${word}`);
}

/** The title in stretches, what was typed marked. */
export function stretches(title: string, question: string): Stretch[] {
  const letters = lettersOf(title);
  const plain = [...folded(title)];
  const marked = letters.map(() => false);
  for (const word of wordsOf(question).map((text) => [...text])) {
    const place = plain.findIndex((_, start) =>
      word.every((letter, offset) => plain[start + offset] === letter),
    );
    if (place >= 0) marked.fill(true, place, place + word.length);
  }
  return letters.reduce<Stretch[]>((done, text, index) => {
    const last = done.at(-1);
    const found = marked[index] === true;
    if (last?.found === found) last.text += text;
    else done.push({ text, found });
    return done;
  }, []);
}
