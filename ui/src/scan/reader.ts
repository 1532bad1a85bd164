import { digitOf, isEnd, isModifier, printed, scannedCharacter, type Stroke } from "./stroke";

/** Two digits no further apart begin a scan; no hand types so fast. */
export const FAST_MS = 40;
/** The same text within this time, with nothing done between, is the same code still lying before the device. */
export const SAME_MS = 3000;
/** Digits of a pickup code and of a bag label, by their first digit. */
const FULL_LENGTH: Record<string, number> = { "1": 41, "2": 22 };

/** What comes of reading keys. */
export interface Effects {
  /** A scan is complete. */
  scanned(text: string): void;
  /** This was typed by hand after all: the character goes where it was meant for. */
  typed(character: string, field: boolean): void;
  /** These characters went into a field or the search before it was clear that they belong to a scan. */
  retract(characters: string): void;
}

/** A key of the last quick run: what a scanner means by it, and what stands in a field because of it. */
interface Struck {
  meant: string;
  put: string;
  digit: boolean;
  at: number;
  field: boolean;
  /** It is held back until it is clear whether a scan begins. */
  held: boolean;
}

interface Scan {
  text: string;
  /** What would stand in a field had it been typed. */
  put: string;
  /** When its last key came. */
  last: number;
  field: boolean;
  /** Keys came without Shift, so it is not stuck. */
  free: boolean;
}

/**
 * Tells a scanner from a hand, key by key. It knows no clock: strokes carry their times, and whoever drives it calls
 * `wake` at `deadline`.
 */
export class Reader {
  #effects: Effects;
  #gap: number;
  #run: Struck[] = [];
  #scan: Scan | undefined;
  /** When a scan ended without Enter or Tab: these, and what is longer than a code, may still follow. */
  #tail: number | undefined;
  #down = new Set<string>();
  #swallowed = new Set<string>();
  #last: { text: string; at: number } | undefined;

  constructor(effects: Effects, gapMs = 150) {
    this.#effects = effects;
    this.#gap = gapMs;
  }

  /** Silence that ends a scan. */
  set gap(ms: number) {
    this.#gap = Math.max(ms, FAST_MS);
  }

  /** Whether keys are being kept from the screen just now. */
  get busy(): boolean {
    return this.#scan !== undefined || this.#held() !== undefined;
  }

  /** A key goes down; says whether the screen must not see it. */
  press(stroke: Stroke): boolean {
    if (isModifier(stroke.code)) return false;
    this.wake(stroke.at);
    const again = stroke.repeat || this.#down.has(stroke.code);
    this.#down.add(stroke.code);
    const swallow = this.#read(stroke, again);
    if (swallow) this.#swallowed.add(stroke.code);
    return swallow;
  }

  /** A key comes up; says whether the screen must not see it, because it did not see it go down. */
  release(code: string): boolean {
    this.#down.delete(code);
    return this.#swallowed.delete(code);
  }

  /** The window lost the keyboard: keys that come up elsewhere are not heard. */
  blur(): void {
    this.#down.clear();
    this.#swallowed.clear();
  }

