//! The hub: enrolling, syncing, and what two stations did twice.

use tauri::{AppHandle, Manager};
use ziti_station::{Reply, Station};
use ziti_wire::failure::Failure;
use ziti_wire::hub::{ConflictView, Conflicts, EnrolWish, HubView, ResolveRequest};
use ziti_wire::status::Opening;

use super::desk::{Desk, away};

/// Makes a station of the hub's point in a folder that has none.
#[tauri::command]
pub async fn enrol_new(app: AppHandle, wish: EnrolWish) -> Reply<Opening> {
    let made = tauri::async_runtime::spawn_blocking(move || app.state::<Desk>().enrol_new(&wish)).await;
    made.unwrap_or_else(|_| Err(Failure::inside()))
}

/// Enrols the station with a hub.
#[tauri::command]
pub async fn enrol(app: AppHandle, wish: EnrolWish) -> Reply<HubView> {
    away(app, move |station| station.enrol(&wish)).await
}

/// Syncs as soon as may be; how it went stands in the status.
#[tauri::command]
pub async fn sync_now(app: AppHandle) {
    app.state::<Desk>().ask_to_sync();
}

/// What two stations handed out twice, and what the hub rejected.
#[tauri::command]
pub async fn conflicts(app: AppHandle) -> Reply<Conflicts> {
    away(app, Station::conflicts).await
}

/// Decides a conflict.
#[tauri::command]
pub async fn resolve(app: AppHandle, request: ResolveRequest) -> Reply<ConflictView> {
    away(app, move |station| station.resolve(&request)).await
}
