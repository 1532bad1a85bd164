// Generated from crates/wire by its tests; ZITI_BLESS=1 cargo test -p ziti-wire writes it anew.

export type Zone = "ambient" | "chilled" | "frozen";

export type Failure = { 
code: string, 
message: string, 
hint: string, };

export type EnrolWish = { 
hub: string, 
code: string, 
point: string, 
name: string, 
certificate: string | null, 
lang: Lang, };

export type LinkState = "waiting" | "active" | "revoked";

export type HubView = { 
address: string, 
pinned: boolean, 
state: LinkState, 
online: boolean, 
offline_since: number | null, 
last_sync_at: number | null, 
waiting: number, 
rejected: number, 
conflicts: number, 
siblings: number, 
skew_ms: number, 
trouble: Failure | null, 
progress: Progress | null, };

export type Progress = { 
done: number, 
total: number, };

export type SyncReport = { 
pushed: number, 
conflicts: number, 
rejected: number, 
pulled: number, 
batches: Array<SyncedBatch>, 
new_epoch: boolean, 
waiting: number, 
skew_ms: number, };

export type SyncedBatch = { 
day: string, 
revision: number, 
orders: number, 
added: number, 
changed: number, 
stale_prints: number, };

export type ConflictView = { 
id: string, 
order: OrderView | null, 
order_id: string, 
line: number, 
product: string, 
quantity_thousandths: number, 
amount_minor: number, 
first: LaneView, 
second: LaneView, 
decided: Decided | null, };

export type LaneView = { 
station: string, 
here: boolean, 
by: string, 
at: number, 
skew_ms: number, 
arrived_at: number, };

export type Decided = { 
resolution: Resolution, 
by: string, 
station: string, 
at: number, };

export type ResolveRequest = { 
conflict: string, 
resolution: Resolution, 
request_id: string, 
actor: string, };

export type RejectedView = { 
event_id: string, 
kind: string, 
happened_at: number, 
order_id: string | null, 
code: string, 
message: string, };

export type Conflicts = { 
conflicts: Array<ConflictView>, 
rejected: Array<RejectedView>, };

export type Resolution = "handed_out_twice" | "mistaken";

export type ImportRequest = { 
path: string, 
format: string, 
round: string | null, 
day: string | null, 
digest: string | null, };

export type ImportReport = { 
day: string, 
round: string, 
revision: number, 
source: string, 
applied: boolean, 
blocks: number, 
orders: number, 
lines: number, 
quantity_thousandths: number, 
amount_minor: number, 
changes: Changes, 
differences: Array<Difference>, 
groups: Array<Group>, 
warnings: Array<Problem>, 
errors: Array<Problem>, 
digest: string, };

export type Changes = { 
added: number, 
changed: number, 
withdrawn: number, 
unchanged: number, };

export type ChangeKind = "added" | "changed" | "withdrawn";

export type Difference = { 
kind: ChangeKind, 
sequence_no: string, 
place: string, 
recipient: string, 
lines: Array<LineDifference>, 
fields: Array<string>, 
below_collected: boolean, };

export type LineDifference = { 
name: string, 
old_thousandths: number, 
new_thousandths: number, };

export type Group = { 
kind: string, 
name: string, 
rows: number, 
orders: number, };

export type Problem = { 
row: number | null, 
last_row: number | null, 
column: string, 
value: string, 
code: string, 
message: string, 
hint: string, 
sequence_nos: Array<string>, };

export type ImportProgress = { 
rows: number, 
of: number | null, };

export type OrderList = { 
orders: Array<OrderView>, 
total: number, };

export type OrderView = { 
id: string, 
day: string, 
order_no: number, 
sequence_no: string, 
number: string, 
round: string, 
state: OrderState, 
shelf_codes: Array<string>, 
bags: number, 
recipient: string, 
recipient_masked: string, 
other_recipients: Array<string>, 
phones: Array<string>, 
phone_masked: string, 
building: string, 
room: string, 
place: string, 
address: string, 
note: string, 
amount_minor: number, 
due_minor: number, 
currency: string, 
lines: Array<LineView>, 
hold_until: number | null, 
collected_at: number | null, 
collected_by: string | null, 
issue: number, 
undoable: Undoable | null, };

export type Undoable = { 
event_id: string, 
freely_until: number, };

export type OrderState = "open" | "partly" | "collected" | "cancelled" | "withdrawn" | "overdue";

export type LineView = { 
line: number, 
product: string, 
variant: string, 
quantity_thousandths: number, 
collected_thousandths: number, 
open_thousandths: number, 
amount_minor: number, 
zone: Zone, };

export type OrdersQuery = { 
day: string | null, 
state: OrderState | null, 
text: string | null, 
limit: number | null, };

