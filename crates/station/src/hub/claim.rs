//! Claims: where a point has several stations and the hub is in reach, a hand-over is exclusive.

use ziti_domain::order::OrderId;
use ziti_sync::answer;
use ziti_sync::request::Call;
use ziti_wire::hub::{LinkState, SyncReport};
use ziti_wire::sync::{ClaimReply, ClaimRequest};

use super::link::Link;
use crate::Station;

/// What the hub said to a claim.
pub(crate) enum Claimed {
    /// Nobody else hands this order over; or nobody could be asked, and the offline rule holds.
    Ours,
    /// Another station has it.
    Taken { station: String, at: i64, by: String },
}

impl Station {
    /// Asks the hub for an order, when there is a sibling that could hand it over too.
    ///
    /// An answer that takes longer than 300 ms is no answer.
    pub(crate) fn claim(&self, order: OrderId) -> Claimed {
        let mut pulled = false;
        loop {
            let Ok(Some(link)) = self.link() else {
                return Claimed::Ours;
            };
            if link.state != LinkState::Active || link.siblings == 0 || link.offline_since.is_some() {
                return Claimed::Ours;
            }
            match self.ask_for(&link, order) {
                Some(ClaimReply::Taken { station, at, by, .. }) => return Claimed::Taken { station, at, by },
                Some(ClaimReply::Behind) if !pulled => {
                    pulled = true;
                    let mut report = SyncReport::default();
                    if self.pull_all(&mut |_| {}, &mut report).is_err() {
                        return Claimed::Ours;
                    }
                }
                _ => return Claimed::Ours,
            }
        }
    }

    fn ask_for(&self, link: &Link, order: OrderId) -> Option<ClaimReply> {
        let request = ClaimRequest {
            order: order.to_string(),
            after: link.cursor,
        };
        let outgoing = Call::Claim(&request).outgoing(Some(&link.token));
        let carry = self.carry(link).ok()?;
        answer::claimed(carry(&outgoing)).ok()
    }
}
