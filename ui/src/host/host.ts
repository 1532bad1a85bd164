import type {
  CodeReply,
  CollectRequest,
  Conflicts,
  ConflictView,
  EnrolWish,
  Failure,
  HistoryEntry,
  HubView,
  ImportProgress,
  ImportReport,
  ImportRequest,
  Opening,
  OrderList,
  OrdersQuery,
  PaperReply,
  PaperRequest,
  PrintReply,
  PrintRequest,
  PrintState,
  Recent,
  ResolveRequest,
  ScanReply,
  Settings,
  Setup,
  Status,
  Today,
  UndoReply,
  UndoRequest,
} from "../wire/wire";

/** All that the screen can ask of the core. Every promise is rejected with a `Failure` and with nothing else. */
export interface Host {
  opening(): Promise<Opening>;
  init(setup: Setup): Promise<Opening>;
  status(): Promise<Status>;
  today(): Promise<Today>;
  recent(): Promise<Recent[]>;
  collect(request: CollectRequest): Promise<ScanReply>;
  undo(request: UndoRequest): Promise<UndoReply>;
  orders(query: OrdersQuery): Promise<OrderList>;
  history(order: string): Promise<HistoryEntry[]>;
  code(order: string, reissue: boolean): Promise<CodeReply>;
  /** Writes the code's picture into the station's folder and says where. */
  codePicture(order: string): Promise<string>;
  codePictureData(order: string): Promise<string>;
  importPreview(request: ImportRequest): Promise<ImportReport>;
  importApply(request: ImportRequest): Promise<ImportReport>;
  importCancel(): Promise<void>;
  print(request: PrintRequest): Promise<PrintReply>;
  printStates(day: string | null): Promise<PrintState[]>;
  settingsChange(settings: Settings): Promise<Status>;
  paperPreview(request: PaperRequest): Promise<PaperReply>;
  paperCommit(request: PaperRequest): Promise<PaperReply>;
  /** Makes a station of the hub's point in a folder that has none. */
  enrolNew(wish: EnrolWish): Promise<Opening>;
  enrol(wish: EnrolWish): Promise<HubView>;
  /** Asks only: how it went stands in the status. */
  syncNow(): Promise<void>;
  conflicts(): Promise<Conflicts>;
  resolve(request: ResolveRequest): Promise<ConflictView>;
  verify(): Promise<{ events: number }>;
  /** The system's own window for choosing a file; nothing when the person changed their mind. */
  chooseOrderFile(kind: string): Promise<string | null>;
  /** The same for a certificate, and what is in it: PEM. */
  chooseCertificate(kind: string): Promise<string | null>;
  choosePlace(name: string): Promise<string | null>;
  /** Opens a printed document in the system's viewer; says whether there is one. */
  openDocument(path: string): Promise<boolean>;
  /** The core moved on by another process: ask again. Returns what ends the listening. */
  whenChanged(hear: () => void): Promise<() => void>;
  whenImportProgresses(hear: (progress: ImportProgress) => void): Promise<() => void>;
}

/** Whatever was thrown, as a failure: what is no `Failure` already is a fault of ours. */
export function asFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
    const { message, hint } = thrown as Partial<Failure>;
    return { code: thrown.code, message: message ?? "", hint: hint ?? "" };
  }
  return { code: "internal", message: String(thrown), hint: "" };
}

let chosen: Host | undefined;

/** Names the host once, before anything is drawn. */
export function useHost(host: Host): void {
  chosen = host;
}

export function host(): Host {
  if (!chosen) throw new Error("The host must be named before the screen is drawn.");
  return chosen;
}
