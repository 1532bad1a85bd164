//! What a program of ours ended with: its exit status and the one document it printed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::process::{Command, Output};

use serde_json::Value;

/// How a run of `zitictl --json` ended.
#[derive(Debug)]
pub struct Outcome {
    /// 0 done, 1 failed, 2 wrong usage, 3 refused.
    pub exit: i32,
    /// The document on stdout.
    pub document: Value,
}

impl Outcome {
    /// Runs a command that prints one document.
    pub fn of(command: &mut Command) -> Self {
        Self::read(&command.output().unwrap())
    }

    /// Reads what a program printed before it ended by itself.
    pub fn read(output: &Output) -> Self {
        let printed = String::from_utf8_lossy(&output.stdout);
        let told = String::from_utf8_lossy(&output.stderr);
        let exit = output.status.code();
        Self {
            exit: exit.unwrap_or_else(|| panic!("ended by {}: {printed}{told}", output.status)),
            document: serde_json::from_str(&printed)
                .unwrap_or_else(|error| panic!("{error}; {} {printed:?} {told:?}", output.status)),
        }
    }

    /// The verdict of a scan, empty when there is none.
    pub fn verdict(&self) -> &str {
        self.document["verdict"].as_str().unwrap_or_default()
    }

    /// The code of a failure, or of the first error of an import; empty when there is none.
    pub fn error(&self) -> &str {
        let failure = self.document["error"]["code"].as_str();
        let first = self.document["errors"][0]["code"].as_str();
        failure.or(first).unwrap_or_default()
    }

    /// The document of a run that ended with 0, as it must.
    pub fn done(self) -> Value {
        assert_eq!(self.exit, 0, "{}", self.document);
        self.document
    }
}

/// The same command under another, such as `setpriv …`.
pub fn under(outer: &[&str], inner: &Command) -> Command {
    let mut command = Command::new(outer[0]);
    command
        .args(&outer[1..])
        .arg(inner.get_program())
        .args(inner.get_args());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// The same command with at most 60 seconds and half a gigabyte of memory.
pub fn bounded(inner: &Command) -> Command {
    under(&["sh", "-c", "ulimit -v 524288; exec timeout 60 \"$@\"", "sh"], inner)
}

/// Says that a story is skipped; where checks are complete (`CI`), that is a failure.
pub fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "skipped: {why}");
    println!("skipped: {why}");
}
