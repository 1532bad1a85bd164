//! Walking the chains of all stations, and the list of conflicts.

use std::collections::HashSet;

use ziti_domain::chain::{GENESIS, hex, unhex};
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::{Conflict, SentEvent};

use crate::Hub;
use crate::push::link;
use crate::stations::Station;
use crate::stopped::Reply;

/// What a walk found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Stations.
    pub stations: u64,
    /// Their events.
    pub events: u64,
}

/// A conflict as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeptConflict {
    /// What it is about.
    #[serde(flatten)]
    pub conflict: Conflict,
    /// How it was decided; empty while it waits for a person.
    pub resolution: String,
    /// By whom.
    pub resolved_by: String,
    /// At which station.
    pub resolved_station: String,
    /// When; 0 while it waits.
    pub resolved_at: i64,
}

/// Events read at once.
const ROWS: i64 = 500;

impl Hub {
    /// Computes every event's hash again and looks whether each stands on another one that is here.
    ///
    /// # Errors
    /// `ledger_broken` at the first that does not.
    pub async fn verify(&self) -> Reply<Verified> {
        let mut verified = Verified { stations: 0, events: 0 };
        for point in self.points().await? {
            for station in self.stations(&point.number).await? {
                verified.stations += 1;
                verified.events += self.verify_station(&station).await?;
            }
        }
        Ok(verified)
    }

    async fn verify_station(&self, station: &Station) -> Reply<u64> {
        let mut tx = self.database.read().await?;
        let broken = |event: &str| {
            Failure::about(
                ErrorCode::LedgerBroken,
                format!(
                    "The chain of station {} of point {} does not hold at event {event}.",
                    station.no, station.point
                ),
            )
        };
        let mut here: HashSet<[u8; 32]> = HashSet::from([GENESIS]);
        let mut stood_on: Vec<([u8; 32], String)> = Vec::new();
        let mut cursor = String::new();
        loop {
            let rows: Vec<(String, String, String)> = rows!(
                tx,
                "SELECT hash, previous, sent FROM event WHERE point = $1 AND station = $2 AND hash > $3 ORDER BY hash LIMIT $4",
                &station.point,
                station.no,
                &cursor,
                ROWS
            );
            let Some((last, ..)) = rows.last() else { break };
            cursor.clone_from(last);
            for (hash, previous, sent) in rows {
                let event: SentEvent = serde_json::from_str(&sent)?;
                let previous = unhex(&previous).ok_or_else(|| broken(&event.id))?;
                let computed = link(&event).hash(&previous);
                if hex(&computed) != hash || event.hash != hash {
                    return Err(broken(&event.id).into());
                }
                here.insert(computed);
                stood_on.push((previous, event.id));
            }
        }
        if let Some((_, event)) = stood_on.iter().find(|(previous, _)| !here.contains(previous)) {
            return Err(broken(event).into());
        }
        if station.tip.is_some_and(|tip| !here.contains(&tip)) {
            return Err(broken("that is the newest known").into());
        }
        Ok(u64::try_from(stood_on.len()).unwrap_or(u64::MAX))
    }

    /// A point's conflicts, oldest first.
    ///
    /// # Errors
    /// `point_unknown`.
    pub async fn conflicts(&self, point: &str) -> Reply<Vec<KeptConflict>> {
        let mut tx = self.database.read().await?;
        tx.point(point).await?.ok_or(ErrorCode::PointUnknown)?;
        let rows: Vec<(String, String, String, String, i64)> = rows!(
            tx,
            "SELECT json, resolution, resolved_by, resolved_station, resolved_at FROM conflict WHERE point = $1 ORDER BY change_no",
            point
        );
        rows.into_iter()
            .map(|(json, resolution, resolved_by, resolved_station, resolved_at)| {
                Ok(KeptConflict {
                    conflict: serde_json::from_str(&json)?,
                    resolution,
                    resolved_by,
                    resolved_station,
                    resolved_at,
                })
            })
            .collect()
    }
}
