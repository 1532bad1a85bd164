import type { OrderView } from "../wire/wire";

/** The screens there are; one that is not built is not here. */
export const SCREENS = ["today", "print", "collect", "orders", "conflicts", "settings", "import", "paper"] as const;
export type Screen = (typeof SCREENS)[number];

/** The screen that a location's hash names; `#/orders` is orders. */
export function screenOf(hash: string): Screen | undefined {
  const name = hash.replace(/^#\/?/, "");
  return SCREENS.find((screen) => screen === name);
}

/** What to show first on a screen that is opened for something. */
export interface Errand {
  /** An order to choose. */
  order?: string;
  /** Orders to print and no others. */
  orders?: string[];
  /** Orders to look at and no others, until something is searched. */
  list?: OrderView[];
}
