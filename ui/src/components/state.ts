import { m } from "../paraglide/messages.js";
import type { OrderState, OrderView } from "../wire/wire";

const WORDS: Record<OrderState, () => string> = {
  open: m.state_open,
  partly: m.state_partly,
  collected: m.state_collected,
  cancelled: m.state_cancelled,
  withdrawn: m.state_withdrawn,
  overdue: m.state_overdue,
};

export function stateOf(state: OrderState): string {
  return WORDS[state]();
}

/** What a list says of an order: its state, or what waits before it can be handed over. */
export function stateWord(order: OrderView): string {
  if (order.state !== "open") return stateOf(order.state);
  if (order.due_minor > 0) return m.state_due();
  return order.note ? m.state_note() : stateOf("open");
}
