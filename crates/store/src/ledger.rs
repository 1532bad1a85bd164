//! The ledger: events, chained by hashes, each with its projections and its outbox row in the same transaction.

use rusqlite::{OptionalExtension, Row};
use ziti_domain::chain::Link;
use ziti_domain::day::Timestamp;
use ziti_domain::event::{Event, PAYLOAD_VERSION, Via};
use ziti_domain::order::OrderId;
use ziti_domain::told::Told;

use crate::fold::Doer;
use crate::{StoreError, Tx};

pub use ziti_domain::chain::GENESIS;

/// An event to append.
#[derive(Debug, Clone)]
pub struct Happening {
    /// UUIDv7.
    pub id: String,
    /// This station at its point.
    pub station: String,
    /// Epoch; a restored backup starts a new one.
    pub epoch: u32,
    /// Who did it.
    pub actor: String,
    /// How.
    pub via: Via,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// What.
    pub event: Event,
}

/// An event as it stands in the ledger.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Local number.
    pub n: i64,
    /// UUIDv7.
    pub id: String,
    /// The station's sequence within the epoch.
    pub seq: i64,
    /// Kind, past tense.
    pub kind: String,
    /// The payload's bytes as stored.
    pub payload: Vec<u8>,
    /// Who did it.
    pub actor: String,
    /// How.
    pub via: String,
    /// When it happened.
    pub happened_at: Timestamp,
}

impl Recorded {
    /// What happened; nothing when the kind is one that this program does not know.
    pub fn event(&self) -> Option<Event> {
        serde_json::from_slice(&self.payload).ok()
    }
}

/// The whole chain, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// Events.
    pub events: u64,
    /// Inbox rows.
    pub inbox: u64,
    /// Hash of the last event.
    pub last: [u8; 32],
}

const COLUMNS: &str = "n, id, seq, kind, payload, actor, via, happened_at";

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    Ok(Recorded {
        n: row.get(0)?,
        id: row.get(1)?,
        seq: row.get(2)?,
        kind: row.get(3)?,
        payload: row.get(4)?,
        actor: row.get(5)?,
        via: row.get(6)?,
        happened_at: Timestamp(row.get(7)?),
    })
}

/// An inbox row that tells what another station did, as that event.
fn as_told(row: Recorded) -> Recorded {
    if !row.id.is_empty() {
        return row;
    }
    match serde_json::from_slice(&row.payload) {
        Ok(Told::Event {
            id,
            kind,
            payload,
            actor,
            via,
            happened_at,
            ..
        }) => Recorded {
            id,
            kind,
            payload: payload.into_bytes(),
            actor,
            via,
            happened_at,
            ..row
        },
        _ => row,
    }
}

