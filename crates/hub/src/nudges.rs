//! Nudges: stations that listen are told that there is something to pull.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::Hub;
use crate::stopped::Reply;

/// Who listens, by point.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nudges(Arc<Mutex<HashMap<String, watch::Sender<i64>>>>);

impl Nudges {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, watch::Sender<i64>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A listener of a point, which knows of changes up to `last`.
    pub fn listen(&self, point: &str, last: i64) -> watch::Receiver<i64> {
        self.with(|points| {
            points
                .entry(point.to_owned())
                .or_insert_with(|| watch::Sender::new(last))
                .subscribe()
        })
    }

    /// Points that anyone listens to. Others are forgotten.
    fn listened(&self) -> Vec<String> {
        self.with(|points| {
            points.retain(|_, sender| sender.receiver_count() > 0);
            points.keys().cloned().collect()
        })
    }

    fn tell(&self, point: &str, last: i64) {
        self.with(|points| {
            if let Some(sender) = points.get(point) {
                sender.send_if_modified(|known| {
                    let newer = last > *known;
                    *known = last.max(*known);
                    newer
                });
            }
        });
    }
}

impl Hub {
    /// A listener of a point, who knows of its newest change.
    pub(crate) async fn listen(&self, point: &str) -> Reply<watch::Receiver<i64>> {
        let mut tx = self.database.read().await?;
        let last = tx.point(point).await?.map_or(0, |point| point.change_no);
        let listener = self.nudges.listen(point, last);
        self.nudges.tell(point, last);
        Ok(listener)
    }

    /// Called after a commit that made changes: listeners are told without waiting for the next look.
    pub(crate) fn nudge(&self, point: &str) {
        if !self.nudges.listened().iter().any(|listened| listened == point) {
            return;
        }
        let (hub, point) = (self.clone(), point.to_owned());
        tokio::spawn(async move {
            if let Err(stopped) = hub.look(&point).await {
                tracing::warn!(error = %stopped, "nudges");
            }
        });
    }

    /// Looks at the points that anyone listens to: changes may come from another process on the same database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_at_all(&self) -> Reply<()> {
        for point in self.nudges.listened() {
            self.look(&point).await?;
        }
        Ok(())
    }

    async fn look(&self, point: &str) -> Reply<()> {
        let mut tx = self.database.read().await?;
        if let Some(point) = tx.point(point).await? {
            self.nudges.tell(&point.number, point.change_no);
        }
        Ok(())
    }
}
