import { beforeEach, describe, expect, it } from "vitest";
import { speak } from "../words/lang.svelte";
import { day, money, moneyPieces, quantity } from "./figures";

beforeEach(() => speak("zh"));

describe("money", () => {
  it("carries its mark and two decimals", () => {
    expect(money(18670, "CNY")).toBe("¥186.70");
  });
  it("of a currency without cents has none", () => {
    expect(money(500, "JPY")).toMatch(/^[¥¥]500$/);
  });
  it("comes in pieces for the plate", () => {
    expect(moneyPieces(2360, "CNY").map((piece) => piece.text)).toEqual(["¥", "23", ".60"]);
  });
  it("puts the mark where the language puts it", () => {
    speak("fr");
    expect(moneyPieces(2360, "EUR").map((piece) => piece.kind)).toEqual(["whole", "cents", "mark"]);
  });
});

it("a quantity is whole where it is whole", () => {
  expect([1000, 1500, 2000, 4250].map(quantity)).toEqual(["1", "1.5", "2", "4.25"]);
});

it("a day is written in each language, whatever the machine's own time zone", () => {
  expect(day("2026-06-21")).toBe("6月21日 周日");
  speak("en");
  expect(day("2026-06-21")).toBe("Sun 21 June");
  speak("fr");
  expect(day("2026-06-21")).toContain("21 juin");
});
