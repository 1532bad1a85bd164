use super::*;
use proptest::prelude::*;
use ziti_wire::sync::{PointInfo, Resolution};

/// The name under which each kind is written. A kind that is added to the wire must be added here, and to [`KINDS`].
fn kind(change: &Change) -> &'static str {
    match change {
        Change::Point { .. } => "point",
        Change::DayKey { .. } => "day_key",
        Change::Batch { .. } => "batch",
        Change::Event { .. } => "event",
        Change::Conflict { .. } => "conflict",
        Change::ConflictResolved { .. } => "conflict_resolved",
    }
}

fn point(name: &str) -> Change {
    let point = PointInfo {
        name: name.to_owned(),
        ..PointInfo::default()
    };
    Change::Point { point }
}

fn resolved() -> Change {
    Change::ConflictResolved {
        conflict: "e/1".to_owned(),
        resolution: Resolution::Mistaken,
        station: "2".to_owned(),
        by: "王".to_owned(),
        at: 5,
    }
}

fn day_key() -> Change {
    Change::DayKey {
        day: "2026-06-22".to_owned(),
        key: "00".repeat(32),
    }
}

fn written(changes: &[(u64, Change)], end: PageEnd) -> String {
    let mut text = String::new();
    for (change_no, change) in changes {
        let line = Numbered {
            change_no: *change_no,
            change: change.clone(),
        };
        text.push_str(&serde_json::to_string(&line).unwrap());
        text.push('\n');
    }
    text.push_str(&serde_json::to_string(&end).unwrap());
    text.push('\n');
    text
}

fn end(end: u64, changes: u32) -> PageEnd {
    PageEnd {
        end,
        last: end,
        siblings: 1,
        changes,
    }
}

fn sample() -> String {
    written(&[(6, point("东门")), (7, day_key()), (9, resolved())], end(9, 3)).replace("王", "\\ud83d\\ude00王")
}

fn code(after: u64, body: &str) -> (ErrorCode, bool) {
    let trouble = Page::read(after, body.as_bytes()).unwrap_err();
    (trouble.code, trouble.passing)
}

const CUT: (ErrorCode, bool) = (ErrorCode::PageIncomplete, true);
const GARBAGE: (ErrorCode, bool) = (ErrorCode::HubReplyInvalid, false);

#[test]
fn a_whole_page_is_read_in_order() {
    let page = Page::read(5, sample().as_bytes()).unwrap();
    assert_eq!(
        page.lines.iter().map(|line| line.change_no).collect::<Vec<_>>(),
        [6, 7, 9]
    );
    assert_eq!(page.lines[0].told, Told::Known(Box::new(point("东门"))));
    assert!(matches!(&page.lines[2].told, Told::Known(change) if kind(change) == "conflict_resolved"));
    assert_eq!((page.end.end, page.unknown, page.has_more()), (9, 0, false));

    let without_a_last_line_break = sample();
    assert!(Page::read(5, without_a_last_line_break.trim_end().as_bytes()).is_ok());
    assert!(Page::read(5, sample().replace('\n', "\r\n").as_bytes()).is_ok());

    let nothing_new = Page::read(9, written(&[], end(9, 0)).as_bytes()).unwrap();
    assert!(nothing_new.lines.is_empty());
    let more = PageEnd { last: 12, ..end(9, 0) };
    assert!(Page::read(9, written(&[], more).as_bytes()).unwrap().has_more());
}

#[test]
fn a_page_cut_at_any_byte_is_incomplete() {
    let whole = sample();
    let page = whole.trim_end();
    for at in 0..page.len() {
        let trouble = Page::read(5, &page.as_bytes()[..at]).unwrap_err();
        assert_eq!((trouble.code, trouble.passing), CUT, "cut at {at}");
    }
}

#[test]
fn a_page_that_lacks_a_line_is_incomplete() {
    let whole = sample();
    for missing in 0..3 {
        let lines = whole.lines().enumerate().filter(|(i, _)| *i != missing);
        let text = lines.map(|(_, line)| format!("{line}\n")).collect::<String>();
        assert_eq!(code(5, &text), CUT);
    }
}

