import { expect, it } from "vitest";
import type { ConflictView, LaneView } from "../wire/wire";
import { axis, cases, place } from "./lanes";

const lane = (station: string, at: number): LaneView => ({ station, here: false, by: "", at, skew_ms: 0, arrived_at: at });

function conflict(id: string, order_id: string, at = 1, station = "2"): ConflictView {
  return {
    id, order: null, order_id, line: 1, product: "荔枝", quantity_thousandths: 1000, amount_minor: 3990,
    first: lane("1", 0), second: lane(station, at), decided: null,
  };
}

it("lines of one order, handed out by the same two stations, are one decision", () => {
  const all = cases([conflict("a", "20260621-1"), conflict("b", "20260621-1"), conflict("c", "20260621-2"), conflict("d", "20260621-1", 1, "3")]);
  expect(all.map((one) => one.lines.map((line) => line.id))).toEqual([["a", "b"], ["c"], ["d"]]);
  expect(all[0]?.amount_minor).toBe(7980);
});

it.each([0, 8_000, 102_000, 3_600_000, 86_400_000, 7 * 86_400_000, 400 * 86_400_000])("two moments %d ms apart stand on an axis with few marks, the first before the second", (apart) => {
  const begin = Date.parse("2026-06-21T07:31:08Z");
  const it = axis([begin, begin + apart], 8 * 3_600_000);
  expect(it.marks.length).toBeGreaterThan(1);
  expect(it.marks.length).toBeLessThan(20);
  for (const at of [begin, begin + apart]) {
    expect(place(it, at)).toBeGreaterThan(0);
    expect(place(it, at)).toBeLessThan(100);
  }
  expect(place(it, begin)).toBeLessThanOrEqual(place(it, begin + apart));
});

it("marks of hours and days are round at the point, not in Greenwich", () => {
  const india = 5.5 * 3_600_000;
  const { marks } = axis([Date.parse("2026-06-21T00:00:00Z"), Date.parse("2026-06-28T00:00:00Z")], india);
  for (const mark of marks) expect((mark + india) % 86_400_000).toBe(0);
});
