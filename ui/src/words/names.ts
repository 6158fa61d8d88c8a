/** Whether a name can be taken, in the words of its field. The app checks again; this one answers while typing. */

const longest = 80;
const unseen = /\p{Cc}/u;

/** Why `name` can't be taken; `what` completes “Enter …”. */
export function nameProblem(name: string, what: string): string | null {
  const trimmed = name.trim();
  if (trimmed === "") return `Enter ${what}.`;
  if (unseen.test(trimmed))
    return "Use letters, digits and signs that can be seen; line breaks and tabs can’t be kept.";
  const length = [...trimmed].length;
  if (length > longest) return `Use at most ${longest} characters; this has ${length}.`;
  return null;
}
