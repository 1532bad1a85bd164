//! Undoing a hand-over: an event that names what it takes back.

use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Via};
use ziti_domain::order::OrderId;
use ziti_wire::failure::Failure;
use ziti_wire::scan::{UndoReply, UndoRequest};

use crate::view::{UNDO_MINUTES, Viewer};
use crate::{Reply, Station, Stopped};

impl Station {
    /// Takes a hand-over back: for 15 minutes at once, later with a reason.
    ///
    /// # Errors
    /// `event_unknown`, `not_undoable` when it is no hand-over or was undone before, `reason_needed`, `request_id_reused`.
    pub fn undo(&self, request: &UndoRequest) -> Reply<UndoReply> {
        let asked = UndoRequest {
            request_id: String::new(),
            ..request.clone()
        };
        let input = serde_json::to_string(&asked).unwrap_or_default();
        Ok(self.serve(&request.request_id, |counter| {
            let (tx, desk) = (counter.tx, counter.desk);
            let view = |order: OrderId| -> Result<_, Stopped> {
                let mut viewer = Viewer::new(tx, desk);
                // A code can be honoured, and that undone, before its order has come.
                Ok(viewer.by_id(order)?.unwrap_or_else(|| viewer.to_come(order)))
            };
            if let Some(((event_id, order), _)) = counter.answered::<(String, OrderId)>(&input)? {
                return Ok(UndoReply {
                    event_id,
                    order: view(order)?,
                });
            }
            let named = request.event_id.trim();
            let Some(event) = tx.event(named)? else {
                if tx.is_of_sibling(named)? {
                    let message = "Another station handed this over: undo it there.";
                    return Err(Failure::about(ErrorCode::NotUndoable, message).into());
                }
                return Err(ErrorCode::EventUnknown.into());
            };
            let (Some(Event::Collected { order, lines, .. }) | Some(Event::ClaimSettled { order, lines, .. })) =
                event.event()
            else {
                return Err(ErrorCode::NotUndoable.into());
            };
            if lines.is_empty() && tx.unsettled(order)?.iter().all(|honoured| honoured.event != event.id) {
                let message = "The order has come since: undo what it was settled with.";
                return Err(Failure::about(ErrorCode::NotUndoable, message).into());
            }
            if tx.undone_at(&event.id)?.is_some() {
                return Err(Failure::about(ErrorCode::NotUndoable, "This hand-over was undone before.").into());
            }
            if tx.in_decided_conflict(&event.id)? {
                let message = "What two stations did with this order was decided already.";
                return Err(Failure::about(ErrorCode::NotUndoable, message).into());
            }
            let reason = request.reason.clone().filter(|reason| !reason.trim().is_empty());
            if reason.is_none() && event.happened_at.plus_minutes(UNDO_MINUTES) < desk.now {
                return Err(
                    Failure::about(ErrorCode::ReasonNeeded, "This hand-over is more than 15 minutes old.").into(),
                );
            }
            let undone = Event::CollectionUndone {
                order,
                undoes: event.id,
                lines,
                reason,
            };
            let event_id = counter.append(desk.actor(&request.actor), Via::Desk, undone)?;
            counter.keep(&input, &(&event_id, order), Some(&event_id))?;
            Ok(UndoReply {
                event_id,
                order: view(order)?,
            })
        })?)
    }
}
