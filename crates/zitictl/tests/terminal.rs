//! What a person at a terminal meets: words, exit status, and readers that go away.

#![cfg(feature = "test")]
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Monday, 22 June 2026, noon in Shanghai.
const NOON: &str = "2026-06-22T04:00:00Z";

fn zitictl(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zitictl"));
    command
        .arg("--data")
        .arg(folder.join("data"))
        .args(arguments)
        .current_dir(folder)
        .env("ZITI_NOW", NOON);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = zitictl(folder, arguments).output().unwrap();
    let text = [stdout, stderr].concat();
    (status.code(), String::from_utf8(text).unwrap())
}

fn point(orders: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = run(folder.path(), &["init", "--point", "100001", "--name", "嘉怡水岸"]);
    assert_eq!(made.0, Some(0), "{}", made.1);
    let csv = format!("sequence_no,recipient,phone,building,room,product,quantity,unit_price\n{orders}");
    std::fs::write(folder.path().join("day.csv"), csv).unwrap();
    folder
}

#[test]
fn readers_that_have_gone_away_are_no_reason_to_panic() {
    let folder = point("");
    for arguments in [&["undo", "nothing"][..], &["orders"], &["bogus"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = zitictl(folder.path(), arguments)
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .status()
            .unwrap();
        assert!(matches!(status.code(), Some(0..=3)), "{arguments:?}: {status}");
    }
}

#[test]
fn the_answer_to_an_undone_hand_over_says_that_it_was_undone() {
    let folder = point("1,柳如是,13812341234,19,102,melon,2,10.00\n");
    let here = folder.path();
    assert_eq!(run(here, &["import", "day.csv"]).0, Some(0));
    let collect = ["collect", "1", "--confirm", "--request-id", "one"];
    let (code, text) = run(here, &collect);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("taken back"), "{text}");
    let event = text.lines().find_map(|line| line.strip_prefix("event ")).unwrap();
    assert_eq!(run(here, &["undo", event]).0, Some(0));
    let (_, text) = run(here, &collect);
    assert!(text.contains("it was taken back at 2026-06-22 04:00:00 UTC"), "{text}");
}

#[test]
fn a_file_without_a_round_is_asked_for_none_beside_its_other_errors() {
    let folder = point("1,柳如是,13812341234,19,102,melon,-2,10.00\n");
    let (code, text) = run(folder.path(), &["import", "day.csv"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("[quantity_invalid]"), "{text}");
    assert!(!text.contains("[round_needed]"), "{text}");
}

#[test]
fn ctrl_c_stops_an_import_with_a_sentence_and_nothing_is_changed() {
    let folder = point("");
    let here = folder.path();
    let pipe = here.join("slow.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let import = zitictl(here, &["import", "slow.csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // This waits until the other end is open: the program is reading by then.
    let mut file = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let pressed = Command::new("kill").args(["-INT", &import.id().to_string()]).status();
    assert!(pressed.unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(200));
    file.write_all(b"sequence_no,product,quantity\n1,melon,2\n").unwrap();
    drop(file);
    let Output { status, stderr, .. } = import.wait_with_output().unwrap();
    let text = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{status}: {text}");
    assert!(
        text.contains("The import was stopped; nothing was changed. (import_cancelled)"),
        "{text}"
    );
    assert_eq!(run(here, &["orders"]), (Some(0), "No orders.\n".to_owned()));
}

#[test]
fn paper_in_a_folder_that_is_not_there_is_refused_and_no_folder_is_made() {
    let folder = point("1,柳如是,13812341234,19,102,melon,2,10.00\n");
    let here = folder.path();
    assert_eq!(run(here, &["import", "day.csv"]).0, Some(0));
    for arguments in [
        &["print", "manifest", "--out", "mistyped/m.pdf"][..],
        &["code", "1", "--reissue", "--picture", "mistyped/code.png"],
    ] {
        let (code, text) = run(here, arguments);
        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.contains("There is no folder") && text.contains("mistyped"),
            "{text}"
        );
        assert!(!here.join("mistyped").exists());
    }
    let (_, code) = run(here, &["--json", "code", "1"]);
    assert!(code.contains(r#""issue":0"#), "nothing was reissued: {code}");
    assert_eq!(run(here, &["print", "manifest", "--out", "m.pdf"]).0, Some(0));
    let (code, text) = run(here, &["print", "manifest", "--only-stale", "--out", "m.pdf"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.starts_with("Nothing has changed since it was last printed."),
        "{text}"
    );
}

#[test]
fn paper_that_hands_nothing_over_says_so_and_is_refused() {
    let folder = point("1,柳如是,13812341234,19,102,melon,2,10.00\n");
    let here = folder.path();
    assert_eq!(run(here, &["import", "day.csv"]).0, Some(0));
    let typed = ["paper", "1", "--commit", "--request-id", "one"];
    let (code, text) = run(here, &typed);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Checked off:") && !text.contains("Nothing was"), "{text}");
    assert_eq!(run(here, &typed).0, Some(0), "the same again answers the same");
    let typed = ["--json", "paper", "1", "--commit", "--request-id", "two"];
    let (code, first) = run(here, &typed);
    assert_eq!(code, Some(3), "{first}");
    assert!(first.contains(r#""committed":false"#), "{first}");
    assert_eq!(run(here, &typed), (Some(3), first));
    let (code, text) = run(here, &["paper", "1", "--commit"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(
        text.contains("Handed over before:") && text.ends_with("Nothing was checked off.\n"),
        "{text}"
    );
    assert_eq!(run(here, &["paper", "1"]).0, Some(0), "looking is done");
}

#[test]
fn a_setting_out_of_its_range_is_told_its_range() {
    let folder = point("");
    for (change, sentence) in [
        ("volume=900", "volume must be a whole number from 0 to 100."),
        ("volume=150", "volume must be a whole number from 0 to 100."),
        ("volume=-1", "volume must be a whole number from 0 to 100."),
        (
            "hold_hours=0",
            "hold_hours must be a whole number of hours from 1 to 1440.",
        ),
        (
            "hold_hours=two",
            "hold_hours must be a whole number of hours from 1 to 1440.",
        ),
        (
            "scan_gap_ms=5",
            "scan_gap_ms must be a whole number of milliseconds from 60 to 2000.",
        ),
        ("day_starts_at=24", "day_starts_at must be a whole hour from 0 to 23."),
        ("sound=loud", "sound must be true or false."),
        ("lang=de", "lang must be zh, en or fr."),
        ("theme=blue", "theme must be system, light or dark."),
        ("tz=Mars/Base", "tz must be a time zone such as Asia/Shanghai."),
        ("currency=yuan", "currency must be three capital letters such as CNY."),
        ("name=", "name must be a text of 1 to 120 characters on one line."),
        (
            "colour=red",
            "colour is no setting. There are: accept_unsynced, address, ",
        ),
        ("volume", "volume is not written as setting=value."),
    ] {
        let (code, text) = run(folder.path(), &["settings", change]);
        assert_eq!(code, Some(1), "{change}: {text}");
        assert!(text.starts_with(sentence), "{change}: {text}");
    }
    let (_, settings) = run(folder.path(), &["settings"]);
    for line in settings.lines() {
        let (setting, _) = line.split_once('=').unwrap();
        let (code, text) = run(folder.path(), &["settings", line]);
        assert_eq!(code, Some(0), "{setting}: {text}");
        assert!(ziti_station::allowed(setting).is_some(), "{setting}");
    }
}
