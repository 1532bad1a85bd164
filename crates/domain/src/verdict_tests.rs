use super::*;
use crate::order::{Line, LineChange, OrderId};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_000_000);

fn today() -> ServiceDay {
    ServiceDay::from_number(9669).unwrap()
}

fn line(no: LineNo, ordered: i64, received: i64, collected: i64) -> Line {
    Line {
        no,
        ordered: Quantity::whole(ordered),
        received: Quantity::whole(received),
        collected: Quantity::whole(collected),
    }
}

fn order(lines: Vec<Line>) -> Order {
    Order {
        id: OrderId { day: today(), no: 1 },
        cancelled: false,
        issue: 0,
        reissued_at: None,
        due: Money::ZERO,
        has_note: false,
        changed: Vec::new(),
        hold_until: None,
        lines,
    }
}

const CODE: Proof = Proof::Code { issue: 0 };

fn verdict(order: &Order, proof: Proof, wish: &Wish) -> Judgement {
    judge(order, proof, wish, today(), NOW).unwrap()
}

fn plain(order: &Order) -> Judgement {
    verdict(order, CODE, &Wish::default())
}

fn confirmed() -> Wish {
    Wish {
        confirmed: true,
        ..Wish::default()
    }
}

fn forced() -> Wish {
    Wish {
        forced: true,
        ..Wish::default()
    }
}

fn handed(judgement: Judgement) -> Handover {
    match judgement {
        Judgement::Collect(handover) => handover,
        other => panic!("{other:?} hands nothing over"),
    }
}

#[test]
fn a_plain_scan_hands_over_all_that_is_open_and_here() {
    let all = handed(plain(&order(vec![line(1, 2, 2, 0), line(2, 3, 3, 1)])));
    assert_eq!(all.lines, [(1, Quantity::whole(2)), (2, Quantity::whole(2))]);
    assert!(!all.partly && all.overruled.is_none());
    let some = handed(plain(&order(vec![line(1, 2, 1, 0), line(2, 3, 0, 0)])));
    assert_eq!(some.lines, [(1, Quantity::whole(1))]);
    assert!(some.partly);
}

#[test]
fn validity_is_tested_before_used() {
    let mut used = order(vec![line(1, 1, 1, 1)]);
    assert_eq!(plain(&used), Judgement::AlreadyCollected);
    used.issue = 1;
    assert_eq!(plain(&used), Judgement::Revoked);
    used.id.day = ServiceDay::from_number(9670).unwrap();
    assert_eq!(plain(&used), Judgement::TooEarly);
}

#[test]
fn of_a_cancelled_order_only_what_was_collected_before_counts() {
    let mut gone = order(vec![line(1, 2, 2, 0)]);
    gone.cancelled = true;
    assert_eq!(plain(&gone), Judgement::Cancelled);
    assert_eq!(verdict(&gone, CODE, &forced()), Judgement::Cancelled);
    gone.lines = vec![line(1, 1, 1, 1)];
    assert_eq!(plain(&gone), Judgement::AlreadyCollected);
}

#[test]
fn a_refusal_that_may_be_overruled_says_which_it_was() {
    let mut late = order(vec![line(1, 1, 1, 0)]);
    late.hold_until = Some(Timestamp(NOW.0 - 1));
    assert_eq!(
        plain(&late),
        Judgement::Expired {
            at: Timestamp(NOW.0 - 1)
        }
    );
    assert_eq!(
        handed(verdict(&late, CODE, &forced())).overruled,
        Some(Overruled::Expired)
    );

    let nothing_came = order(vec![line(1, 2, 0, 0)]);
    assert_eq!(plain(&nothing_came), Judgement::NotArrived);
    let by_force = handed(verdict(&nothing_came, CODE, &forced()));
    assert_eq!(
        (by_force.lines, by_force.overruled),
        (vec![(1, Quantity::whole(2))], Some(Overruled::NotArrived))
    );
}

#[test]
fn money_is_taken_when_confirmed_and_stays_due_when_forced() {
    let mut unpaid = order(vec![line(1, 1, 1, 0)]);
    unpaid.due = Money(4720);
    assert_eq!(plain(&unpaid), Judgement::PaymentDue(Money(4720)));
    assert_eq!(handed(verdict(&unpaid, CODE, &confirmed())).pays, Money(4720));
    let by_force = handed(verdict(&unpaid, CODE, &forced()));
    assert_eq!(
        (by_force.pays, by_force.overruled),
        (Money::ZERO, Some(Overruled::PaymentDue))
    );
}

