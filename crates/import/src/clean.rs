//! Text from outside, made fit to be kept, shown and printed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A cleaned text, and what was done to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub text: String,
    /// Control or bidirectional characters were removed.
    pub removed: bool,
    /// It was longer than allowed.
    pub shortened: bool,
}

/// Removes control, bidirectional and invisible characters, folds white space to single blanks, and keeps at most `most` characters.
///
/// Looks at no more of the text than it may need, so that a cell of megabytes costs no more than its beginning.
pub(crate) fn clean(raw: &str, most: usize) -> Cleaned {
    let mut cleaned = Cleaned::default();
    let mut blank = false;
    let mut kept = 0;
    for (seen, c) in raw.chars().enumerate() {
        if c.is_whitespace() {
            blank = kept > 0;
            continue;
        }
        if is_invisible(c) {
            cleaned.removed = true;
            continue;
        }
        if kept + usize::from(blank) >= most || seen >= most.saturating_mul(8) {
            cleaned.shortened = true;
            break;
        }
        if std::mem::take(&mut blank) {
            cleaned.text.push(' ');
            kept += 1;
        }
        cleaned.text.push(c);
        kept += 1;
    }
    cleaned
}

/// Characters that nobody sees and that change what is seen, or what a printer does.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A column's name without what the leader added in brackets, and without white space: `楼号（如 10）` is `楼号`.
pub(crate) fn column_name(header: &str) -> String {
    let mut name = String::new();
    let mut rest: Cow<'_, str> = Cow::Owned(
        header
            .chars()
            .take(200)
            .filter(|c| !c.is_whitespace() && !is_invisible(*c))
            .collect(),
    );
    while let Some(open) = rest.find(['(', '（']) {
        let Some(close) = rest.get(open..).and_then(|tail| tail.find([')', '）'])) else {
            break;
        };
        name.push_str(rest.get(..open).unwrap_or_default());
        let after = rest.get(open + close..).unwrap_or_default().chars().skip(1).collect();
        rest = Cow::Owned(after);
    }
    name.push_str(&rest);
    name
}

/// A name as people compare it: width, case, blanks and punctuation do not count.
pub(crate) fn compared(name: &str) -> String {
    name.nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{clean, column_name, compared};

    #[test]
    fn texts_lose_what_nobody_sees_and_what_is_too_much() {
        for (raw, text, removed, shortened) in [
            ("  郭 \u{3000}\n山彤\t", "郭 山彤", false, false),
            ("a\u{202e}b\u{0}c\u{200b}d", "abcd", true, false),
            ("\u{1b}[31m", "[31m", true, false),
            ("1234567890", "1234567890", false, false),
            ("12345678901", "1234567890", false, true),
            ("123456789  0", "123456789", false, true),
            ("1234567890   ", "1234567890", false, false),
            ("👨\u{200d}👩", "👨\u{200d}👩", false, false),
            ("", "", false, false),
        ] {
            let cleaned = clean(raw, 10);
            assert_eq!(
                (cleaned.text.as_str(), cleaned.removed, cleaned.shortened),
                (text, removed, shortened),
                "{raw:?}"
            );
        }
        let endless = "\u{200b}".repeat(10_000) + "x";
        assert!(clean(&endless, 10).shortened, "nobody reads that far");
    }

    #[test]
    fn columns_and_points_are_compared_as_people_read_them() {
        for (header, name) in [
            ("楼号（如10）", "楼号"),
            (" 跟 团\n号(必填)", "跟团号"),
            ("a(b)c（d)e", "ace"),
            ("未关(x", "未关(x"),
            ("）商品（", "）商品（"),
        ] {
            assert_eq!(column_name(header), name);
        }
        assert_eq!(compared("嘉怡水岸·睿府 Ａ座"), compared("嘉怡水岸 睿府a座"));
    }
}
