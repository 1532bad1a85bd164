//! Money in whole minor units of the point's currency (fen, cents).

use serde::{Deserialize, Serialize};

use crate::decimal;

/// An amount in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads `47.2` as 4,720 minor units; at most two decimals that are not zero. Nothing when it is no amount.
    pub fn parse(text: &str) -> Option<Self> {
        decimal::parse(text, 2).map(Self)
    }

    /// What is left when `other` is taken away, never below zero.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }
}

impl std::ops::Add for Money {
    type Output = Self;
    /// Stays at the largest amount rather than turning over.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

impl std::fmt::Display for Money {
    /// Two decimals and no currency: `47.20`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        decimal::write(f, self.0, 2, 2)
    }
}
