//! The budgets of DESIGN.md section 12, each beside its reference in the same run. It prints; it asserts nothing.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

#[path = "budgets/apply.rs"]
mod apply;
#[path = "budgets/collect.rs"]
mod collect;
#[path = "budgets/slips.rs"]
mod slips;

use std::path::Path;
use std::time::Duration;

use ziti_station::Station;
use ziti_wire::batch::{Batch, BatchLine, BatchOrder, FORMAT};
use ziti_wire::import::ImportRequest;
use ziti_wire::settings::{Lang, Setup};

fn main() {
    println!(
        "{:<58} {:>12} {:>12} {:>8}  budget",
        "what", "ours", "reference", "ratio"
    );
    apply::run();
    collect::run();
    slips::run();
    println!("\nNot measured here yet: start beside an empty Tauri window, slips beside pdf-writer, memory at rest.");
}

/// Prints a row; ratios are hundredths.
fn row(what: &str, ours: Duration, reference: Duration, budget: &str) {
    let ratio = ours.as_nanos() * 100 / reference.as_nanos().max(1);
    let ratio = format!("{}.{:02}", ratio / 100, ratio % 100);
    println!(
        "{what:<58} {:>12} {:>12} {ratio:>8}  {budget}",
        told(ours),
        told(reference)
    );
}

fn told(time: Duration) -> String {
    let micros = time.as_micros();
    if micros < 10_000 {
        format!("{micros} µs")
    } else {
        format!("{} ms", micros / 1000)
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

fn station(folder: &Path) -> Station {
    let setup = Setup {
        point: "100001".into(),
        name: "嘉怡水岸".into(),
        tz: String::new(),
        lang: Lang::Zh,
    };
    Station::init(folder, &setup, None).unwrap()
}

/// A day of so many orders, as a file.
fn day(folder: &Path, orders: u32) -> ImportRequest {
    let products = ["冰淇淋黄心西瓜", "妃子笑荔枝", "云南蓝莓", "土鸡蛋"];
    let orders = (1..=orders).map(|no| BatchOrder {
        round: "水果团".into(),
        sequence_no: no.to_string(),
        recipient: format!("柳{}", ["如是", "思远", "海燕"][no as usize % 3]),
        phones: vec![format!("138{no:08}")],
        building: (no % 40).to_string(),
        room: (no % 1200).to_string(),
        note: if no % 10 == 0 {
            "请放门口".into()
        } else {
            String::new()
        },
        lines: (0..=no as usize % 2)
            .map(|at| BatchLine {
                product: products[(no as usize + at) % 4].into(),
                quantity_thousandths: 1000,
                amount_minor: 5990,
                ..BatchLine::default()
            })
            .collect(),
        ..BatchOrder::default()
    });
    let batch = Batch {
        format: FORMAT.into(),
        point: None,
        day: None,
        complete: true,
        orders: orders.collect(),
    };
    let path = folder.join("day.json");
    std::fs::write(&path, serde_json::to_vec(&batch).unwrap()).unwrap();
    ImportRequest {
        path: path.display().to_string(),
        ..ImportRequest::default()
    }
}
