//! What Ziti may cost, each beside its reference in the same run. It prints; it asserts nothing. docs/performance.md says more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a measurement that cannot go on has failed"
)]

#[path = "budgets/apply.rs"]
mod apply;
#[path = "budgets/collect.rs"]
mod collect;
#[path = "budgets/history.rs"]
mod history;
#[path = "budgets/memory.rs"]
mod memory;
#[path = "budgets/screen.rs"]
mod screen;
#[path = "budgets/search.rs"]
mod search;
#[path = "budgets/slips.rs"]
mod slips;
#[path = "budgets/slips_writer.rs"]
mod slips_writer;
#[path = "budgets/window.rs"]
mod window;

use std::path::Path;
use std::time::Duration;

use ziti_station::Station;
use ziti_wire::batch::{Batch, BatchLine, BatchOrder, FORMAT};
use ziti_wire::import::ImportRequest;
use ziti_wire::settings::{Lang, Setup};

/// Set where this program starts itself to make slips and say how much memory they took.
const ONLY_SLIPS: &str = "ZITI_BENCH_ONLY_SLIPS";

fn main() {
    if std::env::var_os(ONLY_SLIPS).is_some() {
        slips::many();
        println!("{}", memory::peak() / 1000);
        return;
    }
    println!(
        "{:<58} {:>12} {:>12} {:>8}  budget",
        "what", "ours", "reference", "ratio"
    );
    // `cargo bench -p ziti-benches -- slips` measures slips alone; cargo itself adds a word that begins with a dash.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let alone: [(&str, fn()); 3] = [("slips", slips::run), ("apply", apply::run), ("search", search::run)];
    for (_, run) in alone.into_iter().filter(|(name, _)| is_wanted(name)) {
        run();
    }
    if is_wanted("collect") || is_wanted("window") {
        let counter = history::Counter::new();
        let bare_commit = collect::run(&counter);
        if is_wanted("window") {
            window::run(counter, bare_commit);
        }
    }
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

/// Prints a row of something that is not time.
fn amount(what: &str, ours: usize, most: usize, unit: &str, budget: &str) {
    let ratio = ours * 100 / most;
    let ratio = format!("{}.{:02}", ratio / 100, ratio % 100);
    let (ours, most) = (format!("{ours} {unit}"), format!("{most} {unit}"));
    println!("{what:<58} {ours:>12} {most:>12} {ratio:>8}  {budget}");
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
        revision: None,
        rounds: Vec::new(),
        orders: orders.collect(),
    };
    let path = folder.join("day.json");
    std::fs::write(&path, serde_json::to_vec(&batch).unwrap()).unwrap();
    ImportRequest {
        path: path.display().to_string(),
        ..ImportRequest::default()
    }
}
