//! The orders of a day as they stand: rows in, rows out.

use std::collections::HashMap;

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_domain::order::Zone;
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::{LinePut, Standing};
use ziti_wire::batch::{self, Batch, BatchLine, BatchOrder, FORMAT};

use crate::Hub;
use crate::bulk::Value;
use crate::database::Tx;
use crate::stopped::Reply;

/// An order as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StandingOrder {
    pub no: u32,
    pub round: u32,
    pub sequence_no: String,
    pub short_code: String,
    pub cancelled: bool,
    pub withdrawn: bool,
    /// Collected elsewhere before it came here.
    pub elsewhere: bool,
    /// Paid before it came to the counter; what was taken there is told by events alone.
    pub paid: Money,
    pub household: Option<u32>,
    pub person: Person,
    pub lines: Vec<Standing>,
}

impl StandingOrder {
    pub fn amount(&self) -> Money {
        self.lines.iter().map(|line| line.put.amount).sum()
    }

    pub fn anything_collected(&self) -> bool {
        self.lines.iter().any(|line| line.collected > Quantity::ZERO)
    }
}

/// Who collects, and where they live.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub recipient: String,
    pub other_recipients: Vec<String>,
    pub phones: Vec<String>,
    pub orderer: String,
    pub building: String,
    pub room: String,
    pub address: String,
    pub note: String,
}

/// A day as it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct StandingDay {
    pub revision: u32,
    pub last_order_no: u32,
    pub applied_at: i64,
}

type OrderRow = (i64, i64, String, String, i64, i64, i64, i64, i64);
type LineRow = (i64, i64, String, String, String, i64, i64, String, i64);
type PersonRow = (i64, String, String, String, String, String, String, String, String);

impl Hub {
    /// What was handed over of a day, as it was accepted: order, line, thousandths.
    ///
    /// # Errors
    /// `day_invalid`, or a failure of the database.
    pub async fn collected(&self, point: &str, day: &str) -> Reply<Vec<(u32, u32, i64)>> {
        let day = ServiceDay::parse(day).ok_or(ErrorCode::DayInvalid)?;
        let mut tx = self.database.read().await?;
        let lines: Vec<(i64, i64, i64)> = rows!(
            tx,
            "SELECT order_no, no, collected FROM line WHERE point = $1 AND day = $2 ORDER BY order_no, no",
            point,
            number(day)
        );
        Ok(lines
            .into_iter()
            .map(|(order, line, collected)| (small(order), small(line), collected))
            .collect())
    }
}

impl Tx {
    pub(crate) async fn day(&mut self, point: &str, day: ServiceDay) -> Reply<StandingDay> {
        let row: Option<(i64, i64, i64)> = first!(
            self,
            "SELECT revision, last_order_no, applied_at FROM day WHERE point = $1 AND day = $2",
            point,
            number(day)
        );
        Ok(
            row.map_or_else(StandingDay::default, |(revision, last, applied_at)| StandingDay {
                revision: small(revision),
                last_order_no: small(last),
                applied_at,
            }),
        )
    }

    /// The day's rounds in order of their letters.
    pub(crate) async fn rounds(&mut self, point: &str, day: ServiceDay) -> Reply<Vec<String>> {
        let rows: Vec<(String,)> = rows!(
            self,
            "SELECT title FROM round WHERE point = $1 AND day = $2 ORDER BY place",
            point,
            number(day)
        );
        Ok(rows.into_iter().map(|(title,)| title).collect())
    }

    /// The newest day that knows a round.
    pub(crate) async fn day_of_round(&mut self, point: &str, title: &str) -> Reply<Option<ServiceDay>> {
        let row: Option<(i64,)> = first!(
            self,
            "SELECT day FROM round WHERE point = $1 AND title = $2 ORDER BY day DESC LIMIT 1",
            point,
            title
        );
        Ok(row.and_then(|(day,)| ServiceDay::from_number(small(day))))
    }

    /// Whether no order of the point has this short code on that day or later.
    pub(crate) async fn short_code_is_free(&mut self, point: &str, code: &str, since: i64) -> Reply<bool> {
        let row: Option<(i64,)> = first!(
            self,
            "SELECT no FROM orders WHERE point = $1 AND short_code = $2 AND day >= $3 LIMIT 1",
            point,
            code,
            since
        );
        Ok(row.is_none())
    }

