import type { ConflictView, HubView, LaneView, LineView, OrderState, OrderView, Recent, ScanReply, Settings, Status, VerdictKind } from "../wire/wire";
import type { Host } from "./host";

/** A core that plays its part from a script: for a developer's browser and for tests. It decides nothing right. */
export function scripted(orderCount = 214): Host {
  const day = "2026-06-21";
  const now = Date.parse("2026-06-21T08:12:00Z");
  const hour = 3_600_000;
  let settings: Settings = {
    point: "100001", name: "嘉怡水岸·睿府", address: "梅园路 88 号东门", hours: "09:00–21:00", tz: "Asia/Shanghai", currency: "CNY",
    lang: "zh", theme: "light", sound: true, volume: 70, preview: false, hold_hours: 48, scan_gap_ms: 150, day_starts_at: 4,
    receive_on_apply: true, accept_unsynced: false, clerk: "小陈",
  };
  const orders = Array.from({ length: orderCount }, (_, at) => order(at + 1, at < 0.6 * orderCount ? "collected" : "open"));

  function order(no: number, state: OrderState): OrderView {
    const goods = [["冰淇淋黄心西瓜", "四个约14斤"], ["新奇士橙", "十个"], ["荔枝", "每箱四斤"], ["怡颗莓蓝莓", "半箱六盒"], ["雪蜜王", "一箱七斤"]];
    const names = ["郭小美", "柳如是", "唐一鸣", "马建国", "方正", "陶渊", "欧阳静怡", "虞城"];
    const lines = Array.from({ length: (no % 3) + 1 }, (_, at): LineView => {
      const [product = "", variant = ""] = goods[(no + at) % goods.length] ?? [];
      const quantity_thousandths = (((no + at) % 4) + 1) * 1000;
      return {
        line: at + 1, product, variant, quantity_thousandths, amount_minor: 8980, zone: at === 2 ? "chilled" : "ambient",
        collected_thousandths: state === "collected" ? quantity_thousandths : 0,
        open_thousandths: state === "collected" ? 0 : quantity_thousandths,
      };
    });
    const recipient = names[no % names.length] ?? "";
    const number = no === 12 ? "A187" : String(no);
    return {
      id: `20260621-${no}`, day, order_no: no, sequence_no: String(no), number, round: "惠民水果", state, shelf_codes: [number], bags: 1,
      recipient, recipient_masked: recipient.slice(0, 1) + "*".repeat(recipient.length - 1), other_recipients: [], phones: ["13812341234"],
      phone_masked: "138****1234", building: String((no % 60) + 1), room: `${(no % 12) + 1}02`, place: `${(no % 60) + 1}-${(no % 12) + 1}02`,
      address: "", note: no % 41 === 0 ? "请放在门口，孩子在睡觉，不要敲门" : "", amount_minor: 8980 * lines.length, due_minor: no % 53 === 0 ? 2360 : 0,
      currency: "CNY", lines, hold_until: now + 40 * hour, collected_at: state === "collected" ? now - no * 150_000 : null,
      collected_by: state === "collected" ? "小陈" : null, issue: 0,
      undoable: state === "collected" ? { event_id: `e${no}`, freely_until: now - no * 150_000 + 900_000 } : null,
    };
  }

  const linked = location.search.includes("hub");
  const hub = (): HubView => ({
    address: "https://hub.jiayi.example", pinned: false, state: "active", online: !location.search.includes("off"),
    offline_since: location.search.includes("off") ? now - 42 * 60_000 : null, last_sync_at: now - 60_000, waiting: 3, rejected: 1,
    conflicts: conflicts.filter((one) => !one.decided).length, siblings: 1, skew_ms: 0, trouble: null, progress: null,
  });
  const conflicts: ConflictView[] = [40, 40, 85].map((at, row) => conflict(`c${row}`, at, row === 1 ? 1 : 0));

  /** The first station told the hub at once; the other was cut off. */
  function conflict(id: string, at: number, line: number): ConflictView {
    const one = orders[at] as OrderView;
    const lane = (station: string, by: string, ago: number, skew_ms: number, late: number): LaneView =>
      ({ station, here: station === "1", by, at: now - ago, skew_ms, arrived_at: now - ago + late });
    return {
      id, order: one, order_id: one.id, line: line + 1, product: one.lines[line]?.product ?? "", quantity_thousandths: 1000, amount_minor: 3990,
      first: lane("1", "小陈", 2_400_000, 0, 900), second: lane("2", "小林", 2_298_000, -8_000, 422_000), decided: null,
    };
  }

  function status(): Status {
    const collected = orders.filter((one) => one.state === "collected").length;
    return {
      settings, station: "1", sample: true, solo: !linked, hub: linked ? hub() : null, day, now, utc_offset_minutes: 480, revision: 3, orders: orders.length, collected,
      partly: 0, cancelled: 0, waiting: 0, rounds: ["惠民水果"], folder: "/home/clerk/.local/share/ziti",
    };
  }

  function reply(verdict: VerdictKind, more: Partial<ScanReply> = {}): ScanReply {
    return {
      verdict, message: "", event_id: null, undone_at: null, forced: false, preview: false, order: null, handed: [], candidates: [],
      household: [], attention: [], point: null, day: null, at: null, by: null, station: null, became: null, due_minor: null,
      locked_until: null, forceable: false, undo_until: null, ...more,
    };
  }

  /** What is typed names the verdict: `red`, `amber`, `wrong_point` and so on, or it is an order. */
  function judge(input: string, confirm: boolean): ScanReply {
    const one = orders[150] as OrderView;
    const two = orders[151] as OrderView;
    const handed = one.lines.map((line) => ({ line: line.line, quantity_thousandths: line.quantity_thousandths }));
    const done = { event_id: "e1", order: one, handed, undo_until: now + 900_000, at: now };
    const known: Record<string, ScanReply> = {
      collected: reply("collected", done),
      household: reply("collected", { ...done, household: [two] }),
      partly: reply("partly_collected", { ...done, handed: handed.slice(0, 1) }),
      payment: reply("payment_due", { order: { ...one, due_minor: 2360 }, due_minor: 2360, forceable: true }),
      attention: reply("attention", {
        order: one,
        attention: [
          { kind: "changed", text: "冰淇淋黄心西瓜", line: 1, old_thousandths: 2000, new_thousandths: 1000 },
          { kind: "note", text: "请放在门口，孩子在睡觉，不要敲门", line: null, old_thousandths: null, new_thousandths: null },
        ],
      }),
      early: reply("too_early", { day: "2026-06-22", forceable: true }),
      taken: reply("already_collected", { order: orders[0] ?? null, at: now - 5 * hour, by: "小陈", station: "2", forceable: false }),
      point: reply("wrong_point", { point: "100007" }),
      fake: reply("not_genuine"),
      unknown: reply("unknown"),
      revoked: reply("revoked", { order: one, at: now - 2 * hour, forceable: true }),
      expired: reply("expired", { order: one, at: now - 20 * hour, became: "kept", forceable: true }),
      arrived: reply("not_arrived", { order: one, forceable: true }),
      cancelled: reply("cancelled", { order: one }),
      bag: reply("wrong_bag", { order: two }),
      unreadable: reply("unreadable"),
      which: reply("ambiguous", { candidates: orders.slice(146, 153) }),
      preview: reply("collected", { order: one, handed, preview: true }),
    };
    const scripted = known[input];
    if (scripted) return confirm ? reply("collected", done) : scripted;
    const found = orders.find((each) => each.id === input || each.number === input);
    if (!found) return reply(/^[0-9]{7,}$/.test(input) ? "unreadable" : "unknown");
    return confirm ? reply("collected", { ...done, order: found }) : reply("found", { order: found });
  }

  const recent = (): Recent[] =>
    orders.slice(0, 6).map((one, at) => ({
      at: now - at * 100_000, verdict: at === 2 ? "already_collected" : "collected", order: one, event_id: at === 2 ? null : `e${at}`,
      undone: false, undo_until: now + 800_000,
    }));
  const pictures = "data:image/svg+xml," + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25"><path d="M0 0h7v7H0zM18 0h7v7h-7zM0 18h7v7H0zM9 3h3v9H9zM14 12h8v3h-8z"/></svg>`);

  return {
    opening: async () => (location.search.includes("new") ? { is: "new" } : location.search.includes("failed") ? { is: "failed", failure: { code: "database_damaged", message: "/home/clerk/ziti.db: file is not a database", hint: "" } } : { is: "ready", status: status() }),
    init: async () => ({ is: "ready", status: status() }),
    status: async () => status(),
    today: async () => ({
      status: status(), imported_at: now - 9 * hour,
      hours: [6, 18, 22, 15, 9, 11, 24, 23].map((collected, at) => ({ hour: 9 + at, collected })),
      to_decide: [
        { kind: "overdue", count: 3, amount_minor: 0, orders: orders.slice(0, 3) },
        { kind: "payment_due", count: 2, amount_minor: 4720, orders: orders.slice(5, 7) },
      ],
      prints: await states(),
    }),
    recent: async () => recent(),
    collect: async (request) => judge(request.input, request.confirm || request.force !== null),
    undo: async () => ({ event_id: "u1", order: orders[0] as OrderView }),
    orders: async ({ text, state, limit }) => {
      const all = orders.filter((one) => (!state || one.state === state) && (!text || [one.id, one.number, one.place, one.recipient, ...one.phones].some((key) => key.includes(text))));
      return { orders: all.slice(0, limit ?? all.length), total: all.length };
    },
    history: async () => [{ event_id: "e1", kind: "collected", happened_at: now - hour, actor: "小陈", via: "code", forced: false }],
    code: async (order_id) => ({ order_id, code: "1".repeat(41), short_code: "941791", issue: 0 }),
    codePicture: async () => "/home/clerk/code.png",
    codePictureData: async () => pictures,
    importPreview: async (request) => report(false, request.round),
    importApply: async () => report(true, "惠民水果"),
    importCancel: async () => {},
    print: async () => ({ path: "/home/clerk/slips.pdf", pages: 9, orders: orders.length, revision: 3, reprint: true, event_id: "p" }),
    printStates: () => states(),
    settingsChange: async (next) => {
      settings = next;
      return status();
    },
    paperPreview: async ({ text }) => ({ committed: false, ready: orders.slice(150, 162), already: orders.slice(0, 4), refused: orders.slice(211, 213), unknown: text.includes("x") ? ["x-"] : [], event_ids: [] }),
    paperCommit: async () => ({ committed: true, ready: orders.slice(150, 162), already: [], refused: [], unknown: [], event_ids: [] }),
    enrolNew: async () => ({ is: "ready", status: status() }),
    enrol: async () => hub(),
    syncNow: async () => {},
    conflicts: async () => ({
      conflicts: [...conflicts],
      rejected: [{ event_id: "r1", kind: "collected", happened_at: now - 3 * hour, order_id: orders[7]?.id ?? null, code: "event_foreign", message: "" }],
    }),
    resolve: async (request) => {
      const at = conflicts.findIndex((one) => one.id === request.conflict);
      const known = conflicts[at];
      if (!known || known.decided) throw { code: known ? "conflict_settled" : "conflict_unknown", message: "", hint: "" };
      return (conflicts[at] = { ...known, decided: { resolution: request.resolution, by: request.actor, station: "1", at: now } });
    },
    chooseCertificate: async () => "-----BEGIN CERTIFICATE-----",
    verify: async () => ({ events: 1204 }),
    chooseOrderFile: async () => "/home/clerk/惠民水果-0622.xlsx",
    choosePlace: async (name) => `/home/clerk/${name}`,
    openDocument: async () => false,
    whenChanged: async () => () => {},
    whenImportProgresses: async () => () => {},
  };

  async function states() {
    const one = { orders: orders.length, current: orders.length - 2, stale: [orders[40]?.id ?? "", orders[186]?.id ?? ""], never: 0, printed_at: now - 9 * hour, printed_revision: 2 };
    return [{ document: "slips" as const, ...one }, { document: "manifest" as const, ...one }];
  }

  async function report(applied: boolean, round: string | null) {
    const problem = { row: 3, last_row: 8, column: "订单金额", value: "779.50 ≠ 539.90", code: "amount_mismatch", message: "", hint: "", sequence_nos: ["2"] };
    const kinds = ["added", "added", "added", "added", "changed", "changed", "changed", "withdrawn"] as const;
    return {
      day: "2026-06-22", round: round ?? "惠民水果", revision: 2, source: "kuaituantuan", applied, blocks: 78, orders: 78, lines: 119, quantity_thousandths: 119000,
      amount_minor: 928700, changes: { added: 4, changed: 3, withdrawn: 1, unchanged: 71 }, digest: "d", errors: [],
      differences: kinds.map((kind, at) => ({
        kind, sequence_no: String(161 + at), place: `${37 + at}-504`, recipient: "顾晓梦", fields: at === 5 ? ["note"] : [], below_collected: at === 4,
        lines: [{ name: "西柚", old_thousandths: kind === "added" ? 0 : 1000, new_thousandths: kind === "withdrawn" ? 0 : 2000 }],
      })),
      groups: [{ kind: "other_point", name: "锦绣江南", rows: 4, orders: 3 }],
      warnings: [problem, { ...problem, row: 63, last_row: 64, column: "收货人", value: "吴七，刘八", code: "recipient_conflict", sequence_nos: ["39"] }, { ...problem, row: 54, last_row: 55, column: "跟团号", value: "158 + 32", code: "merged_customer", sequence_nos: ["158", "32"] }],
    };
  }
}
