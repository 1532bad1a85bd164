use super::*;
use proptest::prelude::*;
use std::time::Duration;

const START: i64 = 1_782_000_000_000;

fn unreachable() -> Trouble {
    Trouble::passing(ErrorCode::HubUnreachable, "refused")
}

fn revoked() -> Trouble {
    Trouble::lasting(ErrorCode::StationRevoked, "")
}

fn online() -> Rhythm {
    let mut rhythm = Rhythm::new();
    rhythm.succeeded(START, 0);
    rhythm
}

/// How long from `now` to the next call.
fn wait(rhythm: &Rhythm, now: i64) -> i64 {
    match rhythm.next(now) {
        Next::Now => 0,
        Next::At(then) => then - now,
    }
}

#[test]
fn it_calls_at_once_and_then_each_half_to_whole_minute() {
    let mut rhythm = Rhythm::new();
    assert_eq!(rhythm.next(START), Next::Now);
    rhythm.succeeded(START, 0);
    assert!(rhythm.is_online());
    assert_eq!(wait(&rhythm, START), 30_000);
    rhythm.succeeded(START, 30_000);
    assert_eq!(wait(&rhythm, START), 60_000);
    assert_eq!(rhythm.next(START + 60_000), Next::Now);
}

#[test]
fn an_outage_of_a_week_is_tried_gently_and_ends_within_minutes() {
    let mut rhythm = online();
    let mut now = START + 30_000;
    let week = START + 7 * 86_400_000;
    let mut waits = Vec::new();
    while now < week {
        assert_eq!(rhythm.next(now), Next::Now);
        rhythm.failed(
            now,
            &unreachable(),
            u64::try_from(now).unwrap().wrapping_mul(0x9E37_79B9_7F4A_7C15),
        );
        waits.push(wait(&rhythm, now));
        now += waits[waits.len() - 1];
    }
    for (failure, wait) in waits.iter().enumerate() {
        let middle = 1_000 * (1_i64 << failure.min(10));
        let middle = middle.min(300_000);
        assert!(
            (middle * 3 / 4..=middle * 5 / 4).contains(wait),
            "failure {failure}: {wait}"
        );
    }
    assert!(waits.len() < 3_000, "{} calls in a week", waits.len());
    let since = START + 30_000;
    let code = ErrorCode::HubUnreachable;
    assert_eq!(rhythm.state(), &State::Offline { since, code });
    rhythm.succeeded(now, 7);
    assert_eq!((rhythm.is_online(), rhythm.failures()), (true, 0));
    rhythm.failed(now + 1, &unreachable(), 0);
    assert_eq!(wait(&rhythm, now + 1), 750, "the back-off begins anew");
}

