//! Bugs that only a test can switch on, to show that the random sequences would find them.

/// A mistake that somebody could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// A repeated request is judged again.
    ForgetsAnswers,
    /// A revision takes what was handed over for open.
    ReopensCollected,
    /// Who asks for a part gets all of it.
    PartHandsAll,
}

#[cfg(test)]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

/// Switches a bug on in this thread, or all off.
#[cfg(test)]
pub(crate) fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether a bug is switched on.
#[cfg(test)]
pub(crate) fn is_planted(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Outside of tests none ever is.
#[cfg(not(test))]
pub(crate) const fn is_planted(_: Bug) -> bool {
    false
}
