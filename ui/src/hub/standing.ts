import { span } from "../figures/figures";
import { m } from "../paraglide/messages.js";
import type { HubView } from "../wire/wire";

/** A clock that is further off than this is said to be. */
const SKEW_MS = 120_000;

/** How the hub's dot is drawn: full and green, hollow and amber, hollow and grey, or a red ring. */
export type Light = "on" | "off" | "wait" | "gone";

export interface Standing {
  light: Light;
  word: string;
}

/** How the station stands with its hub, in a word or two. */
export function standing(hub: HubView, now: number): Standing {
  if (hub.state === "revoked") return { light: "gone", word: m.hub_revoked() };
  if (hub.offline_since !== null) return { light: "off", word: offline(now - hub.offline_since) };
  if (hub.state === "waiting") return { light: "wait", word: m.hub_unconfirmed() };
  return hub.online ? { light: "on", word: m.hub_online() } : { light: "wait", word: m.hub_connecting() };
}

function offline(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return m.hub_offline();
  if (minutes < 60) return m.hub_offline_minutes({ n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? m.hub_offline_hours({ n: hours }) : m.hub_offline_days({ n: Math.floor(hours / 24) });
}

/** How far a clock is off, in words; nothing where it is near enough. */
export function skew(ms: number, from = SKEW_MS): string | undefined {
  if (Math.abs(ms) < from) return undefined;
  return ms > 0 ? m.hub_skew_fast({ span: span(ms) }) : m.hub_skew_slow({ span: span(ms) });
}
