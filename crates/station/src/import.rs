//! Importing a file of orders: first what it would change, then all of it or nothing.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, ReceivedLine, Via};
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::Revision;
use ziti_domain::told::Told;
use ziti_import::{Format, ImportError, Options, Parsed};
use ziti_store::Tx;
use ziti_wire::batch::BatchOrder;
use ziti_wire::failure::Failure;
use ziti_wire::import::{ImportProgress, ImportReport, ImportRequest, Problem};

use crate::hub::Link;
use crate::search::keys;
use crate::setup::Desk;
use crate::staging::{Staged, free_short_code, stage};
use crate::{Reply, Station, Stopped};

/// The report lists so many differences; all are counted.
const DIFFERENCES: usize = 500;

impl Station {
    /// Reads a file of orders and says what it changes; with `apply` it is changed, all at once, unless there are errors.
    ///
    /// `progress` is called while the file is read and once at its end, and may stop the import, which then has changed nothing.
    ///
    /// # Errors
    /// `file_unreadable`, `import_cancelled`, `import_changed`, `day_invalid`, or a failure of the database. What is wrong inside the file
    /// stands in the report instead.
    pub fn import(
        &self,
        request: &ImportRequest,
        apply: bool,
        progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
    ) -> Reply<ImportReport> {
        let name = self.store.read::<_, Stopped>(|tx| {
            if Link::read(tx)?.is_some() {
                return Err(ErrorCode::ImportOnHub.into());
            }
            Ok(self.desk(tx)?.settings.name)
        })?;
        let path = Path::new(&request.path);
        let options = Options {
            format: format_of(&request.format)?,
            own_point_name: Some(&name),
            ..Options::default()
        };
        let mut last = ImportProgress { rows: 0, of: None };
        let parsed = ziti_import::read_path(path, &options, &mut |now| {
            last = now;
            progress(now)
        });
        let parsed = parsed.map_err(|error| unreadable(&error, path))?;
        // The last chance to stop: what follows is all or nothing.
        if progress(last).is_break() {
            return Err(Failure::new(ErrorCode::ImportCancelled));
        }
        self.take_in(request, parsed, apply)
    }

    /// Stages what was read, and with `apply` swaps it in.
    pub(crate) fn take_in(&self, request: &ImportRequest, mut parsed: Parsed, apply: bool) -> Reply<ImportReport> {
        let file = blake3::hash(&serde_json::to_vec(&(&parsed.orders, parsed.complete)).unwrap_or_default())
            .to_hex()
            .to_string();
        if !apply || !parsed.errors.is_empty() {
            return Ok(self
                .store
                .read::<_, Stopped>(|tx| Ok(prepare(tx, &self.desk(tx)?, request, &mut parsed, &file)?.0))?);
        }
        Ok(self.store.write::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let (mut report, staged) = prepare(tx, &desk, request, &mut parsed, &file)?;
            if request.digest.as_ref().is_some_and(|digest| *digest != report.digest) {
                return Err(ErrorCode::ImportChanged.into());
            }
            if let Some(staged) = staged.filter(|staged| !staged.changes_nothing()) {
                report.revision = self.swap_in(tx, &desk, staged, parsed.source)?;
                report.applied = true;
            }
            Ok(report)
        })?)
    }

    /// Writes a staged revision: people, inbox, and the events that follow from it.
    fn swap_in(&self, tx: &Tx<'_>, desk: &Desk, staged: Staged, source: &str) -> Result<u32, Stopped> {
        let counter = self.counter(tx, desk);
        let day = staged.day;
        let revision = staged.revision + 1;
        let mut drawn = HashSet::new();
        let mut orders = Vec::with_capacity(staged.puts.len());
        let mut elsewhere = Vec::new();
        for mut order in staged.puts {
            if let Some((person, group)) = &order.person {
                order.put.person = tx.add_person(day, person, &keys(person, group.as_deref()))?;
            }
            if order.standing.is_none() {
                order.put.short_code = free_short_code(tx, desk, &self.around, &mut drawn)?;
            }
            if order.collected && !order.put.cancelled {
                elsewhere.push(order.put.order_no);
            }
            orders.push(order.put);
        }
        let withdrawn = staged.withdrawn.iter().map(|id| id.no).collect();
        let row = Revision {
            day,
            revision,
            source: source.to_owned(),
            rounds: staged.rounds,
            orders,
            withdrawn,
        };
        self.apply(tx, desk, &row)?;
        for no in elsewhere {
            let id = OrderId { day, no };
            let lines = open_lines(tx, id)?;
            if !lines.is_empty() {
                counter.append(
                    "",
                    Via::Platform,
                    Event::Collected {
                        order: id,
                        lines,
                        issue: None,
                        forced: None,
                        reason: None,
                    },
                )?;
            }
        }
        Ok(revision)
    }

    /// Puts a revision into the inbox and writes the events that follow from it.
    pub(crate) fn apply(&self, tx: &Tx<'_>, desk: &Desk, row: &Revision) -> Result<(), Stopped> {
        let counter = self.counter(tx, desk);
        let (day, revision) = (row.day, row.revision);
        let digest = tx.put_inbox(row, desk.now)?;
        let actor = &desk.settings.clerk;
        counter.append(actor, Via::Desk, Event::BatchApplied { day, revision, digest })?;
        if desk.settings.receive_on_apply {
            let lines = not_received(tx, row)?;
            if !lines.is_empty() {
                let hold_until = desk.now.plus_hours(desk.settings.hold_hours);
                counter.append(actor, Via::Desk, Event::Received { day, lines, hold_until })?;
            }
        }
        Ok(())
    }

    /// What an order was handed out elsewhere before its batch came from the hub: told by the batch, so it is no event of this station.
    pub(crate) fn take_collected_elsewhere(
        &self,
        tx: &Tx<'_>,
        desk: &Desk,
        id: OrderId,
        revision: u32,
    ) -> Result<(), Stopped> {
        let lines = open_lines(tx, id)?;
        if lines.is_empty() {
            return Ok(());
        }
        let event = Event::Collected {
            order: id,
            lines,
            issue: None,
            forced: None,
            reason: None,
        };
        let told = Told::Event {
            id: format!("platform/{id}/{revision}"),
            station: String::new(),
            kind: event.kind().to_owned(),
            payload: serde_json::to_string(&event).map_err(ziti_store::StoreError::from)?,
            actor: String::new(),
            via: "platform".to_owned(),
            happened_at: desk.now,
        };
        Ok(tx.put_told(&told, desk.now)?)
    }
}

