//! What must be true once hub and stations have said everything to each other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use ziti_domain::order::OrderId;
use ziti_wire::order::OrdersQuery;
use ziti_wire::sync::Resolution;

use crate::network::DAY;
use crate::world::{Conflicts, Till, World};

/// Ordered and collected, by order and line.
type Lines = BTreeMap<(String, u32), (i64, i64)>;

pub fn hold(world: &World) {
    let hub = hub_lines(world);
    let conflicts = world.hub_conflicts();
    let dues = hub_dues(world);
    for (till, no) in world.tills.iter().zip(1..) {
        let station = till.station.as_ref().unwrap();
        assert_eq!(lines_of(till), hub, "the lines at station {no}, and those of the hub");
        assert_eq!(
            conflicts_of(till),
            conflicts,
            "the conflicts at station {no}, and those of the hub"
        );
        assert_eq!(dues_of(till), dues, "what is to pay at station {no}, and at the hub");
        assert_eq!(station.status().unwrap().waiting, 0, "what waits at station {no}");
        station.verify().unwrap();
        let kept = station.projections().unwrap();
        station.rebuild().unwrap();
        assert_eq!(
            station.projections().unwrap(),
            kept,
            "the tables of station {no}, folded again"
        );
    }
    nothing_is_lost(world);
    everything_is_counted_once(world, &hub, &conflicts);
    only_late_decisions_are_rejected(world);
}

fn hub_lines(world: &World) -> Lines {
    let rows = world.ask_hub("SELECT day, order_no, no, ordered, collected FROM line", |row| {
        Ok((
            (id_of(row.get(0)?, row.get(1)?), row.get(2)?),
            (row.get(3)?, row.get(4)?),
        ))
    });
    let lines: Lines = rows.into_iter().collect();
    for (line, (ordered, collected)) in &lines {
        assert!(
            0 <= *collected && collected <= ordered,
            "{line:?}: {collected} of {ordered}"
        );
    }
    // Of a line that a newer file left out nothing is shown.
    lines.into_iter().filter(|(_, (ordered, _))| *ordered > 0).collect()
}

fn id_of(day: u32, no: u32) -> String {
    let day = ziti_domain::day::ServiceDay::from_number(day).unwrap();
    OrderId { day, no }.to_string()
}

fn orders_of(till: &Till) -> Vec<ziti_wire::order::OrderView> {
    let query = OrdersQuery {
        day: Some(DAY.into()),
        ..OrdersQuery::default()
    };
    till.station.as_ref().unwrap().orders(&query).unwrap().orders
}

fn lines_of(till: &Till) -> Lines {
    let mut all = Lines::new();
    for order in orders_of(till) {
        for line in order.lines {
            let sums = (line.quantity_thousandths, line.collected_thousandths);
            all.insert((order.id.clone(), line.line), sums);
        }
    }
    all
}

fn hub_dues(world: &World) -> BTreeMap<String, i64> {
    let rows = world.ask_hub(
        "SELECT day, no, max(0, (SELECT sum(amount) FROM line l WHERE l.day = o.day AND l.order_no = o.no) - paid - taken) FROM orders o",
        |row| Ok((id_of(row.get(0)?, row.get(1)?), row.get(2)?)),
    );
    rows.into_iter().collect()
}

fn dues_of(till: &Till) -> BTreeMap<String, i64> {
    let orders = orders_of(till);
    orders.into_iter().map(|order| (order.id, order.due_minor)).collect()
}

fn conflicts_of(till: &Till) -> Conflicts {
    let all = till.station.as_ref().unwrap().conflicts().unwrap().conflicts;
    all.into_iter()
        .map(|conflict| {
            let decided = match conflict.decided.map(|decided| decided.resolution) {
                None => "",
                Some(Resolution::HandedOutTwice) => "handed_out_twice",
                Some(Resolution::Mistaken) => "mistaken",
            };
            (conflict.id, (conflict.quantity_thousandths, decided.to_owned()))
        })
        .collect()
}

