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
