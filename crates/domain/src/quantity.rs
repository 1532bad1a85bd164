//! Quantity in whole thousandths of a variant's unit, so that 1.5 jin is exact.

use serde::{Deserialize, Serialize};

use crate::decimal;

/// A quantity in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many whole units.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(1000))
    }

    /// Reads `1.5` as 1,500 thousandths; at most three decimals that are not zero. Nothing when it is no quantity.
    pub fn parse(text: &str) -> Option<Self> {
        decimal::parse(text, 3).map(Self)
    }

    /// What is left when `other` is taken away, never below zero.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }
}

impl std::ops::Add for Quantity {
    type Output = Self;
    /// Stays at the largest quantity rather than turning over.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(quantities: I) -> Self {
        quantities.fold(Self::ZERO, |sum, quantity| sum + quantity)
    }
}

impl std::fmt::Display for Quantity {
    /// As few decimals as it needs: `2`, `1.5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        decimal::write(f, self.0, 3, 0)
    }
}
