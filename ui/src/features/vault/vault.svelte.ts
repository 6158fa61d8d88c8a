/** What the window knows of the vault: how it stands, which keys are kept, and what somebody is being asked. */
import { oneAtATime } from "../../app/one-at-a-time";
import { studio } from "../../app/studio.svelte";
import { backend, BackendError } from "../../backend";
import type { CopyForm, KeptKeyView, VaultView } from "../../backend";
import { toasts } from "../../components/toasts.svelte";

class Vault {
  /** How it stands; nothing until it has answered. */
  view = $state.raw<VaultView | null>(null);
  /** The keys of which a sealed copy is kept, by their ids. */
  kept = $state.raw<ReadonlyMap<string, KeptKeyView>>(new Map());
  /** Whether a passphrase is to be set for the first time. */
  settingUp = $state(false);
  /** What is to be done once the vault is open. */
  #then: (() => void | Promise<void>) | null = null;

  /** Asks anew. */
  ask = oneAtATime(async () => {
    const [view, kept] = await Promise.all([backend.vault(), backend.keptKeys()]);
    this.view = view;
    this.kept = new Map(kept.map((key) => [key.keyId, key]));
  });

  /** Does something that needs the vault open: now, or once it is set up or unlocked. */
  async whenOpen(work: () => void | Promise<void>): Promise<void> {
    await this.ask();
    if (this.view?.state === "open") return await work();
    this.#then = work;
    if (this.view?.state === "none") this.settingUp = true;
    else studio.unlocking = { thenCopy: null };
  }

  /** The vault was opened: what waited for it is done. */
  async opened(): Promise<void> {
    const then = this.#then;
    this.#then = null;
    await this.ask();
    await then?.();
  }

  /** It was not to be opened, after all. */
  givenUp(): void {
    this.#then = null;
  }

  /** Copies a key out of its sealed copy; a locked vault is unlocked first. */
  async copy(keyId: string, form: CopyForm): Promise<void> {
    try {
      await backend.copyKeptKey(keyId, form);
    } catch (thrown) {
      if (!(thrown instanceof BackendError) || thrown.code !== "vaultLocked") throw thrown;
      this.#then = null;
      studio.unlocking = { thenCopy: keyId, form };
    }
  }

  /** Forgets the sealed copy of a key. */
  async forget(keyId: string, name: string): Promise<void> {
    await backend.forgetCopies([keyId]);
    await this.ask();
    toasts.say(`The sealed copy of ${name} is gone from this computer.`);
  }
}

/** What the pages of the window share of the vault. */
export const vault = new Vault();
