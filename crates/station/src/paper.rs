//! A ticked paper manifest, typed in after a power cut: looked at first, then written at once.

use serde::{Deserialize, Serialize};
use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, Via};
use ziti_domain::order::OrderId;
use ziti_domain::scan;
use ziti_domain::verdict::{Handover, Judgement, Proof, Wish, judge};
use ziti_store::Tx;
use ziti_wire::failure::Failure;
use ziti_wire::paper::{PaperReply, PaperRequest};

use crate::counter::Counter;
use crate::finding::by_number;
use crate::setup::Desk;
use crate::view::Viewer;
use crate::{Reply, Station, Stopped};

/// A range that is wider was hardly meant.
const RANGE_MAX: u32 = 2_000;

/// What was typed, order by order.
#[derive(Default, Serialize, Deserialize)]
struct Sorted {
    ready: Vec<(OrderId, Vec<Handed>)>,
    already: Vec<OrderId>,
    refused: Vec<OrderId>,
    unknown: Vec<String>,
}

/// The answer as it is kept: orders by their ids, people not at all.
#[derive(Serialize, Deserialize)]
struct Kept {
    sorted: Sorted,
    event_ids: Vec<String>,
}

impl Station {
    /// Reads numbers and ranges (`A1-12 A15`) and says what checking them off does; with `commit` it is done, all at once, unless
    /// something fits no order.
    ///
    /// # Errors
    /// `paper_unclear` when something that was typed fits no order and it should be committed; `day_invalid`; `request_id_reused`.
    pub fn paper(&self, request: &PaperRequest, commit: bool) -> Reply<PaperReply> {
        if !commit {
            return Ok(self.store.read::<_, Stopped>(|tx| {
                let desk = self.desk(tx)?;
                sort(tx, &desk, request)?.reply(&mut Viewer::new(tx, &desk), Vec::new())
            })?);
        }
        let asked = PaperRequest {
            request_id: String::new(),
            ..request.clone()
        };
        let asked = format!("paper {}", serde_json::to_string(&asked).unwrap_or_default());
        Ok(self.serve(&request.request_id, |counter| {
            let (tx, desk) = (counter.tx, counter.desk);
            let mut viewer = Viewer::new(tx, desk);
            if let Some((kept, _)) = counter.answered::<Kept>(&asked)? {
                return kept.sorted.reply(&mut viewer, kept.event_ids);
            }
            let sorted = sort(tx, desk, request)?;
            if !sorted.unknown.is_empty() {
                let typed = sorted.unknown.join(" ");
                let message = format!("No order has these numbers: {typed}.");
                return Err(Failure::about(ErrorCode::PaperUnclear, message).into());
            }
            let kept = Kept {
                event_ids: check_off(counter, request, &sorted)?,
                sorted,
            };
            counter.keep(&asked, &kept, None)?;
            kept.sorted.reply(&mut viewer, kept.event_ids)
        })?)
    }
}

impl Sorted {
    fn reply(self, viewer: &mut Viewer<'_>, event_ids: Vec<String>) -> Result<PaperReply, Stopped> {
        Ok(PaperReply {
            committed: !event_ids.is_empty(),
            ready: viewer.many(&self.ready.into_iter().map(|(order, _)| order).collect::<Vec<_>>())?,
            already: viewer.many(&self.already)?,
            refused: viewer.many(&self.refused)?,
            unknown: self.unknown,
            event_ids,
        })
    }
}

fn check_off(counter: &Counter<'_>, request: &PaperRequest, sorted: &Sorted) -> Result<Vec<String>, Stopped> {
    let mut event_ids = Vec::with_capacity(sorted.ready.len());
    for (order, lines) in &sorted.ready {
        let event = Event::Collected {
            order: *order,
            lines: lines.clone(),
            issue: None,
            forced: None,
            reason: None,
        };
        event_ids.push(counter.append(counter.desk.actor(&request.actor), Via::Paper, event)?);
    }
    Ok(event_ids)
}

fn sort(tx: &Tx<'_>, desk: &Desk, request: &PaperRequest) -> Result<Sorted, Stopped> {
    let day = desk.day(request.day.as_deref())?;
    let mut sorted = Sorted::default();
    let mut seen = std::collections::HashSet::new();
    for typed in numbers(&request.text) {
        let typed = match typed {
            Ok(number) => number,
            Err(unclear) => {
                sorted.unknown.push(unclear);
                continue;
            }
        };
        let [id] = by_number(tx, day, &typed)?[..] else {
            sorted.unknown.push(typed);
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let Some(order) = tx.order(id)? else { continue };
        // The tick says that a person handed it over, so nothing is asked again; what forbids it still does.
        let wish = Wish {
            confirmed: order.due() == ziti_domain::money::Money::ZERO,
            ..Wish::default()
        };
        match judge(&order.judged(), Proof::Found, &wish, desk.today, desk.now) {
            Ok(Judgement::Collect(handover)) => sorted.ready.push((id, handed(&handover))),
            Ok(Judgement::AlreadyCollected) => sorted.already.push(id),
            _ => sorted.refused.push(id),
        }
    }
    Ok(sorted)
}

fn handed(handover: &Handover) -> Vec<Handed> {
    let lines = handover.lines.iter();
    lines
        .map(|(line, quantity)| Handed {
            line: *line,
            quantity: *quantity,
        })
        .collect()
}

/// Each number that was typed, ranges told out; what is no number is an error.
fn numbers(text: &str) -> Vec<Result<String, String>> {
    let mut all = Vec::new();
    let separated = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、');
    for part in text.split(separated).filter(|part| !part.is_empty()) {
        // An IME may write full-width letters and digits.
        let plain = scan::plain(part).replace(['–', '—', '~'], "-");
        let Some((first, last)) = plain.split_once('-') else {
            all.push(Ok(plain));
            continue;
        };
        match (lettered(first), lettered(last)) {
            (Some((letter, from)), Some((other, to)))
                if (other.is_empty() || other.eq_ignore_ascii_case(letter)) && from <= to && to - from < RANGE_MAX =>
            {
                all.extend((from..=to).map(|number| Ok(format!("{letter}{number}"))));
            }
            _ => all.push(Err(part.to_owned())),
        }
    }
    all
}

/// A number with the letters before it.
fn lettered(text: &str) -> Option<(&str, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letter, digits) = text.split_at(letters);
    Some((letter, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn ranges_are_told_out_and_what_is_unclear_is_named() {
        let read = |text: &str| {
            let all = numbers(text).into_iter();
            all.map(|part| part.unwrap_or_else(|unclear| format!("?{unclear}")))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(read("A1-3 A15"), "A1 A2 A3 A15");
        assert_eq!(read("a1-A3,7"), "a1 a2 a3 7");
        assert_eq!(read("2～4、9；10"), "2 3 4 9 10");
        assert_eq!(read("Ａ１－３\n１２"), "A1 A2 A3 12");
        assert_eq!(read("5-3 A1-B2 x- 1-999999"), "?5-3 ?A1-B2 ?x- ?1-999999");
        assert_eq!(read(" ， "), "");
    }
}
