//! The keys by which a person is found: a search finds a key by its beginning.

use std::collections::BTreeSet;

use pinyin::{ToPinyin, ToPinyinMulti};
use ziti_domain::person::place;
use ziti_store::people::Person;

/// Longer names are cut for searching, not for showing.
const NAME_CHARS: usize = 24;

/// Readings of one name that are kept: most have one, some surnames two.
const READINGS: usize = 6;

/// All keys of a person. `group` joins the orders that a file merged into one customer.
pub(crate) fn keys(person: &Person, group: Option<&str>) -> Vec<String> {
    let mut keys = BTreeSet::new();
    let names = std::iter::once(&person.recipient)
        .chain(&person.other_recipients)
        .chain(std::iter::once(&person.orderer));
    for name in names {
        add_name(&mut keys, name);
    }
    for phone in &person.phones {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 4 {
            keys.insert(digits[digits.len() - 4..].to_owned());
        }
        keys.insert(digits);
    }
    let here = place(&person.building, &person.room).to_lowercase();
    if !here.is_empty() {
        keys.insert(here.replace(['-', ' '], ""));
        keys.insert(place("", &person.room).to_lowercase());
        // Names alone are shared by strangers, a name at an address is one household.
        keys.insert(format!("={}|{here}", fold(&person.recipient)));
        keys.insert(here);
    } else if let Some(phone) = person.phones.first() {
        keys.insert(format!("={}|{phone}", fold(&person.recipient)));
    }
    if let Some(group) = group {
        keys.insert(format!("=#{group}"));
    }
    keys.remove("");
    keys.into_iter().collect()
}

fn add_name(keys: &mut BTreeSet<String>, name: &str) {
    let name = fold(name);
    let chars: Vec<char> = name.chars().take(NAME_CHARS).collect();
    // Any part of a name finds it, so each of its ends is a key.
    for start in 0..chars.len() {
        keys.insert(chars[start..].iter().collect());
    }
    if !chars.iter().any(|c| c.to_pinyin().is_some()) {
        return;
    }
    let mut spelled = vec![(String::new(), String::new())];
    for c in &chars {
        let mut next = Vec::new();
        for (full, initials) in &spelled {
            for reading in readings(*c) {
                let initial: String = reading.chars().take(1).collect();
                let both = (format!("{full}{reading}"), format!("{initials}{initial}"));
                if !next.contains(&both) && next.len() < READINGS {
                    next.push(both);
                }
            }
        }
        spelled = next;
    }
    for (full, initials) in spelled {
        keys.insert(full);
        keys.insert(initials);
    }
    // The given name alone, by its first reading.
    let given: String = chars
        .iter()
        .skip(1)
        .flat_map(|c| readings(*c).into_iter().take(1))
        .collect();
    keys.insert(given);
}

fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = match c.to_pinyin_multi() {
        Some(many) => many.into_iter().map(|reading| reading.plain().to_owned()).collect(),
        None => vec![c.to_string()],
    };
    if let Some(first) = c.to_pinyin() {
        let first = first.plain().to_owned();
        all.retain(|reading| *reading != first);
        all.insert(0, first);
    }
    all.truncate(3);
    all
}

/// Lower case, without white space.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What was typed as the beginnings of keys to look for.
pub(crate) fn beginnings(text: &str) -> Vec<String> {
    let text = fold(text);
    // A household's key is not for typing.
    if text.is_empty() || text.starts_with('=') {
        return Vec::new();
    }
    let measured: String = text
        .chars()
        .map(|c| if "号栋幢座楼#".contains(c) { '-' } else { c })
        .collect();
    let here = measured.replace("--", "-");
    let here = here.trim_end_matches(['室', '房', '-']).to_owned();
    if here == text || !here.bytes().any(|byte| byte.is_ascii_digit()) {
        vec![text]
    } else {
        vec![text, here]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(person: &Person, typed: &str) -> bool {
        let keys = keys(person, None);
        beginnings(typed)
            .iter()
            .any(|beginning| keys.iter().any(|key| key.starts_with(beginning)))
    }

    #[test]
    fn a_neighbour_is_found_by_what_people_type() {
        let person = Person {
            recipient: "单国庆".into(),
            phones: vec!["138 1234 5678".into()],
            building: "86号".into(),
            room: "1101室".into(),
            ..Person::default()
        };
        for typed in [
            "单国",
            "国庆",
            "shanguoqing",
            "danguo",
            "sgq",
            "guoqing",
            "5678",
            "13812",
            "86-1101",
            "86号1101室",
            "861101",
            "1101",
            "86-",
        ] {
            assert!(found(&person, typed), "{typed}");
        }
        for typed in ["", "=", "李", "1234", "87-1101", "xyz"] {
            assert!(!found(&person, typed), "{typed}");
        }
    }

    #[test]
    fn latin_names_are_found_without_regard_to_case_and_blanks() {
        let person = Person {
            recipient: "Jean  Dupont".into(),
            ..Person::default()
        };
        for typed in ["jean", "Dupont", "JEAN D"] {
            assert!(found(&person, typed), "{typed}");
        }
    }
}
