/**
 * The page's one way to the app behind it. What the generated bindings answer as a result is thrown here as a
 * `BackendError`; nothing else in the page knows of Tauri.
 */
import { commands, events } from "./bindings";
import type {
  ChangedPart,
  ClipboardView,
  CommandError,
  ErrorCode,
  FileDropped,
  ImportProgress,
} from "./bindings";

export type * from "./bindings";
export { letters } from "./bindings";

const notUnderstood = "That could not be read. Check what you typed and try again.";

/** A command was not done. The message is for the person, the code for the page. */
export class BackendError extends Error {
  readonly code: ErrorCode;

  /** What the app could not even read comes back as a bare text, which is not for a person. */
  constructor(error: CommandError | string) {
    super(typeof error === "string" ? notUnderstood : error.message);
    this.name = "BackendError";
    this.code = typeof error === "string" ? "internal" : error.code;
  }
}

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: CommandError };

type Thrown<C> = {
  [Name in keyof C]: C[Name] extends (...given: infer Given) => Promise<Answer<infer T>>
    ? (...given: Given) => Promise<T>
    : never;
};

function throwing<Given extends unknown[], T>(command: (...given: Given) => Promise<Answer<T>>) {
  return async (...given: Given): Promise<T> => {
    const answer = await command(...given);
    if (answer.status === "error") throw new BackendError(answer.error);
    return answer.data;
  };
}

/** Every command of the app; each throws a `BackendError`. */
export const backend = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    throwing(command as (...given: unknown[]) => Promise<Answer<unknown>>),
  ]),
) as Thrown<typeof commands>;

/** Ends a subscription. */
export type Unsubscribe = () => void;

function subscription(listening: Promise<Unsubscribe>): Unsubscribe {
  return () => void listening.then((end) => end());
}

/** Tells which part of what is kept on this computer changed. */
export function onChanged(hear: (part: ChangedPart) => void): Unsubscribe {
  return subscription(events.changed.listen((event) => hear(event.payload.what)));
}

/** Tells when a secret came onto the clipboard or left it. */
export function onClipboard(hear: (clipboard: ClipboardView | null) => void): Unsubscribe {
  return subscription(events.clipboardChanged.listen((event) => hear(event.payload.clipboard)));
}

/** Tells when the window is asked to go somewhere, which `backend.takeDestination` says. */
export function onDestination(hear: () => void): Unsubscribe {
  return subscription(events.destinationWaiting.listen(() => hear()));
}

/** Tells when somebody wants to leave the window or the app, which `backend.takeLeaving` says. */
export function onLeaving(hear: () => void): Unsubscribe {
  return subscription(events.leavingWaiting.listen(() => hear()));
}

/** Tells of a file dropped onto the window. */
export function onFileDropped(hear: (dropped: FileDropped) => void): Unsubscribe {
  return subscription(events.fileDropped.listen((event) => hear(event.payload)));
}

/** Tells whether a file is being held over the window. */
export function onFileHovering(hear: (hovering: boolean) => void): Unsubscribe {
  return subscription(events.fileHovering.listen((event) => hear(event.payload.hovering)));
}

/** Tells when the quick menu was hidden, and may get ready for the next time. */
export function onQuickMenuHidden(hear: () => void): Unsubscribe {
  return subscription(events.quickMenuHidden.listen(() => hear()));
}

/** Tells when the system-wide shortcut was pressed while keys are recorded. */
export function onShortcutPressed(hear: () => void): Unsubscribe {
  return subscription(events.shortcutPressed.listen(() => hear()));
}

/** Tells how far an import has come. */
export function onImportProgress(hear: (progress: ImportProgress) => void): Unsubscribe {
  return subscription(events.importProgress.listen((event) => hear(event.payload)));
}
