//! The imports that are being read, and stopping them.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The imports that are being read. Each is stopped by a token of its own, so that one that begins right after a cancel goes on, and
/// the one that was cancelled does not.
#[derive(Debug, Default)]
pub struct Imports(Mutex<Vec<Weak<AtomicBool>>>);

/// One import; it is over once this is dropped.
#[derive(Debug)]
pub struct Token(Arc<AtomicBool>);

impl Imports {
    /// Begins one.
    pub fn begin(&self) -> Token {
        let stopped = Arc::new(AtomicBool::new(false));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|token| token.strong_count() > 0);
        all.push(Arc::downgrade(&stopped));
        Token(stopped)
    }

    /// Stops all that have begun, each at its next row.
    pub fn stop(&self) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for token in all.iter().filter_map(Weak::upgrade) {
            token.store(true, Ordering::Relaxed);
        }
    }
}

impl Token {
    /// Whether to read on.
    pub fn goes_on(&self) -> ControlFlow<()> {
        if self.0.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_that_begins_right_after_a_cancel_neither_stops_nor_revives_the_other() {
        let imports = Imports::default();
        let cancelled = imports.begin();
        imports.stop();
        let next = imports.begin();
        assert!(cancelled.goes_on().is_break());
        assert!(next.goes_on().is_continue());
        drop(cancelled);
        imports.stop();
        assert!(next.goes_on().is_break());
    }
}
