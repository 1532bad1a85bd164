//! Choosing a file, choosing a place for one, and opening what was printed: the system's own windows for it.

use std::path::{Path, PathBuf};

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};
use tauri_plugin_opener::OpenerExt;
use ziti_domain::error::ErrorCode;
use ziti_station::Reply;
use ziti_wire::failure::Failure;

/// Files that orders come in.
const ORDER_FILES: &[&str] = &["xlsx", "csv", "json", "txt"];

/// Files that certificates come in.
const CERTIFICATES: &[&str] = &["pem", "crt", "cer"];

/// Lets the person choose a file of orders; nothing when they changed their mind.
#[tauri::command]
pub async fn choose_order_file(app: AppHandle, kind: String) -> Option<PathBuf> {
    let dialog = app.dialog().file().add_filter(kind, ORDER_FILES);
    chosen(move || dialog.blocking_pick_file()).await
}

/// Lets the person choose the certificate of a hub and reads it; nothing when they changed their mind.
#[tauri::command]
pub async fn choose_certificate(app: AppHandle, kind: String) -> Reply<Option<String>> {
    let dialog = app.dialog().file().add_filter(kind, CERTIFICATES);
    let Some(path) = chosen(move || dialog.blocking_pick_file()).await else {
        return Ok(None);
    };
    // No certificate is longer: who picks a film by mistake need not wait for it.
    let is_small = std::fs::metadata(&path).is_ok_and(|file| file.len() < 1_000_000);
    let pem = is_small.then(|| std::fs::read_to_string(&path).ok()).flatten();
    match pem {
        Some(pem) => Ok(Some(pem)),
        None => Err(Failure::new(ErrorCode::CertificateUnusable)),
    }
}

/// Lets the person choose where a document goes; nothing when they changed their mind.
#[tauri::command]
pub async fn choose_place(app: AppHandle, name: String) -> Option<PathBuf> {
    // A name only: the screen proposes no folders.
    let name = Path::new(&name).file_name()?.to_string_lossy().into_owned();
    let dialog = app.dialog().file().set_file_name(name);
    chosen(move || dialog.blocking_save_file()).await
}

/// Opens a PDF in the system's viewer, where it can be printed; says whether the system knew one.
#[tauri::command]
pub async fn open_document(app: AppHandle, path: PathBuf) -> bool {
    let is_document = path.is_absolute()
        && path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    is_document && path.is_file() && app.opener().open_path(path.to_string_lossy(), None::<&str>).is_ok()
}

/// Waits for a dialog away from the threads that serve the screen.
async fn chosen(ask: impl FnOnce() -> Option<FilePath> + Send + 'static) -> Option<PathBuf> {
    tauri::async_runtime::spawn_blocking(ask).await.ok()??.into_path().ok()
}
