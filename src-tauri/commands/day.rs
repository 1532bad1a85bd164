//! The folder, the day, and the settings.

use tauri::{AppHandle, Manager};
use ziti_station::{Reply, Station};
use ziti_wire::failure::Failure;
use ziti_wire::settings::{Settings, Setup};
use ziti_wire::status::{Opening, Status, Today, Verified};

use super::desk::{Desk, away};

/// Opens the folder: a new one, a station, or one that cannot be used.
#[tauri::command]
pub async fn opening(app: AppHandle) -> Reply<Opening> {
    let opened = tauri::async_runtime::spawn_blocking(move || app.state::<Desk>().open()).await;
    opened.map_err(|_| Failure::inside())
}

/// Answers the first start's questions.
#[tauri::command]
pub async fn init(app: AppHandle, setup: Setup) -> Reply<Opening> {
    let made = tauri::async_runtime::spawn_blocking(move || app.state::<Desk>().init(&setup)).await;
    made.unwrap_or_else(|_| Err(Failure::inside()))
}

/// What is always visible.
#[tauri::command]
pub async fn status(app: AppHandle) -> Reply<Status> {
    away(app, Station::status).await
}

/// The Today screen.
#[tauri::command]
pub async fn today(app: AppHandle) -> Reply<Today> {
    away(app, Station::today).await
}

/// Changes the settings.
#[tauri::command]
pub async fn settings_change(app: AppHandle, settings: Settings) -> Reply<Status> {
    away(app, move |station| station.change_settings(&settings)).await
}

/// Walks the ledger's chain.
#[tauri::command]
pub async fn verify(app: AppHandle) -> Reply<Verified> {
    away(app, Station::verify).await
}
