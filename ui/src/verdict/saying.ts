import { ago, day, minutesLeft, quantity, when } from "../figures/figures";
import { m } from "../paraglide/messages.js";
import { faceOf } from "../counter/face";
import type { Attention, ScanReply } from "../wire/wire";

/** The one sentence: what to do. */
export function sentence(reply: ScanReply): string {
  if (faceOf(reply).surface === "blue" && reply.preview) return m.say_preview();
  switch (reply.verdict) {
    case "collected":
      // A code that was honoured before its order came.
      if (!reply.order) return m.say_honoured();
      // A bag's label scanned right after the hand-over: nothing more was handed out.
      return reply.handed.length === 0 ? m.say_right_bag() : m.say_collected({ n: reply.order?.bags ?? 1 });
    case "partly_collected":
      return m.say_partly({ n: Number(quantity(handedSum(reply)).replace(",", ".")) });
    case "payment_due": return m.say_payment_due();
    case "attention": return m.say_attention({ n: reply.attention.length });
    case "unsynced": return m.say_unsynced();
    case "too_early": return m.say_too_early();
    case "not_arrived": return m.say_not_arrived();
    case "unreadable": return m.say_unreadable();
    case "ambiguous": return m.say_ambiguous();
    case "found": return reply.order?.lines.some((line) => line.open_thousandths > 0) ? m.say_found() : m.say_found_done();
    case "wrong_point": return m.say_wrong_point();
    default: return m.say_refused();
  }
}

/** Why, in two to four words: what is written largest where no code is. */
export function hero(reply: ScanReply): string {
  switch (reply.verdict) {
    case "wrong_point": return m.why_wrong_point();
    case "too_early": return reply.day ? day(reply.day) : m.say_too_early();
    case "not_genuine": return m.why_not_genuine();
    case "unknown": return reply.locked_until ? m.why_locked() : m.why_unknown();
    case "revoked": return m.why_revoked();
    case "cancelled": return m.why_cancelled();
    case "already_collected": return m.why_already_collected();
    case "expired": return m.why_expired();
    case "wrong_bag": return m.why_wrong_bag();
    case "not_arrived": return m.why_not_arrived();
    case "unsynced": return m.why_unsynced();
    case "collected": return m.why_honoured();
    default: return m.why_unreadable();
  }
}

/** When, where, or what to do about it, under the reason. */
export function detail(reply: ScanReply): string {
  const at = reply.at ?? 0;
  switch (reply.verdict) {
    case "wrong_point": return m.then_wrong_point({ point: reply.point ?? "" });
    case "too_early": return m.then_too_early();
    case "not_genuine": return m.then_not_genuine();
    case "unknown": return reply.locked_until ? m.then_locked({ n: minutesLeft(reply.locked_until) }) : m.then_unknown();
    case "revoked": return reply.at ? m.then_revoked({ when: when(at) }) : "";
    case "cancelled": return m.then_cancelled();
    case "already_collected": return reply.at ? m.then_already({ when: when(at), ago: ago(at) }) : "";
    case "expired": return expired(reply);
    case "wrong_bag": return m.then_wrong_bag({ number: reply.order?.number ?? "" });
    case "not_arrived": return openGoods(reply);
    case "unsynced": return m.then_unsynced();
    case "collected": return m.then_honoured();
    case "unreadable": return m.then_unreadable();
    default: return "";
  }
}

function expired(reply: ScanReply): string {
  const words = { when: reply.at ? when(reply.at) : "" };
  switch (reply.became) {
    case "kept": return m.then_expired_kept(words);
    case "returned": return m.then_expired_returned(words);
    case "released": return m.then_expired_released(words);
    default: return m.then_expired(words);
  }
}

/** What to do about one thing that waits, as short as it can be said. */
export function todo(thing: Attention): string {
  if (thing.kind !== "changed") return thing.text;
  const more = (thing.new_thousandths ?? 0) - (thing.old_thousandths ?? 0);
  return more < 0 ? m.attention_take_out({ n: quantity(-more) }) : m.attention_put_in({ n: quantity(more) });
}

/** What kind of thing it is. */
export function todoKind(thing: Attention): string {
  if (thing.kind === "changed") return m.attention_changed();
  return thing.kind === "missing" ? m.attention_missing() : m.attention_note();
}

/** What of the order is open, in a line. */
export function openGoods(reply: ScanReply): string {
  const open = reply.order?.lines.filter((line) => line.open_thousandths > 0) ?? [];
  return open.map((line) => `${line.product} ${quantity(line.open_thousandths)}`).join(m.list_join());
}

export function handedSum(reply: ScanReply): number {
  return reply.handed.reduce((sum, one) => sum + one.quantity_thousandths, 0);
}