#[test]
fn stations_that_lost_the_hub_together_do_not_come_back_together() {
    let seconds = (0..1_000_u64).map(|station| {
        let mut rhythm = online();
        for _ in 0..12 {
            rhythm.failed(START, &unreachable(), station.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        }
        wait(&rhythm, START) / 1_000
    });
    let seconds = seconds.collect::<std::collections::BTreeSet<_>>();
    assert!(seconds.len() > 140, "spread over {} seconds", seconds.len());
}

#[test]
fn a_nudge_is_followed_at_once_and_a_heap_of_them_not_each() {
    let mut rhythm = online();
    rhythm.nudged(START + 5_000);
    assert_eq!(rhythm.next(START + 5_000), Next::Now);

    let mut now = START;
    let mut calls = 0;
    while now < START + 10_000 {
        rhythm.nudged(now);
        if rhythm.next(now) == Next::Now {
            calls += 1;
            rhythm.succeeded(now, 0);
        }
        now += 1;
    }
    assert!(calls <= 51, "{calls} calls in 10 s");
    rhythm.nudged(now);
    assert!(wait(&rhythm, now) <= 200, "the last one is not forgotten");
}

#[test]
fn nudges_do_not_press_a_hub_in_trouble() {
    let mut rhythm = online();
    let mut now = START;
    let mut calls = 0;
    while now < START + 600_000 {
        rhythm.nudged(now);
        if rhythm.next(now) == Next::Now {
            calls += 1;
            rhythm.failed(now, &Trouble::passing(ErrorCode::HubFailed, ""), 0);
        }
        now += 50;
    }
    assert!((100..130).contains(&calls), "{calls} calls in 10 min");
}

#[test]
fn while_nudges_flow_polling_is_a_safeguard() {
    let mut rhythm = online();
    rhythm.listening(START, true, 0);
    assert_eq!(wait(&rhythm, START), 225_000);
    rhythm.succeeded(START, u64::MAX);
    assert!((225_000..=375_000).contains(&wait(&rhythm, START)));
    rhythm.nudged(START + 1_000);
    rhythm.listening(START + 1_000, true, 0);
    assert_eq!(rhythm.next(START + 1_000), Next::Now, "what is due stays due");
    rhythm.succeeded(START + 1_000, 0);
    rhythm.listening(START + 2_000, false, 0);
    assert_eq!(wait(&rhythm, START + 2_000), 30_000);
    rhythm.failed(START + 3_000, &unreachable(), 0);
    rhythm.listening(START + 3_000, true, 0);
    assert_eq!(
        wait(&rhythm, START + 3_000),
        750,
        "a stream does not stretch the back-off"
    );
}

#[test]
fn what_needs_a_person_is_shown_and_tried_seldom() {
    let mut rhythm = online();
    let day = START + 86_400_000;
    let (mut now, mut calls) = (START, 0);
    while now < day {
        rhythm.failed(now, &revoked(), u64::try_from(calls).unwrap());
        calls += 1;
        let wait = wait(&rhythm, now);
        assert!((900_000..=1_125_000).contains(&wait));
        rhythm.nudged(now + 1_000);
        assert_ne!(rhythm.next(now + 1_000), Next::Now, "a nudge is no person");
        now += wait;
    }
    let state = State::Stopped {
        since: START,
        code: ErrorCode::StationRevoked,
        detail: String::new(),
    };
    assert_eq!(rhythm.state(), &state);
    rhythm.asked(now - 10);
    assert_eq!(rhythm.next(now - 10), Next::Now, "a person asked");
    rhythm.failed(now, &unreachable(), 0);
    let code = ErrorCode::HubUnreachable;
    assert_eq!(rhythm.state(), &State::Offline { since: now, code });
}

#[test]
fn a_station_that_waits_for_the_operator_asks_each_minute_and_goes_on_by_itself() {
    let mut rhythm = Rhythm::new();
    for _ in 0..50 {
        rhythm.failed(START, &Trouble::passing(ErrorCode::StationWaiting, ""), 15_000);
        assert_eq!(rhythm.state(), &State::Waiting);
        assert_eq!(wait(&rhythm, START), 60_000);
    }
    rhythm.succeeded(START, 0);
    assert!(rhythm.is_online());
}

#[test]
fn what_the_hub_asks_for_is_kept_to_an_hour() {
    let busy = |seconds| Trouble {
        retry_after: Some(Duration::from_secs(seconds)),
        ..Trouble::passing(ErrorCode::TooManyRequests, "")
    };
    let mut rhythm = online();
    rhythm.failed(START, &busy(120), 0);
    rhythm.nudged(START + 6_000);
    assert_eq!(wait(&rhythm, START), 120_000);
    rhythm.failed(START, &busy(u64::MAX), 0);
    assert_eq!(wait(&rhythm, START), 3_600_000);
}

#[test]
fn a_clock_set_back_does_not_silence_a_station() {
    let mut rhythm = online();
    let before = START - 86_400_000;
    assert_eq!(rhythm.next(before), Next::Now);
    rhythm.failed(START, &unreachable(), 0);
    rhythm.failed(before, &unreachable(), 0);
    let code = ErrorCode::HubUnreachable;
    assert_eq!(rhythm.state(), &State::Offline { since: before, code });
}

proptest! {
    #[test]
    fn no_times_make_it_panic(steps in proptest::collection::vec((any::<i64>(), any::<u64>(), 0u8..7), 1..60)) {
        let mut rhythm = Rhythm::new();
        for (now, chance, what) in steps {
            match what {
                0 => rhythm.succeeded(now, chance),
                1 => rhythm.failed(now, &unreachable(), chance),
                2 => rhythm.failed(now, &revoked(), chance),
                3 => rhythm.nudged(now),
                4 => rhythm.asked(now),
                5 => rhythm.listening(now, chance % 2 == 0, chance),
                _ => {
                    let retry_after = Some(Duration::from_millis(chance));
                    rhythm.failed(now, &Trouble { retry_after, ..unreachable() }, chance);
                }
            }
            if let Next::At(then) = rhythm.next(now) {
                prop_assert!(then > now);
                prop_assert!(then.saturating_sub(now.max(rhythm.called)) <= RETRY_AFTER_MOST + 1);
            }
        }
    }
}
