import { counter } from "../counter/counter.svelte";
import { asksToHandOver, openLines } from "../counter/face";
import { money } from "../figures/figures";
import { who } from "../figures/names.svelte";
import type { KeyMap } from "../keys/keys";
import { m } from "../paraglide/messages.js";
import { station } from "../station/station.svelte";
import type { ScanReply } from "../wire/wire";

/** Something a key does on a plate, and what it is called there. */
export interface Deed {
  word: string;
  does: () => unknown;
}

/** What can be done on a plate just now. The keys do what the words say and nothing else. */
export interface Deeds {
  /** The blue action: Space, or Enter where a reason is typed. */
  go?: Deed;
  undo?: Deed;
  force?: Deed;
  lines?: Deed;
  /** Up and down choose among these. */
  rows: number;
  keys: KeyMap;
}

export function deedsOf(reply: ScanReply): Deeds {
  const deeds: Deeds = { rows: rowsOf(reply), keys: {} };
  const panel = counter.panel;
  const go = panel === "reason" ? { word: m.act_force_go(), does: () => counter.force() } : goOf(reply);
  if (go) deeds.go = go;
  if (panel === "none") {
    if (reply.event_id && !reply.undone_at) deeds.undo = { word: m.undo(), does: () => counter.undo() };
    if (reply.forceable) deeds.force = { word: m.act_force(), does: () => counter.openReason() };
    const open = openLines(reply);
    const divisible = open.length > 1 || (open[0]?.open_thousandths ?? 0) > 1000;
    if (asksToHandOver(reply) && divisible) deeds.lines = { word: m.act_lines(), does: () => counter.openLines() };
  }
  const move = (by: number) => () => {
    if (deeds.rows < 2) return false;
    counter.at = Math.max(0, Math.min(deeds.rows - 1, counter.at + by));
    return true;
  };
  deeds.keys = {
    Escape: () => counter.back(),
    ArrowUp: move(-1),
    ArrowDown: move(1),
    F6: () => counter.ready(),
    ...(go && panel !== "reason" ? { Space: go.does } : {}),
    ...(deeds.undo ? { F12: deeds.undo.does } : {}),
    ...(deeds.force ? { F11: deeds.force.does } : {}),
    ...(panel === "lines" ? { ArrowLeft: () => counter.step(-1), ArrowRight: () => counter.step(1) } : {}),
    ...(deeds.lines ? { ArrowLeft: deeds.lines.does } : {}),
  };
  return deeds;
}

function rowsOf(reply: ScanReply): number {
  if (counter.panel === "lines") return counter.wishes.length;
  if (reply.verdict === "ambiguous") return reply.candidates.length;
  // Two bags or two things fit on a plate; the rest comes by the arrow.
  if (reply.verdict === "attention") return Math.max(0, reply.attention.length - 1);
  return Math.max(0, (reply.order?.shelf_codes.length ?? 0) - 1);
}

function goOf(reply: ScanReply): Deed | undefined {
  const order = reply.order;
  if (counter.panel === "lines") {
    const sum = counter.wishes.reduce((total, wish) => total + wish.quantity, 0);
    return { word: m.act_hand_items({ n: sum / 1000 }), does: () => counter.confirm() };
  }
  if (reply.verdict === "ambiguous") {
    const chosen = reply.candidates[counter.at];
    return chosen && { word: m.act_choose_this({ who: who(chosen) }), does: () => counter.choose(chosen) };
  }
  if (asksToHandOver(reply)) {
    const does = () => counter.confirm();
    switch (reply.verdict) {
      case "payment_due": return { word: m.act_paid({ sum: money(reply.due_minor ?? 0, order?.currency) }), does };
      case "attention": return { word: m.act_done(), does };
      case "unsynced": return { word: m.act_hand_anyway(), does };
      default: return { word: order ? m.act_hand_to({ who: who(order) }) : m.act_hand(), does };
    }
  }
  if (reply.verdict === "unknown") return { word: m.act_search(), does: () => counter.ready() };
  if (reply.verdict === "wrong_bag" && order) return { word: m.act_show(), does: () => counter.choose(order) };
  const next = reply.household[0];
  if (reply.event_id && next) return { word: m.household_go(), does: () => counter.choose(next) };
  if (order && !reply.event_id) return { word: m.act_show(), does: () => station.go("orders", { order: order.id }) };
  return undefined;
}
