//! Importing on a terminal: a count while a file is read, and Ctrl-C.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use ziti_station::Station;
use ziti_wire::failure::Failure;
use ziti_wire::import::{ImportProgress, ImportReport, ImportRequest};

use crate::answer::{Answer, End};
use crate::arguments::Import;
use crate::told;
use crate::work::absolute;

/// Imports a file, or says what that would change.
pub fn import(station: &Station, file: &Import) -> Result<Answer, Failure> {
    let mut request = ImportRequest {
        path: absolute(&file.file),
        format: file.format.word().to_owned(),
        round: file.round.clone(),
        day: file.day.clone(),
        digest: None,
    };
    let stopped = told_by_ctrl_c();
    let mut bar = Bar::new();
    let mut run = |request: &ImportRequest| {
        let read = station.import(request, !file.dry_run, &mut |progress| {
            bar.show(progress);
            if stopped.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if read.is_err() {
            bar.finish();
        }
        read
    };
    let mut report = run(&request)?;
    // Also beside other errors: a person who need not name the round is not told to.
    let nameless = report.errors.iter().any(|error| error.code == "round_needed");
    if nameless && file.round.is_none() {
        request.round = Some("default".to_owned());
        report = run(&request)?;
    }
    bar.finish();
    Ok(of_report(&report, file.dry_run))
}

fn of_report(report: &ImportReport, dry_run: bool) -> Answer {
    let end = if report.errors.is_empty() {
        End::Done
    } else {
        End::Failed
    };
    Answer::done(report, told::import(report, dry_run)).ending(end)
}

/// Set once Ctrl-C is pressed; the reading stops at the next chance then. Pressed again it ends the program on the spot, which leaves
/// nothing half done either: what is applied is one transaction.
fn told_by_ctrl_c() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stopped);
    // Where no handler can be had, Ctrl-C ends the program as it always does.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    stopped
}

/// A count on a terminal, once reading has taken half a second.
struct Bar {
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Bar {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            bar: None,
        }
    }

    fn show(&mut self, progress: ImportProgress) {
        if self.bar.is_none() && self.began.elapsed() > Duration::from_millis(500) && std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{pos} / {len} rows {wide_bar}");
            let bar = ProgressBar::new(progress.of.unwrap_or(progress.rows).into());
            self.bar = Some(style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(progress.rows.into());
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