    /// All orders of a day, by number.
    pub(crate) async fn orders_of(&mut self, point: &str, day: ServiceDay) -> Reply<Vec<StandingOrder>> {
        let orders: Vec<OrderRow> = rows!(
            self,
            "SELECT no, round, sequence_no, short_code, cancelled, withdrawn, elsewhere, paid, household
             FROM orders WHERE point = $1 AND day = $2 ORDER BY no",
            point,
            number(day)
        );
        let lines: Vec<LineRow> = rows!(
            self,
            "SELECT order_no, no, product, variant, shown, ordered, amount, zone, collected
             FROM line WHERE point = $1 AND day = $2 ORDER BY order_no, no",
            point,
            number(day)
        );
        let people: Vec<PersonRow> = rows!(
            self,
            "SELECT order_no, recipient, other_recipients, phones, orderer, building, room, address, note
             FROM person WHERE point = $1 AND day = $2",
            point,
            number(day)
        );
        let mut lines_of: HashMap<i64, Vec<Standing>> = HashMap::new();
        for (order, no, product, variant, shown, ordered, amount, zone, collected) in lines {
            lines_of.entry(order).or_default().push(Standing {
                put: LinePut {
                    no: small(no),
                    product,
                    variant,
                    shown,
                    ordered: Quantity(ordered),
                    amount: Money(amount),
                    zone: serde_json::from_value(zone.into()).unwrap_or_default(),
                },
                collected: Quantity(collected),
            });
        }
        let mut people: HashMap<i64, Person> = people.into_iter().map(person_of).collect::<Reply<_>>()?;
        Ok(orders
            .into_iter()
            .map(
                |(no, round, sequence_no, short_code, cancelled, withdrawn, elsewhere, paid, household)| {
                    StandingOrder {
                        no: small(no),
                        round: small(round),
                        sequence_no,
                        short_code,
                        cancelled: cancelled != 0,
                        withdrawn: withdrawn != 0,
                        elsewhere: elsewhere != 0,
                        paid: Money(paid),
                        household: Some(small(household)).filter(|group| *group > 0),
                        person: people.remove(&no).unwrap_or_default(),
                        lines: lines_of.remove(&no).unwrap_or_default(),
                    }
                },
            )
            .collect())
    }

    /// A day as stations are told of it.
    pub(crate) async fn batch(&mut self, point: &str, day: ServiceDay) -> Reply<Batch> {
        let revision = self.day(point, day).await?.revision;
        let rounds = self.rounds(point, day).await?;
        let elsewhere = self.elsewhere(point, day).await?;
        let mut orders = self.orders_of(point, day).await?;
        for order in &mut orders {
            for line in &mut order.lines {
                let gone = elsewhere.get(&(order.no, line.put.no));
                line.collected = Quantity(gone.copied().unwrap_or_default());
            }
        }
        Ok(Batch {
            format: FORMAT.to_owned(),
            point: Some(point.to_owned()),
            day: Some(day.to_string()),
            complete: true,
            revision: Some(revision),
            orders: orders.into_iter().map(|order| batch_order(order, &rounds)).collect(),
            rounds,
        })
    }

    /// What of a day was handed out elsewhere: collected, and by no station. Order and line, thousandths.
    async fn elsewhere(&mut self, point: &str, day: ServiceDay) -> Reply<HashMap<(u32, u32), i64>> {
        let lines: Vec<(i64, i64, i64)> = rows!(
            self,
            "SELECT order_no, no, CAST(collected - COALESCE((SELECT SUM(a.quantity) FROM acceptance a WHERE a.point = l.point
             AND a.day = l.day AND a.order_no = l.order_no AND a.line = l.no), 0) AS BIGINT)
             FROM line l WHERE point = $1 AND day = $2 AND collected > 0",
            point,
            number(day)
        );
        Ok(lines
            .into_iter()
            .map(|(order, line, gone)| ((small(order), small(line)), gone))
            .collect())
    }

    /// Sets the day's revision and the rounds it has now.
    pub(crate) async fn put_day(
        &mut self,
        point: &str,
        day: ServiceDay,
        standing: &StandingDay,
        rounds: &[String],
    ) -> Reply<()> {
        run!(
            self,
            "INSERT INTO day VALUES ($1, $2, $3, $4, $5) ON CONFLICT (point, day) DO UPDATE SET
             revision = excluded.revision, last_order_no = excluded.last_order_no, applied_at = excluded.applied_at",
            point,
            number(day),
            i64::from(standing.revision),
            i64::from(standing.last_order_no),
            standing.applied_at,
        );
        for (place, title) in (0i64..).zip(rounds) {
            run!(
                self,
                "INSERT INTO round VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                point,
                number(day),
                place,
                title
            );
        }
        Ok(())
    }

    /// Writes orders with their lines and people.
    pub(crate) async fn put_orders(&mut self, point: &str, day: ServiceDay, orders: &[StandingOrder]) -> Reply<()> {
        let day = number(day);
        let (mut heads, mut lines, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for order in orders {
            let no = i64::from(order.no);
            heads.push([
                point.into(),
                day.into(),
                no.into(),
                i64::from(order.round).into(),
                order.sequence_no.as_str().into(),
                order.short_code.as_str().into(),
                i64::from(order.cancelled).into(),
                i64::from(order.withdrawn).into(),
                i64::from(order.elsewhere).into(),
                order.paid.0.into(),
                i64::from(order.household.unwrap_or(0)).into(),
            ]);
            lines.extend(order.lines.iter().map(|line| line_row(point, day, no, line)));
            people.push(person_row(point, day, no, &order.person)?);
        }
        self.insert_rows(
            "INSERT INTO orders (point, day, no, round, sequence_no, short_code, cancelled, withdrawn, elsewhere, paid, household)",
            heads,
            "ON CONFLICT (point, day, no) DO UPDATE SET cancelled = excluded.cancelled, withdrawn = excluded.withdrawn,
             elsewhere = excluded.elsewhere, paid = excluded.paid, household = excluded.household",
        )
        .await?;
        self.insert_rows(
            "INSERT INTO line",
            lines,
            "ON CONFLICT (point, day, order_no, no) DO UPDATE SET product = excluded.product, variant = excluded.variant,
             shown = excluded.shown, ordered = excluded.ordered, amount = excluded.amount, zone = excluded.zone,
             collected = excluded.collected",
        )
        .await?;
        self.insert_rows(
            "INSERT INTO person",
            people,
            "ON CONFLICT (point, day, order_no) DO UPDATE SET recipient = excluded.recipient,
             other_recipients = excluded.other_recipients, phones = excluded.phones, orderer = excluded.orderer,
             building = excluded.building, room = excluded.room, address = excluded.address, note = excluded.note",
        )
        .await
    }
}

