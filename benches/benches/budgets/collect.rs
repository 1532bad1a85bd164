//! Collecting with 1,000,000 orders of history, beside one bare SQLite commit of the same rows at `synchronous=FULL`.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use ziti_station::Station;
use ziti_wire::scan::{CollectRequest, VerdictKind};

use crate::history::Counter;
use crate::{percentile, row};

const SCANS: usize = 2_000;

/// Gives how long the bare commit takes.
pub fn run(counter: &Counter) -> Duration {
    let Counter {
        folder,
        station,
        orders,
    } = counter;
    let mut bare = Bare::open(folder.path());
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    let plain: Vec<_> = orders
        .iter()
        .filter(|order| order.note.is_empty())
        .take(SCANS)
        .collect();
    for (at, order) in plain.iter().enumerate() {
        let request = scan(station, &order.id, at);
        let began = Instant::now();
        let reply = station.collect(&request).unwrap();
        ours.push(began.elapsed());
        assert_eq!(reply.verdict, VerdictKind::Collected);
        reference.push(bare.commit());
    }
    let bare_commit = percentile(&mut reference, 50);
    row(
        "collect, durable, 1,000,000 orders of history, p50",
        percentile(&mut ours, 50),
        bare_commit,
        "≤ 1.25",
    );
    row(
        "collect, durable, 1,000,000 orders of history, p99",
        percentile(&mut ours, 99),
        percentile(&mut reference, 99),
        "≤ 2",
    );

    let mut verdicts = Vec::new();
    let noted = orders
        .iter()
        .filter(|order| !order.note.is_empty() && order.order_no < 2_500);
    for (at, order) in noted.enumerate() {
        let request = scan(station, &order.id, SCANS + at);
        let began = Instant::now();
        assert_eq!(station.collect(&request).unwrap().verdict, VerdictKind::Attention);
        verdicts.push(began.elapsed());
    }
    row(
        "verdict without the commit, p50",
        percentile(&mut verdicts, 50),
        Duration::from_micros(200),
        "≤ 1 (200 µs)",
    );
    bare_commit
}

fn scan(station: &Station, order: &str, at: usize) -> CollectRequest {
    CollectRequest {
        input: station.code(order, false).unwrap().code,
        request_id: format!("bench-{at}"),
        ..CollectRequest::default()
    }
}

/// The same rows into the same tables, by prepared statements and nothing else.
struct Bare {
    database: Connection,
    day: i64,
    at: i64,
}

impl Bare {
    fn open(folder: &Path) -> Self {
        let database = Connection::open(folder.join("ziti.db")).unwrap();
        database.pragma_update(None, "synchronous", "FULL").unwrap();
        database.set_prepared_statement_cache_capacity(32);
        let day = database
            .query_row("SELECT max(key) / 1000000 FROM orders", [], |row| row.get(0))
            .unwrap();
        Self { database, day, at: 0 }
    }

    /// One hand-over's rows in one commit; on the orders from the end, which the scans do not reach.
    fn commit(&mut self) -> Duration {
        self.at += 1;
        let key = self.day * 1_000_000 + 5_001 - self.at;
        let id = format!("01a00000-0000-7000-8000-{:012}", self.at);
        let (payload, answer) = ([7u8; 120], "x".repeat(600));
        let began = Instant::now();
        let tx = self
            .database
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .unwrap();
        let n: i64 = tx
            .prepare_cached("SELECT max(n) + 1 FROM event")
            .unwrap()
            .query_row([], |row| row.get(0))
            .unwrap();
        tx.prepare_cached("INSERT INTO event VALUES (?1, ?2, '1', 2, ?1, 'collected', 1, ?3, '', 'code', 1, 1, ?4)")
            .unwrap()
            .execute((n, &id, payload, [0u8; 32]))
            .unwrap();
        tx.prepare_cached("INSERT INTO outbox VALUES (?1)")
            .unwrap()
            .execute([n])
            .unwrap();
        tx.prepare_cached("UPDATE line SET collected = ordered WHERE order_key = ?1")
            .unwrap()
            .execute([key])
            .unwrap();
        tx.prepare_cached("UPDATE orders SET collected_at = 1, collected_by = '', collected_event = ?2 WHERE key = ?1")
            .unwrap()
            .execute((key, &id))
            .unwrap();
        tx.prepare_cached("INSERT INTO order_event VALUES (?1, ?2)")
            .unwrap()
            .execute((key, n))
            .unwrap();
        tx.prepare_cached("INSERT INTO request VALUES (?1, ?2, ?3, ?1)")
            .unwrap()
            .execute((&id, [0u8; 32], &answer))
            .unwrap();
        tx.commit().unwrap();
        began.elapsed()
    }
}
