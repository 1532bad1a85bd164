//! Applying a batch of 5,000 orders, beside the bare bulk insert of the rows it leaves.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::{day, row, station};

const TABLES: &[&str] = &[
    "person",
    "person_key",
    "event",
    "inbox",
    "outbox",
    "day",
    "round",
    "orders",
    "line",
];

pub fn run() {
    let (mut whole, mut read, mut bare) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let station = station(folder.path());
        let file = day(folder.path(), 5_000);
        let began = Instant::now();
        station
            .import(&file, false, &mut |_| ControlFlow::Continue(()))
            .unwrap();
        read = read.min(began.elapsed());
        let began = Instant::now();
        assert!(
            station
                .import(&file, true, &mut |_| ControlFlow::Continue(()))
                .unwrap()
                .applied
        );
        whole = whole.min(began.elapsed());
        bare = bare.min(insert(folder.path()));
    }
    row(
        "apply 5,000 orders, staging and writing",
        whole.saturating_sub(read / 2),
        bare,
        "≤ 2",
    );
    row("apply 5,000 orders, reading the file as well", whole, bare, "-");
}

/// Inserts the same rows into a database with the same tables and indexes, in one transaction with prepared statements.
fn insert(folder: &std::path::Path) -> Duration {
    let other = tempfile::tempdir().unwrap();
    drop(station(other.path()));
    let from = Connection::open(folder.join("ziti.db")).unwrap();
    let mut tables = Vec::new();
    for table in TABLES {
        let mut query = from.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = query.column_count();
        let rows: Vec<Vec<Value>> = query
            .query_map([], |row| (0..columns).map(|column| row.get(column)).collect())
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        tables.push((
            format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(",")),
            rows,
        ));
    }
    let mut to = Connection::open(other.path().join("ziti.db")).unwrap();
    to.pragma_update(None, "synchronous", "FULL").unwrap();
    to.pragma_update(None, "foreign_keys", true).unwrap();
    let began = Instant::now();
    let tx = to.transaction().unwrap();
    for (sql, rows) in &tables {
        let mut insert = tx.prepare(sql).unwrap();
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row)).unwrap();
        }
    }
    tx.commit().unwrap();
    began.elapsed()
}