fn line_row(point: &str, day: i64, order: i64, line: &Standing) -> [Value; 11] {
    let put = &line.put;
    [
        point.into(),
        day.into(),
        order.into(),
        i64::from(put.no).into(),
        put.product.as_str().into(),
        put.variant.as_str().into(),
        put.shown.as_str().into(),
        put.ordered.0.into(),
        put.amount.0.into(),
        zone_word(put.zone).into(),
        line.collected.0.into(),
    ]
}

fn person_row(point: &str, day: i64, order: i64, person: &Person) -> Reply<[Value; 11]> {
    Ok([
        point.into(),
        day.into(),
        order.into(),
        person.recipient.as_str().into(),
        serde_json::to_string(&person.other_recipients)?.into(),
        serde_json::to_string(&person.phones)?.into(),
        person.orderer.as_str().into(),
        person.building.as_str().into(),
        person.room.as_str().into(),
        person.address.as_str().into(),
        person.note.as_str().into(),
    ])
}

/// A day as the database counts it.
pub(crate) fn number(day: ServiceDay) -> i64 {
    i64::from(day.number())
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn person_of(row: PersonRow) -> Reply<(i64, Person)> {
    let (order, recipient, other_recipients, phones, orderer, building, room, address, note) = row;
    Ok((
        order,
        Person {
            recipient,
            other_recipients: serde_json::from_str(&other_recipients)?,
            phones: serde_json::from_str(&phones)?,
            orderer,
            building,
            room,
            address,
            note,
        },
    ))
}

fn batch_order(order: StandingOrder, rounds: &[String]) -> BatchOrder {
    let person = order.person;
    BatchOrder {
        round: rounds.get(order.round as usize).cloned().unwrap_or_default(),
        sequence_no: order.sequence_no,
        recipient: person.recipient,
        other_recipients: person.other_recipients,
        phones: person.phones,
        orderer: person.orderer,
        building: person.building,
        room: person.room,
        address: person.address,
        note: person.note,
        paid_minor: Some(order.paid.0),
        collected: order.elsewhere,
        cancelled: order.cancelled,
        household: order.household,
        order_no: Some(order.no),
        short_code: Some(order.short_code),
        withdrawn: order.withdrawn,
        lines: order.lines.into_iter().map(batch_line).collect(),
    }
}

/// A line as stations are told of it: what of it was handed out is what was so elsewhere.
fn batch_line(line: Standing) -> BatchLine {
    let put = line.put;
    BatchLine {
        elsewhere_thousandths: line.collected.0,
        no: Some(put.no),
        product: put.product,
        variant: put.variant,
        shown: put.shown,
        quantity_thousandths: put.ordered.0,
        amount_minor: put.amount.0,
        zone: match put.zone {
            Zone::Ambient => batch::Zone::Ambient,
            Zone::Chilled => batch::Zone::Chilled,
            Zone::Frozen => batch::Zone::Frozen,
        },
    }
}

/// A file's line, without a number.
pub(crate) fn line_put(line: &BatchLine) -> LinePut {
    LinePut {
        no: line.no.unwrap_or(0),
        product: line.product.clone(),
        variant: line.variant.clone(),
        shown: line.shown.clone(),
        ordered: Quantity(line.quantity_thousandths),
        amount: Money(line.amount_minor),
        zone: match line.zone {
            batch::Zone::Ambient => Zone::Ambient,
            batch::Zone::Chilled => Zone::Chilled,
            batch::Zone::Frozen => Zone::Frozen,
        },
    }
}

/// A file's person.
pub(crate) fn person_in(order: &BatchOrder) -> Person {
    Person {
        recipient: order.recipient.clone(),
        other_recipients: order.other_recipients.clone(),
        phones: order.phones.clone(),
        orderer: order.orderer.clone(),
        building: order.building.clone(),
        room: order.room.clone(),
        address: order.address.clone(),
        note: order.note.clone(),
    }
}

fn zone_word(zone: Zone) -> &'static str {
    match zone {
        Zone::Ambient => "ambient",
        Zone::Chilled => "chilled",
        Zone::Frozen => "frozen",
    }
}
