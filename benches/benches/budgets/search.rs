//! Searching as one types, among 100,000 orders of a day.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use ziti_wire::order::OrdersQuery;

use crate::{day, percentile, row, station};

/// What is in the search after each key of a name, of its pinyin, of a phone's end, of a place, of a number.
const TYPED: &[&str] = &[
    "l",
    "li",
    "liu",
    "liur",
    "柳",
    "柳如",
    "柳如是",
    "1",
    "13",
    "138",
    "0",
    "00",
    "004",
    "0042",
    "1-",
    "17-",
    "17-4",
    "17-41",
    "9",
    "99",
    "999",
    "9999",
    "99999",
];

pub fn run() {
    let folder = tempfile::tempdir().unwrap();
    let station = station(folder.path());
    let file = day(folder.path(), 100_000);
    let report = station.import(&file, true, &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(report.applied);
    let mut searches = Vec::new();
    for text in TYPED {
        let query = OrdersQuery {
            text: Some((*text).into()),
            limit: Some(50),
            ..OrdersQuery::default()
        };
        let began = Instant::now();
        station.orders(&query).unwrap();
        let took = began.elapsed();
        searches.push(took);
    }
    row(
        "search among 100,000 orders, the slowest key",
        percentile(&mut searches, 100),
        Duration::from_millis(10),
        "≤ 1 (10 ms)",
    );
}
