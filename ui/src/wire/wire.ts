// Generated from crates/wire by its tests; ZITI_BLESS=1 cargo test -p ziti-wire writes it anew.

export type Zone = "ambient" | "chilled" | "frozen";

export type Failure = { 
/**
 * One of docs/errors.md.
 */
code: string, 
/**
 * What happened, in a sentence a clerk understands.
 */
message: string, 
/**
 * What to do next.
 */
hint: string, };

export type ImportRequest = { 
/**
 * Absolute path of the file.
 */
path: string, 
/**
 * `auto`, `kuaituantuan`, `shopex`, `csv` or `json`; empty is `auto`.
 */
format: string, 
/**
 * The round, where the file has no title or more than one.
 */
round: string | null, 
/**
 * The service day; nothing means the file's own, else today's.
 */
day: string | null, 
/**
 * The digest that the preview showed: applying fails with `import_changed` when file or ledger have moved on.
 */
digest: string | null, };

export type ImportReport = { 
/**
 * The service day of these orders.
 */
day: string, 
/**
 * The round's title; several are joined with `、`.
 */
round: string, 
/**
 * The day's revision after this import; with nothing changed, the one it already has.
 */
revision: number, 
/**
 * Which importer read it: `kuaituantuan`, `shopex`, `csv`, `json`.
 */
source: string, 
/**
 * Whether it was applied; false for a dry run, for nothing changed and for errors.
 */
applied: boolean, 
/**
 * Customers in the file: merged blocks of a workbook, else orders.
 */
blocks: number, 
/**
 * Orders in the file.
 */
orders: number, 
/**
 * Lines in the file.
 */
lines: number, 
/**
 * Sum of the lines' quantities.
 */
quantity_thousandths: number, 
/**
 * Sum of the lines' amounts.
 */
amount_minor: number, 
/**
 * How many orders the import adds, changes, withdraws and leaves.
 */
changes: Changes, 
/**
 * Order by order what differs, at most 500.
 */
differences: Array<Difference>, 
/**
 * Rows that are no pickups here: counted, never mixed in.
 */
groups: Array<Group>, 
/**
 * What a person should look at.
 */
warnings: Array<Problem>, 
/**
 * Why nothing is applied.
 */
errors: Array<Problem>, 
/**
 * What to hand back as [`ImportRequest::digest`].
 */
digest: string, };

export type Changes = { 
/**
 * Orders that were not there.
 */
added: number, 
/**
 * Orders that are different now.
 */
changed: number, 
/**
 * Orders that the newer file no longer has.
 */
withdrawn: number, 
/**
 * Orders that stay as they are.
 */
unchanged: number, };

export type ChangeKind = "added" | "changed" | "withdrawn";

export type Difference = { 
/**
 * What becomes of it.
 */
kind: ChangeKind, 
/**
 * 跟团号 with its round's letter where a day has several rounds.
 */
sequence_no: string, 
/**
 * Building-room.
 */
place: string, 
/**
 * Recipient, in full; the screen masks.
 */
recipient: string, 
/**
 * Line by line what differs.
 */
lines: Array<LineDifference>, 
/**
 * Other fields that differ: `recipient`, `phone`, `place`, `note`, `paid`, `cancelled`.
 */
fields: Array<string>, 
/**
 * A line would fall below what was collected: it stays at that, and a person is told.
 */
below_collected: boolean, };

export type LineDifference = { 
/**
 * The product, with its variant.
 */
name: string, 
/**
 * Before.
 */
old_thousandths: number, 
/**
 * After.
 */
new_thousandths: number, };

export type Group = { 
/**
 * `other_point`, `other_logistics`, `unpaid`, `refunded`, `cancelled`.
 */
kind: string, 
/**
 * What they have in common: the other point's name, the other way of delivery.
 */
name: string, 
/**
 * How many rows.
 */
rows: number, 
/**
 * How many orders.
 */
orders: number, };