  /** When to call `wake` next. */
  deadline(): number | undefined {
    if (this.#scan) return this.#scan.last + this.#gap;
    const held = this.#held();
    return held && held.at + FAST_MS;
  }

  /** Ends what time has ended. */
  wake(now: number): void {
    if (this.#scan && now - this.#scan.last > this.#gap) this.#finish("silence", this.#scan.last + this.#gap);
    const held = this.#held();
    if (held && now - held.at > FAST_MS) this.#let(held);
    if (this.#tail !== undefined && now - this.#tail > this.#gap) this.#tail = undefined;
  }

  /** Something was done with the last scan, so that the same code may be meant again. */
  forget(): void {
    this.#last = undefined;
  }

  #read(stroke: Stroke, again: boolean): boolean {
    if (this.#tail !== undefined) {
      const ended = isEnd(stroke.code);
      if (ended || (stroke.at - this.#tail <= FAST_MS && scannedCharacter(stroke) !== undefined)) {
        this.#tail = ended ? undefined : stroke.at;
        return true;
      }
      this.#tail = undefined;
    }
    if (this.#scan) return this.#readOn(stroke, this.#scan);
    if (stroke.command) {
      this.#letHeld();
      this.#run = [];
      return false;
    }
    const digit = digitOf(stroke.code);
    const quick = this.#quickBefore(stroke.at)?.digit;
    return digit !== undefined && (quick || !again) ? this.#readDigit(stroke, digit) : this.#readOther(stroke, again);
  }

  #readOn(stroke: Stroke, scan: Scan): boolean {
    if (isEnd(stroke.code)) {
      this.#finish("key", stroke.at);
      return true;
    }
    // A busy window calls the second of two equal digits a repetition; a key that is held repeats much later than that.
    if (stroke.repeat && stroke.at - scan.last > FAST_MS) return true;
    const character = scannedCharacter(stroke, scan.free);
    if (character === undefined) return true;
    if (!stroke.shift) scan.free = true;
    scan.text += character;
    scan.put += printed(stroke.key) ?? character;
    scan.last = stroke.at;
    if (isFull(scan.text)) this.#finish("length", stroke.at);
    return true;
  }

  #readDigit(stroke: Stroke, digit: string): boolean {
    const before = this.#quickBefore(stroke.at);
    const struck: Struck = {
      meant: digit, put: printed(stroke.key) ?? digit, digit: true, at: stroke.at, field: stroke.field, held: true,
    };
    if (before?.digit) {
      const placed = this.#run.filter((one) => !one.held).map((one) => one.put);
      const all = [...this.#run, struck];
      const text = all.map((one) => one.meant).join("");
      const put = all.map((one) => one.put).join("");
      this.#run = [];
      if (placed.length > 0) this.#effects.retract(placed.join(""));
      this.#scan = { text, put, last: stroke.at, field: stroke.field, free: !stroke.shift };
      return true;
    }
    // A digit that an input method wants, or that is an arrow of the number pad, cannot be given back later.
    const named = printed(stroke.key) === undefined && stroke.key !== "Process" && stroke.key !== "Unidentified";
    if (stroke.composing || named) struck.held = false;
    this.#run.push(struck);
    return struck.held;
  }

  #readOther(stroke: Stroke, again: boolean): boolean {
    this.#letHeld();
    const quick = this.#quickBefore(stroke.at) !== undefined;
    const put = printed(stroke.key);
    const meant = scannedCharacter(stroke);
    if (put === undefined || put === " " || meant === undefined || again || stroke.composing) {
      this.#run = [];
      return false;
    }
    if (!quick) this.#run = [];
    this.#run.push({ meant, put, digit: false, at: stroke.at, field: stroke.field, held: false });
    if (stroke.field) return false;
    this.#effects.typed(put, false);
    return true;
  }

  /** The key before, if it came just before; what is older is no part of a run. */
  #quickBefore(at: number): Struck | undefined {
    const before = this.#run.at(-1);
    if (before && at - before.at <= FAST_MS) return before;
    this.#run = [];
    return undefined;
  }

  #held(): Struck | undefined {
    const last = this.#run.at(-1);
    return last?.held ? last : undefined;
  }

  #letHeld(): void {
    const held = this.#held();
    if (held) this.#let(held);
  }

  #let(held: Struck): void {
    held.held = false;
    this.#effects.typed(held.put, held.field);
  }

  #finish(by: "key" | "length" | "silence", at: number): void {
    const { text, put, field } = this.#scan ?? { text: "", put: "", field: false };
    this.#scan = undefined;
    this.#run = [];
    if (by !== "key") this.#tail = at;
    if (by === "silence" && !isScan(text)) {
      for (const character of put) this.#effects.typed(character, field);
      return;
    }
    const same = this.#last?.text === text && at - this.#last.at <= SAME_MS;
    this.#last = { text, at };
    if (!same) this.#effects.scanned(text);
  }
}

/**
 * Whether what ended with neither Enter nor Tab is a scan: digits as many as the shortest code has, or a code within a URL.
 * Anything else was typed by quick fingers, or by a program.
 */
function isScan(text: string): boolean {
  return /^(\][A-Za-z][0-9])?[0-9]{6,}$/.test(text) || /[0-9]{22}/.test(text);
}

/** Whether these are all the digits of a code or a label, after a symbology prefix such as `]Q1` or without one. */
function isFull(text: string): boolean {
  const digits = text.replace(/^\][A-Za-z][0-9]/, "");
  return digits.length === FULL_LENGTH[digits[0] ?? ""] && /^[0-9]+$/.test(digits);
}
