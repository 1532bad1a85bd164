//! The JSON that programs read: a snapshot a command, so that a field is only ever added. Ids, hashes and codes are left out.

#![cfg(feature = "test")]
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// Monday, 22 June 2026, noon in Shanghai.
const NOON: &str = "2026-06-22T04:00:00Z";

fn zitictl(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_zitictl"))
        .arg("--json")
        .arg("--data")
        .arg(folder.join("data"))
        .args(arguments)
        .current_dir(folder)
        .env("ZITI_NOW", NOON)
        .output()
        .unwrap();
    let mut document: Value = serde_json::from_slice(&output.stdout).unwrap();
    hide(&mut document);
    json!({ "exit": output.status.code(), "document": document })
}

/// What chance or the folder decides is not what a snapshot promises.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let by_chance = [
                    "event_id",
                    "code",
                    "short_code",
                    "digest",
                    "last_hash",
                    "path",
                    "folder",
                ]
                .contains(&name.as_str());
                match field {
                    Value::String(text) if by_chance && text.len() > 5 && !text.contains('_') => {
                        *text = format!("[{name}]");
                    }
                    Value::String(text) if name == "path" || name == "folder" => *text = format!("[{name}]"),
                    field => hide(field),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| match value {
            Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => "[event_id]".clone_into(text),
            value => hide(value),
        }),
        _ => {}
    }
}

#[test]
fn each_command_answers_one_document_of_a_known_shape() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let csv = "round,sequence_no,recipient,phone,building,room,product,quantity,unit_price,paid,note,zone\n\
               fruit,1,柳如是,13812341234,19,102,melon,2,10.00,,,\n\
               fruit,1,柳如是,13812341234,19,102,ice,1,5.50,,,frozen\n\
               fruit,2,王海燕,13812345678,86,1101,pear,3,4.00,0,ring twice,\n";
    std::fs::write(here.join("day.csv"), csv).unwrap();
    let event = |document: &Value| document["document"].clone();
    for (name, arguments) in [
        ("status_without_station", &["status"][..]),
        ("usage", &["collect"]),
        ("init", &["init", "--point", "100001", "--name", "嘉怡水岸"]),
        ("import_dry_run", &["import", "day.csv", "--dry-run"]),
        ("import", &["import", "day.csv"]),
        ("orders", &["orders"]),
        ("find", &["find", "lrs"]),
        ("order", &["order", "2"]),
        ("code", &["code", "1"]),
        ("decode", &["decode", "123456"]),
        ("print", &["print", "manifest", "--out", "m.pdf"]),
        ("collect_found", &["collect", "1"]),
        ("collect", &["collect", "1", "--confirm", "--as", "小陈"]),
        ("collect_payment_due", &["collect", "2"]),
        ("collect_unreadable", &["collect", "1234567890123456789"]),
        ("paper", &["paper", "1-2"]),
        ("settings", &["settings", "hold_hours=24"]),
        ("undo_unknown", &["undo", "nothing"]),
        ("verify", &["verify"]),
        ("rebuild", &["rebuild"]),
        ("status", &["status"]),
    ] {
        let answer = zitictl(here, arguments);
        assert!(!event(&answer).is_null());
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&answer).unwrap());
    }
}
