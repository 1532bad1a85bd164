//! Printing an answer: one JSON document or lines for a person, and the exit status.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Value, json};
use ziti_wire::failure::Failure;

/// What a command came to.
#[derive(Debug)]
pub struct Answer {
    /// For programs.
    pub document: Value,
    /// For people.
    pub text: String,
    /// How it ended.
    pub end: End,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was done.
    Done,
    /// It was not; the document says why.
    Failed,
}

impl Answer {
    /// Done, with this document and these lines.
    pub fn done(document: &impl Serialize, text: String) -> Self {
        Self {
            document: serde_json::to_value(document).unwrap_or_default(),
            text,
            end: End::Done,
        }
    }

    /// Done, and all is said already.
    pub fn silent() -> Self {
        Self {
            document: Value::Null,
            text: String::new(),
            end: End::Done,
        }
    }

    /// The same, ended otherwise.
    #[must_use]
    pub fn ending(self, end: End) -> Self {
        Self { end, ..self }
    }
}

/// Prints what a command came to.
pub fn print(as_json: bool, answer: Result<Answer, Failure>) -> ExitCode {
    match answer {
        Ok(answer) => {
            let text = if as_json {
                answer.document.to_string()
            } else {
                answer.text
            };
            let printed = answer.document.is_null() || out(text.trim_end());
            ExitCode::from(match answer.end {
                End::Done if printed => 0,
                End::Done | End::Failed => 1,
            })
        }
        Err(failure) => {
            if as_json {
                out(&json!({ "error": failure }).to_string());
            } else {
                // Whoever read stderr may be gone too; `eprintln!` would panic.
                let _ = writeln!(
                    std::io::stderr(),
                    "{} ({})\n{}",
                    failure.message,
                    failure.code,
                    failure.hint
                );
            }
            ExitCode::FAILURE
        }
    }
}

/// Prints what is wrong with the command line, or the help that was asked for.
pub fn usage(as_json: bool, usage: &clap::Error) -> ExitCode {
    if !usage.use_stderr() {
        let _ = usage.print();
        return ExitCode::SUCCESS;
    }
    if as_json {
        let message = usage.to_string();
        let first = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
        out(&json!({ "error": { "code": "usage", "message": first, "hint": "See ziti-hub --help." } }).to_string());
    } else {
        let _ = usage.print();
    }
    ExitCode::from(2)
}

/// Prints a line; a reader that has gone away is no reason to panic.
fn out(text: &str) -> bool {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).is_ok()
}
