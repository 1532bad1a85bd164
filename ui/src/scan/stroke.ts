/** One key going down, as far as a scan cares. */
export interface Stroke {
  /** The physical key: what a scanner presses, whatever layout or input method is on. */
  code: string;
  /** What layout or input method made of it. */
  key: string;
  /** When, in milliseconds of the event's own clock: a busy screen delays events, not their times. */
  at: number;
  shift: boolean;
  /** Ctrl or the system's key is down: this is a command. */
  command: boolean;
  /** The browser says that the key is being held down. */
  repeat: boolean;
  /** It goes into a field. */
  field: boolean;
  /** An input method is composing and may want the key for itself. */
  composing: boolean;
}

const MODIFIERS = new Set([
  "ShiftLeft", "ShiftRight", "ControlLeft", "ControlRight", "AltLeft", "AltRight", "MetaLeft", "MetaRight", "CapsLock",
  "NumLock", "ScrollLock",
]);

/** Keys of a keyboard as scanners know it: plain and with Shift. */
const SYMBOLS: Record<string, string> = {
  Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"",
  Backquote: "`~", Comma: ",<", Period: ".>", Slash: "/?", NumpadDecimal: "..", NumpadSubtract: "--", NumpadAdd: "++",
  NumpadMultiply: "**", NumpadDivide: "//",
};
const OVER_DIGITS = ")!@#$%^&*(";

export function isModifier(code: string): boolean {
  return MODIFIERS.has(code);
}

export function isEnd(code: string): boolean {
  return code === "Enter" || code === "NumpadEnter" || code === "Tab";
}

/** The digit of a physical key, whatever the layout made of it. */
export function digitOf(code: string): string | undefined {
  return /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
}

/** The one character that layout and input method made of it, where they made one. */
export function printed(key: string): string | undefined {
  return [...key].length === 1 ? key : undefined;
}

/**
 * What a scanner meant by the key. Scanners press the keys of an American keyboard, so letters come from the place of the
 * key too; only where that says nothing counts what the layout made of it. A digit stays a digit under a Shift that is stuck;
 * where keys came without Shift before (`free`), a shifted one is a symbol of a URL.
 */
export function scannedCharacter(stroke: Stroke, free = false): string | undefined {
  const digit = digitOf(stroke.code);
  if (digit !== undefined) {
    const symbol = OVER_DIGITS[Number(digit)];
    return free && stroke.shift && stroke.key === symbol ? symbol : digit;
  }
  const letter = /^Key([A-Z])$/.exec(stroke.code)?.[1];
  if (letter !== undefined) return stroke.shift ? letter : letter.toLowerCase();
  const symbol = SYMBOLS[stroke.code];
  if (symbol !== undefined) return symbol[stroke.shift ? 1 : 0];
  return printed(stroke.key);
}
