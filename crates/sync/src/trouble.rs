//! Why a call came to nothing, and whether it is worth trying again by itself.

use std::time::Duration;

use ziti_domain::error::ErrorCode;

/// A call that came to nothing. Nothing of its reply was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {detail}", code.message())]
pub struct Trouble {
    /// What it is.
    pub code: ErrorCode,
    /// What was seen, in English, for logs and terminals: one line, at most [`DETAIL_CHARS`] characters. May be empty.
    pub detail: String,
    /// It is tried again by itself. Otherwise a person has to do something first.
    pub passing: bool,
    /// The hub asked not to be called again before this has passed.
    pub retry_after: Option<Duration>,
}

/// A detail is cut after so many characters: it may come from anyone.
pub const DETAIL_CHARS: usize = 200;

impl Trouble {
    /// Something that passes by itself.
    pub fn passing(code: ErrorCode, detail: impl AsRef<str>) -> Self {
        Self {
            code,
            detail: one_line(detail.as_ref()),
            passing: true,
            retry_after: None,
        }
    }

    /// Something that a person has to look at.
    pub fn lasting(code: ErrorCode, detail: impl AsRef<str>) -> Self {
        Self {
            passing: false,
            ..Self::passing(code, detail)
        }
    }
}

/// Strangers' text as one short line without control characters.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    match line.char_indices().nth(DETAIL_CHARS) {
        Some((end, _)) => {
            line.truncate(end);
            line.push('…');
            line
        }
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_becomes_one_short_line() {
        let text = format!(" a\r\n\u{1b}[31mb\0 {}", "团".repeat(500));
        let detail = Trouble::passing(ErrorCode::HubFailed, text).detail;
        assert!(detail.starts_with("a [31mb 团"), "{detail}");
        assert_eq!(detail.chars().count(), DETAIL_CHARS + 1);
    }
}
