/** Questions that many changes in a row would ask many times over. */

/** Asks one at a time: what comes while it is under way is asked once more afterwards, however often it came. */
export function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | null = null;
  let again = false;

  async function askUntilFresh(): Promise<void> {
    try {
      do {
        again = false;
        await ask().catch(rethrowUnlessAgain);
      } while (again);
    } finally {
      asking = null;
    }
  }

  function rethrowUnlessAgain(thrown: unknown): void {
    if (!again) throw thrown;
  }

  return () => {
    again = true;
    asking ??= askUntilFresh();
    return asking;
  };
}
