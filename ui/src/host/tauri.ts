import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { ImportProgress } from "../wire/wire";
import type { Host } from "./host";

/** The core inside the same program, over Tauri's IPC. Each line is one command. */
export const tauri: Host = {
  opening: () => invoke("opening"),
  init: (setup) => invoke("init", { setup }),
  status: () => invoke("status"),
  today: () => invoke("today"),
  recent: () => invoke("recent"),
  collect: (request) => invoke("collect", { request }),
  undo: (request) => invoke("undo", { request }),
  orders: (query) => invoke("orders", { query }),
  history: (order) => invoke("history", { order }),
  code: (order, reissue) => invoke("code", { order, reissue }),
  codePicture: (order) => invoke("code_picture", { order }),
  codePictureData: (order) => invoke("code_picture_data", { order }),
  importPreview: (request) => invoke("import_preview", { request }),
  importApply: (request) => invoke("import_apply", { request }),
  importCancel: () => invoke("import_cancel"),
  print: (request) => invoke("print", { request }),
  printStates: (day) => invoke("print_states", { day }),
  settingsChange: (settings) => invoke("settings_change", { settings }),
  paperPreview: (request) => invoke("paper_preview", { request }),
  paperCommit: (request) => invoke("paper_commit", { request }),
  enrolNew: (wish) => invoke("enrol_new", { wish }),
  enrol: (wish) => invoke("enrol", { wish }),
  syncNow: () => invoke("sync_now"),
  conflicts: () => invoke("conflicts"),
  resolve: (request) => invoke("resolve", { request }),
  verify: () => invoke("verify"),
  chooseOrderFile: (kind) => invoke("choose_order_file", { kind }),
  chooseCertificate: (kind) => invoke("choose_certificate", { kind }),
  choosePlace: (name) => invoke("choose_place", { name }),
  openDocument: (path) => invoke("open_document", { path }),
  whenChanged: (hear) => listen("changed", () => hear()),
  whenImportProgresses: (hear) => listen<ImportProgress>("import-progress", (event) => hear(event.payload)),
};
