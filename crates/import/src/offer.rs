//! What a file offers to a day: named rounds, counts, and what is wrong with it before anyone looks at what stands there. Station and
//! hub report an import alike because both begin and end here.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_wire::batch::BatchOrder;
use ziti_wire::failure::Failure;
use ziti_wire::import::{Changes, Difference, ImportReport, ImportRequest, Problem};

use crate::{Format, ImportError, Parsed};

/// The report lists so many differences; all are counted.
const DIFFERENCES: usize = 500;

/// A file that is offered to a day.
#[derive(Debug)]
pub struct Offer {
    /// What can be said so far.
    pub report: ImportReport,
    /// Titles that should be looked for on other days: nobody has said that this day is meant.
    pub unsure_rounds: Vec<String>,
    file: String,
}

impl Offer {
    /// Names the rounds of a file and looks at it by itself. `named_day` says that the person, not the file, chose the day.
    pub fn new(request: &ImportRequest, parsed: &mut Parsed, point: &str, day: ServiceDay, named_day: bool) -> Self {
        let file = serde_json::to_vec(&(&parsed.orders, parsed.complete)).unwrap_or_default();
        name_rounds(request, parsed);
        let rounds: BTreeSet<&str> = parsed.orders.iter().map(|order| order.round.as_str()).collect();
        let mut report = ImportReport {
            day: day.to_string(),
            round: rounds.iter().copied().collect::<Vec<_>>().join("、"),
            source: parsed.source.to_owned(),
            blocks: parsed.blocks,
            orders: u32::try_from(parsed.orders.len()).unwrap_or(u32::MAX),
            groups: parsed.groups.clone(),
            warnings: parsed.warnings.clone(),
            errors: parsed.errors.clone(),
            ..ImportReport::default()
        };
        for line in parsed.orders.iter().flat_map(|order| &order.lines) {
            report.lines += 1;
            report.quantity_thousandths = report.quantity_thousandths.saturating_add(line.quantity_thousandths);
            report.amount_minor = report.amount_minor.saturating_add(line.amount_minor);
        }
        if let Some(other) = parsed.point.as_deref().filter(|other| *other != point) {
            report.errors.push(problem(ErrorCode::PointOther, other));
        }
        if rounds.contains("") {
            report.errors.push(problem(ErrorCode::RoundNeeded, ""));
        }
        report.errors.extend(twice(&parsed.orders));
        let unsure = !named_day && request.round.is_none();
        let unsure_rounds = rounds.iter().filter(|_| unsure).map(|round| (*round).to_owned());
        Self {
            unsure_rounds: unsure_rounds.collect(),
            file: hex(&file),
            report,
        }
    }

    /// A round of this title stands on another day.
    pub fn stands_on(&mut self, round: &str, other: ServiceDay) {
        let mut problem = problem(ErrorCode::RoundOnOtherDay, round);
        problem.message = format!("This round was imported for {other}.");
        self.report.errors.push(problem);
    }

    /// The day's revision before, and with it the digest of what is looked at. Says whether it can be staged at all.
    pub fn beside(&mut self, revision: u32) -> bool {
        self.report.revision = revision;
        let looked_at = format!("{}/{}/{}/{revision}", self.file, self.report.day, self.report.round);
        self.report.digest = hex(looked_at.as_bytes());
        self.report.errors.is_empty()
    }

    /// What it would change.
    pub fn changes(&mut self, changes: Changes, mut differences: Vec<Difference>, below_collected: &[String]) {
        if changes.added + changes.changed + changes.withdrawn > 0 {
            self.report.revision += 1;
        }
        self.report.changes = changes;
        differences.truncate(DIFFERENCES);
        self.report.differences = differences;
        if !below_collected.is_empty() {
            let mut below = problem(ErrorCode::RevisionBelowCollected, "");
            below.sequence_nos = below_collected.to_vec();
            self.report.warnings.push(below);
        }
    }
}

impl Format {
    /// The format of this name; nothing and `auto` mean that the file says it.
    ///
    /// # Errors
    /// `unknown_format`.
    pub fn named(name: &str) -> Result<Self, Failure> {
        Ok(match name.trim() {
            "" | "auto" => Self::Auto,
            "kuaituantuan" => Self::Kuaituantuan,
            "shopex" => Self::Shopex,
            "csv" => Self::Csv,
            "json" => Self::Json,
            other => {
                return Err(Failure::about(
                    ErrorCode::UnknownFormat,
                    format!("{other} is no format that can be imported."),
                ));
            }
        })
    }
}

impl ImportError {
    /// The same as a person is told.
    pub fn about(&self, path: &Path) -> Failure {
        match self {
            Self::Cancelled => Failure::new(ErrorCode::ImportCancelled),
            other => Failure::about(
                ErrorCode::FileUnreadable,
                format!("{} cannot be read: {other}.", path.display()),
            ),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// An order without a round is of the one that was named, else of the file's.
fn name_rounds(request: &ImportRequest, parsed: &mut Parsed) {
    let named = request
        .round
        .as_deref()
        .map(str::trim)
        .filter(|round| !round.is_empty());
    let folded = named.map(|round| round.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = folded.or_else(|| parsed.round.clone()).unwrap_or_default();
    for order in parsed.orders.iter_mut().filter(|order| order.round.is_empty()) {
        order.round.clone_from(&title);
    }
}

/// Orders that became one and the same when their round was named: which of them is meant is not guessed.
fn twice(orders: &[BatchOrder]) -> Option<Problem> {
    let mut known = HashSet::new();
    let twice: Vec<String> = orders
        .iter()
        .filter(|order| !known.insert((&order.round, &order.sequence_no)))
        .map(|order| order.sequence_no.clone())
        .collect();
    let mut problem = problem(ErrorCode::SequenceNoTwice, twice.first()?);
    problem.sequence_nos = twice;
    Some(problem)
}

fn problem(code: ErrorCode, value: &str) -> Problem {
    Problem {
        code: code.as_str().to_owned(),
        value: value.to_owned(),
        message: code.message().to_owned(),
        hint: code.hint().to_owned(),
        ..Problem::default()
    }
}
