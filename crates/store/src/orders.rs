//! Reading orders and finding them.

use rusqlite::{OptionalExtension, Row};
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::money::Money;
use ziti_domain::order::{Line, LineChange, Order, OrderId, Zone};
use ziti_domain::quantity::Quantity;
use ziti_domain::revision::LinePut;

use crate::{StoreError, Tx};

/// An order with its lines as the projections keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOrder {
    /// Which.
    pub id: OrderId,
    /// Place of its round among the day's.
    pub round: u32,
    /// 跟团号.
    pub sequence_no: String,
    /// Who: a row of the table of people.
    pub person: i64,
    /// 6 digits.
    pub short_code: String,
    /// Issue of its code.
    pub issue: u8,
    /// When it got a new code.
    pub reissued_at: Option<Timestamp>,
    /// Something must be read.
    pub has_note: bool,
    /// Cancelled or vanished.
    pub cancelled: bool,
    /// Vanished from the newer file.
    pub withdrawn: bool,
    /// Paid before it came to the counter.
    pub paid: Money,
    /// Taken at the counter.
    pub taken: Money,
    /// Until when it is kept.
    pub hold_until: Option<Timestamp>,
    /// The last hand-over that stands.
    pub collected: Option<HandedOver>,
    /// What a revision changed after it was printed.
    pub changed: Vec<LineChange>,
    /// Its lines.
    pub lines: Vec<StoredLine>,
}

/// A hand-over that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// When, by the clock of its station.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Its event.
    pub event: String,
    /// Number of the station.
    pub station: String,
}

/// A line with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// What was ordered.
    pub put: LinePut,
    /// Received for it.
    pub received: Quantity,
    /// Handed over.
    pub collected: Quantity,
}

impl StoredOrder {
    /// What the lines cost.
    pub fn amount(&self) -> Money {
        self.lines.iter().map(|line| line.put.amount).sum()
    }

    /// What is still to pay.
    pub fn due(&self) -> Money {
        self.amount().less(self.paid).less(self.taken)
    }

    /// The order as a verdict judges it.
    pub fn judged(&self) -> Order {
        Order {
            id: self.id,
            cancelled: self.cancelled,
            issue: self.issue,
            reissued_at: self.reissued_at,
            due: self.due(),
            has_note: self.has_note,
            changed: self.changed.clone(),
            hold_until: self.hold_until,
            lines: self
                .lines
                .iter()
                .map(|line| Line {
                    no: line.put.no,
                    ordered: line.put.ordered,
                    received: line.received,
                    collected: line.collected,
                })
                .collect(),
        }
    }
}

/// First and last key that a day's orders can have.
pub(crate) fn of_day(day: ServiceDay) -> (i64, i64) {
    let first = OrderId { day, no: 0 }.key();
    (first, first + 999_999)
}

const ORDER: &str =
    "SELECT key, round, sequence_no, person, short_code, issue, reissued_at, has_note, cancelled, withdrawn, paid,
                     taken, hold_until, collected_at, collected_by, collected_event, changed, collected_station FROM orders";
const LINE: &str =
    "SELECT order_key, no, product, variant, shown, ordered, received, collected, amount, zone FROM line";

fn order(row: &Row<'_>) -> rusqlite::Result<StoredOrder> {
    let key = row.get(0)?;
    let id = OrderId::from_key(key).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, key))?;
    let at: Option<i64> = row.get(13)?;
    let by: Option<String> = row.get(14)?;
    let event: Option<String> = row.get(15)?;
    let changed: String = row.get(16)?;
    let station: Option<String> = row.get(17)?;
    Ok(StoredOrder {
        id,
        round: row.get(1)?,
        sequence_no: row.get(2)?,
        person: row.get(3)?,
        short_code: row.get(4)?,
        issue: row.get(5)?,
        reissued_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        has_note: row.get(7)?,
        cancelled: row.get(8)?,
        withdrawn: row.get(9)?,
        paid: Money(row.get(10)?),
        taken: Money(row.get(11)?),
        hold_until: row.get::<_, Option<i64>>(12)?.map(Timestamp),
        collected: at.zip(by).zip(event).map(|((at, by), event)| HandedOver {
            at: Timestamp(at),
            by,
            event,
            station: station.unwrap_or_default(),
        }),
        changed: serde_json::from_str(&changed).unwrap_or_default(),
        lines: Vec::new(),
    })
}

