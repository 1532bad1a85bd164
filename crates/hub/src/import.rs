//! Importing a file of orders for a point: first what it would change, then all of it or nothing.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_import::{Format, ImportError, Options, Parsed};
use ziti_wire::failure::Failure;
use ziti_wire::import::{ImportReport, ImportRequest, Problem};

use crate::Hub;
use crate::changes::NewChange;
use crate::database::Tx;
use crate::orders::{StandingDay, number};
use crate::points::Point;
use crate::staging::{Staged, stage};
use crate::stopped::Reply;

/// The report lists so many differences; all are counted.
const DIFFERENCES: usize = 500;

/// A short code is not given again for so many days.
const SHORT_CODE_DAYS: i64 = 60;

impl Hub {
    /// Reads a file of orders and says what it changes; with `apply` it is changed, all at once, unless there are errors.
    ///
    /// # Errors
    /// `point_unknown`, `file_unreadable`, `import_changed`, `day_invalid`, or a failure of the database. What is wrong inside the file
    /// stands in the report instead.
    pub async fn import(&self, point: &str, request: &ImportRequest, apply: bool) -> Reply<ImportReport> {
        let name = {
            let mut tx = self.database.read().await?;
            tx.point(point).await?.ok_or(ErrorCode::PointUnknown)?.info.name
        };
        let path = Path::new(&request.path);
        let options = Options {
            format: format_of(&request.format)?,
            own_point_name: Some(&name),
            ..Options::default()
        };
        let parsed = ziti_import::read_path(path, &options, &mut |_| ControlFlow::Continue(()))
            .map_err(|error| unreadable(&error, path))?;
        self.take_in(point, request, parsed, apply).await
    }

    async fn take_in(
        &self,
        point: &str,
        request: &ImportRequest,
        mut parsed: Parsed,
        apply: bool,
    ) -> Reply<ImportReport> {
        let file = blake3::hash(&serde_json::to_vec(&parsed.orders)?).to_hex().to_string();
        let now = self.around.now();
        let apply = apply && parsed.errors.is_empty();
        let mut tx = if apply {
            self.database.write().await?
        } else {
            self.database.read().await?
        };
        let point = if apply {
            tx.lock_point(point).await?
        } else {
            tx.point(point).await?.ok_or(ErrorCode::PointUnknown)?
        };
        if tx.is_adopting(&point.number).await? {
            return Err(Failure::about(
                ErrorCode::SyncRunning,
                "A station is still bringing this point's orders to the hub.",
            )
            .into());
        }
        let today = point.today(now);
        let (mut report, staged) = tx.prepare(&point, today, request, &mut parsed, &file).await?;
        if !apply {
            return Ok(report);
        }
        if request.digest.as_ref().is_some_and(|digest| *digest != report.digest) {
            return Err(ErrorCode::ImportChanged.into());
        }
        let Some((day, mut staged)) = staged.filter(|(_, staged)| !staged.changes_nothing()) else {
            return Ok(report);
        };
        let standing = StandingDay {
            revision: report.revision,
            last_order_no: staged.last_order_no,
            applied_at: now.0,
        };
        tx.put_day(&point.number, day, &standing, &staged.rounds).await?;
        let since = number(today) - SHORT_CODE_DAYS;
        let mut drawn = HashSet::new();
        for order in &mut staged.puts {
            if order.short_code.is_empty() {
                order.short_code = self.free_short_code(&mut tx, &point.number, since, &mut drawn).await?;
            }
        }
        tx.put_orders(&point.number, day, &staged.puts).await?;
        tx.tell_day_key(&point.number, day).await?;
        tx.tell(
            &point.number,
            &NewChange {
                day: number(day),
                ..NewChange::of("batch")
            },
        )
        .await?;
        tx.commit().await?;
        self.nudge(&point.number);
        report.applied = true;
        Ok(report)
    }

    /// A six-digit code that no order of the point has had for a while.
    async fn free_short_code(
        &self,
        tx: &mut Tx,
        point: &str,
        since: i64,
        drawn: &mut HashSet<String>,
    ) -> Reply<String> {
        for _ in 0..1000 {
            let code = self.around.digits(6);
            if !drawn.contains(&code) && tx.short_code_is_free(point, &code, since).await? {
                drawn.insert(code.clone());
                return Ok(code);
            }
        }
        Err(ErrorCode::Internal.into())
    }
}

impl Tx {
    /// Names the rounds and the day, stages, and reports.
    async fn prepare(
        &mut self,
        point: &Point,
        today: ServiceDay,
        request: &ImportRequest,
        parsed: &mut Parsed,
        file: &str,
    ) -> Reply<(ImportReport, Option<(ServiceDay, Staged)>)> {
        let named_day = request.day.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let day = match named_day.or(parsed.day.as_deref()) {
            None => today,
            Some(day) => ServiceDay::parse(day)
                .ok_or_else(|| Failure::about(ErrorCode::DayInvalid, format!("{day} is not a day.")))?,
        };
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
        if let Some(other) = parsed.point.as_deref().filter(|other| *other != point.number) {
            report.errors.push(problem(ErrorCode::PointOther, other));
        }
        if rounds.contains("") {
            report.errors.push(problem(ErrorCode::RoundNeeded, ""));
        }
        if named_day.is_none() && request.round.is_none() {
            for round in &rounds {
                let other = self.day_of_round(&point.number, round).await?;
                if let Some(other) = other.filter(|other| *other != day) {
                    report.errors.push(on_other_day(round, other));
                }
            }
        }
        let standing = self.day(&point.number, day).await?;
        report.revision = standing.revision;
        report.digest = blake3::hash(format!("{file}/{day}/{}/{}", report.round, report.revision).as_bytes())
            .to_hex()
            .to_string();
        if !report.errors.is_empty() {
            return Ok((report, None));
        }
        let mut staged = stage(
            self.rounds(&point.number, day).await?,
            standing.last_order_no,
            self.orders_of(&point.number, day).await?,
            &parsed.orders,
            parsed.complete,
        )?;
        report.changes = staged.changes;
        report.differences = std::mem::take(&mut staged.differences);
        report.differences.truncate(DIFFERENCES);
        if !staged.changes_nothing() {
            report.revision = standing.revision + 1;
        }
        if !staged.below_collected.is_empty() {
            let mut below = problem(ErrorCode::RevisionBelowCollected, "");
            below.sequence_nos.clone_from(&staged.below_collected);
            report.warnings.push(below);
        }
        Ok((report, Some((day, staged))))
    }
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

fn format_of(name: &str) -> Result<Format, Failure> {
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
