//! From an input to the orders it can mean.

use ziti_domain::code::{BagLabel, PickupCode};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;
use ziti_domain::scan::{self, Scanned};
use ziti_store::Tx;

use crate::Stopped;
use crate::search::beginnings;
use crate::setup::Desk;

/// A search shows so many at most.
pub(crate) const FOUND_MAX: u32 = 50;

/// Yesterday's and tomorrow's orders are found too, a week either way.
const DAYS_AROUND: u32 = 7;

/// A short code finds orders of so many days, as long as it is not given to another.
pub(crate) const SHORT_CODE_DAYS: u32 = 60;

/// What an input means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nothing of ours.
    Unreadable,
    /// A pickup code with right check digits.
    Pickup(PickupCode),
    /// A bag label with right check digits.
    Bag(BagLabel),
    /// A short code of exactly this order.
    Short(OrderId),
    /// Six digits that might have been a short code and are nothing.
    WrongShort,
    /// Typed: these orders fit, today's first.
    Typed(Vec<OrderId>),
}

/// Finds what an input means. Short codes are not looked at while they are `locked`.
pub(crate) fn meaning(tx: &Tx<'_>, desk: &Desk, input: &str, locked: bool) -> Result<Meaning, Stopped> {
    Ok(match scan::read(input) {
        Scanned::Unreadable => Meaning::Unreadable,
        Scanned::Pickup(code) => Meaning::Pickup(code),
        Scanned::Bag(label) => Meaning::Bag(label),
        Scanned::Text(text) => Meaning::Typed(around(tx, desk, &text)?),
        Scanned::Six(digits) => {
            if !locked && let [order] = tx.by_short_code(&digits, back(desk.today, SHORT_CODE_DAYS))?[..] {
                return Ok(Meaning::Short(order));
            }
            let typed = around(tx, desk, &digits)?;
            if typed.is_empty() {
                Meaning::WrongShort
            } else {
                Meaning::Typed(typed)
            }
        }
    })
}

/// The orders that what was typed fits: today's if there are any, else those of the days around.
fn around(tx: &Tx<'_>, desk: &Desk, text: &str) -> Result<Vec<OrderId>, Stopped> {
    if let Some(id) = OrderId::parse(text) {
        return Ok(tx.order(id)?.map(|order| order.id).into_iter().collect());
    }
    let first = back(desk.today, DAYS_AROUND).number();
    let mut days = vec![desk.today];
    let others = (first..=desk.today.number() + DAYS_AROUND)
        .rev()
        .filter_map(ServiceDay::from_number);
    days.extend(others.filter(|day| *day != desk.today));
    for day in days {
        let found = on_day(tx, day, text, FOUND_MAX)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The orders of a day that what was typed fits: by number exactly, else by what a key of the person begins with.
pub(crate) fn on_day(tx: &Tx<'_>, day: ServiceDay, text: &str, limit: u32) -> Result<Vec<OrderId>, Stopped> {
    let by_number = by_number(tx, day, text)?;
    if !by_number.is_empty() {
        return Ok(by_number);
    }
    by_person(tx, day, text, limit)
}

/// The orders of a day whose person fits what was typed.
pub(crate) fn by_person(tx: &Tx<'_>, day: ServiceDay, text: &str, limit: u32) -> Result<Vec<OrderId>, Stopped> {
    let mut found = Vec::new();
    for beginning in beginnings(text) {
        found.extend(tx.by_person_key(day, &beginning, limit)?);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let tail_typed = found.is_empty() && digits.len() > 4 && digits.len() == text.trim().len();
    if tail_typed {
        // A longer tail than the key has: look the last four up, and keep those whose number ends so.
        for id in tx.by_person_key(day, &digits[digits.len() - 4..], limit)? {
            let person = tx
                .order(id)?
                .map(|order| tx.person(order.person))
                .transpose()?
                .flatten();
            let phones = person.map(|person| person.phones).unwrap_or_default();
            let ends_so = |phone: &String| {
                phone
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect::<String>()
                    .ends_with(&digits)
            };
            if phones.iter().any(ends_so) {
                found.push(id);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(limit as usize);
    Ok(found)
}

/// The orders of a day with this number: `12` in any round, `A12` in the first.
pub(crate) fn by_number(tx: &Tx<'_>, day: ServiceDay, text: &str) -> Result<Vec<OrderId>, Stopped> {
    let text = text.trim();
    let found = tx.by_sequence_no(day, text, None)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    if letters.is_empty() || letters.len() > 2 || digits.is_empty() {
        return Ok(Vec::new());
    }
    let place = letters
        .to_ascii_uppercase()
        .bytes()
        .fold(0, |place, byte| place * 26 + u32::from(byte - b'A') + 1)
        - 1;
    Ok(tx.by_sequence_no(day, digits, Some(place))?)
}

pub(crate) fn back(day: ServiceDay, days: u32) -> ServiceDay {
    ServiceDay::from_number(day.number().saturating_sub(days)).unwrap_or(day)
}