fn line(row: &Row<'_>) -> rusqlite::Result<(i64, StoredLine)> {
    let zone: String = row.get(9)?;
    let line = StoredLine {
        put: LinePut {
            no: row.get(1)?,
            product: row.get(2)?,
            variant: row.get(3)?,
            shown: row.get(4)?,
            ordered: Quantity(row.get(5)?),
            amount: Money(row.get(8)?),
            zone: match zone.as_str() {
                "chilled" => Zone::Chilled,
                "frozen" => Zone::Frozen,
                _ => Zone::Ambient,
            },
        },
        received: Quantity(row.get(6)?),
        collected: Quantity(row.get(7)?),
    };
    Ok((row.get(0)?, line))
}

impl Tx<'_> {
    /// Who honoured a code of an order that had not come, while that is not settled: two stations may have.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsettled(&self, id: OrderId) -> Result<Vec<HandedOver>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT at, actor, event, station FROM unsettled WHERE order_key = ?1 ORDER BY at, event",
        )?;
        let all = query.query_map([id.key()], |row| {
            Ok(HandedOver {
                at: Timestamp(row.get(0)?),
                by: row.get(1)?,
                event: row.get(2)?,
                station: row.get(3)?,
            })
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The orders that a station honoured before they came, and that are here now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn to_settle(&self, station: &str) -> Result<Vec<OrderId>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT DISTINCT order_key FROM unsettled JOIN orders ON key = order_key WHERE station = ?1 ORDER BY order_key",
        )?;
        let keys: Vec<i64> = query
            .query_map([station], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(keys.into_iter().filter_map(OrderId::from_key).collect())
    }

    /// An order with its lines.
    ///
    /// # Errors
    /// When the database fails.
    pub fn order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError> {
        let mut query = self.0.prepare_cached(&format!("{ORDER} WHERE key = ?1"))?;
        let Some(mut found) = query.query_row([id.key()], order).optional()? else {
            return Ok(None);
        };
        let mut query = self
            .0
            .prepare_cached(&format!("{LINE} WHERE order_key = ?1 ORDER BY no"))?;
        for line in query.query_map([id.key()], line)? {
            found.lines.push(line?.1);
        }
        Ok(Some(found))
    }

    /// All orders of a day with their lines, in order of their numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub fn orders_of(&self, day: ServiceDay) -> Result<Vec<StoredOrder>, StoreError> {
        let (first, last) = of_day(day);
        let mut query = self
            .0
            .prepare_cached(&format!("{ORDER} WHERE key BETWEEN ?1 AND ?2 ORDER BY key"))?;
        let mut orders: Vec<StoredOrder> = query.query_map([first, last], order)?.collect::<Result<_, _>>()?;
        let mut query = self.0.prepare_cached(&format!(
            "{LINE} WHERE order_key BETWEEN ?1 AND ?2 ORDER BY order_key, no"
        ))?;
        let mut of = orders.iter_mut();
        let mut current = of.next();
        for line in query.query_map([first, last], line)? {
            let (key, line) = line?;
            while current.as_ref().is_some_and(|order| order.id.key() < key) {
                current = of.next();
            }
            if let Some(order) = current.as_mut().filter(|order| order.id.key() == key) {
                order.lines.push(line);
            }
        }
        Ok(orders)
    }

    /// How many of a day's orders are to be collected, and of these collected wholly and in part, and how many are cancelled.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count(&self, day: ServiceDay) -> Result<Count, StoreError> {
        let (first, last) = of_day(day);
        let mut query = self.0.prepare_cached(
            "SELECT count(*) FILTER (WHERE live), count(*) FILTER (WHERE live AND open = 0), count(*) FILTER (WHERE live AND open > 0 AND taken > 0),
                    count(*) FILTER (WHERE NOT live)
             FROM (SELECT (SELECT sum(collected) FROM line WHERE order_key = key) AS taken,
                          (SELECT sum(ordered - collected) FROM line WHERE order_key = key) AS open,
                          cancelled = 0 AS live FROM orders WHERE key BETWEEN ?1 AND ?2)",
        )?;
        Ok(query.query_row([first, last], |row| {
            Ok(Count {
                live: row.get(0)?,
                collected: row.get(1)?,
                partly: row.get(2)?,
                cancelled: row.get(3)?,
            })
        })?)
    }

    /// Orders with this short code.
    ///
    /// # Errors
    /// When the database fails.
    pub fn by_short_code(&self, code: &str, not_before: ServiceDay) -> Result<Vec<OrderId>, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT key FROM orders WHERE short_code = ?1 AND key >= ?2 ORDER BY key DESC")?;
        ids(query.query_map((code, of_day(not_before).0), |row| row.get(0))?)
    }

    /// Orders of a day with this 跟团号, in any round or in one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn by_sequence_no(
        &self,
        day: ServiceDay,
        sequence_no: &str,
        round: Option<u32>,
    ) -> Result<Vec<OrderId>, StoreError> {
        let (first, last) = of_day(day);
        let mut query = self.0.prepare_cached(
            "SELECT key FROM orders WHERE sequence_no = ?1 AND key BETWEEN ?2 AND ?3 AND (?4 IS NULL OR round = ?4) ORDER BY key",
        )?;
        ids(query.query_map((sequence_no, first, last, round), |row| row.get(0))?)
    }

    /// Orders of a day whose person has a key that begins so, at most about `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn by_person_key(&self, day: ServiceDay, beginning: &str, limit: u32) -> Result<Vec<OrderId>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT orders.key FROM (SELECT DISTINCT person FROM person_key WHERE day = ?1 AND key >= ?2 AND key < ?3 LIMIT ?4)
             JOIN orders USING (person)",
        )?;
        let after = format!("{beginning}\u{10ffff}");
        ids(query.query_map((day.number(), beginning, after, limit), |row| row.get(0))?)
    }

    /// Other orders of the same day of the same household: people who share a key that begins with `=`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn household_of(&self, order: &StoredOrder) -> Result<Vec<OrderId>, StoreError> {
        let (first, last) = of_day(order.id.day);
        let mut query = self.0.prepare_cached(
            "SELECT DISTINCT o.key FROM person_key me JOIN person_key k ON k.day = me.day AND k.key = me.key JOIN orders o ON o.person = k.person
             WHERE me.person = ?1 AND me.key >= '=' AND me.key < '>' AND o.key BETWEEN ?2 AND ?3 AND o.key <> ?4 AND o.cancelled = 0
             ORDER BY o.key LIMIT 20",
        )?;
        ids(query.query_map((order.person, first, last, order.id.key()), |row| row.get(0))?)
    }

    /// Whether a short code is free: no order since `not_before` has it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn short_code_is_free(&self, code: &str, not_before: ServiceDay) -> Result<bool, StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT 1 FROM orders WHERE short_code = ?1 AND key >= ?2")?;
        Ok(!query.exists((code, of_day(not_before).0))?)
    }
}

/// How a day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// To be collected, now or before.
    pub live: u32,
    /// Of these collected.
    pub collected: u32,
    /// Of these handed out in part.
    pub partly: u32,
    /// Cancelled or vanished.
    pub cancelled: u32,
}

fn ids(keys: impl Iterator<Item = rusqlite::Result<i64>>) -> Result<Vec<OrderId>, StoreError> {
    let keys: Vec<i64> = keys.collect::<Result<_, _>>()?;
    Ok(keys.into_iter().filter_map(OrderId::from_key).collect())
}
