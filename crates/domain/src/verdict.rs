//! The verdict on an order that somebody wants to collect: a value, found in a fixed order of tests.
//!
//! What can be told without the order (unreadable, ambiguous, another point's, not genuine, unknown) is told before; here the tests
//! go on with `too_early`, `revoked`, `cancelled`, `already_collected`, and from `expired` on only the open quantity counts.

use crate::day::{ServiceDay, Timestamp};
use crate::money::Money;
use crate::order::{LineNo, Order};
use crate::quantity::Quantity;

/// What was shown to prove the right to collect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A genuine pickup code of this issue.
    Code {
        /// Its issue.
        issue: u8,
    },
    /// The order's short code.
    Short,
    /// Nothing: the order was found by a bag label, a number, a name.
    Found,
}

/// What the person at the counter wants done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Only these lines, and of them so much; empty means all that is open and here.
    pub lines: Vec<(LineNo, Option<Quantity>)>,
    /// What was asked has been read, paid, or decided.
    pub confirmed: bool,
    /// Hand over all the same; the reason is kept with the event.
    pub forced: bool,
    /// Show what would happen and write nothing.
    pub preview: bool,
}

/// What stands against handing over, or what is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The order is for a later service day.
    TooEarly,
    /// A newer code was issued.
    Revoked,
    /// The whole order is cancelled.
    Cancelled,
    /// Nothing is open.
    AlreadyCollected,
    /// Past the hold time.
    Expired {
        /// When it ended.
        at: Timestamp,
    },
    /// Nothing of what is wanted is here.
    NotArrived,
    /// Something is to pay first.
    PaymentDue(Money),
    /// A note or a changed line must be looked at first.
    Attention,
    /// The order is found, which proves nothing: staff decide.
    Found,
    /// The person wanted to see first what would happen.
    Preview(Handover),
    /// Hand over.
    Collect(Handover),
}

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Line by line, none of them zero.
    pub lines: Vec<(LineNo, Quantity)>,
    /// Something stays open.
    pub partly: bool,
    /// A refusal was overruled; which one.
    pub overruled: Option<Overruled>,
    /// What is paid now, at the counter.
    pub pays: Money,
}

/// The refusal that a person overruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the verdicts' names say it")]
pub enum Overruled {
    TooEarly,
    Revoked,
    Expired,
    NotArrived,
    PaymentDue,
}

/// A wish that cannot be fulfilled whatever the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// There is no such line.
    NoSuchLine(LineNo),
    /// More is wanted than is open, or less than nothing.
    OverOpen(LineNo),
}

/// Judges an order at an instant of a service day.
///
/// # Errors
/// When the wish names a line the order does not have, or more of it than is open.
pub fn judge(
    order: &Order,
    proof: Proof,
    wish: &Wish,
    today: ServiceDay,
    now: Timestamp,
) -> Result<Judgement, Impossible> {
    let mut overruled = None;
    if order.id.day > today {
        if !wish.forced {
            return Ok(Judgement::TooEarly);
        }
        overruled = Some(Overruled::TooEarly);
    }
    if matches!(proof, Proof::Code { issue } if issue < order.issue) {
        if !wish.forced {
            return Ok(Judgement::Revoked);
        }
        overruled = overruled.or(Some(Overruled::Revoked));
    }
    if order.cancelled && !order.anything_collected() {
        return Ok(Judgement::Cancelled);
    }
    if order.nothing_open() {
        return Ok(Judgement::AlreadyCollected);
    }
    if let Some(at) = order.hold_until.filter(|until| *until < now) {
        if !wish.forced {
            return Ok(Judgement::Expired { at });
        }
        overruled = overruled.or(Some(Overruled::Expired));
    }
    let (lines, not_here) = wanted(order, wish)?;
    if not_here {
        if !wish.forced {
            return Ok(Judgement::NotArrived);
        }
        overruled = overruled.or(Some(Overruled::NotArrived));
    }
    if order.due > Money::ZERO && !wish.confirmed {
        if !wish.forced {
            return Ok(Judgement::PaymentDue(order.due));
        }
        overruled = overruled.or(Some(Overruled::PaymentDue));
    }
    let sure = wish.confirmed || wish.forced;
    if (order.has_note || !order.changed.is_empty()) && !sure {
        return Ok(Judgement::Attention);
    }
    if proof == Proof::Found && !sure {
        return Ok(Judgement::Found);
    }
    let handed: Quantity = lines.iter().map(|(_, quantity)| *quantity).sum();
    let open: Quantity = order.lines.iter().map(crate::order::Line::open).sum();
    let handover = Handover {
        partly: handed < open,
        lines,
        overruled,
        pays: if wish.confirmed { order.due } else { Money::ZERO },
    };
    Ok(if wish.preview && !sure {
        Judgement::Preview(handover)
    } else {
        Judgement::Collect(handover)
    })
}

/// What is wanted, line by line, and whether it is not here: nothing of it, or less than was asked for by name.
fn wanted(order: &Order, wish: &Wish) -> Result<(Vec<(LineNo, Quantity)>, bool), Impossible> {
    let mut lines = Vec::new();
    if wish.lines.is_empty() {
        let of = |line: &crate::order::Line| if wish.forced { line.open() } else { line.here() };
        lines.extend(order.lines.iter().map(|line| (line.no, of(line))));
        lines.retain(|(_, quantity)| *quantity > Quantity::ZERO);
        let nothing_here = order.lines.iter().all(|line| line.here() == Quantity::ZERO);
        return Ok((lines, nothing_here));
    }
    let mut missing = false;
    for (no, quantity) in &wish.lines {
        let line = order
            .lines
            .iter()
            .find(|line| line.no == *no)
            .ok_or(Impossible::NoSuchLine(*no))?;
        let quantity = quantity.unwrap_or_else(|| line.open());
        let twice = lines.iter().any(|(named, _)| named == no);
        if twice || quantity <= Quantity::ZERO || quantity > line.open() {
            return Err(Impossible::OverOpen(*no));
        }
        missing |= quantity > line.here();
        lines.push((*no, quantity));
    }
    Ok((lines, missing))
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
