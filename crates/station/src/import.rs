//! Importing a file of orders: first what it would change, then all of it or nothing.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, ReceivedLine, Via};
use ziti_domain::order::OrderId;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::Revision;
use ziti_import::offer::Offer;
use ziti_import::{Format, Options, Parsed};
use ziti_store::Tx;
use ziti_wire::failure::Failure;
use ziti_wire::import::{ImportProgress, ImportReport, ImportRequest};

use crate::hub::Link;
use crate::search::keys;
use crate::setup::Desk;
use crate::staging::{Staged, free_short_code, stage};
use crate::{Reply, Station, Stopped};

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
            format: Format::named(&request.format)?,
            own_point_name: Some(&name),
            ..Options::default()
        };
        let mut last = ImportProgress { rows: 0, of: None };
        let parsed = ziti_import::read_path(path, &options, &mut |now| {
            last = now;
            progress(now)
        });
        let parsed = parsed.map_err(|error| error.about(path))?;
        // The last chance to stop: what follows is all or nothing.
        if progress(last).is_break() {
            return Err(Failure::new(ErrorCode::ImportCancelled));
        }
        self.take_in(request, parsed, apply)
    }

    /// Stages what was read, and with `apply` swaps it in.
    pub(crate) fn take_in(&self, request: &ImportRequest, mut parsed: Parsed, apply: bool) -> Reply<ImportReport> {
        if !apply || !parsed.errors.is_empty() {
            return Ok(self
                .store
                .read::<_, Stopped>(|tx| Ok(prepare(tx, &self.desk(tx)?, request, &mut parsed)?.0))?);
        }
        Ok(self.store.write::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let (mut report, staged) = prepare(tx, &desk, request, &mut parsed)?;
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
) -> Result<(ImportReport, Option<Staged>), Stopped> {
    let named_day = request.day.as_deref().filter(|day| !day.trim().is_empty());
    let day = desk.day(named_day.or(parsed.day.as_deref()))?;
    let mut offer = Offer::new(request, parsed, &desk.settings.point, day, named_day.is_some());
    for round in std::mem::take(&mut offer.unsure_rounds) {
        if let Some(other) = tx.day_of_round(&round)?.filter(|other| *other != day) {
            offer.stands_on(&round, other);
        }
    }
    if !offer.beside(tx.day(day)?.revision) {
        return Ok((offer.report, None));
    }
    let mut staged = stage(tx, day, &parsed.orders, parsed.complete)?;
    let differences = std::mem::take(&mut staged.differences);
    offer.changes(staged.changes, differences, &staged.below_collected);
    Ok((offer.report, Some(staged)))
}
