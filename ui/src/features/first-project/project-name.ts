/** A project's name, from the name of its file. */

const longest = 80;

/** `brand-core.tokens.json` becomes `brand-core.tokens`. */
export function projectNameOf(fileName: string): string {
  const name = fileName.replace(/\.json$/i, "").trim();
  return [...(name === "" ? "Project" : name)].slice(0, longest).join("");
}
