//! What stands in the databases of a station and of a hub, read from outside without asking a program of ours.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use ziti_domain::day::ServiceDay;

/// What of each line was handed out, in thousandths: order number, line → quantity.
pub type HandedOut = BTreeMap<(u32, u32), i64>;

/// What a station's folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Orders of all days.
    pub orders: u64,
    /// The last change of the hub that was taken in.
    pub cursor: u64,
    /// Ids of its own events, in order.
    pub events: Vec<String>,
    /// Of these the ones that the hub has not answered.
    pub waiting: BTreeSet<String>,
    /// Events that tell of a batch.
    pub batches: u64,
    /// What was handed out.
    pub handed_out: HandedOut,
}

impl Station {
    /// Reads the database of a data folder.
    pub fn of(data: &Path) -> Self {
        let database = open(&data.join("ziti.db"));
        let hub: Option<String> = text(&database, "SELECT json FROM setting WHERE key = 'hub'").pop();
        let cursor = hub.map(|json| {
            serde_json::from_str::<Value>(&json).unwrap()["cursor"]
                .as_u64()
                .unwrap()
        });
        Self {
            orders: number(&database, "SELECT count(*) FROM orders"),
            cursor: cursor.unwrap_or_default(),
            events: text(&database, "SELECT id FROM event ORDER BY n"),
            waiting: text(&database, "SELECT id FROM event JOIN outbox USING (n)")
                .into_iter()
                .collect(),
            batches: number(&database, "SELECT count(*) FROM event WHERE kind = 'batch_applied'"),
            handed_out: handed_out(
                &database,
                "SELECT order_key % 1000000, no, collected FROM line WHERE collected > 0",
            ),
        }
    }

    /// Its own events as they go to the hub, in order.
    pub fn sent(data: &Path) -> Vec<Value> {
        let database = open(&data.join("ziti.db"));
        let columns = "'n', n, 'id', id, 'station', station, 'epoch', epoch, 'seq', seq, 'kind', kind, 'version', version, \
                       'payload', CAST(payload AS TEXT), 'actor', actor, 'via', via, 'happened_at', happened_at, \
                       'recorded_at', recorded_at, 'hash', lower(hex(hash))";
        let events = text(
            &database,
            &format!("SELECT json_object({columns}) FROM event ORDER BY n"),
        );
        events.iter().map(|json| serde_json::from_str(json).unwrap()).collect()
    }

    /// The days whose codes it can make and check, with their keys in hex.
    pub fn day_keys(data: &Path) -> BTreeMap<String, String> {
        let database = open(&data.join("ziti.db"));
        let rows = text(&database, "SELECT day || ' ' || key FROM day_key");
        let keys = rows.iter().map(|row| {
            let (day, key) = row.split_once(' ').unwrap();
            let day = ServiceDay::from_number(day.parse().unwrap()).unwrap();
            (day.to_string(), key.to_owned())
        });
        keys.collect()
    }

    /// What the folder shows the hub.
    pub fn token(data: &Path) -> String {
        let database = open(&data.join("ziti.db"));
        let hub: Value =
            serde_json::from_str(&text(&database, "SELECT json FROM setting WHERE key = 'hub'")[0]).unwrap();
        hub["token"].as_str().unwrap().to_owned()
    }
}

/// What a hub's database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hub {
    /// Orders of all days and points.
    pub orders: u64,
    /// Ids of the events that it took in, and how often each is there.
    pub events: BTreeMap<String, u32>,
    /// What was handed out, as it accepted it.
    pub handed_out: HandedOut,
}

impl Hub {
    /// Reads a hub's database.
    pub fn of(database: &Path) -> Self {
        let database = open(database);
        let mut events = BTreeMap::new();
        for id in text(&database, "SELECT id FROM event") {
            *events.entry(id).or_default() += 1;
        }
        Self {
            orders: number(&database, "SELECT count(*) FROM orders"),
            events,
            handed_out: handed_out(
                &database,
                "SELECT order_no, no, collected FROM line WHERE collected > 0",
            ),
        }
    }
}

fn open(path: &Path) -> Connection {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
    database
}

fn number(database: &Connection, query: &str) -> u64 {
    let number: i64 = database.query_row(query, [], |row| row.get(0)).unwrap();
    u64::try_from(number).unwrap()
}

fn text(database: &Connection, query: &str) -> Vec<String> {
    let mut query = database.prepare(query).unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn handed_out(database: &Connection, query: &str) -> HandedOut {
    let mut query = database.prepare(query).unwrap();
    let rows = query
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}
