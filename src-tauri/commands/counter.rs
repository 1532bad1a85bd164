//! Scans, undo, and a ticked manifest.

use tauri::AppHandle;
use ziti_station::Reply;
use ziti_wire::paper::{PaperReply, PaperRequest};
use ziti_wire::scan::{CollectRequest, ScanReply, UndoReply, UndoRequest};
use ziti_wire::status::Recent;

use super::desk::away;

/// Judges what was scanned or typed and, when nothing speaks against it, hands the order over.
#[tauri::command]
pub async fn collect(app: AppHandle, request: CollectRequest) -> Reply<ScanReply> {
    away(app, move |station| station.collect(&request)).await
}

/// Takes a hand-over back.
#[tauri::command]
pub async fn undo(app: AppHandle, request: UndoRequest) -> Reply<UndoReply> {
    away(app, move |station| station.undo(&request)).await
}

/// The last scans.
#[tauri::command]
pub async fn recent(app: AppHandle) -> Reply<Vec<Recent>> {
    away(app, ziti_station::Station::recent).await
}

/// What typing a ticked manifest in would do.
#[tauri::command]
pub async fn paper_preview(app: AppHandle, request: PaperRequest) -> Reply<PaperReply> {
    away(app, move |station| station.paper(&request, false)).await
}

/// Types a ticked manifest in.
#[tauri::command]
pub async fn paper_commit(app: AppHandle, request: PaperRequest) -> Reply<PaperReply> {
    away(app, move |station| station.paper(&request, true)).await
}
