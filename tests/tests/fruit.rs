//! A real export from outside, counted by another program: what comes in, what is said about it, and what stands on paper.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use ziti_domain::day::ServiceDay;
use ziti_tests::point::Point;
use ziti_tests::project;
use ziti_tests::zitictl::skipped;

const POINT: &str = "310001";
const KEY: &str = "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92";
const SORTS: [&str; 3] = [
    "building-room-product",
    "product-building-room",
    "building-product-room",
];

/// A station of its own with a known key, and the export, where it is at hand.
fn station() -> Option<(Point, String)> {
    let export = project().join("../shared/data/kuaituantuan/fruit-20220525.xlsx");
    if !export.exists() {
        skipped("../shared/data is not here");
        return None;
    }
    let mut point = Point::new();
    point.tell("ZITI_NOW", "2022-05-25T10:00:00+08:00");
    let key = point.beside("known-key");
    fs::write(&key, KEY).unwrap();
    point.answer(&[
        "init",
        "--point",
        POINT,
        "--name",
        "嘉怡水岸",
        "--point-key",
        text(&key),
    ]);
    Some((point, text(&export).to_owned()))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn orders(point: &Point) -> Vec<Value> {
    let listed = point.answer(&["orders"]);
    listed["orders"].as_array().unwrap().clone()
}

fn field<'a>(order: &'a Value, name: &str) -> &'a str {
    order[name].as_str().unwrap()
}

/// Which sequence numbers each code of a report is about.
fn told(report: &Value) -> BTreeMap<String, BTreeSet<BTreeSet<u32>>> {
    let mut told: BTreeMap<String, BTreeSet<BTreeSet<u32>>> = BTreeMap::new();
    for warning in report["warnings"].as_array().unwrap() {
        let numbers = warning["sequence_nos"].as_array().unwrap();
        let numbers = numbers.iter().map(|no| no.as_str().unwrap().parse().unwrap()).collect();
        told.entry(field(warning, "code").to_owned())
            .or_default()
            .insert(numbers);
    }
    told
}

#[test]
fn every_figure_and_every_warning_is_what_another_program_counted() {
    let Some((point, export)) = station() else { return };
    let report = point.answer(&["import", &export]);
    let figures = json!({
        "source": "kuaituantuan", "applied": true, "blocks": 84, "orders": 78, "lines": 119, "quantity_thousandths": 119_000,
        "amount_minor": 928_700, "groups": [], "errors": [],
        "changes": { "added": 78, "changed": 0, "withdrawn": 0, "unchanged": 0 },
    });
    for (name, figure) in figures.as_object().unwrap() {
        assert_eq!(&report[name], figure, "{name}");
    }
    let told = told(&report);
    let about = |groups: &[&[u32]]| groups.iter().map(|group| group.iter().copied().collect()).collect();
    let expected: BTreeMap<String, BTreeSet<BTreeSet<u32>>> = [
        ("amount_mismatch", about(&[&[2]])),
        ("merged_customer", about(&[&[32, 158], &[65, 111], &[69, 91]])),
        ("recipient_conflict", about(&[&[39], &[66]])),
        ("phone_conflict", about(&[&[2], &[26], &[63]])),
        ("other_sheets_disagree", about(&[&[]])),
    ]
    .map(|(code, about)| (code.to_owned(), about))
    .into();
    assert_eq!(told, expected);
    let mismatch = report["warnings"].as_array().unwrap();
    let mismatch = mismatch.iter().find(|it| it["code"] == "amount_mismatch").unwrap();
    let sentence = field(mismatch, "message");
    assert!(sentence.contains("779.50") && sentence.contains("539.90"), "{sentence}");
    let sum = |of: fn(&Value) -> i64| orders(&point).iter().map(of).sum::<i64>();
    assert_eq!(orders(&point).len(), 78);
    assert_eq!(sum(|order| order["amount_minor"].as_i64().unwrap()), 928_700);
    assert_eq!(
        sum(|order| i64::try_from(order["lines"].as_array().unwrap().len()).unwrap()),
        119
    );
}

#[test]
fn the_same_file_again_changes_nothing_and_says_so() {
    let Some((point, export)) = station() else { return };
    point.answer(&["import", &export]);
    let (before, chain) = (orders(&point), point.answer(&["verify"]));
    let again = point.answer(&["import", &export]);
    assert_eq!(again["applied"], false);
    assert_eq!(
        again["changes"],
        json!({ "added": 0, "changed": 0, "withdrawn": 0, "unchanged": 78 })
    );
    assert_eq!(again["revision"], 1);
    assert_eq!((orders(&point), point.answer(&["verify"])), (before, chain));
}

