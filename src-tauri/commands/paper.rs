//! Printing.

use tauri::AppHandle;
use ziti_station::Reply;
use ziti_wire::print::{PrintReply, PrintRequest, PrintState};

use super::desk::away;

/// Prints a document into a PDF.
#[tauri::command]
pub async fn print(app: AppHandle, request: PrintRequest) -> Reply<PrintReply> {
    away(app, move |station| station.print(&request)).await
}

/// What is on paper and what of it is stale.
#[tauri::command]
pub async fn print_states(app: AppHandle, day: Option<String>) -> Reply<Vec<PrintState>> {
    away(app, move |station| station.print_states(day.as_deref())).await
}
