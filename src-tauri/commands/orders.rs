//! Orders, their codes, and the files they come in.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tauri::{AppHandle, Emitter, Manager};
use ziti_station::{Reply, Station};
use ziti_wire::import::{ImportProgress, ImportReport, ImportRequest, OrderList};
use ziti_wire::order::{CodeReply, HistoryEntry, OrdersQuery};

use super::desk::{Desk, away};

/// The screen is told of progress so often at most.
const PACE: Duration = Duration::from_millis(100);

/// Orders of a day, all or those that a state or a text finds.
#[tauri::command]
pub async fn orders(app: AppHandle, query: OrdersQuery) -> Reply<OrderList> {
    away(app, move |station| station.orders(&query)).await
}

/// What happened to an order.
#[tauri::command]
pub async fn history(app: AppHandle, order: String) -> Reply<Vec<HistoryEntry>> {
    away(app, move |station| station.history(&order)).await
}

/// An order's pickup code, or a new one.
#[tauri::command]
pub async fn code(app: AppHandle, order: String, reissue: bool) -> Reply<CodeReply> {
    away(app, move |station| station.code(&order, reissue)).await
}

/// Writes an order's code as a picture into the folder and says where.
#[tauri::command]
pub async fn code_picture(app: AppHandle, order: String) -> Reply<String> {
    away(app, move |station| station.save_code_picture(&order, None)).await
}

/// An order's code as a picture for the screen.
#[tauri::command]
pub async fn code_picture_data(app: AppHandle, order: String) -> Reply<String> {
    let png = away(app, move |station| station.code_picture(&order)).await?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}

/// What importing a file would change.
#[tauri::command]
pub async fn import_preview(app: AppHandle, request: ImportRequest) -> Reply<ImportReport> {
    import(app, request, false).await
}

/// Imports a file.
#[tauri::command]
pub async fn import_apply(app: AppHandle, request: ImportRequest) -> Reply<ImportReport> {
    import(app, request, true).await
}

/// Stops the import that is being read.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands it over")]
pub fn import_cancel(app: AppHandle) {
    app.state::<Desk>().imports.stop();
}

async fn import(app: AppHandle, request: ImportRequest, apply: bool) -> Reply<ImportReport> {
    let token = app.state::<Desk>().imports.begin();
    let teller = app.clone();
    let mut told = Instant::now();
    let mut progress = move |progress: ImportProgress| {
        if told.elapsed() >= PACE {
            told = Instant::now();
            // A window that is closing needs no progress.
            let _ = teller.emit("import-progress", progress);
        }
        token.goes_on()
    };
    away(app, move |station: &Station| {
        station.import(&request, apply, &mut progress)
    })
    .await
}