#[test]
fn every_slip_carries_its_orders_code_read_by_another_reader_and_computed_by_another_program() {
    let Some((point, export)) = station() else { return };
    point.answer(&["import", &export]);
    let orders = orders(&point);
    let codes = same_codes(&point, &orders);
    assert_eq!(codes.len(), 78);
    let slips = printed(&point, "slips.pdf", &["print", "slips"]);
    for dpi in ["203", "300"] {
        assert_eq!(read(&slips, dpi), codes, "at {dpi} dpi");
    }
}

/// The orders' codes as the station gives them, which must be those that the rule alone gives.
fn same_codes(point: &Point, orders: &[Value]) -> BTreeSet<String> {
    let day = ServiceDay::parse(field(&orders[0], "day"))
        .unwrap()
        .number()
        .to_string();
    let computed = Command::new("python3")
        .arg(project().join("tests/verify_codes.py"))
        .args(["compute", KEY, POINT, &day])
        .args(
            orders
                .iter()
                .flat_map(|order| [order["order_no"].to_string(), "0".to_owned()]),
        )
        .output()
        .unwrap();
    let computed = String::from_utf8(computed.stdout).unwrap();
    assert_eq!(computed.lines().count(), orders.len());
    for (order, code) in orders.iter().zip(computed.lines()) {
        let given = point.answer(&["code", field(order, "id")]);
        assert_eq!(field(&given, "code"), code, "order {}", order["id"]);
    }
    computed.lines().map(str::to_owned).collect()
}

#[test]
fn every_slip_says_whose_it_is_and_what_is_in_it() {
    let Some((point, export)) = station() else { return };
    point.answer(&["import", &export]);
    let slips = words(&printed(&point, "slips.pdf", &["print", "slips"]));
    let orders = orders(&point);
    let mut masked: BTreeMap<String, usize> = BTreeMap::new();
    for order in &orders {
        let name = field(order, "recipient");
        let mask: String = name.chars().take(1).chain(name.chars().skip(1).map(|_| '*')).collect();
        assert_eq!(field(order, "recipient_masked"), mask);
        *masked.entry(mask).or_default() += 1;
    }
    // A long list ends with how many more there are, a long name with an ellipsis: each product stands whole or shortened on some slip.
    let products: BTreeSet<String> = orders
        .iter()
        .flat_map(|order| order["lines"].as_array().unwrap())
        .map(|line| joined(field(line, "product")))
        .collect();
    for product in products {
        let beginning = |length: usize| -> String { product.chars().take(length).chain(['…']).collect() };
        let shortened = (6..product.chars().count()).any(|length| slips.contains(&beginning(length)));
        assert!(slips.contains(&product) || shortened, "{product}");
    }
    for (mask, times) in masked {
        assert!(slips.matches(&mask).count() >= times, "{mask} stands on {times} slips");
    }
    for order in &orders {
        let whole = field(order, "recipient");
        assert!(
            whole.chars().count() < 2 || !slips.contains(whole),
            "a slip shows {whole}"
        );
    }
}

#[test]
fn the_manifest_names_everyone_and_everything_in_each_of_its_three_orders() {
    let Some((point, export)) = station() else { return };
    point.answer(&["import", &export]);
    let orders = orders(&point);
    for sort in SORTS {
        let manifest = words(&printed(
            &point,
            &format!("{sort}.pdf"),
            &["print", "manifest", "--sort", sort],
        ));
        for order in &orders {
            let name = joined(field(order, "recipient"));
            assert!(manifest.contains(&name), "{sort}: {name}");
            for line in order["lines"].as_array().unwrap() {
                let product = joined(field(line, "product"));
                assert!(manifest.contains(&product), "{sort}: {product}");
            }
        }
    }
}

fn printed(point: &Point, name: &str, command: &[&str]) -> PathBuf {
    let paper = point.beside(name);
    let reply = point.answer(&[command, &["--out", text(&paper)]].concat());
    assert_eq!(reply["orders"], 78);
    paper
}

/// The text of a document without white space: where lines break is not what is asked here.
fn words(paper: &Path) -> String {
    let text = Command::new("pdftotext").arg(paper).arg("-").output().unwrap();
    assert!(text.status.success());
    joined(&String::from_utf8(text.stdout).unwrap())
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Every code on a document, drawn at a printer's resolution and read by a foreign reader; each is there once.
fn read(paper: &Path, dpi: &str) -> BTreeSet<String> {
    let folder = paper.with_extension(dpi);
    fs::create_dir(&folder).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", dpi, "-gray", "-png"])
        .arg(paper)
        .arg(folder.join("page"))
        .status()
        .unwrap();
    assert!(drawn.success());
    let pages = fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path());
    let found = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .args(pages)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let lines = String::from_utf8(found.stdout).unwrap();
    assert_eq!(lines.lines().count(), 78, "codes at {dpi} dpi");
    lines.lines().map(str::to_owned).collect()
}
