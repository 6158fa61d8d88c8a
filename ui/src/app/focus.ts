/** Where the focus goes when the part that has it goes away: never nowhere. */

/** A part that had the focus, and the parts around it that can take it; held weakly, since what is gone should go. */
type Path = WeakRef<HTMLElement>[];

const mostPaths = 8;
const focusable = "button, input, select, summary, a[href], [tabindex]";

/**
 * Keeps the focus from falling to the body: it goes to the nearest part around the lost one that can take it, else to
 * where it was before, else to the page's title. Returns what ends that.
 */
export function keepFocus(page: () => Element | null): { forget: () => void; end: () => void } {
  let paths: Path[] = [];

  function remember({ target }: FocusEvent): void {
    if (target instanceof HTMLElement) paths = [pathFrom(target), ...paths].slice(0, mostPaths);
  }

  const watch = new MutationObserver(() => {
    const [last] = paths[0] ?? [];
    if (document.activeElement !== document.body || last === undefined || last.deref()?.isConnected) return;
    const next = paths.flat().find((part) => takes(part.deref()));
    paths = [];
    if (next) next.deref()?.focus({ preventScroll: true });
    else focusTitle(page());
  });

  document.addEventListener("focusin", remember);
  watch.observe(document.body, { childList: true, subtree: true });
  return {
    forget: () => (paths = []),
    end: () => {
      document.removeEventListener("focusin", remember);
      watch.disconnect();
    },
  };
}

/** Gives the focus to the title of a page, which a screen reader then says. */
export function focusTitle(page: Element | null): void {
  const title = page?.querySelector("h1");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

function pathFrom(part: HTMLElement): Path {
  const path: Path = [];
  for (let place: Element | null = part; place; place = place.parentElement)
    if (place instanceof HTMLElement && place.matches(focusable)) path.push(new WeakRef(place));
  return path;
}

function takes(part: HTMLElement | undefined): boolean {
  return part !== undefined && part.isConnected && part.closest("[inert], [aria-hidden=true]") === null;
}