export type Problem = { 
/**
 * The first row it concerns, from 1, as a spreadsheet counts; nothing when it concerns the whole file.
 */
row: number | null, 
/**
 * The last row, when it concerns several.
 */
last_row: number | null, 
/**
 * The column's name as the file writes it.
 */
column: string, 
/**
 * The value as the file writes it, shortened.
 */
value: string, 
/**
 * A stable code of docs/errors.md.
 */
code: string, 
/**
 * A sentence.
 */
message: string, 
/**
 * What to do.
 */
hint: string, 
/**
 * The orders it concerns.
 */
sequence_nos: Array<string>, };

export type ImportProgress = { 
/**
 * Rows read so far.
 */
rows: number, 
/**
 * Rows in the file, where it says so.
 */
of: number | null, };

export type OrderList = { 
/**
 * The orders, in order of their numbers.
 */
orders: Array<OrderView>, 
/**
 * How many there are in all, when `orders` is cut.
 */
total: number, };

export type OrderView = { 
/**
 * `20260622-17`: service day and order number.
 */
id: string, 
/**
 * Service day.
 */
day: string, 
/**
 * Number at the point that day, from 1.
 */
order_no: number, 
/**
 * 跟团号 as the source gave it.
 */
sequence_no: string, 
/**
 * What neighbours, labels and screens call it: the 跟团号, with its round's letter where a day has several rounds.
 */
number: string, 
/**
 * The round's title.
 */
round: string, 
/**
 * What it is in now.
 */
state: OrderState, 
/**
 * Where its bags lie; until shelves exist, its `number`.
 */
shelf_codes: Array<string>, 
/**
 * How many bags.
 */
bags: number, 
/**
 * Who collects.
 */
recipient: string, 
/**
 * The same, masked: `柳**`.
 */
recipient_masked: string, 
/**
 * Other names that the source gave.
 */
other_recipients: Array<string>, 
/**
 * Phone numbers.
 */
phones: Array<string>, 
/**
 * The first, masked: `138****1234`.
 */
phone_masked: string, 
/**
 * Building.
 */
building: string, 
/**
 * Room.
 */
room: string, 
/**
 * `19-102`, or what there is of it.
 */
place: string, 
/**
 * The rest of the address.
 */
address: string, 
/**
 * What must be read before handing over.
 */
note: string, 
/**
 * Sum of the lines.
 */
amount_minor: number, 
/**
 * What is still to pay at the counter.
 */
due_minor: number, 
/**
 * Currency of the amounts, ISO 4217.
 */
currency: string, 
/**
 * What was ordered.
 */
lines: Array<LineView>, 
/**
 * Until when it is kept; nothing before it was received.
 */
hold_until: number | null, 
/**
 * When it was last handed over, wholly or in part.
 */
collected_at: number | null, 
/**
 * Who handed it over.
 */
collected_by: string | null, 
/**
 * Issue of its pickup code, from 0.
 */
issue: number, 
/**
 * The event that a person may undo now, newest first.
 */
undoable: Undoable | null, };

export type Undoable = { 
/**
 * The event to name.
 */
event_id: string, 
/**
 * Until when one key does it; later it needs a reason.
 */
freely_until: number, };

export type OrderState = "open" | "partly" | "collected" | "cancelled" | "withdrawn" | "overdue";

export type LineView = { 
/**
 * Number within the order, from 1, given once.
 */
line: number, 
/**
 * The product, with its variant where that is part of the identity.
 */
product: string, 
/**
 * 规格 as printed.
 */
variant: string, 
/**
 * Ordered.
 */
quantity_thousandths: number, 
/**
 * Handed over so far.
 */
collected_thousandths: number, 
/**
 * Still open.
 */
open_thousandths: number, 
/**
 * What the line costs.
 */
amount_minor: number, 
/**
 * Where it is kept.
 */
zone: Zone, };

export type OrdersQuery = { 
/**
 * The service day; nothing means today's.
 */
day: string | null, 
/**
 * Only these.
 */
state: OrderState | null, 
/**
 * Only those that this finds: bag label, sequence number, name, pinyin or initials, phone tail, building-room.
 */
text: string | null, 
/**
 * At most so many; nothing means all.
 */
limit: number | null, };

