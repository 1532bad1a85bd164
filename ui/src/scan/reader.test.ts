import { describe, expect, it } from "vitest";
import { Reader } from "./reader";
import type { Stroke } from "./stroke";

const CODE = "1100001096690000170" + "12345678901234567890" + "42";
const LABEL = "2100001096690000170142";

interface Seen {
  scans: string[];
  typed: string[];
  retracted: string[];
  /** Keys that the screen saw. */
  passed: string[];
}

/** A reader and a hand or a scanner at it. Time only goes on when somebody waits. */
function desk(options: { field?: boolean; key?: (digit: string) => string; gap?: number; shift?: boolean } = {}) {
  const seen: Seen = { scans: [], typed: [], retracted: [], passed: [] };
  const reader = new Reader(
    {
      scanned: (text) => seen.scans.push(text),
      typed: (character, field) => seen.typed.push(`${field ? "field" : "search"}:${character}`),
      retract: (characters) => seen.retracted.push(characters),
    },
    options.gap,
  );
  let now = 1000;
  const wait = (ms: number) => {
    const until = now + ms;
    for (let due = reader.deadline(); due !== undefined && due < until; due = reader.deadline()) reader.wake(due + 0.1);
    now = until;
  };
  const stroke = (code: string, key: string, more: Partial<Stroke> = {}): boolean => {
    const swallowed = reader.press({
      code, key, at: now, shift: options.shift ?? false, command: false, repeat: false, field: options.field ?? false,
      composing: false, ...more,
    });
    if (!swallowed) seen.passed.push(key);
    return swallowed;
  };
  const tap = (code: string, key: string, more: Partial<Stroke> = {}) => {
    const down = stroke(code, key, more);
    const up = reader.release(code);
    expect(up, `${code} comes up as it went down`).toBe(down);
  };
  const digits = (text: string, ms: number) => {
    for (const digit of text) {
      tap(`Digit${digit}`, options.key?.(digit) ?? digit);
      wait(ms);
    }
  };
  return { reader, seen, wait, stroke, tap, digits };
}

describe("a scan", () => {
  it("ends at Enter, which nobody else sees", () => {
    const { seen, digits, tap } = desk();
    digits("6901234567892", 3);
    tap("Enter", "Enter");
    expect(seen).toEqual({ scans: ["6901234567892"], typed: [], retracted: [], passed: [] });
  });

  it("keeps both of two equal digits, even where a busy window calls the second a repetition", () => {
    const { seen, stroke, tap, wait } = desk();
    let before = "";
    for (const digit of "1100669000") {
      stroke(`Digit${digit}`, digit, { repeat: digit === before });
      before = digit;
      wait(3);
    }
    tap("Enter", "Enter");
    expect(seen.scans).toEqual(["1100669000"]);
    expect(seen.passed).toEqual([]);
  });

  it("ends at Tab, which moves no focus", () => {
    const { seen, digits, tap } = desk();
    digits("901704", 3);
    tap("Tab", "Tab");
    expect(seen.scans).toEqual(["901704"]);
    expect(seen.passed).toEqual([]);
  });

  it("of a pickup code ends with its last digit, and the Enter after it presses nothing", () => {
    const { seen, digits, tap } = desk();
    digits(CODE, 3);
    expect(seen.scans).toEqual([CODE]);
    tap("Enter", "Enter");
    expect(seen.passed).toEqual([]);
    expect(seen.scans).toHaveLength(1);
  });

  it("of a bag label ends with its last digit", () => {
    const { seen, digits } = desk();
    digits(LABEL, 3);
    expect(seen.scans).toEqual([LABEL]);
  });

  it("ends after the silence that is set", () => {
    const { seen, digits, wait } = desk({ gap: 400 });
    digits("690123456789", 3);
    wait(300);
    expect(seen.scans).toEqual([]);
    wait(200);
    expect(seen.scans).toEqual(["690123456789"]);
  });

  it("lets an Enter much later through", () => {
    const { seen, digits, tap, wait } = desk();
    digits(LABEL, 3);
    wait(600);
    tap("Enter", "Enter");
    expect(seen.passed).toEqual(["Enter"]);
  });

  it("survives a pause inside that is shorter than the silence", () => {
    const { seen, digits, wait } = desk();
    digits(CODE.slice(0, 20), 3);
    wait(120);
    digits(CODE.slice(20), 3);
    expect(seen.scans).toEqual([CODE]);
  });

  it("swallows what is longer than a code", () => {
    const { seen, digits, tap } = desk();
    digits(`${CODE}77`, 3);
    tap("Enter", "Enter");
    expect(seen).toEqual({ scans: [CODE], typed: [], retracted: [], passed: [] });
  });

  it("is read from the number pad too", () => {
    const { seen, tap, wait } = desk();
    for (const digit of LABEL) {
      tap(`Numpad${digit}`, digit);
      wait(3);
    }
    expect(seen.scans).toEqual([LABEL]);
  });
});

