//! What all sources share while they read: the limits, the problems found, and who may cancel.

use std::ops::ControlFlow;

use ziti_domain::error::ErrorCode;
use ziti_wire::import::{ImportProgress, Problem};

use crate::Options;
use crate::clean::clean;
use crate::problem::{Problems, of, shown};

/// The caller hears of the progress every so many rows.
const PACE: u32 = 500;

/// Why a source goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A person said so.
    Cancelled,
    /// An error was noted that makes the rest meaningless.
    Refused,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub row: Option<u32>,
    pub column: &'a str,
}

/// One reading of one file.
pub(crate) struct Reading<'a> {
    pub options: Options<'a>,
    progress: &'a mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
    rows: u32,
    /// Rows in the file, where it says so.
    pub of: Option<u32>,
    kept_bytes: u64,
    warnings: Problems,
    errors: Problems,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(options: Options<'a>, progress: &'a mut dyn FnMut(ImportProgress) -> ControlFlow<()>) -> Self {
        Self {
            options,
            progress,
            rows: 0,
            of: None,
            kept_bytes: 0,
            warnings: Problems::default(),
            errors: Problems::default(),
        }
    }

    pub(crate) fn warn(&mut self, problem: Problem) {
        self.warnings.push(problem);
    }

    pub(crate) fn error(&mut self, problem: Problem) {
        self.errors.push(problem);
    }

    /// Notes an error after which reading on is useless.
    pub(crate) fn refuse(&mut self, problem: Problem) -> Stop {
        self.errors.push(problem);
        Stop::Refused
    }

    /// Counts a row, and lets the caller cancel now and then.
    pub(crate) fn row(&mut self) -> Result<(), Stop> {
        self.rows = self.rows.saturating_add(1);
        if self.rows.is_multiple_of(PACE) {
            self.tell()
        } else {
            Ok(())
        }
    }

    /// Tells the caller how far it is, and asks whether to go on.
    pub(crate) fn tell(&mut self) -> Result<(), Stop> {
        let now = ImportProgress {
            rows: self.rows,
            of: self.of.map(|of| of.max(self.rows)),
        };
        match (self.progress)(now) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stop::Cancelled),
        }
    }

    /// Cleans a text of the file that will be kept, and says when that changed it.
    pub(crate) fn text(&mut self, raw: &str, most: usize, place: Place<'_>) -> Result<String, Stop> {
        let cleaned = clean(raw, most);
        let about = |code| Problem {
            row: place.row,
            column: shown(place.column),
            value: shown(&cleaned.text),
            ..of(code)
        };
        if cleaned.removed {
            self.warn(about(ErrorCode::ControlCharactersRemoved));
        }
        if cleaned.shortened {
            self.warn(Problem {
                message: format!("A text was longer than {most} characters and was shortened."),
                ..about(ErrorCode::TextShortened)
            });
        }
        self.kept_bytes = self.kept_bytes.saturating_add(cleaned.text.len() as u64);
        if self.kept_bytes > self.options.limits.unpacked_bytes / 2 {
            let message = "The orders' texts take more room than a day's orders can.".to_owned();
            return Err(self.refuse(Problem {
                row: place.row,
                message,
                ..of(ErrorCode::TooLarge)
            }));
        }
        Ok(cleaned.text)
    }

    pub(crate) fn problems(self) -> (Vec<Problem>, Vec<Problem>) {
        (self.warnings.finish(), self.errors.finish())
    }
}
