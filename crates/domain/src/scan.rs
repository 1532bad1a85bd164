//! What came in at the counter: cleaned first, then told apart.

use crate::code::{BAG_DIGITS, BagLabel, PICKUP_DIGITS, PickupCode, SHORT_DIGITS};

/// Longer than any code, URL or name; what is longer is not looked at.
pub const INPUT_MAX: usize = 2_000;

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// A pickup code whose check digits are right.
    Pickup(PickupCode),
    /// A bag label whose check digits are right.
    Bag(BagLabel),
    /// Six digits: a short code, or a number that was typed.
    Six(String),
    /// Anything a person might type to find an order.
    Text(String),
    /// Not one of our codes, nor anything that finds.
    Unreadable,
}

/// Cleans an input and says what it is.
///
/// From a URL only its `c=` is taken; an AIM prefix such as `]Q1`, control characters, spaces and dashes between digits go, and
/// full-width digits become plain ones.
pub fn read(input: &str) -> Scanned {
    if input.len() > INPUT_MAX {
        return Scanned::Unreadable;
    }
    let plain = plain(input);
    let text = without_aim(plain.trim());
    let is_url = text.contains("://");
    let text = if is_url {
        from_url(text).unwrap_or_default()
    } else {
        text
    };
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
    if digits.is_empty() {
        return Scanned::Unreadable;
    }
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits {
        match digits.len() {
            PICKUP_DIGITS => return PickupCode::parse(&digits).map_or(Scanned::Unreadable, Scanned::Pickup),
            BAG_DIGITS => return BagLabel::parse(&digits).map_or(Scanned::Unreadable, Scanned::Bag),
            SHORT_DIGITS if !text.contains(is_dash) => return Scanned::Six(digits),
            // Longer than a phone number: somebody's barcode, or a code of which a part was lost.
            14.. => return Scanned::Unreadable,
            _ => {}
        }
    }
    if is_url || text.chars().count() > 60 {
        return Scanned::Unreadable;
    }
    Scanned::Text(text.to_owned())
}

/// The input without control characters and with full-width forms made plain.
pub fn plain(input: &str) -> String {
    input
        .chars()
        .filter_map(|c| match c {
            '\u{3000}' | '\u{a0}' | '\t' => Some(' '),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
            _ if c.is_control() || is_invisible(c) => None,
            _ => Some(c),
        })
        .collect()
}

/// Characters that no one sees: zero-width ones and those that turn the direction of text.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A scanner set to announce symbologies puts `]`, a letter and a digit first.
fn without_aim(text: &str) -> &str {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(']'), Some(letter), Some(modifier))
            if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            chars.as_str()
        }
        _ => text,
    }
}

fn from_url(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next()?;
    query.split('&').find_map(|pair| pair.strip_prefix("c="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{PointKey, PointNo};
    use crate::day::ServiceDay;
    use crate::order::OrderId;
    use proptest::prelude::*;

    fn code() -> String {
        let order = OrderId {
            day: ServiceDay::from_number(9669).unwrap(),
            no: 17,
        };
        PointKey([1; 32])
            .of_day(order.day)
            .pickup_code(PointNo::new(100_001).unwrap(), order, 0)
    }

    #[test]
    fn a_code_is_read_however_it_comes() {
        let code = code();
        let wide: String = code
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect();
        let spaced = format!("{} {}-{}", &code[..10], &code[10..20], &code[20..]);
        for input in [
            code.clone(),
            format!("]Q1{code}"),
            format!("\u{2}{code}\r\n"),
            wide,
            spaced,
            format!("\u{feff}{code}\u{200b}"),
            format!("https://ziti.example/o?a=1&c={code}#top"),
        ] {
            assert!(matches!(read(&input), Scanned::Pickup(_)), "{input:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_told_apart() {
        for input in [
            "",
            "  ",
            "\u{0}\u{1}",
            "https://example.com/",
            "6901234567892000",
            &"1".repeat(10_000),
            &code()[..40],
        ] {
            assert_eq!(read(input), Scanned::Unreadable, "{input:?}");
        }
        assert_eq!(read("１２３４５６"), Scanned::Six("123456".into()));
        assert_eq!(read(" 86-1101 "), Scanned::Text("86-1101".into()));
        assert_eq!(read("56-1101"), Scanned::Text("56-1101".into()));
        assert_eq!(read("王阿姨"), Scanned::Text("王阿姨".into()));
        assert_eq!(read("13800001234"), Scanned::Text("13800001234".into()));
    }

    proptest! {
        #[test]
        fn no_input_makes_reading_panic(text: String, bytes: Vec<u8>) {
            let _ = (read(&text), read(&String::from_utf8_lossy(&bytes)));
        }
    }
}
