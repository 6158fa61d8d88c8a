// The words with which a step fails.

/** Fails with `what` unless it holds. */
export function ensure(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}

/** Fails, showing both, unless they are the same JSON, the order of members included. */
export function ensureEqual(found, wanted, what) {
  const [is, should] = [found, wanted].map((value) => JSON.stringify(value));
  ensure(is === should, `${what}: found ${is}, wanted ${should}`);
}
