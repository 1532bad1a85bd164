import type { ConflictView, LaneView } from "../wire/wire";

/** Lines of one order that the same two stations handed out: one decision. */
export interface Case {
  /** The id of its first conflict. */
  id: string;
  first: LaneView;
  second: LaneView;
  lines: ConflictView[];
  amount_minor: number;
}

/** Conflicts by order and pair of hand-overs, in the order in which they came. */
export function cases(conflicts: ConflictView[]): Case[] {
  const all = new Map<string, Case>();
  for (const one of conflicts) {
    const { first, second, decided } = one;
    const key = [one.order_id, first.station, first.at, second.station, second.at, decided?.resolution, decided?.at].join();
    const known = all.get(key);
    if (known) {
      known.lines.push(one);
      known.amount_minor += one.amount_minor;
    } else {
      all.set(key, { id: one.id, first, second, lines: [one], amount_minor: one.amount_minor });
    }
  }
  return [...all.values()];
}

/** Told within so long counts as told at once. */
export const AT_ONCE_MS = 5_000;

/** A stretch of time with marks at round moments; both lanes are drawn on it. */
export interface Axis {
  from: number;
  to: number;
  step: number;
  marks: number[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY,
];
const MOST_MARKS = 7;

/** The axis on which all of these moments lie, with room at both ends; `offset_ms` is the point's, so that marks are round there. */
export function axis(moments: number[], offset_ms: number): Axis {
  const first = Math.min(...moments);
  const last = Math.max(...moments);
  const room = Math.max(5 * SECOND, (last - first) / 8);
  const step = STEPS.find((each) => (last - first + 2 * room) / each <= MOST_MARKS - 1) ?? (STEPS.at(-1) as number);
  const from = Math.floor((first - room + offset_ms) / step) * step - offset_ms;
  const to = Math.ceil((last + room + offset_ms) / step) * step - offset_ms;
  const marks = Array.from({ length: Math.min(60, Math.round((to - from) / step) + 1) }, (_, at) => from + at * step);
  return { from, to, step, marks };
}

/** Where on the axis a moment lies, in percent. */
export function place(axis: Axis, at: number): number {
  return (100 * (at - axis.from)) / (axis.to - axis.from);
}
