//! Two hundred workbooks at random, read by this crate and by another program (openpyxl), order by order the same.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

mod books;
mod chance;
mod sheet;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use ziti_import::{Options, Parsed, read_path};
use ziti_wire::batch::BatchOrder;

/// So many of each layout.
const BOOKS: u64 = 100;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What must be there to compare; where changes are checked it always is.
fn there(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    println!(
        "skipped: {} is not here (make test installs what this needs)",
        path.display()
    );
    None
}

/// The answers of the other program, a file each.
fn oracle(kind: &str, argument: &str, files: &[PathBuf]) -> Option<Vec<Value>> {
    let python = there(project().join(".venv/bin/python"))?;
    let script = project().join("tests/oracle_orders.py");
    let output = Command::new(python)
        .arg(script)
        .arg(kind)
        .arg(argument)
        .args(files)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).unwrap();
    Some(
        answers
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

fn written(write: fn(&Path, u64), kind: &str, folder: &Path) -> Vec<PathBuf> {
    (0..BOOKS)
        .map(|seed| {
            let path = folder.join(format!("{kind}-{seed}.xlsx"));
            write(&path, seed);
            path
        })
        .collect()
}

fn parsed(path: &Path) -> Parsed {
    let options = Options {
        own_point_name: Some(books::OWN),
        ..Options::default()
    };
    let parsed = read_path(path, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(parsed.errors, [], "{}", path.display());
    assert_eq!(parsed.source, "kuaituantuan");
    assert_eq!(parsed.round.as_deref(), Some("周三水果团 第2期"));
    parsed
}

/// The warnings of these codes, sorted as the other program sorts them.
fn warnings(parsed: &Parsed, codes: &[&str]) -> Vec<(String, Vec<String>)> {
    let told = parsed
        .warnings
        .iter()
        .filter(|warning| codes.contains(&warning.code.as_str()));
    let mut told: Vec<_> = told
        .map(|warning| (warning.code.clone(), warning.sequence_nos.clone()))
        .collect();
    told.sort();
    told
}

#[test]
fn a_hundred_workbooks_with_a_row_a_line_read_as_another_program_reads_them() {
    let Some(reference) = there(project().join("../shared/data/kuaituantuan/reference.py")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let files = written(books::lines, "lines", folder.path());
    let Some(answers) = oracle("lines", reference.to_str().unwrap(), &files) else {
        return;
    };
    assert_eq!(answers.len(), files.len());
    let codes = [
        "amount_mismatch",
        "merged_customer",
        "recipient_conflict",
        "phone_conflict",
    ];
    let mut met = [0; 4];
    for (seed, (path, answer)) in files.iter().zip(answers).enumerate() {
        let parsed = parsed(path);
        let lines: Vec<_> = parsed.orders.iter().flat_map(|order| &order.lines).collect();
        let totals = json!({
            "blocks": parsed.blocks,
            "orders": parsed.orders.len(),
            "lines": lines.len(),
            "quantity": lines.iter().map(|line| line.quantity_thousandths).sum::<i64>() / 1000,
            "amount_minor": lines.iter().map(|line| line.amount_minor).sum::<i64>(),
        });
        for (figure, value) in totals.as_object().unwrap() {
            assert_eq!(value, &answer[figure], "seed {seed}: {figure}");
        }
        let told: Vec<_> = answer["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|warning| (warning["code"].clone(), warning["sequence_nos"].clone()))
            .collect();
        let mut expected: Vec<(String, Vec<String>)> = serde_json::from_value(json!(told)).unwrap();
        expected.sort();
        assert_eq!(warnings(&parsed, &codes), expected, "seed {seed}");
        for (count, code) in met.iter_mut().zip(codes) {
            *count += expected.iter().filter(|(told, _)| told == code).count();
        }
        let numbers: Vec<_> = parsed.orders.iter().map(|order| order.sequence_no.as_str()).collect();
        let known = answer["by_sequence_no"].as_object().unwrap();
        assert_eq!(numbers.len(), known.len());
        for order in &parsed.orders {
            assert_eq!(
                line_view(order),
                known[&order.sequence_no],
                "seed {seed}: order {}",
                order.sequence_no
            );
        }
    }
    assert!(
        met.iter().all(|count| *count > 20),
        "chance must meet every rule: {met:?}"
    );
}

/// An order as `reference.py` shows it.
fn line_view(order: &BatchOrder) -> Value {
    let lines: Vec<_> = order
        .lines
        .iter()
        .map(|line| {
            json!([
                line.product,
                line.shown,
                line.quantity_thousandths / 1000,
                line.amount_minor
            ])
        })
        .collect();
    json!({
        "recipient": order.recipient,
        "phone": order.phones.first().cloned().unwrap_or_default(),
        "building": order.building,
        "room": order.room,
        "address": order.address,
        "lines": lines,
    })
}

#[test]
fn a_hundred_workbooks_with_a_row_an_order_read_as_another_program_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let files = written(books::orders, "orders", folder.path());
    let Some(answers) = oracle("orders", books::OWN, &files) else {
        return;
    };
    assert_eq!(answers.len(), files.len());
    let codes = [
        "amount_mismatch",
        "merged_customer",
        "partly_collected_elsewhere",
        "partly_refunded",
        "phone_conflict",
        "product_text_unclear",
        "recipient_conflict",
    ];
    let mut met = std::collections::BTreeMap::<String, usize>::new();
    for (seed, (path, answer)) in files.iter().zip(answers).enumerate() {
        let parsed = parsed(path);
        assert_eq!(json!(parsed.blocks), answer["blocks"], "seed {seed}");
        let numbers: Vec<_> = parsed.orders.iter().map(|order| order.sequence_no.clone()).collect();
        assert_eq!(json!(numbers), answer["orders"], "seed {seed}");
        for order in &parsed.orders {
            assert_eq!(
                order_view(order),
                answer["by_sequence_no"][&order.sequence_no],
                "seed {seed}: order {}",
                order.sequence_no
            );
        }
        let mut groups: Vec<_> = parsed
            .groups
            .iter()
            .map(|group| (&group.kind, &group.name, group.rows, group.orders))
            .collect();
        groups.sort();
        assert_eq!(json!(groups), answer["groups"], "seed {seed}");
        let told = warnings(&parsed, &codes);
        assert_eq!(json!(told), answer["warnings"], "seed {seed}");
        for kind in told
            .into_iter()
            .map(|(code, _)| code)
            .chain(parsed.groups.into_iter().map(|group| group.kind))
        {
            *met.entry(kind).or_default() += 1;
        }
    }
    assert!(
        met.len() == 11 && met.values().all(|count| *count > 5),
        "chance must meet every rule: {met:?}"
    );
}

/// An order as `oracle_orders.py` shows it.
fn order_view(order: &BatchOrder) -> Value {
    let lines: Vec<_> = order
        .lines
        .iter()
        .map(|line| json!([line.product, line.shown, line.quantity_thousandths, line.amount_minor]))
        .collect();
    let mut recipients = vec![order.recipient.clone()];
    recipients.extend(order.other_recipients.iter().cloned());
    recipients.retain(|name| !name.is_empty());
    json!({
        "recipients": recipients,
        "phones": order.phones,
        "building": order.building,
        "room": order.room,
        "address": order.address,
        "note": order.note,
        "collected": order.collected,
        "lines": lines,
    })
}
