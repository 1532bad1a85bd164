//! The shell: a window around the station, and the only code that knows Tauri.
//!
//! Nothing is decided here. A command is one line into `ziti_station`; what it answers goes to the screen as it is.

mod arguments;
mod commands;
mod only_window;
mod plugins;
mod window;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use arguments::Wish;
use commands::desk::{self, Desk};
use only_window::{Claim, OnlyWindow};
use tauri::Manager;

/// Does what the arguments ask for, the window as a rule, and returns once it is closed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let folder = match arguments::read(arguments) {
        Wish::Window(folder) => folder,
        Wish::Help => return say(arguments::USAGE),
        Wish::Version => return say(concat!("ziti ", env!("CARGO_PKG_VERSION"))),
        Wish::Unclear(sentence) => {
            complain(&format!("{sentence}\n\n{}", arguments::USAGE));
            return ExitCode::from(2);
        }
    };
    let Some(folder) = folder.or_else(ziti_station::default_folder) else {
        complain(
            "This account has no home folder, so there is no default place for the data. Name one with --data DIR.",
        );
        return ExitCode::FAILURE;
    };
    // A folder that cannot be made is explained in the window, by the station that fails to open in it.
    let _ = std::fs::create_dir_all(&folder);
    match only_window::claim(&folder) {
        Claim::Ours(only) => show(&folder, only),
        Claim::Taken { raised: true } => say(&format!(
            "Ziti is already open on {}; its window was brought to the front.",
            folder.display()
        )),
        Claim::Taken { raised: false } => say(&format!(
            "Ziti is already open on {}; look for its window.",
            folder.display()
        )),
    }
}

fn show(folder: &Path, only: OnlyWindow) -> ExitCode {
    let shown = tauri::Builder::default()
        .plugin(plugins::log(folder))
        .plugin(plugins::window_state(folder))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .manage(Desk::new(folder).begun_early())
        .setup(move |app| {
            window::open(app)?;
            let handle = app.handle().clone();
            if let Err(error) = only.when_asked(move || window::raise(&handle)) {
                log::warn!("a second start will not raise this window: {error}");
            }
            app.manage(only);
            desk::watch(app.handle().clone());
            desk::sync(app.handle().clone());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::files::choose_order_file,
            commands::files::choose_certificate,
            commands::files::choose_place,
            commands::files::open_document,
            commands::day::opening,
            commands::day::init,
            commands::day::status,
            commands::day::today,
            commands::day::settings_change,
            commands::day::verify,
            commands::counter::collect,
            commands::counter::undo,
            commands::counter::recent,
            commands::counter::paper_preview,
            commands::counter::paper_commit,
            commands::orders::orders,
            commands::orders::history,
            commands::orders::code,
            commands::orders::code_picture,
            commands::orders::code_picture_data,
            commands::orders::import_preview,
            commands::orders::import_apply,
            commands::orders::import_cancel,
            commands::hub::enrol,
            commands::hub::enrol_new,
            commands::hub::sync_now,
            commands::hub::conflicts,
            commands::hub::resolve,
            commands::paper::print,
            commands::paper::print_states,
        ])
        .run(tauri::generate_context!());
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!(
                "The window could not be opened: {error}. zitictl does the same work without one."
            ));
            ExitCode::FAILURE
        }
    }
}

fn say(sentence: &str) -> ExitCode {
    // Whoever read it may be gone: `println!` would panic.
    let _ = writeln!(std::io::stdout(), "{sentence}");
    ExitCode::SUCCESS
}

fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}
