/** Which page is open. Pages that hold unsaved work put a guard in the way. */

/** A page. */
export type Page =
  "dashboard" | "projects" | "first-project" | "api-keys" | "new-key" | "reveal" | "settings";

/** Asked before a page is left, also by quitting; answers whether it may be left now. It may call `leave` later itself. */
export type Guard = (leave: () => void) => boolean;

class Router {
  /** The open page. */
  page = $state<Page>("dashboard");
  #guard: Guard | null = null;

  /** Opens a page, if the open one lets go; `arriving` is done only then. */
  go(page: Page, arriving?: () => void): void {
    if (page === this.page) return arriving?.();
    this.leave(() => {
      arriving?.();
      this.leaveTo(page);
    });
  }

  /** Does what ends the open page's work, if that lets go; answers whether it has done so at once. */
  leave(then: () => void): boolean {
    const free = this.#guard === null || this.#guard(then);
    if (free) then();
    return free;
  }

  /** Opens a page without asking: the work of the open one is done. */
  leaveTo(page: Page): void {
    this.#guard = null;
    this.page = page;
  }

  /** Puts a guard before leaving the open page; returns what removes it. */
  guard(guard: Guard): () => void {
    this.#guard = guard;
    return () => {
      if (this.#guard === guard) this.#guard = null;
    };
  }
}

/** The one router of the window. */
export const router = new Router();