describe("layouts and input methods", () => {
  it("a French layout that makes & of 1 does not matter", () => {
    const { seen, digits, tap } = desk({ field: true, key: (digit) => "à&é\"'(-è_ç"[Number(digit)] ?? digit });
    digits(CODE, 3);
    tap("Enter", "Enter");
    expect(seen).toEqual({ scans: [CODE], typed: [], retracted: [], passed: [] });
  });

  it("a Chinese input method that says Process does not matter", () => {
    const { seen, digits } = desk({ field: true, key: () => "Process" });
    digits(CODE, 3);
    expect(seen.scans).toEqual([CODE]);
  });

  it("a stuck Shift does not matter", () => {
    const { seen, digits } = desk({ shift: true, key: (digit) => ")!@#$%^&*("[Number(digit)] ?? digit });
    digits(CODE, 3);
    expect(seen.scans).toEqual([CODE]);
  });

  it("a modifier between two digits is no pause and no key", () => {
    const { seen, stroke, digits, tap } = desk();
    digits("90", 3);
    expect(stroke("ShiftLeft", "Shift")).toBe(false);
    digits("1704", 3);
    tap("Enter", "Enter");
    expect(seen.scans).toEqual(["901704"]);
  });

  it("a prefix of the device keeps the code whole", () => {
    const { seen, tap, wait, digits } = desk({ field: true });
    tap("BracketRight", "]");
    wait(3);
    tap("KeyQ", "Q", { shift: true });
    wait(3);
    digits(`1${CODE}`, 3);
    expect(seen.scans).toEqual([`]Q1${CODE}`]);
    expect(seen.retracted).toEqual(["]Q"]);
  });

  it("a URL is sent whole, and the letters before its first digits leave the field", () => {
    const { seen, tap, wait, digits } = desk({ field: true });
    for (const [code, key] of [["KeyP", "p"], ["Slash", "?"], ["KeyC", "c"], ["Equal", "="]] as const) {
      tap(code, key, { shift: key === "?" });
      wait(3);
    }
    digits(CODE, 3);
    tap("Enter", "Enter");
    expect(seen.scans).toEqual([`p?c=${CODE}`]);
    expect(seen.retracted).toEqual(["p?c="]);
  });
});

it("a shifted digit after plain keys is a symbol of a URL", () => {
  const { seen, tap, wait, digits } = desk();
  digits("10", 3);
  tap("Digit7", "&", { shift: true });
  wait(3);
  tap("KeyC", "c");
  tap("Equal", "=");
  wait(3);
  digits(CODE, 3);
  tap("Enter", "Enter");
  expect(seen.scans).toEqual([`10&c=${CODE}`]);
});

