//! What the operator's commands answer.

use serde_json::json;

use crate::program::{DAY, Folder};

#[test]
fn a_point_is_added_once_and_listed() {
    let folder = Folder::new();
    let add = [
        "point",
        "add",
        "--number",
        "100001",
        "--name",
        "嘉怡水岸",
        "--hours",
        "9:00-21:00",
    ];
    let (status, point) = folder.json(&add);
    assert_eq!(
        (status, &point["number"], &point["hours"]),
        (0, &json!("100001"), &json!("9:00-21:00"))
    );
    let (status, refused) = folder.json(&add);
    assert_eq!((status, &refused["error"]["code"]), (1, &json!("point_taken")));
    for (option, value) in [
        ("--number", "012345"),
        ("--name", " "),
        ("--tz", "Nowhere"),
        ("--currency", "yuan"),
        ("--hold-hours", "0"),
    ] {
        let mut arguments = vec!["point", "add", "--number", "100002", "--name", "x"];
        if let Some(place) = arguments.iter().position(|argument| *argument == option) {
            arguments[place + 1] = value;
        } else {
            arguments.extend([option, value]);
        }
        let (status, refused) = folder.json(&arguments);
        assert_eq!(
            (status, &refused["error"]["code"]),
            (1, &json!("setup_invalid")),
            "{option}"
        );
    }
    assert_eq!(folder.json(&["point", "list"]).1["points"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_without_a_round_gets_the_default_one() {
    let folder = Folder::new();
    folder.json(&["point", "add", "--number", "100001", "--name", "x"]);
    let day = folder.file("day.csv", &DAY.replace("R1,", ","));
    let (status, report) = folder.json(&["import", &day, "--point", "100001", "--dry-run"]);
    assert_eq!(
        (status, &report["round"], &report["applied"]),
        (0, &json!("default"), &json!(false))
    );
    assert_eq!(folder.json(&["import", &day, "--point", "100001"]).1["applied"], true);
}

#[test]
fn a_file_with_errors_changes_nothing_and_says_why() {
    let folder = Folder::new();
    folder.json(&["point", "add", "--number", "100001", "--name", "x"]);
    let day = folder.file("day.csv", &DAY.replace("melon,,1,", "melon,,many,"));
    let (status, report) = folder.json(&["import", &day, "--point", "100001"]);
    assert_eq!((status, &report["errors"][0]["code"]), (1, &json!("quantity_invalid")));
    let (status, refused) = folder.json(&["import", "nowhere.csv", "--point", "100001"]);
    assert_eq!((status, &refused["error"]["code"]), (1, &json!("file_unreadable")));
    let (status, refused) = folder.json(&["import", &day, "--point", "100009"]);
    assert_eq!((status, &refused["error"]["code"]), (1, &json!("point_unknown")));
}

#[test]
fn codes_have_ten_digits_and_need_their_point_or_its_absence() {
    let folder = Folder::new();
    assert_eq!(
        folder.json(&["enrol", "--point", "100001"]).1["error"]["code"],
        "point_unknown"
    );
    let (status, made) = folder.json(&["enrol", "--point", "100001", "--adopt"]);
    assert_eq!((status, made["code"].as_str().unwrap().len()), (0, 10));
    folder.json(&["point", "add", "--number", "100001", "--name", "x"]);
    assert_eq!(
        folder.json(&["enrol", "--point", "100001", "--adopt"]).1["error"]["code"],
        "point_taken"
    );
    assert_eq!(
        folder.json(&["enrol", "--point", "100001", "--surface", "display"]).0,
        0
    );
}

#[test]
fn stations_that_are_not_there_and_empty_lists_are_told() {
    let folder = Folder::new();
    folder.json(&["point", "add", "--number", "100001", "--name", "x"]);
    assert_eq!(
        folder.json(&["station", "list", "--point", "100001"]).1,
        json!({ "stations": [] })
    );
    for what in ["confirm", "revoke"] {
        let (status, refused) = folder.json(&["station", what, "--point", "100001", "--station", "1"]);
        assert_eq!((status, &refused["error"]["code"]), (1, &json!("token_unknown")));
    }
    assert_eq!(
        folder.json(&["conflicts", "--point", "100001"]).1,
        json!({ "conflicts": [] })
    );
    assert_eq!(folder.json(&["verify"]).1, json!({ "stations": 0, "events": 0 }));
    let lines = String::from_utf8(folder.run(&["point", "list"]).stdout).unwrap();
    assert_eq!(lines, "100001  x  Asia/Shanghai  CNY\n");
}

#[test]
fn wrong_usage_and_other_databases_are_told() {
    let folder = Folder::new();
    assert_eq!(folder.json(&["fly"]).1["error"]["code"], "usage");
    assert_eq!(folder.run(&["serve", "--certificate", "x"]).status.code(), Some(2));
    assert_eq!(folder.run(&["--help"]).status.code(), Some(0));
    let no_folder = ["--database", "sqlite:/nowhere/at/all/hub.db", "point", "list"];
    let program = || std::process::Command::new(env!("CARGO_BIN_EXE_ziti-hub"));
    for arguments in [
        &no_folder[..],
        &["--database", "mysql://root:secret@x/y", "point", "list"],
    ] {
        let output = program().args(arguments).arg("--json").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("database_unreachable") && !text.contains("secret"),
            "{text}"
        );
        assert_eq!(output.status.code(), Some(1));
    }
}
