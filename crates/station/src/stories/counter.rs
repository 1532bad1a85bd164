//! What a scan does at the counter.

use ziti_domain::error::ErrorCode;
use ziti_wire::order::OrderState;
use ziti_wire::paper::PaperRequest;
use ziti_wire::scan::{CollectRequest, LineWish, UndoRequest, VerdictKind};
use ziti_wire::settings::Settings;

use super::{Counter, HOUR, MINUTE, order};

fn day() -> Counter {
    let counter = Counter::open();
    let mut noted = order("3", "王海燕", &[("lychee", 1)]);
    noted.note = "after eight".into();
    let mut unpaid = order("4", "赵一", &[("melon", 2)]);
    unpaid.paid_minor = Some(500);
    counter.import(&[
        order("1", "柳如是", &[("melon", 2), ("lychee", 1)]),
        order("2", "柳如意", &[("pear", 3)]),
        noted,
        unpaid,
        order("5", "单国庆", &[("melon", 1)]),
    ]);
    counter
}

#[test]
fn a_code_hands_over_all_that_is_open_and_counts_once() {
    let counter = day();
    let code = counter.code("1");
    let reply = counter.scan(&code);
    assert_eq!(reply.verdict, VerdictKind::Collected);
    assert_eq!(reply.order.unwrap().state, OrderState::Collected);
    let again = counter.scan(&code);
    assert_eq!((again.verdict, again.at), (VerdictKind::AlreadyCollected, reply.at));
    assert_eq!(counter.station.status().unwrap().collected, 1);
    counter.check();
}

#[test]
fn the_same_request_gets_the_same_answer_and_says_when_it_was_undone() {
    let counter = day();
    let code = counter.code("1");
    let first = counter.ask(&code, |request| request.request_id = "r1".into());
    counter.wait(MINUTE);
    let second = counter.ask(&code, |request| request.request_id = "r1".into());
    assert_eq!(
        (second.verdict, &second.event_id),
        (VerdictKind::Collected, &first.event_id)
    );
    let undo = UndoRequest {
        event_id: first.event_id.clone().unwrap(),
        ..UndoRequest::default()
    };
    counter.station.undo(&undo).unwrap();
    let third = counter.ask(&code, |request| request.request_id = "r1".into());
    assert_eq!(third.event_id, first.event_id);
    assert!(third.undone_at.is_some());
    let other = CollectRequest {
        input: counter.code("2"),
        request_id: "r1".into(),
        ..CollectRequest::default()
    };
    assert_eq!(
        counter.station.collect(&other).unwrap_err().code,
        ErrorCode::RequestIdReused
    );
    counter.check();
}

#[test]
fn undo_is_free_for_a_quarter_of_an_hour_and_then_needs_a_reason() {
    let counter = day();
    let event_id = counter.scan(&counter.code("1")).event_id.unwrap();
    counter.wait(16 * MINUTE);
    let undo = |reason: Option<&str>| {
        let request = UndoRequest {
            event_id: event_id.clone(),
            reason: reason.map(Into::into),
            ..UndoRequest::default()
        };
        counter.station.undo(&request)
    };
    assert_eq!(undo(None).unwrap_err().code, ErrorCode::ReasonNeeded);
    assert_eq!(undo(Some("wrong bag")).unwrap().order.state, OrderState::Open);
    assert_eq!(undo(Some("twice")).unwrap_err().code, ErrorCode::NotUndoable);
    assert_eq!(counter.verdict(&counter.code("1")), VerdictKind::Collected);
    counter.check();
}

#[test]
fn codes_of_others_and_broken_codes_are_told_apart() {
    let counter = day();
    let other = Counter::open();
    other.import(&[order("1", "x", &[("melon", 1)])]);
    let code = counter.code("1");
    let foreign = other.code("1");
    // The same chance gives both points one key, so this seal is broken by hand.
    let mut broken = foreign.clone();
    broken.replace_range(30..31, if &foreign[30..31] == "0" { "1" } else { "0" });
    assert_eq!(counter.verdict(&broken), VerdictKind::Unreadable);
    assert_eq!(counter.verdict("1234567890123456789"), VerdictKind::Unreadable);
    assert_eq!(counter.verdict(&"9".repeat(10_000)), VerdictKind::Unreadable);
    assert_eq!(counter.verdict("nobody"), VerdictKind::Unknown);
    counter.station.code("1", true).unwrap();
    let revoked = counter.scan(&code);
    assert_eq!((revoked.verdict, revoked.forceable), (VerdictKind::Revoked, true));
    assert!(revoked.at.is_some());
    assert_eq!(counter.verdict(&counter.code("1")), VerdictKind::Collected);
    counter.check();
}