export type CodeReply = { 
/**
 * Whose code it is.
 */
order_id: string, 
/**
 * 41 digits.
 */
code: string, 
/**
 * 6 digits.
 */
short_code: string, 
/**
 * Issue of the code.
 */
issue: number, };

export type HistoryEntry = { 
/**
 * The event.
 */
event_id: string, 
/**
 * Its kind, past tense.
 */
kind: string, 
/**
 * When.
 */
happened_at: number, 
/**
 * Who.
 */
actor: string, 
/**
 * How: `code`, `short`, `bag`, `search`, `paper`, `platform`.
 */
via: string, 
/**
 * Whether a person forced it.
 */
forced: boolean, };

export type PaperRequest = { 
/**
 * Numbers and ranges of numbers, separated by blanks or commas.
 */
text: string, 
/**
 * The service day; nothing means today's.
 */
day: string | null, 
/**
 * Who types.
 */
actor: string, 
/**
 * Names this request; the same again gives the same answer.
 */
request_id: string, };

export type PaperReply = { 
/**
 * Whether it is written.
 */
committed: boolean, 
/**
 * Orders that become collected.
 */
ready: Array<OrderView>, 
/**
 * Orders that were collected before; left as they are.
 */
already: Array<OrderView>, 
/**
 * Orders that need a person: cancelled, unpaid, not here; left as they are.
 */
refused: Array<OrderView>, 
/**
 * What was typed and fits no order; while there is any, nothing is written.
 */
unknown: Array<string>, 
/**
 * The events written.
 */
event_ids: Array<string>, };

export type Document = "slips" | "manifest";

export type Sort = "building_room_product" | "product_building_room" | "building_product_room";

export type PrintRequest = { 
/**
 * Which document.
 */
document: Document, 
/**
 * The service day; nothing means today's.
 */
day: string | null, 
/**
 * The manifest's order.
 */
sort: Sort, 
/**
 * Only these orders, by id or number; empty means all that are not cancelled.
 */
orders: Array<string>, 
/**
 * Only what changed since it was last printed.
 */
only_stale: boolean, 
/**
 * Language on paper: `zh`, `en`, `fr`; nothing means the station's.
 */
lang: string | null, 
/**
 * Absolute path of the PDF to write; nothing means a file in the station's folder.
 */
out: string | null, 
/**
 * Who prints.
 */
actor: string, };

export type PrintReply = { 
/**
 * The file.
 */
path: string, 
/**
 * Its pages.
 */
pages: number, 
/**
 * Its orders.
 */
orders: number, 
/**
 * The batch revision it shows.
 */
revision: number, 
/**
 * Whether any of these were printed before.
 */
reprint: boolean, 
/**
 * The `printed` event.
 */
event_id: string, };

export type PrintState = { 
/**
 * Which document.
 */
document: Document, 
/**
 * Orders there are to print.
 */
orders: number, 
/**
 * Orders printed as they are now.
 */
current: number, 
/**
 * Ids of orders printed once and changed since.
 */
stale: Array<string>, 
/**
 * Orders never printed.
 */
never: number, 
/**
 * When it was last printed.
 */
printed_at: number | null, 
/**
 * The revision last printed.
 */
printed_revision: number | null, };

export type CollectRequest = { 
/**
 * As it came: a code, a URL, a bag label, a number, a name.
 */
input: string, 
/**
 * Names this request; the same again gives the same answer.
 */
request_id: string, 
/**
 * Only these lines, and of them only so much.
 */
lines: Array<LineWish>, 
/**
 * Only this bag.
 */
bag: number | null, 
/**
 * The person has read what the first answer asked, or has taken the money, or hands over what was `found`.
 */
confirm: boolean, 
/**
 * Hand over all the same, for this reason.
 */
force: string | null, 
/**
 * Who is at the counter.
 */
actor: string, 
/**
 * Was ticked on paper, or checked off on the platform: `paper`, `platform`, `self_service`; nothing: read from the input.
 */
via: string | null, };

