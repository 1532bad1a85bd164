//! How far this computer's clock is off the hub's.

/// More than this is told to people, in milliseconds.
pub const WARN_OVER_MS: i64 = 120_000;

/// What one call says about the clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    /// How much this clock is ahead of the hub's, in milliseconds; negative when it is behind.
    pub ahead_ms: i64,
    /// How much the measure may be off: half of what the call took.
    pub within_ms: i64,
}

impl Skew {
    /// From the local times before and after a call, and the hub's between them.
    ///
    /// A clock that was set during the call makes the measure useless; then there is none.
    pub fn measured(sent: i64, hub: i64, received: i64) -> Option<Self> {
        let took = received.checked_sub(sent).filter(|took| *took >= 0)?;
        let within_ms = took / 2;
        Some(Self {
            ahead_ms: sent.saturating_add(within_ms).saturating_sub(hub),
            within_ms,
        })
    }

    /// The clocks are certainly more than two minutes apart.
    pub fn warns(self) -> bool {
        self.ahead_ms.saturating_abs().saturating_sub(self.within_ms) > WARN_OVER_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_the_call_is_compared_with_the_hub() {
        let skew = Skew::measured(10_000, 5_000, 10_400).unwrap();
        assert_eq!((skew.ahead_ms, skew.within_ms), (5_200, 200));
        assert_eq!(Skew::measured(1_000, 5_000, 1_000).unwrap().ahead_ms, -4_000);
        assert_eq!(Skew::measured(10, 5, 9), None, "the clock was set back during the call");
    }

    #[test]
    fn it_warns_over_two_minutes_either_way_and_not_because_of_a_slow_call() {
        let hour = 3_600_000;
        for (sent, hub, received, warns) in [
            (hour, 0, hour, true),
            (0, hour, 0, true),
            (120_000, 0, 120_000, false),
            (120_001, 0, 120_001, true),
            (0, 120_000, 0, false),
            (0, 500_000, 600_000, false),
            (0, 1_000_000, 600_000, true),
            (0, i64::MIN, i64::MAX, true),
            (i64::MIN, i64::MAX, i64::MIN, true),
        ] {
            let skew = Skew::measured(sent, hub, received).unwrap();
            assert_eq!(skew.warns(), warns, "{sent} {hub} {received}");
        }
    }
}