export type CodeReply = { 
order_id: string, 
code: string, 
short_code: string, 
issue: number, };

export type HistoryEntry = { 
event_id: string, 
kind: string, 
happened_at: number, 
actor: string, 
via: string, 
forced: boolean, };

export type PaperRequest = { 
text: string, 
day: string | null, 
actor: string, 
request_id: string, };

export type PaperReply = { 
committed: boolean, 
ready: Array<OrderView>, 
already: Array<OrderView>, 
refused: Array<OrderView>, 
unknown: Array<string>, 
event_ids: Array<string>, };

export type Document = "slips" | "manifest";

export type Sort = "building_room_product" | "product_building_room" | "building_product_room";

export type PrintRequest = { 
document: Document, 
day: string | null, 
sort: Sort, 
orders: Array<string>, 
only_stale: boolean, 
lang: string | null, 
out: string | null, 
actor: string, };

export type PrintReply = { 
path: string, 
pages: number, 
orders: number, 
revision: number, 
reprint: boolean, 
event_id: string, };

export type PrintState = { 
document: Document, 
orders: number, 
current: number, 
stale: Array<string>, 
never: number, 
printed_at: number | null, 
printed_revision: number | null, };

export type CollectRequest = { 
input: string, 
request_id: string, 
lines: Array<LineWish>, 
bag: number | null, 
confirm: boolean, 
force: string | null, 
actor: string, 
via: string | null, };

export type LineWish = { 
line: number, 
quantity_thousandths: number | null, };

export type VerdictKind = "unreadable" | "ambiguous" | "wrong_point" | "too_early" | "not_genuine" | "unknown" | "unsynced" | "revoked" | "cancelled" | "already_collected" | "expired" | "not_arrived" | "payment_due" | "attention" | "found" | "wrong_bag" | "partly_collected" | "collected";

export type ScanReply = { 
verdict: VerdictKind, 
message: string, 
event_id: string | null, 
undone_at: number | null, 
forced: boolean, 
preview: boolean, 
order: OrderView | null, 
handed: Array<Handed>, 
candidates: Array<OrderView>, 
household: Array<OrderView>, 
attention: Array<Attention>, 
point: string | null, 
day: string | null, 
at: number | null, 
by: string | null, 
station: string | null, 
became: string | null, 
due_minor: number | null, 
locked_until: number | null, 
forceable: boolean, 
undo_until: number | null, };

export type Handed = { 
line: number, 
quantity_thousandths: number, };

export type Attention = { 
kind: string, 
text: string, 
line: number | null, 
old_thousandths: number | null, 
new_thousandths: number | null, };

export type UndoRequest = { 
event_id: string, 
request_id: string, 
reason: string | null, 
actor: string, };

export type UndoReply = { 
event_id: string, 
order: OrderView, };

export type Decoded = { 
kind: string, 
point: string | null, 
day: string | null, 
order_no: number | null, 
bag: number | null, 
issue: number | null, 
genuine: boolean | null, };

export type Lang = "zh" | "en" | "fr";

export type Theme = "system" | "light" | "dark";

export type Setup = { 
point: string, 
name: string, 
tz: string, 
lang: Lang, };

export type Settings = { 
point: string, 
name: string, 
address: string, 
hours: string, 
tz: string, 
currency: string, 
lang: Lang, 
theme: Theme, 
sound: boolean, 
volume: number, 
preview: boolean, 
hold_hours: number, 
scan_gap_ms: number, 
day_starts_at: number, 
receive_on_apply: boolean, 
accept_unsynced: boolean, 
clerk: string, };

export type Opening = { "is": "new" } | { "is": "ready", 
status: Status, } | { "is": "failed", 
failure: Failure, };

export type Status = { 
settings: Settings, 
station: string, 
sample: boolean, 
solo: boolean, 
day: string, 
now: number, 
utc_offset_minutes: number, 
revision: number, 
orders: number, 
collected: number, 
partly: number, 
cancelled: number, 
waiting: number, 
hub: HubView | null, 
rounds: Array<string>, 
folder: string, };

export type Today = { 
status: Status, 
hours: Array<Hour>, 
to_decide: Array<Decision>, 
prints: Array<PrintState>, 
imported_at: number | null, };

export type Hour = { 
hour: number, 
collected: number, };

export type Decision = { 
kind: string, 
count: number, 
amount_minor: number, 
orders: Array<OrderView>, };

export type Recent = { 
at: number, 
verdict: VerdictKind, 
order: OrderView | null, 
event_id: string | null, 
undone: boolean, 
undo_until: number | null, };

export type Verified = { 
events: number, 
inbox: number, 
last_hash: string, };
