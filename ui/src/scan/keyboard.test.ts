import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reader } from "./reader";
import { listenToKeys } from "./keyboard";

const LABEL = "2100001096690000170142";

const heard = { scanned: [] as string[], typed: [] as string[], untyped: [] as string[] };
let reader: Reader | undefined;
let awake = true;

beforeAll(() => void vi.useFakeTimers());
afterAll(() => void vi.useRealTimers());

beforeEach(() => {
  document.body.innerHTML = `<input id="field" /><button id="button">Go</button>`;
  heard.scanned = [];
  heard.typed = [];
  heard.untyped = [];
  // One window listens once; each test forgets what the one before scanned.
  awake = true;
  reader ??= listenToKeys({
    awake: () => awake,
    scanned: (text) => heard.scanned.push(text),
    typed: (character) => heard.typed.push(character),
    untyped: (characters) => heard.untyped.push(characters),
  });
  reader.forget();
});

afterEach(() => void vi.advanceTimersByTime(1000));

function press(code: string, key: string): boolean {
  const target = document.activeElement ?? document.body;
  const down = new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true });
  target.dispatchEvent(down);
  const up = new KeyboardEvent("keyup", { code, key, bubbles: true, cancelable: true });
  target.dispatchEvent(up);
  expect(up.defaultPrevented).toBe(down.defaultPrevented);
  return down.defaultPrevented;
}

function field(): HTMLInputElement {
  return document.querySelector<HTMLInputElement>("#field") as HTMLInputElement;
}

describe("a scan", () => {
  it("into a field leaves no digit in it, and its Enter submits nothing", () => {
    field().value = "abc";
    field().focus();
    for (const digit of LABEL) expect(press(`Digit${digit}`, digit)).toBe(true);
    expect(press("Enter", "Enter")).toBe(true);
    expect(heard.scanned).toEqual([LABEL]);
    vi.advanceTimersByTime(500);
    expect(field().value).toBe("abc");
  });

  it("stays one when a busy window hands on its keys late and one by one", () => {
    const began = performance.now();
    [..."901704"].forEach((digit, at) => {
      const down = new KeyboardEvent("keydown", { code: `Digit${digit}`, key: digit, bubbles: true, cancelable: true });
      Object.defineProperty(down, "timeStamp", { value: began + 3 * at });
      document.body.dispatchEvent(down);
      window.dispatchEvent(new KeyboardEvent("keyup", { code: `Digit${digit}` }));
      vi.advanceTimersByTime(at < 3 ? 60 : 220);
    });
    vi.advanceTimersByTime(2000);
    expect(heard.scanned).toEqual(["901704"]);
  });

  it("while a button has the focus presses nothing and moves no focus", () => {
    const button = document.querySelector<HTMLButtonElement>("#button") as HTMLButtonElement;
    const seen = vi.fn();
    button.addEventListener("keydown", seen);
    button.focus();
    for (const digit of "901704") press(`Digit${digit}`, digit);
    press("Tab", "Tab");
    expect(seen).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    expect(heard.scanned).toEqual(["901704"]);
  });
});

it("before there is a station every key is typing, however quick", () => {
  awake = false;
  field().focus();
  for (const digit of "100001") expect(press(`Digit${digit}`, digit)).toBe(false);
  expect(press("Enter", "Enter")).toBe(false);
  expect(heard.scanned).toEqual([]);
});

describe("a digit typed by hand", () => {
  it("stands at the caret once it is clear that it is typing, and says so", () => {
    field().value = "ac";
    field().focus();
    field().setSelectionRange(1, 1);
    const told = vi.fn();
    field().addEventListener("input", told);
    expect(press("Digit1", "&")).toBe(true);
    expect(field().value).toBe("ac");
    vi.advanceTimersByTime(60);
    expect(field().value).toBe("a&c");
    expect(told).toHaveBeenCalledOnce();
  });

  it("outside of fields goes to the search", () => {
    field().blur();
    press("Digit7", "7");
    vi.advanceTimersByTime(60);
    expect(heard.typed).toEqual(["7"]);
  });

  it("does not grow a field past its length", () => {
    field().maxLength = 2;
    field().value = "12";
    field().focus();
    press("Digit3", "3");
    vi.advanceTimersByTime(60);
    expect(field().value).toBe("12");
  });
});
