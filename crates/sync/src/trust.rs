//! Whose certificate a station believes.

/// Whose certificate a station believes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Trust {
    /// Those that the system's roots vouch for.
    #[default]
    System,
    /// This certificate, PEM, and what it signed: nothing else. The hub itself may show it, whatever name and dates it
    /// bears; what it signed must be in date and bear the hub's name.
    Pinned(String),
}
