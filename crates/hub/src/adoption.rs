//! Solo to hub: a station brings its point, day by day, with the numbers and codes that are printed already. Its ledger comes as
//! any station's does.

use std::collections::HashSet;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::order::ORDER_NO_MAX;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::Standing;
use ziti_wire::batch::{Batch, BatchOrder, FORMAT};
use ziti_wire::failure::Failure;

use crate::Hub;
use crate::changes::NewChange;
use crate::orders::{StandingDay, StandingOrder, line_put, number, person_in};
use crate::stations::Station;
use crate::stopped::Reply;

/// What an order of one point may cost, or have paid: more is a mistake, and sums stay within what a column holds.
const ABSURD: i64 = 1_000_000_000_000;

impl Hub {
    /// Takes in a day that a station brings. The same day again changes nothing, or replaces what came before.
    ///
    /// # Errors
    /// `request_invalid`; `surface_denied` for a station that brings no point, or is done.
    pub async fn adopt_day(&self, station: &Station, day: &str, batch: &Batch) -> Reply<()> {
        if !station.adopting {
            return Err(ErrorCode::SurfaceDenied.into());
        }
        let day = ServiceDay::parse(day).ok_or(ErrorCode::DayInvalid)?;
        let mut orders = read(station, day, batch)?;
        let now = self.around.now();
        let mut tx = self.database.write().await?;
        let point = tx.lock_point(&station.point).await?.number;
        let before = tx.day(&point, day).await?;
        let known = tx.orders_of(&point, day).await?;
        let brought: HashSet<u32> = orders.iter().map(|order| order.no).collect();
        if known.iter().any(|order| !brought.contains(&order.no)) {
            return Err(invalid("An order of this day that was brought before is missing now.").into());
        }
        // Events of the station may have come before, when a day is brought again.
        for order in &mut orders {
            let Some(known) = known.iter().find(|known| known.no == order.no) else {
                continue;
            };
            for line in &mut order.lines {
                let collected = known.lines.iter().find(|known| known.put.no == line.put.no);
                line.collected = collected.map_or(Quantity::ZERO, |known| known.collected.min(line.put.ordered));
            }
        }
        if before.revision == batch.revision.unwrap_or(1)
            && tx.rounds(&point, day).await? == batch.rounds
            && known == orders
        {
            return Ok(());
        }
        let standing = StandingDay {
            revision: batch.revision.unwrap_or(1),
            last_order_no: orders.iter().map(|order| order.no).max().unwrap_or(0),
            applied_at: now.0,
        };
        tx.put_day(&point, day, &standing, &batch.rounds).await?;
        tx.put_orders(&point, day, &orders).await?;
        tx.tell_day_key(&point, day).await?;
        tx.tell(
            &point,
            &NewChange {
                day: number(day),
                ..NewChange::of("batch")
            },
        )
        .await?;
        tx.commit().await?;
        self.nudge(&point);
        Ok(())
    }

    /// All days are here.
    ///
    /// # Errors
    /// `surface_denied` for a station that brought no point.
    pub async fn finish_adoption(&self, station: &Station) -> Reply<()> {
        let mut tx = self.database.write().await?;
        let touched = run!(
            tx,
            "UPDATE station SET adoption = 'adopted' WHERE point = $1 AND no = $2 AND adoption <> ''",
            &station.point,
            station.no
        );
        if touched == 0 {
            return Err(ErrorCode::SurfaceDenied.into());
        }
        tx.commit().await
    }
}

fn invalid(what: &str) -> Failure {
    Failure::about(ErrorCode::RequestInvalid, what)
}

/// Reads a day with its numbers and codes. Whatever is wrong with it, nothing of it is taken.
fn read(station: &Station, day: ServiceDay, batch: &Batch) -> Result<Vec<StandingOrder>, Failure> {
    if batch.format != FORMAT {
        return Err(Failure::new(ErrorCode::JsonWrongFormat));
    }
    if batch.point.as_ref().is_some_and(|point| *point != station.point) {
        return Err(Failure::new(ErrorCode::PointOther));
    }
    let other_day = |named: &String| ServiceDay::parse(named) != Some(day);
    if batch.day.as_ref().is_some_and(other_day) {
        return Err(invalid("The batch is of another day."));
    }
    if serde_json::to_string(batch).is_ok_and(|text| text.contains("\\u0000")) {
        return Err(invalid("A text holds the character 0."));
    }
    let long = |text: &String, limit: usize| text.chars().count() > limit;
    if batch.rounds.iter().any(|title| long(title, 200))
        || batch.orders.iter().any(|order| long(&order.sequence_no, 40))
    {
        return Err(invalid("A round's title or an order's number is too long."));
    }
    let mut seen = HashSet::new();
    let mut keys = HashSet::new();
    batch
        .orders
        .iter()
        .map(|order| {
            let read = one(order, &batch.rounds)?;
            if !seen.insert(read.no) || !keys.insert((read.round, read.sequence_no.clone())) {
                return Err(invalid("Two orders have the same number."));
            }
            Ok(read)
        })
        .collect()
}

fn one(order: &BatchOrder, rounds: &[String]) -> Result<StandingOrder, Failure> {
    let no = order
        .order_no
        .filter(|no| (1..=ORDER_NO_MAX).contains(no))
        .ok_or_else(|| invalid("An order has no number."))?;
    let wrong = |what: &str| invalid(&format!("Order {no} {what}."));
    let short_code = order.short_code.clone().unwrap_or_default();
    if short_code.len() != 6 || !short_code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(wrong("has no short code"));
    }
    let round = rounds
        .iter()
        .position(|title| *title == order.round)
        .and_then(|place| u32::try_from(place).ok())
        .ok_or_else(|| wrong("is of a round that the batch does not name"))?;
    let mut numbers = HashSet::new();
    for line in &order.lines {
        let sane = line.no.is_some_and(|no| no > 0 && numbers.insert(no))
            && (0..=ABSURD).contains(&line.quantity_thousandths)
            && (-ABSURD..=ABSURD).contains(&line.amount_minor);
        if !sane {
            return Err(wrong(
                "has a line without number, or with an impossible quantity or amount",
            ));
        }
    }
    let lines: Vec<Standing> = order
        .lines
        .iter()
        .map(|line| Standing {
            put: line_put(line),
            // What was handed over comes with the ledger.
            collected: Quantity::ZERO,
        })
        .collect();
    let amount: Money = lines.iter().map(|line| line.put.amount).sum();
    let paid = order.paid_minor.map_or(amount, Money);
    if !(-ABSURD..=ABSURD).contains(&paid.0) {
        return Err(wrong("has paid an impossible amount"));
    }
    Ok(StandingOrder {
        no,
        round,
        sequence_no: order.sequence_no.clone(),
        short_code,
        cancelled: order.cancelled || order.withdrawn,
        withdrawn: order.withdrawn,
        elsewhere: false,
        paid,
        household: order.household,
        person: person_in(order),
        lines,
    })
}