#[test]
fn what_is_not_in_order_is_not_used() {
    assert_eq!(code(6, &sample()), GARBAGE, "the first is known already");
    assert_eq!(
        code(5, &written(&[(7, point("a")), (7, point("b"))], end(7, 2))),
        GARBAGE
    );
    assert_eq!(
        code(5, &written(&[(8, point("a")), (7, point("b"))], end(8, 2))),
        GARBAGE
    );
    assert_eq!(
        code(5, &written(&[(8, point("a"))], end(7, 1))),
        GARBAGE,
        "the end lies before the last change"
    );
    assert_eq!(code(5, &written(&[], end(4, 0))), GARBAGE, "the cursor would go back");
    assert_eq!(
        code(5, &written(&[(8, point("a"))], end(8, 0))),
        GARBAGE,
        "more than it says"
    );
    let older = PageEnd { last: 7, ..end(8, 1) };
    assert_eq!(code(5, &written(&[(8, point("a"))], older)), GARBAGE);
    assert_eq!(
        code(5, &(sample() + "{\"end\":9}\n")),
        GARBAGE,
        "something behind the end"
    );
    assert_eq!(code(5, &written(&[(u64::MAX, point("a"))], end(u64::MAX, 1))), GARBAGE);
}

#[test]
fn what_is_no_change_is_not_used() {
    for line in [
        "hello",
        "[]",
        "7",
        "null",
        "",
        "{}",
        r#"{"change_no":6}"#,
        r#"{"change":"point","point":{}}"#,
        r#"{"change_no":-6,"change":"point","point":{}}"#,
        r#"{"change_no":6,"change":"point"}"#,
        r#"{"change_no":6,"change_no":7,"change":"point","point":{}}"#,
        r#"{"change_no":6,"change":"conflict_resolved","conflict":"c","resolution":"shared","station":"1","by":"","at":1}"#,
    ] {
        let text = format!("{line}\n{}", written(&[], end(9, 1)));
        assert_eq!(
            Page::read(5, text.as_bytes()).unwrap_err().code,
            ErrorCode::HubReplyInvalid,
            "{line}"
        );
    }
    assert_eq!(code(5, "hello"), GARBAGE);
    assert_eq!(code(5, ""), CUT);
    let half = format!("{}\n{}", r#"{"change_no":6,"chan"#, written(&[], end(9, 1)));
    assert_eq!(
        code(5, &half),
        (ErrorCode::HubReplyInvalid, true),
        "half a line may be whole the next time"
    );
    let deep = format!("{{\"change_no\":6,\"change\":\"x\",\"y\":{}\n", "[".repeat(100_000));
    assert_eq!(
        Page::read(5, deep.as_bytes()).unwrap_err().code,
        ErrorCode::HubReplyInvalid
    );
}

#[test]
fn a_kind_of_a_later_version_is_passed_over_and_counted() {
    let later = r#"{"change_no":8,"change":"weather","rain":{"mm":[1,2]}}"#;
    let text = sample().replacen("{\"change_no\":9", &format!("{later}\n{{\"change_no\":9"), 1);
    let text = text.replace("\"changes\":3", "\"changes\":4");
    let page = Page::read(5, text.as_bytes()).unwrap();
    assert_eq!((page.lines.len(), page.unknown), (4, 1));
    let kind = "weather".to_owned();
    assert_eq!(page.lines[2].told, Told::Unknown { kind });
    let with_more = sample().replacen("{\"change_no\":6", "{\"later\":true,\"change_no\":6", 1);
    assert!(
        Page::read(5, with_more.as_bytes()).is_ok(),
        "a field of a later version"
    );
}

#[test]
fn every_kind_of_the_wire_is_known() {
    for change in [point("a"), day_key(), resolved()] {
        assert!(KINDS.contains(&kind(&change)));
        let line = serde_json::to_value(&change).unwrap();
        assert_eq!(line["change"], kind(&change));
    }
    // A kind that is not known to the wire could not be told from one that lacks its fields.
    for kind in KINDS {
        let error = serde_json::from_str::<Change>(&format!(r#"{{"change":"{kind}"}}"#)).unwrap_err();
        assert!(error.to_string().starts_with("missing field"), "{kind}: {error}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(after in any::<u64>(), body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Page::read(after, &body);
    }

    #[test]
    fn a_mutated_page_is_whole_or_nothing(at in 0usize..600, byte in any::<u8>()) {
        let mut body = sample().into_bytes();
        let at = at % body.len();
        body[at] = byte;
        if let Ok(page) = Page::read(5, &body) {
            prop_assert_eq!(page.lines.len(), 3);
            prop_assert!(page.end.end >= page.lines[2].change_no);
        }
    }
}
