//! A counter with 1,000,000 orders of history and a day of 5,000 orders that wait.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;
use ziti_station::Station;
use ziti_wire::order::{OrderView, OrdersQuery};

use crate::{day, station};

pub struct Counter {
    pub folder: TempDir,
    pub station: Station,
    pub orders: Vec<OrderView>,
}

impl Counter {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let station = station(folder.path());
        history(folder.path());
        let file = day(folder.path(), 5_000);
        let report = station.import(&file, true, &mut |_| ControlFlow::Continue(())).unwrap();
        assert!(report.applied);
        let orders = station.orders(&OrdersQuery::default()).unwrap().orders;
        Self {
            folder,
            station,
            orders,
        }
    }
}

/// 200 days of 5,000 collected orders, as the projections and the ledger keep them. The chain is not a real one: nothing here walks it.
fn history(folder: &Path) {
    let database = Connection::open(folder.join("ziti.db")).unwrap();
    let numbers = "WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 999999)";
    let id = "printf('01900000-0000-7000-8000-%012d', i)";
    let key = "(9000 + i / 5000) * 1000000 + i % 5000 + 1";
    database
        .execute_batch(&format!(
            "PRAGMA synchronous = OFF; BEGIN;
             INSERT INTO person (id, recipient, other_recipients, phones, orderer, building, room, address, note)
               {numbers} SELECT i + 1, '柳' || i, '[]', '[]', '', '19', '101', '', '' FROM c;
             INSERT INTO person_key (day, key, person) {numbers} SELECT 9000 + i / 5000, 'liu' || i, i + 1 FROM c;
             INSERT INTO orders (key, round, sequence_no, person, short_code, has_note, cancelled, paid, put_n, code_n)
               {numbers} SELECT {key}, 0, i % 5000 + 1, i + 1, printf('%06d', i), 0, 0, 5990, 1, 1 FROM c;
             INSERT INTO line (order_key, no, product, variant, shown, ordered, received, collected, amount, zone)
               {numbers} SELECT {key}, 1, '西瓜', '', '', 1000, 1000, 1000, 5990, 'ambient' FROM c;
             INSERT INTO event {numbers} SELECT i + 1, {id}, '1', 1, i + 1, 'collected', 1, randomblob(120), '小陈', 'code', i, i, randomblob(32) FROM c;
             INSERT INTO outbox {numbers} SELECT i + 1 FROM c;
             INSERT INTO request {numbers} SELECT {id}, randomblob(32), hex(randomblob(300)), {id} FROM c;
             INSERT INTO order_event {numbers} SELECT {key}, i + 1 FROM c;
             COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
        ))
        .unwrap();
}
