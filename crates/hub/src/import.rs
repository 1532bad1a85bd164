//! Importing a file of orders for a point: first what it would change, then all of it or nothing.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_import::offer::Offer;
use ziti_import::{Format, Options, Parsed};
use ziti_wire::failure::Failure;
use ziti_wire::import::{ImportReport, ImportRequest};

use crate::Hub;
use crate::changes::NewChange;
use crate::database::Tx;
use crate::orders::{StandingDay, number};
use crate::points::Point;
use crate::staging::{Staged, stage};
use crate::stopped::Reply;

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
            format: Format::named(&request.format)?,
            own_point_name: Some(&name),
            ..Options::default()
        };
        let parsed = ziti_import::read_path(path, &options, &mut |_| ControlFlow::Continue(()))
            .map_err(|error| error.about(path))?;
        self.take_in(point, request, parsed, apply).await
    }

    async fn take_in(
        &self,
        point: &str,
        request: &ImportRequest,
        mut parsed: Parsed,
        apply: bool,
    ) -> Reply<ImportReport> {
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
        let (mut report, staged) = tx.prepare(&point, today, request, &mut parsed).await?;
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
    ) -> Reply<(ImportReport, Option<(ServiceDay, Staged)>)> {
        let named_day = request.day.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let day = match named_day.or(parsed.day.as_deref()) {
            None => today,
            Some(day) => ServiceDay::parse(day)
                .ok_or_else(|| Failure::about(ErrorCode::DayInvalid, format!("{day} is not a day.")))?,
        };
        let mut offer = Offer::new(request, parsed, &point.number, day, named_day.is_some());
        for round in std::mem::take(&mut offer.unsure_rounds) {
            let other = self.day_of_round(&point.number, &round).await?;
            if let Some(other) = other.filter(|other| *other != day) {
                offer.stands_on(&round, other);
            }
        }
        let standing = self.day(&point.number, day).await?;
        if !offer.beside(standing.revision) {
            return Ok((offer.report, None));
        }
        let mut staged = stage(
            self.rounds(&point.number, day).await?,
            standing.last_order_no,
            self.orders_of(&point.number, day).await?,
            &parsed.orders,
            parsed.complete,
        )?;
        let differences = std::mem::take(&mut staged.differences);
        offer.changes(staged.changes, differences, &staged.below_collected);
        Ok((offer.report, Some((day, staged))))
    }
}