impl Tx<'_> {
    /// Appends an event, folds it into the projections and puts it into the outbox. Returns its local number.
    ///
    /// # Errors
    /// When a projection refuses it (more collected than ordered, say) or the database fails.
    pub fn append(&self, happening: &Happening) -> Result<i64, StoreError> {
        let n = self.next_number()?;
        let (previous, seq) = self.tip(happening)?;
        let via = text_of(happening.via)?;
        let payload = serde_json::to_vec(&happening.event)?;
        let fields = Link {
            n,
            id: &happening.id,
            station: &happening.station,
            epoch: i64::from(happening.epoch),
            seq,
            kind: happening.event.kind(),
            version: i64::from(PAYLOAD_VERSION),
            payload: &payload,
            actor: &happening.actor,
            via: &via,
            happened_at: happening.happened_at.0,
            recorded_at: happening.recorded_at.0,
        };
        let hash = fields.hash(&previous);
        self.0
            .prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")?
            .execute(rusqlite::params![
                n,
                fields.id,
                fields.station,
                fields.epoch,
                seq,
                fields.kind,
                fields.version,
                payload,
                fields.actor,
                via,
                fields.happened_at,
                fields.recorded_at,
                hash
            ])?;
        self.0
            .prepare_cached("INSERT INTO outbox (n) VALUES (?1)")?
            .execute([n])?;
        let doer = Doer {
            id: &happening.id,
            station: &happening.station,
            actor: &happening.actor,
            at: happening.happened_at,
            is_sibling: false,
        };
        self.fold_event(n, &doer, &happening.event)?;
        Ok(n)
    }

    /// The event with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn event(&self, id: &str) -> Result<Option<Recorded>, StoreError> {
        let mut query = self
            .0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE id = ?1"))?;
        Ok(query.query_row([id], recorded).optional()?)
    }

    /// The events of an order, oldest first, those of other stations among them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn events_of(&self, order: OrderId) -> Result<Vec<Recorded>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT event.n, id, seq, kind, payload, actor, via, happened_at FROM order_event JOIN event USING (n) WHERE order_key = ?1
             UNION ALL SELECT inbox.n, '', 0, '', payload, '', '', 0 FROM order_event JOIN inbox USING (n) WHERE order_key = ?1 ORDER BY 1",
        )?;
        let events = query.query_map([order.key()], recorded)?;
        events.map(|event| Ok(as_told(event?))).collect()
    }

    /// The last hand-overs, undone hand-overs and refused scans, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_scans(&self, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (SELECT {COLUMNS} FROM event ORDER BY n DESC LIMIT 400)
             WHERE kind IN ('collected', 'scan_refused') ORDER BY n DESC LIMIT ?1"
        ))?;
        let events = query.query_map([limit], recorded)?.collect::<Result<_, _>>()?;
        Ok(events)
    }

    /// When an event was undone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn undone_at(&self, event: &str) -> Result<Option<Timestamp>, StoreError> {
        let mut query = self.0.prepare_cached("SELECT at FROM undone WHERE event = ?1")?;
        Ok(query.query_row([event], |row| row.get(0).map(Timestamp)).optional()?)
    }

    /// Events that a hub has not answered yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting(&self) -> Result<u32, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT count(*) FROM outbox")?
            .query_row([], |row| row.get(0))?)
    }

    /// Walks the chain from its beginning: every hash, no gap in an epoch, every inbox row as its `batch_applied` knew it.
    ///
    /// # Errors
    /// [`StoreError::Broken`] at the first row that does not fit.
    pub fn verify(&self) -> Result<Chain, StoreError> {
        let mut last = GENESIS;
        let mut events = 0;
        let mut place: Option<(i64, i64)> = None;
        let mut query = self.0.prepare("SELECT * FROM event ORDER BY n")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let kind: String = row.get(5)?;
            let (id, station, actor, via): (String, String, String, String) =
                (row.get(1)?, row.get(2)?, row.get(8)?, row.get(9)?);
            let payload: Vec<u8> = row.get(7)?;
            let fields = Link {
                n: row.get(0)?,
                id: &id,
                station: &station,
                epoch: row.get(3)?,
                seq: row.get(4)?,
                kind: &kind,
                version: row.get(6)?,
                payload: &payload,
                actor: &actor,
                via: &via,
                happened_at: row.get(10)?,
                recorded_at: row.get(11)?,
            };
            let kept: [u8; 32] = row.get(12)?;
            let follows = match place {
                Some((epoch, seq)) if epoch == fields.epoch => fields.seq == seq + 1,
                _ => fields.seq == 1,
            };
            if !follows || fields.hash(&last) != kept {
                return Err(StoreError::Broken { n: fields.n });
            }
            place = Some((fields.epoch, fields.seq));
            if let Ok(Event::BatchApplied { digest, .. }) = serde_json::from_slice(&payload) {
                self.check_inbox(fields.n, &digest)?;
            }
            last = kept;
            events += 1;
        }
        let inbox = self.check_all_inbox()?;
        Ok(Chain { events, inbox, last })
    }

    /// The next number that event and inbox share.
    pub(crate) fn next_number(&self) -> Result<i64, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT 1 + max((SELECT coalesce(max(n), 0) FROM event), (SELECT coalesce(max(n), 0) FROM inbox))",
        )?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// The last hash, and the next sequence of this station's epoch.
    fn tip(&self, happening: &Happening) -> Result<([u8; 32], i64), StoreError> {
        let mut query = self
            .0
            .prepare_cached("SELECT hash, epoch, seq FROM event ORDER BY n DESC LIMIT 1")?;
        let last = query
            .query_row([], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
            })
            .optional()?;
        Ok(match last {
            Some((hash, epoch, seq)) if epoch == i64::from(happening.epoch) => (hash, seq + 1),
            Some((hash, _, _)) => (hash, 1),
            None => (GENESIS, 1),
        })
    }
}

/// What an enum is called in the database.
pub(crate) fn text_of(value: impl serde::Serialize) -> Result<String, StoreError> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
