//! Tauri's plugins, each told to keep what it writes inside the station's folder.

use std::path::Path;

use tauri::Wry;
use tauri::plugin::TauriPlugin;
use tauri_plugin_log::{RotationStrategy, Target, TargetKind, TimezoneStrategy};
use tauri_plugin_window_state::StateFlags;

/// Large enough for weeks of a quiet counter, small enough to send by mail.
const LOG_BYTES: u128 = 2_000_000;

/// Logs to stderr and to `logs/ziti.log` in the folder: what went wrong, never whom it was about.
pub fn log(folder: &Path) -> TauriPlugin<Wry> {
    let mut targets = vec![Target::new(TargetKind::Stderr)];
    let logs = folder.join("logs");
    // A folder that cannot be written to gets its message in the window; the plugin would refuse to start.
    if std::fs::create_dir_all(&logs).is_ok() {
        targets.push(Target::new(TargetKind::Folder {
            path: logs,
            file_name: Some("ziti".to_owned()),
        }));
    }
    tauri_plugin_log::Builder::new()
        .targets(targets)
        .level(log::LevelFilter::Info)
        .level_for("tao", log::LevelFilter::Error)
        .max_file_size(LOG_BYTES)
        .rotation_strategy(RotationStrategy::KeepSome(2))
        .timezone_strategy(TimezoneStrategy::UseUtc)
        .build()
}

/// Remembers where the window stood, folder by folder.
pub fn window_state(folder: &Path) -> TauriPlugin<Wry> {
    let plugin = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN);
    // The plugin joins the name to its own folder; an absolute one replaces it.
    match std::path::absolute(folder.join("window.json"))
        .ok()
        .as_deref()
        .and_then(Path::to_str)
    {
        Some(file) => plugin.with_filename(file).build(),
        None => plugin.build(),
    }
}
