import { station } from "../station/station.svelte";
import type { LineView, OrderView } from "../wire/wire";
import { tag } from "../words/lang.svelte";

/** Formatters cost milliseconds to build and are asked for thousands of times. */
const built = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => T): T {
  const name = `${tag()} ${key}`;
  let one = built.get(name) as T | undefined;
  if (!one) {
    one = make();
    built.set(name, one);
  }
  return one;
}

function currencyFormat(currency: string): Intl.NumberFormat {
  return once(`money ${currency}`, () =>
    new Intl.NumberFormat(tag(), { style: "currency", currency, currencyDisplay: "narrowSymbol" }));
}

/** What minor units are of a whole one: 100 for most, 1 for yen. */
function minorUnits(currency: string): number {
  return 10 ** (currencyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2);
}

/** An amount with its mark. */
export function money(minor: number, currency = station.status?.settings.currency ?? "CNY"): string {
  return currencyFormat(currency).format(minor / minorUnits(currency));
}

/** An amount in the pieces in which a plate shows it large, in the order of the language. */
export function moneyPieces(minor: number, currency: string): { kind: "mark" | "whole" | "cents"; text: string }[] {
  const pieces: { kind: "mark" | "whole" | "cents"; text: string }[] = [];
  for (const { type, value } of currencyFormat(currency).formatToParts(minor / minorUnits(currency))) {
    const kind = type === "currency" || type === "literal" ? "mark" : type === "decimal" || type === "fraction" ? "cents" : "whole";
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += value;
    else pieces.push({ kind, text: value });
  }
  return pieces;
}

/** A quantity: whole where it is whole. */
export function quantity(thousandths: number): string {
  return once("quantity", () => new Intl.NumberFormat(tag(), { maximumFractionDigits: 3 })).format(thousandths / 1000);
}

export function whole(number: number): string {
  return once("whole", () => new Intl.NumberFormat(tag())).format(number);
}

function zone(): string {
  return station.status?.settings.tz ?? "UTC";
}

/** Clock time at the point. */
export function clock(at: number): string {
  return once(`clock ${zone()}`, () =>
    new Intl.DateTimeFormat(tag(), { timeZone: zone(), hour: "2-digit", minute: "2-digit", hourCycle: "h23" })).format(at);
}

/** Clock time at the point with its seconds; with the date where it is another day. */
export function stamp(at: number): string {
  const time = once(`stamp ${zone()}`, () =>
    new Intl.DateTimeFormat(tag(), { timeZone: zone(), hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })).format(at);
  return dateAt(at) === dateAt(station.now()) ? time : `${shortDate(at)} ${time}`;
}

/** A date without its year: `6月20日`. */
export function shortDate(at: number): string {
  return once(`short ${zone()}`, () => new Intl.DateTimeFormat(tag(), { timeZone: zone(), day: "numeric", month: "short" })).format(at);
}

/** A length of time in one or two units: `8 秒`, `1 hour 5 minutes`. */
export function span(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return amount(seconds, "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return amount(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return amount(Math.round(hours / 24), "day");
  return minutes % 60 === 0 ? amount(hours, "hour") : `${amount(hours, "hour")} ${amount(minutes % 60, "minute")}`;
}

function amount(n: number, unit: "second" | "minute" | "hour" | "day"): string {
  const unitDisplay = tag().startsWith("zh") ? "short" : "long";
  const format = once(`amount ${unit}`, () => new Intl.NumberFormat(tag(), { style: "unit", unit, unitDisplay }));
  // Chinese sets a figure apart from the word as everywhere on the screen.
  return format.formatToParts(n).map((part) => part.value.trim()).filter(Boolean).join("\u00a0");
}

/** A service day, written for people: `6月21日 周日`. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  if (!year || !month || !dayOfMonth) return date;
  const at = Date.UTC(year, month - 1, dayOfMonth, 12);
  const format = once("day", () =>
    new Intl.DateTimeFormat(tag(), { timeZone: "UTC", weekday: "short", day: "numeric", month: "long" }));
  if (!tag().startsWith("zh")) return format.format(at).replace(",", "");
  const parts = format.formatToParts(at);
  const weekday = parts.find((part) => part.type === "weekday")?.value ?? "";
  return `${month}月${dayOfMonth}日 ${weekday}`;
}

function dateAt(at: number): string {
  return once(`date ${zone()}`, () =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" })).format(at);
}

function relative(): Intl.RelativeTimeFormat {
  return once("relative", () => new Intl.RelativeTimeFormat(tag(), { numeric: "auto" }));
}

/** A moment, as one says it at the counter: `今天 10:42`, `yesterday 21:05`, `20 June 09:00`. */
export function when(at: number): string {
  const days = Math.round((Date.parse(dateAt(at)) - Date.parse(dateAt(station.now()))) / 86_400_000);
  const word = Math.abs(days) <= 1 ? relative().format(days, "day") : shortDate(at);
  return `${word} ${clock(at)}`;
}

/** How long ago: `5 小时前`. */
export function ago(at: number): string {
  const minutes = Math.round((at - station.now()) / 60_000);
  if (Math.abs(minutes) < 60) return relative().format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? relative().format(hours, "hour") : relative().format(Math.round(hours / 24), "day");
}

/** Whole minutes until then, never less than one. */
export function minutesLeft(until: number): number {
  return Math.max(1, Math.ceil((until - station.now()) / 60_000));
}

/** A line's goods in a few words. */
export function goods(line: Pick<LineView, "product" | "variant">): string {
  return line.variant && !line.product.includes(line.variant) ? `${line.product} ${line.variant}` : line.product;
}

/** An order's quantity in all. */
export function items(order: OrderView): number {
  return order.lines.reduce((sum, line) => sum + line.quantity_thousandths, 0);
}
