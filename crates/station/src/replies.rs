//! Making the reply to a scan, and its English sentence.

use ziti_domain::money::Money;
use ziti_domain::quantity::Quantity;
use ziti_wire::scan::{ScanReply, VerdictKind};

/// A reply that says nothing but its verdict.
pub(crate) fn empty(verdict: VerdictKind) -> ScanReply {
    ScanReply {
        verdict,
        message: String::new(),
        event_id: None,
        undone_at: None,
        forced: false,
        preview: false,
        order: None,
        handed: Vec::new(),
        candidates: Vec::new(),
        household: Vec::new(),
        attention: Vec::new(),
        point: None,
        day: None,
        at: None,
        by: None,
        station: None,
        became: None,
        due_minor: None,
        locked_until: None,
        forceable: false,
        undo_until: None,
    }
}

/// The verdict in a sentence; names are left out, so that it can stand in a log.
pub(crate) fn message(reply: &ScanReply) -> String {
    let number = reply
        .order
        .as_ref()
        .map_or_else(String::new, |order| format!(" {}", order.number));
    let day = reply.day.as_deref().unwrap_or("a later day");
    match reply.verdict {
        VerdictKind::Unreadable => {
            "This is not one of our codes, or it was not read whole. Scan it again with the phone brighter.".into()
        }
        VerdictKind::Ambiguous => format!("{} orders fit. Choose one.", reply.candidates.len()),
        VerdictKind::WrongPoint => format!(
            "This code is for point {}.",
            reply.point.as_deref().unwrap_or("another one")
        ),
        VerdictKind::TooEarly => format!("This order is for {day}."),
        VerdictKind::NotGenuine => "This code was not made by this point. Do not hand anything over.".into(),
        VerdictKind::Unknown if reply.locked_until.is_some() => {
            "Too many wrong short codes: they are locked for a while. Scan the code or search by name.".into()
        }
        VerdictKind::Unknown => "There is no such order here. Search by name, phone tail or building-room.".into(),
        VerdictKind::Unsynced => "This order has not been synced yet.".into(),
        VerdictKind::Revoked => format!("Order{number} got a newer code; this one no longer counts."),
        VerdictKind::Cancelled => format!("Order{number} is cancelled."),
        VerdictKind::AlreadyCollected => format!("Order{number} was handed over before."),
        VerdictKind::Expired => format!("Order{number} is past its hold time."),
        VerdictKind::NotArrived => format!("What is open of order{number} has not arrived."),
        VerdictKind::PaymentDue => {
            format!(
                "Order{number} has {} to pay first.",
                Money(reply.due_minor.unwrap_or(0))
            )
        }
        VerdictKind::Attention => format!("Order{number} has something to read first."),
        VerdictKind::Found => format!("Order{number} is found. Hand it over if this is the right person."),
        VerdictKind::WrongBag => "This bag belongs to another order than the one just handed over.".into(),
        VerdictKind::PartlyCollected | VerdictKind::Collected => handed(reply, &number),
    }
}

fn handed(reply: &ScanReply, number: &str) -> String {
    let sum: Quantity = reply
        .handed
        .iter()
        .map(|line| Quantity(line.quantity_thousandths))
        .sum();
    let would = if reply.preview { "would be" } else { "is" };
    let rest = if reply.verdict == VerdictKind::PartlyCollected {
        "; the rest stays open"
    } else {
        ""
    };
    let forced = if reply.forced { " (forced)" } else { "" };
    format!("Order{number} {would} handed over: {sum} items{rest}{forced}.")
}
