//! Problems: what a person should know, where it stands, and what to do.

use std::collections::BTreeMap;

use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

/// So many problems of one code are listed; the rest are counted.
const LISTED: u32 = 500;

/// A value is shown up to so many characters.
const SHOWN: usize = 60;

/// A problem with the words of its code, to be completed with where it stands.
pub(crate) fn of(code: ErrorCode) -> Problem {
    Problem {
        code: code.as_str().to_owned(),
        message: code.message().to_owned(),
        hint: code.hint().to_owned(),
        ..Problem::default()
    }
}

/// A value of the file, on one line and shortened, as a problem shows it.
pub(crate) fn shown(value: &str) -> String {
    let mut short: String = value
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if value.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Numbers in the order in which people read them: 9 before 10.
pub(crate) fn in_order(mut sequence_nos: Vec<String>) -> Vec<String> {
    sequence_nos.sort_by(|a, b| (a.chars().count(), a).cmp(&(b.chars().count(), b)));
    sequence_nos.dedup();
    sequence_nos
}

/// Problems in the order in which they were found, so many of a code and no more: a file of a million bad rows stays readable.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    listed: Vec<Problem>,
    found: BTreeMap<String, u32>,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        // A cell that holds for several rows is read for each of them.
        if problem.row.is_some() && self.listed.last() == Some(&problem) {
            return;
        }
        let found = self.found.entry(problem.code.clone()).or_default();
        *found = found.saturating_add(1);
        if *found <= LISTED {
            self.listed.push(problem);
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Problem> {
        for (code, found) in self.found {
            let more = found.saturating_sub(LISTED);
            if more > 0 {
                let hint = self
                    .listed
                    .iter()
                    .find(|problem| problem.code == code)
                    .map(|problem| problem.hint.clone());
                self.listed.push(Problem {
                    code,
                    message: format!("There are {more} more like this."),
                    hint: hint.unwrap_or_default(),
                    ..Problem::default()
                });
            }
        }
        self.listed
    }
}
