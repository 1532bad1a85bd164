//! Files that nobody should import and disks that nobody should have: each is refused in its own words, and nothing is lost.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;
use ziti_tests::point::Point;
use ziti_tests::program;
use ziti_tests::project;
use ziti_tests::zitictl::{Outcome, bounded, skipped, under};

/// A day of orders, and the files beside it.
fn besieged() -> (Point, PathBuf) {
    let point = Point::new();
    point.fill(12);
    let files = point.beside("files");
    fs::create_dir(&files).unwrap();
    let written = Command::new("python3")
        .arg(project().join("tests/hostile_files.py"))
        .arg(&files)
        .status()
        .unwrap();
    assert!(written.success());
    (point, files)
}

fn import(point: &Point, file: &Path) -> Outcome {
    Outcome::of(&mut bounded(&point.zitictl(&["import", file.to_str().unwrap()])))
}

#[test]
fn no_hostile_file_is_taken_in_and_each_is_refused_in_its_own_words() {
    let (point, files) = besieged();
    let before = (point.answer(&["orders"]), point.answer(&["verify"]));
    let refused = [
        ("truncated.xlsx", "truncated_file"),
        ("bomb.xlsx", "zip_bomb"),
        ("lying_bomb.xlsx", "truncated_file"),
        ("far.xlsx", "too_many_columns"),
        ("noise.xlsx", "not_a_workbook"),
        ("empty_rows.csv", "too_many_rows"),
        ("noise.csv", "encoding_unreadable"),
        ("noise.json", "encoding_unreadable"),
        ("broken_utf8.csv", "encoding_unreadable"),
        ("negative.csv", "quantity_invalid"),
        ("nothing.csv", "quantity_invalid"),
        ("power.csv", "quantity_invalid"),
        ("huge.csv", "quantity_absurd"),
        ("endless.csv", "quantity_absurd"),
        ("not_there.csv", "file_unreadable"),
    ];
    for (file, code) in refused {
        let outcome = import(&point, &files.join(file));
        assert_eq!((outcome.exit, outcome.error()), (1, code), "{file}: {outcome:?}");
        let document = &outcome.document;
        let failure = document.get("error").unwrap_or(&document["errors"][0]);
        let told = |name: &str| failure[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(told("message") && told("hint"), "{file}: {failure}");
        assert_eq!(
            (point.answer(&["orders"]), point.answer(&["verify"])),
            before,
            "after {file}"
        );
    }
}

#[test]
fn a_batch_of_absurd_orders_is_refused_as_a_whole() {
    let (point, files) = besieged();
    let before = point.answer(&["orders"]);
    let order = |line: &str, more: &str| {
        format!(
            r#"{{"format":"ziti.batch/1","orders":[{{"round":"午采","sequence_no":"1","recipient":"李芳","lines":[{{"product":"鸡蛋",{line}}}]}}{more}]}}"#
        )
    };
    let twin = r#",{"round":"午采","sequence_no":"1","recipient":"王强","lines":[{"product":"牛奶","quantity_thousandths":1000,"amount_minor":1}]}"#;
    let good = r#""quantity_thousandths":1000,"amount_minor":1"#;
    for (text, code) in [
        (
            order(r#""quantity_thousandths":-1000,"amount_minor":1"#, ""),
            "quantity_invalid",
        ),
        (
            order(r#""quantity_thousandths":9223372036854775807,"amount_minor":1"#, ""),
            "quantity_absurd",
        ),
        (
            order(r#""quantity_thousandths":1000,"amount_minor":92233720368547758070"#, ""),
            "json_invalid",
        ),
        (order(good, twin), "sequence_no_twice"),
        (order(good, "").replace("batch/1", "batch/2"), "json_wrong_format"),
        ("[".repeat(200_000), "json_invalid"),
    ] {
        let file = files.join("absurd.json");
        fs::write(&file, &text).unwrap();
        let outcome = import(&point, &file);
        assert_eq!((outcome.exit, outcome.error()), (1, code), "{outcome:?}");
        assert_eq!(point.answer(&["orders"]), before, "after {code}");
    }
}

#[test]
fn one_file_in_five_encodings_is_the_same_orders() {
    let (point, files) = besieged();
    for (file, added) in [
        ("gbk.csv", 1),
        ("utf16.csv", 0),
        ("utf16be.csv", 0),
        ("bom.csv", 0),
        ("utf8.csv", 0),
    ] {
        let report = import(&point, &files.join(file)).done();
        assert_eq!(report["changes"]["added"], added, "{file}: {report}");
        assert_eq!(report["changes"]["unchanged"], 1 - added, "{file}: {report}");
    }
    let found = point.answer(&["find", "李芳"]);
    assert_eq!(found["total"], 1);
    let order = &found["orders"][0];
    assert_eq!(
        (&order["recipient"], &order["lines"][0]["product"], &order["address"]),
        (&"李芳".into(), &"鸡蛋".into(), &"紫龙路".into())
    );
}

#[test]
fn one_number_with_two_recipients_keeps_the_first_and_shows_both() {
    let (point, files) = besieged();
    let report = import(&point, &files.join("two_recipients.csv")).done();
    let warnings = report["warnings"].as_array().unwrap();
    assert!(
        warnings.iter().any(|warning| warning["code"] == "recipient_conflict"),
        "{report}"
    );
    let order = &point.answer(&["find", "李芳"])["orders"][0];
    assert_eq!(order["recipient"], "李芳");
    assert_eq!(order["other_recipients"][0], "王强");
    assert_eq!(order["lines"].as_array().unwrap().len(), 2);
}

#[test]
fn ten_thousand_digits_are_unreadable_and_no_more() {
    let point = Point::new();
    point.fill(1);
    for input in ["1".repeat(10_000), "柳".repeat(10_000), "-".repeat(10_000)] {
        let outcome = Outcome::of(&mut bounded(&point.zitictl(&["collect", "--", &input])));
        assert_eq!((outcome.exit, outcome.verdict()), (3, "unreadable"), "{outcome:?}");
    }
    point.verify();
}

/// A small disk mounted at a folder, until this is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(folder: PathBuf) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(&folder)
            .status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(folder))
    }

    /// Fills the disk but for so much, with a file that can be removed again.
    fn fill(&self, but: usize) -> PathBuf {
        let filler = self.0.join("filler");
        let mut file = File::create(&filler).unwrap();
        let mut written = 0;
        while file.write_all(&[0; 4096]).is_ok() {
            written += 4096;
        }
        file.set_len(written - but as u64).unwrap();
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} stays mounted", self.0.display());
        }
    }
}

