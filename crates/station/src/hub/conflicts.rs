//! Conflicts: shown with both lanes, and decided by a person.

use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Resolution, Via};
use ziti_domain::money::Money;
use ziti_domain::order::OrderId;
use ziti_domain::told::Side;
use ziti_store::conflicts::{Resolved, StoredConflict};
use ziti_store::outbox::Answer;
use ziti_wire::hub::{ConflictView, Conflicts, Decided, LaneView, RejectedView, ResolveRequest};
use ziti_wire::sync;

use super::pull::resolution_of;
use crate::setup::Desk;
use crate::view::Viewer;
use crate::{Reply, Station, Stopped};

impl Station {
    /// What two stations handed out twice, and what the hub rejected.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn conflicts(&self) -> Reply<Conflicts> {
        Ok(self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let mut viewer = Viewer::new(tx, &desk);
            let conflicts = tx.conflicts()?;
            Ok(Conflicts {
                conflicts: conflicts
                    .into_iter()
                    .map(|conflict| view(&mut viewer, &desk, conflict))
                    .collect::<Result<_, _>>()?,
                rejected: tx.rejected()?.into_iter().map(rejected).collect(),
            })
        })?)
    }

    /// Decides a conflict: it was really given out twice, or the second never happened.
    ///
    /// # Errors
    /// `conflict_unknown`, `conflict_settled`, `request_id_reused`.
    pub fn resolve(&self, request: &ResolveRequest) -> Reply<ConflictView> {
        let asked = ResolveRequest {
            request_id: String::new(),
            ..request.clone()
        };
        let input = serde_json::to_string(&asked).unwrap_or_default();
        Ok(self.serve(&request.request_id, |counter| {
            let (tx, desk) = (counter.tx, counter.desk);
            let known = |id: &str| -> Result<StoredConflict, Stopped> {
                Ok(tx.conflict(id)?.ok_or(ErrorCode::ConflictUnknown)?)
            };
            if let Some((id, _)) = counter.answered::<String>(&input)? {
                return view(&mut Viewer::new(tx, desk), desk, known(&id)?);
            }
            let stored = known(&request.conflict)?;
            if stored.resolved.is_some() {
                return Err(ErrorCode::ConflictSettled.into());
            }
            let event = Event::ConflictResolved {
                order: stored.conflict.order,
                conflict: stored.conflict.id.clone(),
                resolution: resolution_of(request.resolution),
            };
            let event = counter.append(desk.actor(&request.actor), Via::Desk, event)?;
            counter.keep(&input, &stored.conflict.id, Some(&event))?;
            view(&mut Viewer::new(tx, desk), desk, known(&stored.conflict.id)?)
        })?)
    }
}

fn view(viewer: &mut Viewer<'_>, desk: &Desk, stored: StoredConflict) -> Result<ConflictView, Stopped> {
    let conflict = stored.conflict;
    let order = viewer.by_id(conflict.order)?;
    let line = order
        .as_ref()
        .and_then(|order| order.lines.iter().find(|line| line.line == conflict.line));
    let worth = line.map_or(Money::ZERO, |line| {
        let part = i128::from(line.amount_minor) * i128::from(conflict.quantity.0);
        let whole = i128::from(line.quantity_thousandths.max(1));
        Money(i64::try_from(part / whole).unwrap_or(i64::MAX))
    });
    Ok(ConflictView {
        product: line.map(|line| line.product.clone()).unwrap_or_default(),
        order,
        id: conflict.id,
        order_id: conflict.order.to_string(),
        line: conflict.line,
        quantity_thousandths: conflict.quantity.0,
        amount_minor: worth.0,
        first: lane(desk, &conflict.first),
        second: lane(desk, &conflict.second),
        decided: stored.resolved.map(decided),
    })
}

/// A lane shows times as the hub's clock would have had them.
fn lane(desk: &Desk, side: &Side) -> LaneView {
    LaneView {
        station: side.station.clone(),
        here: side.station == desk.identity.station,
        by: side.by.clone(),
        at: side.happened_at.0.saturating_sub(side.skew_ms),
        skew_ms: side.skew_ms,
        arrived_at: side.arrived_at.0,
    }
}

fn decided(resolved: Resolved) -> Decided {
    Decided {
        resolution: match resolved.resolution {
            Resolution::HandedOutTwice => sync::Resolution::HandedOutTwice,
            Resolution::Mistaken => sync::Resolution::Mistaken,
        },
        by: resolved.by,
        station: resolved.station,
        at: resolved.at.0,
    }
}

fn rejected(answer: Answer) -> RejectedView {
    let event: Option<Event> = serde_json::from_slice(&answer.payload).ok();
    let order = event.as_ref().and_then(Event::order);
    RejectedView {
        event_id: answer.id,
        kind: answer.kind,
        happened_at: answer.happened_at.0,
        order_id: order.map(|order: OrderId| order.to_string()),
        code: answer.code,
        message: answer.message,
    }
}
