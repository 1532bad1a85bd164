import { m } from "../paraglide/messages.js";

const KINDS: Record<string, () => string> = {
  batch_applied: m.ev_batch_applied, received: m.ev_received, collected: m.ev_collected,
  collection_undone: m.ev_collection_undone, payment_taken: m.ev_payment_taken, printed: m.ev_printed,
  code_reissued: m.ev_code_reissued, scan_refused: m.ev_scan_refused, conflict_resolved: m.ev_conflict_resolved,
};

/** What happened, in a word or two. */
export function eventWord(kind: string): string {
  return KINDS[kind]?.() ?? m.ev_other({ kind });
}
