/** The system-wide shortcut, as the first start and the settings show and change it. */
import { backend } from "../../backend";
import type { ShortcutRequest, ShortcutView } from "../../backend";
import { sentenceOf } from "../../components/toasts.svelte";

/** How it stands with the shortcut, and what somebody is about to do with it. */
export class ShortcutSetting {
  /** How it stands; nothing until the app has answered. */
  view = $state.raw<ShortcutView | null>(null);
  /** Whether the next keys that are pressed are to be the shortcut. */
  isRecording = $state(false);

  #problem = $state<string | null>(null);
  #busy = false;
  /** What the app was told last. Not a state: a component that goes away would still read the old one. */
  #told = false;

  /** Why keys could not be taken, in a sentence. */
  problem = $derived(this.#problem ?? this.view?.problem ?? null);

  /** Asks how it stands. */
  async ask(): Promise<void> {
    try {
      this.view = await backend.shortcut();
    } catch (thrown) {
      this.#problem = sentenceOf(thrown);
    }
  }

  /** Takes other keys, or none; says whether that was done. */
  choose(request: ShortcutRequest): Promise<boolean> {
    return this.#change(() => backend.chooseShortcut(request));
  }

  /** Tries to take keys that another program had; says whether they are ours now. */
  async tryAgain(): Promise<boolean> {
    return (await this.#change(() => backend.tryShortcutAgain())) && this.view?.state === "works";
  }

  /** Begins to record keys. The shortcut opens no quick menu meanwhile. */
  async record(): Promise<void> {
    this.#problem = null;
    // First: keys that are pressed at once must not open the menu.
    await this.#tell(true);
    this.isRecording = true;
  }

  /** Records no more. */
  async stop(): Promise<void> {
    if (!this.#told) return;
    this.isRecording = false;
    this.#problem = null;
    await this.#tell(false);
  }

  /** Records no more: keys were taken away before they got here. */
  async missed(): Promise<void> {
    if (!this.#told) return;
    await this.stop();
    this.#problem =
      "No keys arrived. Another program has this shortcut, or the window lost the focus. Press another one.";
  }

  async #tell(isRecording: boolean): Promise<void> {
    this.#told = isRecording;
    try {
      await backend.recordShortcut(isRecording);
    } catch (thrown) {
      this.#problem = sentenceOf(thrown);
    }
  }

  async #change(ask: () => Promise<ShortcutView>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      this.view = await ask();
      this.#problem = null;
      return true;
    } catch (thrown) {
      this.#problem = sentenceOf(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