export type LineWish = { 
/**
 * The line's number within the order.
 */
line: number, 
/**
 * How much.
 */
quantity_thousandths: number | null, };

export type VerdictKind = "unreadable" | "ambiguous" | "wrong_point" | "too_early" | "not_genuine" | "unknown" | "unsynced" | "revoked" | "cancelled" | "already_collected" | "expired" | "not_arrived" | "payment_due" | "attention" | "found" | "wrong_bag" | "partly_collected" | "collected";

export type ScanReply = { 
/**
 * What it is.
 */
verdict: VerdictKind, 
/**
 * The same in an English sentence, for terminals and logs.
 */
message: string, 
/**
 * The event written, for `collected` and `partly_collected`.
 */
event_id: string | null, 
/**
 * The answer is old, and what it did was undone then.
 */
undone_at: number | null, 
/**
 * A person forced it.
 */
forced: boolean, 
/**
 * Nothing was written yet: confirm with the same input and `confirm`.
 */
preview: boolean, 
/**
 * The order it is about.
 */
order: OrderView | null, 
/**
 * What was handed over, or would be: line number and quantity.
 */
handed: Array<Handed>, 
/**
 * What to choose from, for `ambiguous`.
 */
candidates: Array<OrderView>, 
/**
 * Other orders of the same recipient at the same address with something open.
 */
household: Array<OrderView>, 
/**
 * What must be read or done first, for `attention`.
 */
attention: Array<Attention>, 
/**
 * The other point, for `wrong_point`.
 */
point: string | null, 
/**
 * The other day, for `too_early`.
 */
day: string | null, 
/**
 * When: revoked, collected, expired.
 */
at: number | null, 
/**
 * By whom it was handed over.
 */
by: string | null, 
/**
 * At which station.
 */
station: string | null, 
/**
 * What became of an expired order: `kept`, `returned`, `released`.
 */
became: string | null, 
/**
 * What is to pay, for `payment_due`.
 */
due_minor: number | null, 
/**
 * Short codes are locked until then on this device; scanning is not.
 */
locked_until: number | null, 
/**
 * A person may force it with a reason.
 */
forceable: boolean, 
/**
 * Until when one key undoes it.
 */
undo_until: number | null, };

export type Handed = { 
/**
 * The line's number within the order.
 */
line: number, 
/**
 * How much of it.
 */
quantity_thousandths: number, };

export type Attention = { 
/**
 * `note`, `changed` (a bag must be opened after a revision), `missing`.
 */
kind: string, 
/**
 * The note, or the line's name.
 */
text: string, 
/**
 * The line it is about.
 */
line: number | null, 
/**
 * Quantity before a revision.
 */
old_thousandths: number | null, 
/**
 * Quantity now.
 */
new_thousandths: number | null, };

export type UndoRequest = { 
/**
 * The event to undo.
 */
event_id: string, 
/**
 * Names this request.
 */
request_id: string, 
/**
 * Needed once the free time is over.
 */
reason: string | null, 
/**
 * Who undoes.
 */
actor: string, };

export type UndoReply = { 
/**
 * The event written.
 */
event_id: string, 
/**
 * The order as it is now.
 */
order: OrderView, };

export type Decoded = { 
/**
 * `pickup_code`, `bag_label`, `short_code`, `text`, `unreadable`.
 */
kind: string, 
/**
 * Point, 6 digits.
 */
point: string | null, 
/**
 * Service day.
 */
day: string | null, 
/**
 * Order number.
 */
order_no: number | null, 
/**
 * Bag.
 */
bag: number | null, 
/**
 * Issue.
 */
issue: number | null, 
/**
 * Whether the seal is right; nothing where this station has no key for it.
 */
genuine: boolean | null, };

export type Lang = "zh" | "en" | "fr";

export type Theme = "system" | "light" | "dark";

export type Setup = { 
/**
 * Point number, 6 digits, 100000 to 999999.
 */
point: string, 
/**
 * The point's name.
 */
name: string, 
/**
 * Its time zone; empty is `Asia/Shanghai`.
 */
tz: string, 
/**
 * Language.
 */
lang: Lang, };

