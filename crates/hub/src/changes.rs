//! What stations are told: numbered per point, read page by page.

use ziti_domain::day::ServiceDay;
use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{Change, Conflict, Numbered, PageEnd, Resolution, SentEvent};

use crate::Hub;
use crate::database::Tx;
use crate::stations::Station;
use crate::stopped::Reply;

/// A page has so many changes at most.
pub const PAGE_CHANGES: usize = 1000;

/// A page ends once it has so many bytes. A single batch may have more.
const PAGE_BYTES: usize = 4_000_000;

/// Rows read at once, so that no page needs more memory than it sends.
const ROWS: i64 = 100;

/// A change to be told.
#[derive(Debug, Clone)]
pub(crate) struct NewChange<'a> {
    pub kind: &'static str,
    pub day: i64,
    pub order_no: i64,
    pub station: i64,
    /// An event's hash.
    pub event: &'a str,
    pub json: String,
}

impl NewChange<'_> {
    /// A change of this kind that is about nothing in particular.
    pub fn of(kind: &'static str) -> Self {
        Self {
            kind,
            day: -1,
            order_no: 0,
            station: 0,
            event: "",
            json: String::new(),
        }
    }
}

/// A page as it goes over the wire: NDJSON that ends with a [`PageEnd`].
#[derive(Debug)]
pub struct Page {
    /// The lines.
    pub lines: String,
    /// The last of them.
    pub end: PageEnd,
}

type ChangeRow = (i64, String, i64, String, String, i64);

impl Hub {
    /// What a station does not know yet: the changes after `after`, at most `limit` of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changes(&self, station: &Station, after: u64, limit: usize) -> Reply<Page> {
        self.give_day_keys(station).await?;
        let limit = limit.clamp(1, PAGE_CHANGES);
        let mut tx = self.database.read().await?;
        let point = tx.point(&station.point).await?.ok_or(ErrorCode::PointUnknown)?;
        let keys = tx.point_keys(&point.number).await?;
        let last = point.change_no;
        let mut cursor = i64::try_from(after).unwrap_or(i64::MAX);
        let mut lines = String::new();
        let mut count = 0;
        'page: loop {
            let rows: Vec<ChangeRow> = rows!(
                tx,
                "SELECT c.change_no, c.kind, c.day, c.json, COALESCE(e.sent, ''), COALESCE(e.arrived_at, 0)
                 FROM change c LEFT JOIN event e ON e.point = c.point AND e.station = c.station AND e.hash = c.ref
                 WHERE c.point = $1 AND c.change_no > $2 AND c.change_no <= $3 ORDER BY c.change_no LIMIT $4",
                &point.number,
                cursor,
                last,
                ROWS,
            );
            if rows.is_empty() {
                cursor = cursor.max(last);
                break;
            }
            for (change_no, kind, day, json, sent, arrived_at) in rows {
                let change = match kind.as_str() {
                    "point" => Change::Point {
                        point: point.info.clone(),
                    },
                    "day_key" => {
                        let day = day_of(day)?;
                        Change::DayKey {
                            day: day.to_string(),
                            key: keys.of_day(day)?,
                        }
                    }
                    "batch" => Change::Batch {
                        batch: tx.batch(&point.number, day_of(day)?).await?,
                    },
                    "event" => Change::Event {
                        event: serde_json::from_str(&sent)?,
                        arrived_at,
                    },
                    _ => serde_json::from_str(&json)?,
                };
                let line = serde_json::to_string(&Numbered {
                    change_no: u64::try_from(change_no).unwrap_or_default(),
                    change,
                })?;
                if count > 0 && lines.len() + line.len() > PAGE_BYTES {
                    break 'page;
                }
                lines.push_str(&line);
                lines.push('\n');
                count += 1;
                cursor = change_no;
                if count >= limit {
                    break 'page;
                }
            }
        }
        let end = PageEnd {
            end: u64::try_from(cursor).unwrap_or_default(),
            last: u64::try_from(last).unwrap_or_default(),
            siblings: tx.siblings(&point.number, station.no).await?,
            changes: u32::try_from(count).unwrap_or(u32::MAX),
        };
        lines.push_str(&serde_json::to_string(&end)?);
        lines.push('\n');
        Ok(Page { lines, end })
    }

    /// Today's key and the next two are told when a station first asks on a day.
    async fn give_day_keys(&self, station: &Station) -> Reply<()> {
        let now = self.around.now();
        let mut tx = self.database.read().await?;
        let point = tx.point(&station.point).await?.ok_or(ErrorCode::PointUnknown)?;
        let missing = tx.days_without_key(&point, now).await?;
        drop(tx);
        if !missing.is_empty() {
            let mut tx = self.database.write().await?;
            tx.lock_point(&point.number).await?;
            for day in missing {
                tx.tell_day_key(&point.number, day).await?;
            }
            tx.commit().await?;
            self.nudge(&point.number);
        }
        Ok(())
    }
}

