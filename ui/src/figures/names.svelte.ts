import type { OrderView } from "../wire/wire";

let held = $state(false);

/** Names are masked until Alt is held. */
export const names = {
  get shown(): boolean {
    return held;
  },
  show(shown: boolean): void {
    held = shown;
  },
};

/** The first character and a star for each other. */
export function mask(name: string): string {
  const [first = "", ...rest] = [...name];
  return first + "*".repeat(rest.length);
}

export function recipient(order: OrderView): string {
  return held ? order.recipient : order.recipient_masked;
}

export function phone(order: OrderView): string {
  return held ? (order.phones[0] ?? "") : order.phone_masked;
}

/** Whose it is, as the counter calls them: `56-602 郭**`. */
export function who(order: OrderView): string {
  return [order.place, recipient(order)].filter(Boolean).join(" ") || order.number;
}