#[test]
fn a_tenth_issue_is_refused() {
    let counter = day();
    for issue in 1..=9 {
        assert_eq!(counter.station.code("1", true).unwrap().issue, issue);
    }
    assert_eq!(
        counter.station.code("1", true).unwrap_err().code,
        ErrorCode::ReissueExhausted
    );
}

#[test]
fn notes_and_payments_ask_first_and_forcing_leaves_the_payment_due() {
    let counter = day();
    let noted = counter.scan(&counter.code("3"));
    assert_eq!(
        (noted.verdict, noted.attention[0].text.as_str()),
        (VerdictKind::Attention, "after eight")
    );
    assert_eq!(
        counter
            .ask(&counter.code("3"), |request| request.confirm = true)
            .verdict,
        VerdictKind::Collected
    );

    let unpaid = counter.scan(&counter.code("4"));
    assert_eq!(
        (unpaid.verdict, unpaid.due_minor),
        (VerdictKind::PaymentDue, Some(1500))
    );
    let forced = counter.ask(&counter.code("4"), |request| {
        request.force = Some("pays tomorrow".into());
    });
    assert!(forced.forced);
    assert_eq!(forced.order.unwrap().due_minor, 1500);
    counter.check();
}

#[test]
fn a_payment_that_is_taken_is_no_longer_due() {
    let counter = day();
    let paid = counter.ask(&counter.code("4"), |request| request.confirm = true);
    assert_eq!(
        (paid.verdict, paid.order.unwrap().due_minor),
        (VerdictKind::Collected, 0)
    );
    counter.check();
}

#[test]
fn a_part_is_handed_over_and_the_rest_stays_open() {
    let counter = day();
    let code = counter.code("1");
    let wish = |line, units: i64| {
        vec![LineWish {
            line,
            quantity_thousandths: Some(units * 1000),
        }]
    };
    let part = counter.ask(&code, |request| request.lines = wish(1, 1));
    assert_eq!(part.verdict, VerdictKind::PartlyCollected);
    let over = CollectRequest {
        input: code.clone(),
        lines: wish(1, 2),
        ..CollectRequest::default()
    };
    assert_eq!(
        counter.station.collect(&over).unwrap_err().code,
        ErrorCode::QuantityOverOpen
    );
    let rest = counter.scan(&code);
    assert_eq!((rest.verdict, rest.handed.len()), (VerdictKind::Collected, 2));
    counter.check();
}

#[test]
fn an_order_is_found_by_name_pinyin_tail_and_place_and_handed_over_by_hand() {
    let counter = day();
    for typed in ["5", "单国庆", "shanguo", "sgq", "0005", "19-105"] {
        assert_eq!(counter.verdict(typed), VerdictKind::Found, "{typed}");
    }
    let many = counter.scan("liu");
    assert_eq!((many.verdict, many.candidates.len()), (VerdictKind::Ambiguous, 2));
    assert_eq!(
        counter.ask("sgq", |request| request.confirm = true).verdict,
        VerdictKind::Collected
    );
    counter.check();
}

#[test]
fn a_short_code_collects_and_too_many_wrong_ones_lock_them_over_a_restart() {
    let counter = day();
    let short = counter.station.code("1", false).unwrap().short_code;
    let wrong = if short == "777777" { "777778" } else { "777777" };
    for _ in 0..6 {
        assert_eq!(counter.verdict(wrong), VerdictKind::Unknown);
    }
    assert!(counter.scan(wrong).locked_until.is_some());
    let restarted = crate::Station::open_in(counter.folder.path(), super::around(&counter.now)).unwrap();
    let locked = restarted
        .collect(&CollectRequest {
            input: short.clone(),
            ..CollectRequest::default()
        })
        .unwrap();
    assert_eq!(locked.verdict, VerdictKind::Unknown);
    assert_eq!(
        counter.verdict(&counter.code("2")),
        VerdictKind::Collected,
        "the lock never stops scanning"
    );
    counter.wait(HOUR);
    assert_eq!(counter.verdict(&short), VerdictKind::Collected);
    counter.check();
}

