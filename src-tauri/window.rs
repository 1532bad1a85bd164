//! The one window: its size, its title, and where it may not go.

use tauri::webview::{Color, NewWindowResponse};
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label; capabilities name it.
pub const LABEL: &str = "main";

/// Porcelain, so that nothing flashes white before the screen is painted.
const PAPER: Color = Color(0xed, 0xf1, 0xef, 0xff);

/// Opens the window on the screen that was built into the program.
///
/// # Errors
/// When the system cannot open a window.
pub fn open(app: &App) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Ziti")
        .inner_size(1280.0, 800.0)
        .min_inner_size(1024.0, 700.0)
        .background_color(PAPER)
        .on_navigation(is_our_screen)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Brings the window to the front, wherever it was.
pub fn raise(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    for step in [WebviewWindow::unminimize, WebviewWindow::show, WebviewWindow::set_focus] {
        if let Err(error) = step(&window) {
            log::warn!("the window could not be raised: {error}");
        }
    }
}

/// Only the screen that came with the program is ever shown: no page from elsewhere stands where codes are scanned.
fn is_our_screen(url: &Url) -> bool {
    let ours = matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http", Some("tauri.localhost"))
    );
    // A build without the embedded screen is for a developer with Vite's server.
    ours || (cfg!(not(feature = "custom-protocol")) && url.host_str() == Some("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_our_own_screen() {
        for ours in [
            "tauri://localhost",
            "tauri://localhost/index.html#/orders",
            "http://tauri.localhost/",
        ] {
            assert!(is_our_screen(&ours.parse().unwrap()), "{ours}");
        }
        for theirs in [
            "https://localhost/",
            "https://example.com/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "about:blank",
        ] {
            assert!(!is_our_screen(&theirs.parse().unwrap()), "{theirs}");
        }
    }
}