describe("typing", () => {
  it("a digit in a field is held back until it is clear that it is typing", () => {
    const { seen, digits, wait } = desk({ field: true });
    digits("7", 10);
    expect(seen.typed).toEqual([]);
    wait(40);
    expect(seen.typed).toEqual(["field:7"]);
    expect(seen.passed).toEqual([]);
  });

  it("keeps the character that the layout gave", () => {
    const { seen, digits } = desk({ field: true, key: () => "&" });
    digits("1", 60);
    expect(seen.typed).toEqual(["field:&"]);
  });

  it("slow digits and their Enter stay typing", () => {
    const { seen, digits, tap } = desk({ field: true });
    digits("901704", 90);
    tap("Enter", "Enter");
    expect(seen.typed).toHaveLength(6);
    expect(seen.passed).toEqual(["Enter"]);
    expect(seen.scans).toEqual([]);
  });

  it("outside of fields goes to the search", () => {
    const { seen, digits, tap, wait } = desk();
    tap("KeyL", "l");
    wait(90);
    digits("8", 90);
    expect(seen.typed).toEqual(["search:l", "search:8"]);
  });

  it("of two quick fingers is given back", () => {
    const { seen, digits, wait } = desk({ field: true });
    digits("12", 20);
    wait(300);
    expect(seen.typed).toEqual(["field:1", "field:2"]);
    expect(seen.scans).toEqual([]);
  });

  it("of a whole line by a program is given back as it was typed", () => {
    const { seen, tap, wait } = desk({ field: true });
    for (const [code, key] of [["Digit1", "1"], ["Minus", "-"], ["Digit1", "1"], ["Digit2", "2"], ["Space", " "], ["KeyA", "A"], ["Digit1", "1"], ["Digit5", "5"]] as const) {
      tap(code, key, { shift: key === "A" });
      wait(2);
    }
    wait(300);
    expect(seen.scans).toEqual([]);
    expect(seen.typed.slice(1).map((one) => one.slice(6)).join("")).toBe("1-12 A15");
    expect(seen.retracted).toEqual(["1-"]);
  });

  it("a key held down is no scan", () => {
    const { seen, stroke, wait } = desk({ field: true });
    stroke("Digit1", "1");
    wait(250);
    for (let n = 0; n < 20; n += 1) {
      stroke("Digit1", "1");
      wait(30);
    }
    expect(seen.scans).toEqual([]);
    expect(seen.typed).toEqual(["field:1"]);
    expect(seen.passed).toHaveLength(20);
  });

  it("Ctrl and a key is a command, not a letter", () => {
    const { seen, tap } = desk();
    tap("KeyP", "p", { command: true });
    expect(seen.passed).toEqual(["p"]);
    expect(seen.typed).toEqual([]);
  });

  it("a digit that an input method is choosing with stays its own", () => {
    const { seen, tap, wait } = desk({ field: true });
    tap("Digit2", "Process", { composing: true });
    wait(200);
    expect(seen.passed).toEqual(["Process"]);
    expect(seen.typed).toEqual([]);
  });

  it("a digit let go by a late clock is taken back when the scan shows", () => {
    const { reader, seen, stroke } = desk({ field: true });
    stroke("Digit1", "1", { at: 1000 });
    reader.release("Digit1");
    reader.wake(1100);
    expect(seen.typed).toEqual(["field:1"]);
    stroke("Digit2", "2", { at: 1004 });
    expect(seen.retracted).toEqual(["1"]);
  });
});

describe("the same text again", () => {
  it("within three seconds sends nothing, as long as it lies there", () => {
    const { seen, digits, wait } = desk();
    for (let n = 0; n < 5; n += 1) {
      digits(LABEL, 3);
      wait(2000);
    }
    expect(seen.scans).toEqual([LABEL]);
  });

  it("after three seconds is a new scan", () => {
    const { seen, digits, wait } = desk();
    digits(LABEL, 3);
    wait(3200);
    digits(LABEL, 3);
    expect(seen.scans).toEqual([LABEL, LABEL]);
  });

  it("after something was done is a new scan", () => {
    const { reader, seen, digits, wait } = desk();
    digits(LABEL, 3);
    wait(500);
    reader.forget();
    digits(LABEL, 3);
    expect(seen.scans).toHaveLength(2);
  });

  it("with another between is a new scan", () => {
    const { seen, digits, wait } = desk();
    digits(LABEL, 3);
    wait(200);
    digits(CODE, 3);
    wait(200);
    digits(LABEL, 3);
    expect(seen.scans).toEqual([LABEL, CODE, LABEL]);
  });
});
