import { host } from "../host/host";
import { m } from "../paraglide/messages.js";
import { play } from "../sound/sound";
import { station } from "../station/station.svelte";
import { who } from "../figures/names.svelte";
import type { CollectRequest, LineWish, OrderView, Recent, ScanReply } from "../wire/wire";
import { asksToHandOver, faceOf, openLines } from "./face";
import { requestId } from "./request-id";

/** What stands on the plate beside the verdict itself. */
export type Panel = "none" | "lines" | "reason";

/** So much of a line is to be handed over. */
export interface Wish {
  line: number;
  most: number;
  quantity: number;
}

type Asked = Pick<CollectRequest, "input"> & Partial<CollectRequest>;

/** The counter: what was scanned last, the verdict on it, and what a person does with it. */
class Counter {
  reply = $state.raw<ScanReply>();
  asked = $state.raw<Asked>({ input: "" });
  /** Rises with each verdict, so that a second one of the same kind is told from the first. */
  seq = $state(0);
  panel = $state<Panel>("none");
  /** The row chosen in a list, or the first bag shown. */
  at = $state(0);
  wishes = $state<Wish[]>([]);
  reason = $state("");
  /** What is typed into the search of the ready plate. */
  text = $state("");
  recent = $state.raw<Recent[]>([]);
  /** How many times in a row nothing could be read. */
  unread = $state(0);
  #waiting = 0;
  #line: Promise<unknown> = Promise.resolve();

  /** Told when something was done, so that the scan input takes the same code again. */
  whenDone: () => void = () => {};

  /** Something came from the scanner, or was typed and entered. */
  scan(input: string): Promise<void> {
    this.text = "";
    return this.#ask({ input });
  }

  /** An order chosen by a person: the core finds it, and hands it over once confirmed. */
  async choose(order: OrderView, panel: Panel = "none"): Promise<void> {
    this.whenDone();
    await this.#ask({ input: order.id });
    if (panel === "lines" && this.reply && openLines(this.reply).length > 0) this.openLines();
  }

  /** The blue action where it hands over: money taken, note read, order checked. */
  confirm(): Promise<void> {
    const reply = this.reply;
    // A second press, before the first is answered, confirms nothing more.
    if (!reply || this.#waiting > 0 || !asksToHandOver(reply)) return Promise.resolve();
    const lines: LineWish[] = this.panel === "lines"
      ? this.wishes.filter((wish) => wish.quantity > 0).map((wish) => ({ line: wish.line, quantity_thousandths: wish.quantity }))
      : (this.asked.lines ?? []);
    if (this.panel === "lines" && lines.length === 0) return Promise.resolve();
    this.whenDone();
    return this.#ask({ ...this.asked, lines, confirm: true });
  }

  force(): Promise<void> {
    const reason = this.reason.trim();
    if (!this.reply?.forceable || this.#waiting > 0 || reason === "") return Promise.resolve();
    this.whenDone();
    return this.#ask({ ...this.asked, force: reason });
  }

  /** Chooses lines and quantities; all that is open to begin with. */
  openLines(): void {
    if (!this.reply) return;
    this.wishes = openLines(this.reply).map((line) => ({
      line: line.line, most: line.open_thousandths, quantity: line.open_thousandths,
    }));
    this.at = 0;
    this.panel = "lines";
  }

  /** One more or one less of the line that is chosen; a broken rest counts as one step. */
  step(by: 1 | -1, at = this.at): void {
    const wish = this.wishes[at];
    if (!wish) return;
    this.at = at;
    const next = by > 0 ? Math.min(wish.most, wish.quantity + 1000) : Math.max(0, Math.ceil(wish.quantity / 1000) * 1000 - 1000);
    this.wishes[at] = { ...wish, quantity: next };
  }

  openReason(): void {
    if (!this.reply?.forceable) return;
    this.reason = "";
    this.panel = "reason";
  }

  /** Back one step: from a panel to the verdict, from the verdict to ready. */
  back(): void {
    this.whenDone();
    if (this.panel !== "none") {
      this.panel = "none";
      this.at = 0;
      return;
    }
    this.ready();
  }

  ready(): void {
    this.reply = undefined;
    this.panel = "none";
    this.at = 0;
    this.unread = 0;
    void this.look();
  }

  /** Undoes what the plate shows, else the last hand-over that one key still undoes. */
  async undo(): Promise<void> {
    const shown = this.reply?.event_id && !this.reply.undone_at ? this.reply.event_id : undefined;
    if (this.reply && !shown) return;
    const event = shown ?? this.#lastUndoable()?.event_id;
    if (event) await this.undoEvent(event);
    else station.say(m.undo_none());
  }

  async undoEvent(event: string, reason: string | null = null): Promise<boolean> {
    this.whenDone();
    const done = await station.act(() =>
      host().undo({ event_id: event, request_id: requestId(), reason, actor: station.clerk }));
    if (!done) return false;
    this.ready();
    station.say(m.undone_order({ who: who(done.order) }));
    station.hasMoved();
    return true;
  }

  /** Asks for the last scans again. */
  async look(): Promise<void> {
    const recent = await station.attempt(() => host().recent());
    if (recent) this.recent = recent;
  }

  #lastUndoable(): Recent | undefined {
    return this.recent.find((one) => one.event_id && !one.undone && (one.undo_until ?? 0) > station.now());
  }

  /** Asks the core, one question after the other: each verdict is shown, and in the order of the scans. */
  #ask(asked: Asked): Promise<void> {
    this.#waiting += 1;
    const mine = this.#line.then(() => this.#askNow(asked)).finally(() => (this.#waiting -= 1));
    this.#line = mine.catch(() => undefined);
    return mine;
  }

  async #askNow(asked: Asked): Promise<void> {
    station.word = undefined;
    const request: CollectRequest = {
      lines: [], bag: null, confirm: false, force: null, via: null, ...asked,
      request_id: requestId(), actor: station.clerk,
    };
    if (station.screen !== "collect") station.go("collect");
    const reply = await station.attempt(() => host().collect(request), () => void this.#ask(asked));
    if (!reply) {
      // Nothing was recorded: the same code, scanned again, is meant.
      this.whenDone();
      // The plate of the person before must not stand over an order that nobody judged.
      if (!asked.confirm && !asked.force) this.reply = undefined;
      return;
    }
    this.asked = asked;
    this.reply = reply;
    this.panel = "none";
    this.at = 0;
    this.seq += 1;
    this.unread = reply.verdict === "unreadable" ? this.unread + 1 : 0;
    const settings = station.status?.settings;
    if (settings?.sound) play(faceOf(reply).sound, settings.volume);
    station.hasMoved();
  }
}

export const counter = new Counter();