#[test]
fn a_bag_scanned_after_a_hand_over_is_held_against_it() {
    let counter = day();
    let label = |no: u32| {
        let order = ziti_domain::order::OrderId {
            day: ziti_domain::day::ServiceDay::parse("2026-06-22").unwrap(),
            no,
        };
        ziti_domain::code::BagLabel {
            point: ziti_domain::code::PointNo::new(100_001).unwrap(),
            order,
            bag: 1,
        }
        .digits()
    };
    assert_eq!(counter.verdict(&label(1)), VerdictKind::Found);
    let event = counter.scan(&counter.code("1")).event_id;
    let right = counter.scan(&label(1));
    assert_eq!((right.verdict, right.event_id), (VerdictKind::Collected, event));
    assert_eq!(counter.verdict(&label(2)), VerdictKind::WrongBag);
    assert_eq!(
        counter.verdict(&label(2)),
        VerdictKind::Found,
        "scanned again it finds its own order"
    );
    counter.wait(2 * MINUTE);
    assert_eq!(counter.verdict(&label(2)), VerdictKind::Found);
    counter.check();
}

#[test]
fn an_order_past_its_hold_time_is_refused_until_it_is_forced() {
    let counter = day();
    counter.wait(49 * HOUR);
    let id = "20260622-1";
    let code = counter.code(id);
    assert_eq!(counter.verdict(&code), VerdictKind::Expired);
    let forced = counter.ask(&code, |request| request.force = Some("was ill".into()));
    assert!(forced.forced && forced.verdict == VerdictKind::Collected);
    counter.check();
}

#[test]
fn with_preview_nothing_is_written_before_it_is_confirmed() {
    let counter = day();
    let settings: Settings = counter.station.status().unwrap().settings;
    counter
        .station
        .change_settings(&Settings {
            preview: true,
            ..settings
        })
        .unwrap();
    let code = counter.code("1");
    let look = counter.scan(&code);
    assert!(look.preview && look.event_id.is_none());
    assert_eq!(counter.station.status().unwrap().collected, 0);
    assert_eq!(
        counter.ask(&code, |request| request.confirm = true).verdict,
        VerdictKind::Collected
    );
    assert_eq!(counter.station.status().unwrap().collected, 1);
}

#[test]
fn a_ticked_manifest_is_looked_at_and_then_written_at_once() {
    let counter = day();
    counter.scan(&counter.code("2"));
    let typed = |text: &str| PaperRequest {
        text: text.into(),
        request_id: "p".into(),
        ..PaperRequest::default()
    };
    let look = counter.station.paper(&typed("1-3, 4"), false).unwrap();
    let count = (look.ready.len(), look.already.len(), look.refused.len());
    assert_eq!(count, (2, 1, 1));
    assert_eq!(
        counter.station.paper(&typed("1-3 99"), true).unwrap_err().code,
        ErrorCode::PaperUnclear
    );
    let done = counter.station.paper(&typed("1-3, 4"), true).unwrap();
    assert_eq!(done.event_ids.len(), 2);
    let again = counter.station.paper(&typed("1-3, 4"), true).unwrap();
    assert_eq!(again, done);
    assert_eq!(counter.station.status().unwrap().collected, 3);
    counter.check();
}

#[test]
fn every_refused_scan_is_logged_without_its_text() {
    let counter = day();
    counter.scan("not a code at all, but a secret");
    let recent = counter.station.recent().unwrap();
    assert_eq!(recent[0].verdict, VerdictKind::Unknown);
    let ledger = std::fs::read(counter.folder.path().join("ziti.db-wal")).unwrap();
    assert!(!ledger.windows(6).any(|bytes| bytes == b"secret"));
}