/// Every hand-over and every undo that was answered is at the hub.
fn nothing_is_lost(world: &World) {
    let here: BTreeSet<String> = world
        .ask_hub("SELECT id FROM event", |row| row.get(0))
        .into_iter()
        .collect();
    for till in &world.tills {
        let lost: Vec<_> = till.answered.difference(&here).collect();
        assert!(lost.is_empty(), "answered and not at the hub: {lost:?}");
    }
}

/// What was handed out and not taken back is either collected or in a conflict, and not in both.
fn everything_is_counted_once(world: &World, hub: &Lines, conflicts: &Conflicts) {
    let mut handed: BTreeMap<(String, u32), i64> = BTreeMap::new();
    let stands = "SELECT sent FROM event WHERE kind IN ('collected', 'claim_settled') AND outcome <> 'rejected' AND undone_by = ''";
    let (mut standing, mut honoured) = (BTreeSet::new(), BTreeSet::new());
    for sent in world.ask_hub(stands, |row| row.get::<_, String>(0)) {
        let sent: Value = serde_json::from_str(&sent).unwrap();
        standing.insert(sent["id"].as_str().unwrap().to_owned());
        let payload: Value = serde_json::from_str(sent["payload"].as_str().unwrap()).unwrap();
        let order = payload["order"].as_str().unwrap().to_owned();
        let lines = payload["lines"].as_array().unwrap();
        if sent["kind"] == "collected" && lines.is_empty() {
            honoured.insert(sent["id"].as_str().unwrap().to_owned());
        }
        for line in lines {
            let no = u32::try_from(line["line"].as_u64().unwrap()).unwrap();
            *handed.entry((order.clone(), no)).or_default() += line["quantity"].as_i64().unwrap();
        }
    }
    let settled =
        "SELECT json_extract(json_extract(sent, '$.payload'), '$.claim') FROM event WHERE kind = 'claim_settled'";
    let settled: BTreeSet<String> = world.ask_hub(settled, |row| row.get(0)).into_iter().collect();
    let forgotten: Vec<_> = honoured.difference(&settled).collect();
    assert!(
        forgotten.is_empty(),
        "honoured before the order came, and never settled: {forgotten:?}"
    );
    let mut contested: BTreeMap<(String, u32), i64> = BTreeMap::new();
    let rows = "SELECT id, event, json_extract(json, '$.order'), json_extract(json, '$.line') FROM conflict";
    for (id, event, order, line) in world.ask_hub(rows, |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, u32>(3)?,
        ))
    }) {
        if standing.contains(&event) {
            *contested.entry((order, line)).or_default() += conflicts[&id].0;
        }
    }
    let elsewhere: BTreeSet<String> = world
        .ask_hub("SELECT day, no, sequence_no FROM orders", |row| {
            Ok((id_of(row.get(0)?, row.get(1)?), row.get::<_, String>(2)?))
        })
        .into_iter()
        .filter(|(_, sequence_no)| world.elsewhere.contains(sequence_no))
        .map(|(id, _)| id)
        .collect();
    for (line, (_, collected)) in hub.iter().filter(|((order, _), _)| !elsewhere.contains(order)) {
        let handed = handed.get(line).copied().unwrap_or_default();
        let contested = contested.get(line).copied().unwrap_or_default();
        assert_eq!(
            *collected + contested,
            handed,
            "{line:?}: collected and contested, and what was handed out"
        );
    }
}

/// Two people may take back or decide the same while they cannot speak to each other: the second is told so. Nothing else is rejected.
fn only_late_decisions_are_rejected(world: &World) {
    let rejected = world.ask_hub("SELECT kind, code FROM event WHERE outcome = 'rejected'", |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    });
    for (kind, code) in rejected {
        let late = matches!(
            (kind.as_str(), code.as_str()),
            ("collection_undone", _) | ("conflict_resolved", "conflict_settled")
        );
        assert!(late, "{kind} was rejected as {code}");
    }
}