/// What of an order is open.
fn open_lines(tx: &Tx<'_>, id: OrderId) -> Result<Vec<Handed>, Stopped> {
    let lines = tx.order(id)?.map(|order| order.judged().lines).unwrap_or_default();
    let open = lines.iter().filter(|line| line.open() > Quantity::ZERO);
    Ok(open
        .map(|line| Handed {
            line: line.no,
            quantity: line.open(),
        })
        .collect())
}

/// What of a revision's orders counts as received with it.
fn not_received(tx: &Tx<'_>, row: &Revision) -> Result<Vec<ReceivedLine>, Stopped> {
    let mut lines = Vec::new();
    for put in row.orders.iter().filter(|put| !put.cancelled) {
        let Some(order) = tx.order(OrderId {
            day: row.day,
            no: put.order_no,
        })?
        else {
            continue;
        };
        for line in &order.lines {
            let quantity = line.put.ordered.less(line.received);
            if quantity > Quantity::ZERO {
                lines.push(ReceivedLine {
                    order_no: put.order_no,
                    line: line.put.no,
                    quantity,
                });
            }
        }
    }
    Ok(lines)
}

/// Names the rounds and the day, stages, and reports.
fn prepare(
    tx: &Tx<'_>,
    desk: &Desk,
    request: &ImportRequest,
    parsed: &mut Parsed,
    file: &str,
) -> Result<(ImportReport, Option<Staged>), Stopped> {
    let named_day = request.day.as_deref().filter(|day| !day.trim().is_empty());
    let day = desk.day(named_day.or(parsed.day.as_deref()))?;
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
    if parsed.point.as_ref().is_some_and(|point| *point != desk.settings.point) {
        report.errors.push(problem(
            ErrorCode::PointOther,
            parsed.point.as_deref().unwrap_or_default(),
        ));
    }
    if rounds.contains("") {
        report.errors.push(problem(ErrorCode::RoundNeeded, ""));
    }
    report.errors.extend(twice(&parsed.orders));
    if named_day.is_none() && request.round.is_none() {
        for round in &rounds {
            if let Some(other) = tx.day_of_round(round)?.filter(|other| *other != day) {
                report.errors.push(on_other_day(round, other));
            }
        }
    }
    report.revision = tx.day(day)?.revision;
    report.digest = blake3::hash(format!("{file}/{day}/{}/{}", report.round, report.revision).as_bytes())
        .to_hex()
        .to_string();
    if !report.errors.is_empty() {
        return Ok((report, None));
    }
    let mut staged = stage(tx, day, &parsed.orders, parsed.complete)?;
    report.changes = staged.changes;
    report.differences = std::mem::take(&mut staged.differences);
    report.differences.truncate(DIFFERENCES);
    if !staged.changes_nothing() {
        report.revision = staged.revision + 1;
    }
    if !staged.below_collected.is_empty() {
        let mut below = problem(ErrorCode::RevisionBelowCollected, "");
        below.sequence_nos.clone_from(&staged.below_collected);
        report.warnings.push(below);
    }
    Ok((report, Some(staged)))
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

fn on_other_day(round: &str, other: ServiceDay) -> Problem {
    let mut problem = problem(ErrorCode::RoundOnOtherDay, round);
    problem.message = format!("This round was imported for {other}.");
    problem
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

fn format_of(name: &str) -> Reply<Format> {
    Ok(match name.trim() {
        "" | "auto" => Format::Auto,
        "kuaituantuan" => Format::Kuaituantuan,
        "shopex" => Format::Shopex,
        "csv" => Format::Csv,
        "json" => Format::Json,
        other => {
            return Err(Failure::about(
                ErrorCode::UnknownFormat,
                format!("{other} is no format that can be imported."),
            ));
        }
    })
}

fn unreadable(error: &ImportError, path: &Path) -> Failure {
    match error {
        ImportError::Cancelled => Failure::new(ErrorCode::ImportCancelled),
        other => Failure::about(
            ErrorCode::FileUnreadable,
            format!("{} cannot be read: {other}.", path.display()),
        ),
    }
}
