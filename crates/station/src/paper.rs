//! A ticked paper manifest, typed in after a power cut: looked at first, then written at once.

use ziti_domain::error::ErrorCode;
use ziti_domain::event::{Event, Handed, Via};
use ziti_domain::order::OrderId;
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
#[derive(Default)]
struct Sorted {
    ready: Vec<(OrderId, Handover)>,
    already: Vec<OrderId>,
    refused: Vec<OrderId>,
    unknown: Vec<String>,
}

impl Station {
    /// Reads numbers and ranges (`A1-12 A15`) and says what checking them off does; with `commit` it is done, all at once, unless
    /// something fits no order.
    ///
    /// # Errors
    /// `paper_unclear` when something that was typed fits no order and it should be committed; `day_invalid`; `request_id_reused`.
    pub fn paper(&self, request: &PaperRequest, commit: bool) -> Reply<PaperReply> {
        let asked = PaperRequest {
            request_id: String::new(),
            ..request.clone()
        };
        let input = format!("paper {}", serde_json::to_string(&asked).unwrap_or_default());
        let work = |tx: &Tx<'_>| -> Result<PaperReply, Stopped> {
            let desk = self.desk(tx)?;
            let counter = Counter {
                station: self,
                tx,
                desk: &desk,
                request_id: &request.request_id,
            };
            let answered = if commit {
                counter.answered::<Vec<(OrderId, String)>>(&input)?
            } else {
                None
            };
            let mut viewer = Viewer::new(tx, &desk);
            if let Some((done, _)) = answered {
                let ids: Vec<OrderId> = done.iter().map(|(id, _)| *id).collect();
                let event_ids = done.into_iter().map(|(_, event)| event).collect();
                let ready = viewer.many(&ids)?;
                return Ok(PaperReply {
                    committed: true,
                    ready,
                    already: vec![],
                    refused: vec![],
                    unknown: vec![],
                    event_ids,
                });
            }
            let sorted = sort(tx, &desk, request)?;
            let mut done = Vec::new();
            if commit {
                if !sorted.unknown.is_empty() {
                    let typed = sorted.unknown.join(" ");
                    return Err(Failure::about(
                        ErrorCode::PaperUnclear,
                        format!("No order has these numbers: {typed}."),
                    )
                    .into());
                }
                for (order, handover) in &sorted.ready {
                    let lines = handover
                        .lines
                        .iter()
                        .map(|(line, quantity)| Handed {
                            line: *line,
                            quantity: *quantity,
                        })
                        .collect();
                    let event = Event::Collected {
                        order: *order,
                        lines,
                        issue: None,
                        forced: None,
                        reason: None,
                    };
                    done.push((*order, counter.append(desk.actor(&request.actor), Via::Paper, event)?));
                }
                counter.keep(&input, &done, None)?;
            }
            let ready: Vec<OrderId> = sorted.ready.iter().map(|(order, _)| *order).collect();
            Ok(PaperReply {
                committed: commit,
                ready: viewer.many(&ready)?,
                already: viewer.many(&sorted.already)?,
                refused: viewer.many(&sorted.refused)?,
                unknown: sorted.unknown,
                event_ids: done.into_iter().map(|(_, event)| event).collect(),
            })
        };
        Ok(if commit {
            self.store.write(work)?
        } else {
            self.store.read(work)?
        })
    }
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
            Ok(Judgement::Collect(handover)) => sorted.ready.push((id, handover)),
            Ok(Judgement::AlreadyCollected) => sorted.already.push(id),
            _ => sorted.refused.push(id),
        }
    }
    Ok(sorted)
}

/// Each number that was typed, ranges told out; what is no number is an error.
fn numbers(text: &str) -> Vec<Result<String, String>> {
    let mut all = Vec::new();
    let separated = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、');
    for part in text.split(separated).filter(|part| !part.is_empty()) {
        let plain = part.replace(['–', '—', '－', '~', '～'], "-");
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
        assert_eq!(read("5-3 A1-B2 x- 1-999999"), "?5-3 ?A1-B2 ?x- ?1-999999");
        assert_eq!(read(" ， "), "");
    }
}
