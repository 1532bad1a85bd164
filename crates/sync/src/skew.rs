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
    pub fn measured(sent: i64, hub: i64, received: i64) -> Self {
        let within_ms = received.saturating_sub(sent).max(0) / 2;
        Self {
            ahead_ms: sent.saturating_add(within_ms).saturating_sub(hub),
            within_ms,
        }
    }

    /// The clocks are certainly more than two minutes apart.
    pub fn warns(self) -> bool {
        self.ahead_ms.saturating_abs().saturating_sub(self.within_ms) > WARN_OVER_MS
    }
}
