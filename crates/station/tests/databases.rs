//! A database of each version that was shipped is opened, brought up to date, and says what it said then.
//!
//! `scripts/keep-database.sh` makes them, one at each release.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ziti_domain::day::Timestamp;
use ziti_station::{Station, Surroundings};
use ziti_wire::order::OrdersQuery;
use ziti_wire::scan::{CollectRequest, VerdictKind};

/// Monday, 22 June 2026, an hour after the day was kept.
const LATER: i64 = 1_782_097_200_000;

#[test]
fn a_database_of_every_shipped_version_opens_and_says_what_it_said() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/databases");
    let mut versions = 0;
    for file in fs::read_dir(kept).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "gz") {
            opens(&file);
            versions += 1;
        }
    }
    assert!(versions > 0);
}

fn opens(database: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let unpacked = Command::new("gzip").arg("-dc").arg(database).output().unwrap();
    assert!(unpacked.status.success(), "{}", database.display());
    fs::write(folder.path().join("ziti.db"), unpacked.stdout).unwrap();
    let around = Surroundings {
        now: Arc::new(|| Timestamp(LATER)),
        ..Surroundings::system()
    };
    let station = Station::open_in(folder.path(), around).unwrap();

    let said = database.to_str().unwrap().replace(".db.gz", ".txt");
    let said = fs::read_to_string(said).unwrap();
    assert_eq!(says(&station), said, "{}", database.display());

    let before = station.verify().unwrap();
    let projections = station.projections().unwrap();
    station.rebuild().unwrap();
    assert_eq!(station.projections().unwrap(), projections, "{}", database.display());
    assert_eq!(says(&station), said);

    // And work goes on: a code from then collects, and the chain goes on from where it was.
    let open = said.lines().find(|line| line.contains(" open 0 ")).unwrap();
    let reply = station
        .collect(&CollectRequest {
            input: open.rsplit(' ').next().unwrap().to_owned(),
            confirm: true,
            ..CollectRequest::default()
        })
        .unwrap();
    assert_eq!(reply.verdict, VerdictKind::Collected);
    assert_eq!(station.verify().unwrap().events, before.events + 1);
}

/// As the script writes it: id, state, what is to pay, ordered and collected of each line, and the code that residents hold.
fn says(station: &Station) -> String {
    let orders = station.orders(&OrdersQuery::default()).unwrap().orders;
    let mut said = String::new();
    for order in orders {
        let state = serde_json::to_value(order.state).unwrap();
        let lines: Vec<_> = order
            .lines
            .iter()
            .map(|line| format!("{}-{}", line.quantity_thousandths, line.collected_thousandths))
            .collect();
        let code = station.code(&order.id, false).unwrap().code;
        said += &format!(
            "{} {} {} {} {code}\n",
            order.id,
            state.as_str().unwrap(),
            order.due_minor,
            lines.join("+")
        );
    }
    said
}
