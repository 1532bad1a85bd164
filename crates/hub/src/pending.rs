//! What a transaction writes in one go at its end: events, and changes with their numbers.

use crate::bulk::Value;
use crate::database::Tx;
use crate::stopped::Reply;

/// Rows that wait for the end of their transaction.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// The point whose row this transaction holds, and its newest change.
    numbered: Option<(String, i64)>,
    changes: Vec<PendingChange>,
    events: Vec<[Value; 13]>,
}

#[derive(Debug)]
struct PendingChange {
    kind: &'static str,
    day: i64,
    row: [Value; 8],
}

impl Pending {
    /// This transaction holds the row of a point, whose newest change this is.
    pub fn number(&mut self, point: &str, change_no: i64) {
        self.numbered = Some((point.to_owned(), change_no));
    }

    /// Whether it holds the row of this point.
    pub fn numbers(&self, point: &str) -> bool {
        self.numbered.as_ref().is_some_and(|(held, _)| held == point)
    }

    /// Whether there is anything to tell.
    pub fn tells(&self) -> bool {
        !self.changes.is_empty()
    }

    /// The next number of the point that is held.
    pub fn next(&mut self) -> i64 {
        match &mut self.numbered {
            Some((_, change_no)) => {
                *change_no += 1;
                *change_no
            }
            None => 0,
        }
    }

    /// Whether a change of this kind waits for that day.
    pub fn has(&self, kind: &str, day: i64) -> bool {
        self.changes
            .iter()
            .any(|change| change.kind == kind && change.day == day)
    }

    /// Takes back what waits of this kind for that day.
    pub fn supersede(&mut self, kind: &str, day: i64) {
        self.changes.retain(|change| change.kind != kind || change.day != day);
    }

    pub fn change(&mut self, kind: &'static str, day: i64, row: [Value; 8]) {
        self.changes.push(PendingChange { kind, day, row });
    }

    pub fn event(&mut self, row: [Value; 13]) {
        self.events.push(row);
    }
}

impl Tx {
    /// Writes the events that wait: whoever looks for one calls this first.
    pub(crate) async fn flush_events(&mut self) -> Reply<()> {
        let rows = std::mem::take(&mut self.pending.events);
        let head = "INSERT INTO event (point, station, hash, previous, epoch, seq, id, kind, sent, arrived_at, skew_ms, outcome, code)";
        self.insert_rows(head, rows, "").await
    }

    /// Writes all that waits.
    pub(crate) async fn flush(&mut self) -> Reply<()> {
        self.flush_events().await?;
        let changes = std::mem::take(&mut self.pending.changes);
        if let (false, Some((point, change_no))) = (changes.is_empty(), self.pending.numbered.clone()) {
            run!(
                self,
                "UPDATE point SET change_no = $2 WHERE number = $1",
                point,
                change_no
            );
        }
        let rows = changes.into_iter().map(|change| change.row).collect();
        self.insert_rows("INSERT INTO change", rows, "").await
    }
}
