/** Writing a diagnosis file, from wherever it is asked for. */
import { backend } from "../../backend";
import { sentenceOf } from "../../components/toasts.svelte";

export class DiagnosisExport {
  #path = $state<string | null>(null);
  #problem = $state<string | null>(null);
  #isRunning = false;

  /** What it came to, in a sentence; null until a file was written. */
  readonly written = $derived(
    this.#path === null ? null : `Written to ${this.#path}. You can read it before you hand it on.`,
  );

  /** Why no file was written. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Asks where to, and writes it. Asked again meanwhile, it does nothing. */
  readonly run = async (): Promise<void> => {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#path = this.#problem = null;
    try {
      this.#path = await backend.exportDiagnosis();
    } catch (thrown) {
      this.#problem = sentenceOf(thrown);
    } finally {
      this.#isRunning = false;
    }
  };
}