export type Settings = { 
/**
 * Point number, 6 digits.
 */
point: string, 
/**
 * The point's name.
 */
name: string, 
/**
 * Its address, printed on slips.
 */
address: string, 
/**
 * Opening hours, as printed on slips.
 */
hours: string, 
/**
 * Time zone, IANA name.
 */
tz: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Language of screen and paper.
 */
lang: Lang, 
/**
 * Colours.
 */
theme: Theme, 
/**
 * Sounds on or off.
 */
sound: boolean, 
/**
 * Volume, 0 to 100.
 */
volume: number, 
/**
 * Show what a scan would do, and write it after one key.
 */
preview: boolean, 
/**
 * How long an order is kept after it was received.
 */
hold_hours: number, 
/**
 * Silence that ends a scan without Enter or Tab.
 */
scan_gap_ms: number, 
/**
 * Hour of the point's day at which the service day begins.
 */
day_starts_at: number, 
/**
 * What is imported counts as received at once.
 */
receive_on_apply: boolean, 
/**
 * Who is at the counter.
 */
clerk: string, };

export type Opening = { "is": "new" } | { "is": "ready", 
/**
 * Where it stands.
 */
status: Status, } | { "is": "failed", 
/**
 * Why.
 */
failure: Failure, };

export type Status = { 
/**
 * The settings.
 */
settings: Settings, 
/**
 * This station's number at the point.
 */
station: string, 
/**
 * Whether this is the demo folder with its sample day.
 */
sample: boolean, 
/**
 * Whether it works without a hub.
 */
solo: boolean, 
/**
 * Today's service day.
 */
day: string, 
/**
 * Time at the core.
 */
now: number, 
/**
 * Minutes that the point's clock is ahead of UTC now.
 */
utc_offset_minutes: number, 
/**
 * The day's revision; 0 without orders.
 */
revision: number, 
/**
 * The day's orders that are to be collected (cancelled ones are not).
 */
orders: number, 
/**
 * Of these collected.
 */
collected: number, 
/**
 * Of these handed out in part.
 */
partly: number, 
/**
 * Cancelled or withdrawn ones.
 */
cancelled: number, 
/**
 * Events that wait to be synced; a solo station has none to wait for.
 */
waiting: number, 
/**
 * Rounds of the day, in order of their letters.
 */
rounds: Array<string>, 
/**
 * Where the data lie.
 */
folder: string, };

export type Today = { 
/**
 * The strip.
 */
status: Status, 
/**
 * Orders collected by hour of the point's day.
 */
hours: Array<Hour>, 
/**
 * What waits for a person.
 */
to_decide: Array<Decision>, 
/**
 * What is on paper.
 */
prints: Array<PrintState>, 
/**
 * When the day's orders were last imported.
 */
imported_at: number | null, };

export type Hour = { 
/**
 * 0 to 23, at the point.
 */
hour: number, 
/**
 * Orders collected.
 */
collected: number, };

export type Decision = { 
/**
 * `payment_due`, `overdue` (of the days before), `changed` (a bag to open after a revision).
 */
kind: string, 
/**
 * How many.
 */
count: number, 
/**
 * Sum, for `payment_due`.
 */
amount_minor: number, 
/**
 * The first few it is about.
 */
orders: Array<OrderView>, };

export type Recent = { 
/**
 * When.
 */
at: number, 
/**
 * What came of it.
 */
verdict: VerdictKind, 
/**
 * The order, where there was one.
 */
order: OrderView | null, 
/**
 * The event, where one can be undone.
 */
event_id: string | null, 
/**
 * It was undone since.
 */
undone: boolean, 
/**
 * Until when one key undoes it.
 */
undo_until: number | null, };

export type Verified = { 
/**
 * Events.
 */
events: number, 
/**
 * Inbox rows.
 */
inbox: number, 
/**
 * Hash of the last event, hex.
 */
last_hash: string, };