#[test]
fn a_full_disk_says_so_and_keeps_every_answer_that_was_given() {
    let point = Point::new();
    let Some(disk) = SmallDisk::at(point.data()) else {
        return skipped("no disk can be mounted here");
    };
    point.fill(60);
    let collect = |order_no: u32| {
        let (code, request) = (point.code(order_no), format!("full {order_no}"));
        Outcome::of(&mut point.zitictl(&["collect", &code, "--request-id", &request]))
    };
    let evening = point.beside("evening.json");
    let day = fs::read_to_string(point.beside("day.json")).unwrap();
    fs::write(&evening, day.replace("晨采", "夜采")).unwrap();
    let import = || Outcome::of(&mut point.zitictl(&["import", evening.to_str().unwrap()]));
    let (mut collected, mut full) = (0, 0);
    // From no room at all to room for the first pages of what a commit writes.
    for but in (0..24).map(|pages| pages * 4096) {
        let filler = disk.fill(but);
        let outcome = collect(collected + 1);
        if outcome.exit == 0 {
            collected += 1;
        } else {
            assert_eq!((outcome.exit, outcome.error()), (1, "disk_full"), "{but}: {outcome:?}");
            full += 1;
        }
        let outcome = import();
        assert_eq!((outcome.exit, outcome.error()), (1, "disk_full"), "{but}: {outcome:?}");
        fs::remove_file(filler).unwrap();
        point.verify();
        let status = point.answer(&["status"]);
        assert_eq!(
            (&status["orders"], &status["collected"]),
            (&60.into(), &collected.into()),
            "{but}"
        );
    }
    assert!(collected > 0 && full > 0, "{collected} collected, {full} times full");
    let again = collect(collected + 1);
    assert_eq!((again.exit, again.verdict()), (0, "collected"), "{again:?}");
    assert_eq!(import().done()["changes"]["added"], 60);
    point.verify();
}

fn everything_in(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| (file.clone(), fs::read(&file).unwrap()))
        .collect()
}

#[test]
fn a_read_only_folder_says_so_and_stays_as_it_is() {
    const NOBODY: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let point = Point::new();
    let may = Command::new(NOBODY[0]).args(&NOBODY[1..]).arg("true").status();
    let root = fs::metadata(point.data()).unwrap().uid() == 0;
    if !root || !may.is_ok_and(|status| status.success()) {
        return skipped("only root becomes nobody, by setpriv");
    }
    point.fill(3);
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    // Nobody must come as far as the folder, and to a program of its own.
    let outer = point.data().parent().unwrap().to_owned();
    mode(&outer, 0o755);
    let own = outer.join("zitictl");
    fs::copy(program("zitictl"), &own).unwrap();
    mode(&own, 0o755);
    for (file, _) in everything_in(&point.data()) {
        mode(&file, 0o444);
    }
    mode(&point.data(), 0o555);
    let before = everything_in(&point.data());
    let code = point.code(1);
    let day = outer.join("day.json");
    for arguments in [
        &["collect", &code] as &[&str],
        &["import", day.to_str().unwrap(), "--round", "夜采"],
        &["settings", "hold_hours=24"],
        &["init", "--point", "100001", "--name", "x"],
    ] {
        let ours = point.zitictl(arguments);
        let mut theirs = Command::new(&own);
        theirs.args(ours.get_args());
        theirs.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let outcome = Outcome::of(&mut under(&NOBODY, &theirs));
        let told = ["read_only", "folder_unusable", "already_initialised"];
        assert!(outcome.exit == 1 && told.contains(&outcome.error()), "{outcome:?}");
        assert!(
            everything_in(&point.data()) == before,
            "{arguments:?} changed the folder"
        );
    }
    mode(&point.data(), 0o755);
    point.verify();
    assert_eq!(point.answer(&["status"])["collected"], 0);
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    let point = Point::new();
    point.fill(3);
    let database = Connection::open(point.data().join("ziti.db")).unwrap();
    let version: i64 = database
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    database.close().unwrap();
    let before = everything_in(&point.data());
    let code = point.code(1);
    for arguments in [
        &["collect", &code] as &[&str],
        &["orders"],
        &["status"],
        &["rebuild"],
        &["init", "--point", "100001", "--name", "x"],
    ] {
        let outcome = Outcome::of(&mut point.zitictl(arguments));
        assert_eq!((outcome.exit, outcome.error()), (1, "database_newer"), "{outcome:?}");
        assert!(
            everything_in(&point.data()) == before,
            "{arguments:?} changed the folder"
        );
    }
    let database = Connection::open(point.data().join("ziti.db")).unwrap();
    database.pragma_update(None, "user_version", version).unwrap();
    database.close().unwrap();
    let orders: Value = point.answer(&["orders"]);
    assert_eq!(orders["total"], 3);
    point.verify();
}