#[test]
fn notes_and_changed_bags_ask_first() {
    let mut noted = order(vec![line(1, 1, 1, 0)]);
    noted.has_note = true;
    assert_eq!(plain(&noted), Judgement::Attention);
    handed(verdict(&noted, CODE, &confirmed()));
    let mut changed = order(vec![line(1, 2, 2, 0)]);
    changed.changed = vec![LineChange {
        line: 1,
        old: Quantity::whole(1),
        new: Quantity::whole(2),
    }];
    assert_eq!(plain(&changed), Judgement::Attention);
}

#[test]
fn what_only_finds_never_collects_by_itself() {
    let found = order(vec![line(1, 1, 1, 0)]);
    assert_eq!(verdict(&found, Proof::Found, &Wish::default()), Judgement::Found);
    handed(verdict(&found, Proof::Found, &confirmed()));
    handed(verdict(&found, Proof::Short, &Wish::default()));
}

#[test]
fn a_preview_writes_nothing_until_it_is_confirmed() {
    let one = order(vec![line(1, 1, 1, 0)]);
    let look = Wish {
        preview: true,
        ..Wish::default()
    };
    assert!(matches!(verdict(&one, CODE, &look), Judgement::Preview(_)));
    handed(verdict(
        &one,
        CODE,
        &Wish {
            preview: true,
            confirmed: true,
            ..Wish::default()
        },
    ));
}

#[test]
fn a_wish_for_more_than_is_open_is_impossible() {
    let one = order(vec![line(1, 3, 3, 1)]);
    let wish = |lines: &[(LineNo, Option<i64>)]| Wish {
        lines: lines
            .iter()
            .map(|(no, units)| (*no, units.map(Quantity::whole)))
            .collect(),
        ..Wish::default()
    };
    let judged = |wish: Wish| judge(&one, CODE, &wish, today(), NOW);
    assert_eq!(judged(wish(&[(1, Some(3))])), Err(Impossible::OverOpen(1)));
    assert_eq!(judged(wish(&[(1, Some(0))])), Err(Impossible::OverOpen(1)));
    assert_eq!(
        judged(wish(&[(1, Some(1)), (1, Some(1))])),
        Err(Impossible::OverOpen(1))
    );
    assert_eq!(judged(wish(&[(2, None)])), Err(Impossible::NoSuchLine(2)));
    assert!(handed(judged(wish(&[(1, Some(1))])).unwrap()).partly);
    assert!(!handed(judged(wish(&[(1, None)])).unwrap()).partly);
}

#[test]
fn a_newer_issue_than_known_is_no_refusal() {
    handed(verdict(
        &order(vec![line(1, 1, 1, 0)]),
        Proof::Code { issue: 3 },
        &Wish::default(),
    ));
}

proptest! {
    #[test]
    fn nothing_is_handed_over_beyond_what_is_open(
        lines in prop::collection::vec((0i64..4, 0i64..6, 0i64..4), 1..4),
        forced: bool, confirmed: bool, named in prop::collection::vec((1u32..5, prop::option::of(0i64..5)), 0..3)
    ) {
        let lines: Vec<Line> = lines.iter().enumerate()
            .map(|(at, (ordered, received, collected))| line(at as u32 + 1, *ordered, *received, (*collected).min(*ordered)))
            .collect();
        let order = order(lines);
        let wish = Wish { forced, confirmed, preview: false, lines: named.iter().map(|(no, units)| (*no, units.map(Quantity::whole))).collect() };
        if let Ok(Judgement::Collect(handover)) = judge(&order, CODE, &wish, today(), NOW) {
            prop_assert!(!handover.lines.is_empty());
            for (no, quantity) in &handover.lines {
                let line = order.lines.iter().find(|line| line.no == *no).unwrap();
                prop_assert!(*quantity > Quantity::ZERO && *quantity <= line.open());
                prop_assert!(forced || *quantity <= line.here());
            }
        }
    }
}
