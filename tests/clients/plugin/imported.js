// What was in the project before.

/** The token sets of the file that was imported: all that stands beside them begins with a dollar sign. */
export function setsOf(file) {
  return without(file, (name) => name.startsWith("$"));
}

/** An object without the members of some names. */
export function without(object, isLeftOut) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !isLeftOut(name)));
}