impl Tx {
    /// Gives a change its number, and takes back what it supersedes.
    pub(crate) async fn tell(&mut self, point: &str, change: &NewChange<'_>) -> Reply<i64> {
        if !self.pending.numbers(point) {
            self.lock_point(point).await?;
        }
        if matches!(change.kind, "point" | "day_key" | "batch") {
            self.pending.supersede(change.kind, change.day);
            run!(
                self,
                "DELETE FROM change WHERE point = $1 AND kind = $2 AND day = $3",
                point,
                change.kind,
                change.day
            );
        }
        let no = self.pending.next();
        let row = [
            point.into(),
            no.into(),
            change.kind.into(),
            change.day.into(),
            change.order_no.into(),
            change.station.into(),
            change.event.into(),
            change.json.as_str().into(),
        ];
        self.pending.change(change.kind, change.day, row);
        Ok(no)
    }

    /// Tells of an event that was taken in.
    pub(crate) async fn tell_event(
        &mut self,
        point: &str,
        station: i64,
        event: &SentEvent,
        order: (i64, i64),
    ) -> Reply<i64> {
        let change = NewChange {
            station,
            day: order.0,
            order_no: order.1,
            event: &event.hash,
            ..NewChange::of("event")
        };
        self.tell(point, &change).await
    }

    /// Tells that two stations did what only one could.
    pub(crate) async fn tell_conflict(&mut self, point: &str, conflict: &Conflict, order: (i64, i64)) -> Reply<i64> {
        let change = NewChange {
            day: order.0,
            order_no: order.1,
            json: serde_json::to_string(&Change::Conflict {
                conflict: conflict.clone(),
            })?,
            ..NewChange::of("conflict")
        };
        self.tell(point, &change).await
    }

    /// Tells that a person decided, and keeps it.
    pub(crate) async fn settle(
        &mut self,
        point: &str,
        conflict: &str,
        resolution: Resolution,
        (station, by, at): (&str, &str, i64),
        order: (i64, i64),
    ) -> Reply<()> {
        let word = match resolution {
            Resolution::HandedOutTwice => "handed_out_twice",
            Resolution::Mistaken => "mistaken",
        };
        run!(
            self,
            "UPDATE conflict SET resolution = $3, resolved_station = $4, resolved_by = $5, resolved_at = $6
             WHERE point = $1 AND id = $2",
            point,
            conflict,
            word,
            station,
            crate::push::clean(by),
            at,
        );
        let change = NewChange {
            day: order.0,
            order_no: order.1,
            json: serde_json::to_string(&Change::ConflictResolved {
                conflict: conflict.to_owned(),
                resolution,
                station: station.to_owned(),
                by: by.to_owned(),
                at,
            })?,
            ..NewChange::of("resolved")
        };
        self.tell(point, &change).await?;
        Ok(())
    }
}

fn day_of(number: i64) -> Reply<ServiceDay> {
    Ok(u32::try_from(number)
        .ok()
        .and_then(ServiceDay::from_number)
        .ok_or(ErrorCode::Internal)?)
}
