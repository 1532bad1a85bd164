//! What a newer file does to a day.

use ziti_domain::error::ErrorCode;
use ziti_wire::import::{ChangeKind, ImportRequest};
use ziti_wire::order::OrderState;
use ziti_wire::scan::VerdictKind;

use super::{Counter, order};

#[test]
fn the_same_file_again_changes_nothing() {
    let counter = Counter::open();
    let file = [
        order("1", "柳如是", &[("melon", 2)]),
        order("2", "王二", &[("pear", 1)]),
    ];
    let first = counter.import(&file);
    assert!(first.applied);
    assert_eq!((first.revision, first.changes.added), (1, 2));
    let second = counter.import(&file);
    assert!(!second.applied);
    assert_eq!((second.revision, second.changes.unchanged), (1, 2));
    counter.check();
}

#[test]
fn added_quantity_opens_alone_and_nothing_collected_is_reopened() {
    let counter = Counter::open();
    counter.import(&[order("1", "柳如是", &[("melon", 2)])]);
    counter.scan(&counter.code("1"));
    let report = counter.import(&[order("1", "柳如是", &[("melon", 3)])]);
    assert_eq!((report.revision, report.changes.changed), (2, 1));
    let view = counter.station.order("1").unwrap();
    assert_eq!((view.state, view.lines[0].open_thousandths), (OrderState::Partly, 1000));
    counter.check();
}

#[test]
fn a_line_never_falls_below_what_was_collected_and_a_person_is_told() {
    let counter = Counter::open();
    counter.import(&[order("1", "柳如是", &[("melon", 3)])]);
    counter.scan(&counter.code("1"));
    let report = counter.import(&[order("1", "柳如是", &[("melon", 1)])]);
    assert!(
        report
            .warnings
            .iter()
            .any(|problem| problem.code == "revision_below_collected")
    );
    assert_eq!(counter.verdict(&counter.code("1")), VerdictKind::AlreadyCollected);
    counter.check();
}

#[test]
fn with_two_rounds_a_day_the_warning_names_the_round_too() {
    let counter = Counter::open();
    let mut evening = order("1", "王二", &[("pear", 1)]);
    evening.round = "veg".into();
    counter.import(&[order("1", "柳如是", &[("melon", 3)]), evening]);
    counter.scan(&counter.code("A1"));
    let report = counter.import(&[order("1", "柳如是", &[("melon", 1)])]);
    let below = report
        .warnings
        .iter()
        .find(|problem| problem.code == "revision_below_collected");
    assert_eq!(below.unwrap().sequence_nos, ["A1"]);
}

#[test]
fn a_vanished_order_is_cancelled_or_kept_when_something_was_collected() {
    let counter = Counter::open();
    let stays = order("3", "李三", &[("pear", 1)]);
    counter.import(&[
        order("1", "柳如是", &[("melon", 2)]),
        order("2", "王二", &[("pear", 1)]),
        stays.clone(),
    ]);
    let (one, two) = (counter.code("1"), counter.code("2"));
    counter.scan(&one);
    let report = counter.import(&[stays]);
    assert_eq!(report.changes.withdrawn, 2);
    assert!(
        report
            .differences
            .iter()
            .all(|difference| difference.kind == ChangeKind::Withdrawn)
    );
    assert_eq!(counter.station.order("1").unwrap().state, OrderState::Withdrawn);
    assert_eq!(counter.verdict(&one), VerdictKind::AlreadyCollected);
    assert_eq!(counter.verdict(&two), VerdictKind::Cancelled);
    counter.check();
}

#[test]
fn a_second_round_of_the_day_is_added_and_numbers_get_letters() {
    let counter = Counter::open();
    counter.import(&[order("1", "柳如是", &[("melon", 2)])]);
    let mut other = order("1", "王二", &[("milk", 1)]);
    other.round = "dairy".into();
    let report = counter.import(&[other]);
    assert_eq!((report.changes.added, report.changes.withdrawn), (1, 0));
    assert_eq!(counter.station.order("B1").unwrap().recipient, "王二");
    assert_eq!(counter.station.order("a1").unwrap().number, "A1");
    assert_eq!(counter.station.order("1").unwrap_err().code, ErrorCode::OrderAmbiguous);
    assert_eq!(counter.verdict("1"), VerdictKind::Ambiguous);
    counter.check();
}

#[test]
fn a_round_known_under_another_day_asks_for_the_day() {
    let counter = Counter::open();
    let file = [order("1", "柳如是", &[("melon", 2)])];
    counter.import(&file);
    counter.wait(24 * super::HOUR);
    let report = counter.import(&file);
    assert_eq!(report.errors[0].code, "round_on_other_day");
    let named = ImportRequest {
        day: Some("2026-06-23".into()),
        ..ImportRequest::default()
    };
    assert!(counter.import_with(&named, &file).applied);
    counter.check();
}

#[test]
fn a_file_without_a_round_asks_for_it() {
    let counter = Counter::open();
    let mut nameless = order("1", "柳如是", &[("melon", 2)]);
    nameless.round = String::new();
    let report = counter.import(&[nameless.clone()]);
    assert_eq!(report.errors[0].code, "round_needed");
    let named = ImportRequest {
        round: Some(" fruit ".into()),
        ..ImportRequest::default()
    };
    assert_eq!(counter.import_with(&named, &[nameless]).round, "fruit");
}

#[test]
fn what_was_collected_elsewhere_counts_as_collected() {
    let counter = Counter::open();
    let mut elsewhere = order("1", "柳如是", &[("melon", 2)]);
    elsewhere.collected = true;
    counter.import(&[elsewhere.clone()]);
    assert_eq!(counter.verdict(&counter.code("1")), VerdictKind::AlreadyCollected);
    assert!(!counter.import(&[elsewhere]).applied);
    counter.check();
}

#[test]
fn a_preview_that_is_out_of_date_is_not_applied() {
    let counter = Counter::open();
    let file = [order("1", "柳如是", &[("melon", 2)])];
    let look = counter
        .station
        .take_in(&ImportRequest::default(), super::parsed(&file), false)
        .unwrap();
    assert!(!look.applied && look.changes.added == 1);
    counter.import(&[order("2", "王二", &[("pear", 1)])]);
    let request = ImportRequest {
        digest: Some(look.digest),
        ..ImportRequest::default()
    };
    let late = counter.station.take_in(&request, super::parsed(&file), true);
    assert_eq!(late.unwrap_err().code, ErrorCode::ImportChanged);
}

#[test]
fn orders_that_become_one_when_their_round_is_named_are_refused() {
    let counter = Counter::open();
    let mut nameless = order("1", "王二", &[("pear", 1)]);
    nameless.round.clear();
    let request = ImportRequest {
        round: Some("fruit".into()),
        ..ImportRequest::default()
    };
    let report = counter.import_with(&request, &[order("1", "柳如是", &[("melon", 2)]), nameless]);
    let errors: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.code.as_str(), &error.sequence_nos[..]))
        .collect();
    assert_eq!(errors, [("sequence_no_twice", &["1".to_owned()][..])]);
    assert!(!report.applied);
    assert_eq!(counter.station.status().unwrap().orders, 0);
}
