import { Reader } from "./reader";

/** Where scans and typing of the whole window go. */
export interface Ears {
  /** Whether there is a counter to scan for; before that every key is typing. */
  awake(): boolean;
  scanned(text: string): void;
  /** Typed while no field had the focus. */
  typed(character: string): void;
  /** Letters that went to `typed` and belong to a scan. */
  untyped(characters: string): void;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** After so long without a key the clocks are compared anew. */
const CLOCKS_MS = 10_000;
/** A window is not busy for longer than this. */
const LATE_MS = 1_000;

/**
 * The clock of events, read between them. Where a system stamps keys by another clock than the page's, the difference is what
 * the quickest event of late took to come.
 */
class EventClock {
  #behind = 0;
  #heard = -Infinity;
  /** How late the last event came because the window was busy: the next may be on its way as long. */
  #late = 0;

  hear(event: Event): number {
    const now = performance.now();
    const took = now - event.timeStamp;
    this.#behind = now - this.#heard > CLOCKS_MS ? took : Math.min(this.#behind, took);
    this.#heard = now;
    this.#late = Math.min(took - this.#behind, LATE_MS);
    return event.timeStamp;
  }

  now(): number {
    // A whole code ends by its length and waits for nothing; what waits here is a part of one, on a machine that lags already.
    return performance.now() - this.#behind - 4 * this.#late;
  }
}

/** Kinds of input that hold no text of their own. */
const NO_TEXT = new Set(["checkbox", "radio", "range", "button", "submit", "file"]);

/**
 * Listens to every key of the window before anything on the screen does, so that a scan is heard with any screen open and
 * any field focused, and leaves no digit behind.
 */
export function listenToKeys(ears: Ears): Reader {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clock = new EventClock();
  const reader = new Reader({
    scanned: (text) => ears.scanned(text),
    typed: (character, field) => {
      const focused = fieldWithFocus();
      if (field && focused) insert(focused, character);
      else if (!field) ears.typed(character);
    },
    retract: (characters) => {
      const focused = fieldWithFocus();
      if (focused) takeBack(focused, characters);
      else ears.untyped(characters);
    },
  });

  const plan = () => {
    clearTimeout(timer);
    const due = reader.deadline();
    if (due === undefined) return;
    timer = setTimeout(() => {
      reader.wake(clock.now());
      plan();
    }, Math.max(due - clock.now(), 0) + 2);
  };
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  window.addEventListener(
    "keydown",
    (event) => {
      if (!ears.awake()) return;
      const swallow = reader.press({
        code: event.code,
        key: event.key,
        at: clock.hear(event),
        shift: event.shiftKey,
        command: event.ctrlKey || event.metaKey,
        repeat: event.repeat,
        field: fieldWithFocus() !== undefined || event.target instanceof HTMLSelectElement,
        composing: event.isComposing,
      });
      if (swallow) stop(event);
      plan();
    },
    { capture: true },
  );
  window.addEventListener("keyup", (event) => reader.release(event.code) && stop(event), { capture: true });
  // An input method may put a digit into the field although its key was kept back.
  window.addEventListener(
    "beforeinput",
    (event) => {
      if (reader.busy && event.inputType === "insertText" && /^[0-9]+$/.test(event.data ?? "")) stop(event);
    },
    { capture: true },
  );
  window.addEventListener("blur", () => reader.blur());
  return reader;
}

function fieldWithFocus(): Field | undefined {
  const focused = document.activeElement;
  if (focused instanceof HTMLTextAreaElement) return focused;
  return focused instanceof HTMLInputElement && !NO_TEXT.has(focused.type) ? focused : undefined;
}

function insert(field: Field, character: string): void {
  if (field.readOnly || field.disabled) return;
  const from = field.selectionStart ?? field.value.length;
  const room = field.maxLength < 0 || field.value.length - ((field.selectionEnd ?? from) - from) < field.maxLength;
  if (!room) return;
  field.setRangeText(character, from, field.selectionEnd ?? from, "end");
  tell(field);
}

function takeBack(field: Field, characters: string): void {
  const to = field.selectionStart ?? field.value.length;
  const from = to - characters.length;
  if (from < 0 || field.value.slice(from, to) !== characters) return;
  field.setRangeText("", from, to, "end");
  tell(field);
}

function tell(field: Field): void {
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}
