//! A CSV's rows, split into fields.
//!
//! It counts rows as a spreadsheet shows them, blank ones too, and finds a quotation mark that is never closed; the usual
//! readers skip the ones and swallow the rest of the file behind the other, and orders would be lost unseen.

use std::borrow::Cow;

/// The rows of a text, one after the other.
pub(super) struct Records<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
    row: u32,
}

/// Why a row, whose number stands beside it, cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quotation mark is never closed: where the row ends is unknown.
    QuoteOpen,
    /// Something stands between a closing quotation mark and the next separator.
    TextBehindQuote,
    /// More fields with something in them than may be.
    TooManyColumns,
}

impl<'t> Records<'t> {
    /// Begins at the first row. The separator is the one of `,`, `;` and tab that its first row holds most of.
    pub(super) fn new(text: &'t str) -> Self {
        let told = text
            .strip_prefix("sep=")
            .and_then(|rest| rest.bytes().next())
            .filter(u8::is_ascii);
        if let Some(separator) = told {
            let line = text.find('\n').map_or(text.len(), |end| end + 1);
            return Self {
                text,
                at: line,
                separator,
                row: 1,
            };
        }
        let first = text
            .trim_start_matches(['\r', '\n', ' '])
            .lines()
            .next()
            .unwrap_or_default();
        let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
        let separator = [b';', b'\t', b',']
            .into_iter()
            .max_by_key(|separator| count(*separator))
            .unwrap_or(b',');
        Self {
            text,
            at: 0,
            separator,
            row: 0,
        }
    }

    /// Puts the next row's fields into `fields` and gives its number, from 1; nothing at the end. At most `most` fields are kept.
    pub(super) fn next(&mut self, fields: &mut Vec<Cow<'t, str>>, most: usize) -> Option<Result<u32, (u32, Fault)>> {
        fields.clear();
        if self.at >= self.text.len() {
            return None;
        }
        self.row = self.row.saturating_add(1);
        let number = self.row;
        loop {
            let field = match self.field() {
                Ok(field) => field,
                Err(fault) => return Some(Err((number, fault))),
            };
            if fields.len() < most {
                fields.push(field);
            } else if !field.trim().is_empty() {
                return Some(Err((number, Fault::TooManyColumns)));
            }
            match self.byte() {
                Some(byte) if byte == self.separator => self.at += 1,
                Some(b'\r') if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    return Some(Ok(number));
                }
                Some(_) => {
                    self.at += 1;
                    return Some(Ok(number));
                }
                None => return Some(Ok(number)),
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn field(&mut self) -> Result<Cow<'t, str>, Fault> {
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let from = self.at;
        self.at = self.end_of_field(from);
        Ok(Cow::Borrowed(self.text.get(from..self.at).unwrap_or_default()))
    }

    fn quoted(&mut self) -> Result<Cow<'t, str>, Fault> {
        let mut from = self.at + 1;
        let mut field = Cow::Borrowed("");
        loop {
            let rest = self.text.get(from..).unwrap_or_default();
            let Some(quote) = rest.find('"') else {
                self.at = self.text.len();
                return Err(Fault::QuoteOpen);
            };
            field += rest.get(..quote).unwrap_or_default();
            from += quote + 1;
            if self.text.as_bytes().get(from) != Some(&b'"') {
                break;
            }
            field += "\"";
            from += 1;
        }
        self.at = self.end_of_field(from);
        if self
            .text
            .get(from..self.at)
            .is_some_and(|behind| behind.trim().is_empty())
        {
            Ok(field)
        } else {
            // Reading goes on with the next line.
            let rest = self.text.get(self.at..).unwrap_or_default();
            self.at = rest.find('\n').map_or(self.text.len(), |end| self.at + end + 1);
            Err(Fault::TextBehindQuote)
        }
    }

    fn end_of_field(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|byte| *byte == self.separator || matches!(byte, b'\n' | b'\r'));
        end.map_or(self.text.len(), |end| from + end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Records};

    fn rows(text: &str) -> Vec<Result<(u32, String), (u32, Fault)>> {
        let mut records = Records::new(text);
        let mut fields = Vec::new();
        let mut rows = Vec::new();
        while let Some(outcome) = records.next(&mut fields, 4) {
            rows.push(outcome.map(|number| (number, fields.join("|"))));
        }
        rows
    }

    #[test]
    fn rows_are_split_and_counted_as_a_spreadsheet_shows_them() {
        for (text, expected) in [
            ("a,b\n1,2", vec![(1, "a|b"), (2, "1|2")]),
            ("a;b\r\n\r\n1;2\r\n", vec![(1, "a|b"), (2, ""), (3, "1|2")]),
            ("a\tb\r1\t2,5\r", vec![(1, "a|b"), (2, "1|2,5")]),
            (
                "a,b\n\"x\ny\",\"say \"\"hi\"\"\"\nz,",
                vec![(1, "a|b"), (2, "x\ny|say \"hi\""), (3, "z|")],
            ),
            ("a,b\n\"x\" ,6\" pipe\n", vec![(1, "a|b"), (2, "x|6\" pipe")]),
            ("sep=;\na;b\n", vec![(2, "a|b")]),
            ("a,b,,,,,,\n", vec![(1, "a|b||")]),
            ("", vec![]),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(row, fields)| Ok((row, fields.to_owned())))
                .collect();
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_split_is_named() {
        assert_eq!(
            rows("a,b\n\"x\"y,2\n3,4").get(1),
            Some(&Err((2, Fault::TextBehindQuote)))
        );
        assert_eq!(rows("a,b\n\"x\"y,2\n3,4").get(2), Some(&Ok((3, "3|4".to_owned()))));
        assert_eq!(rows("a,b\n1,2\n\"x,2\n3,4").last(), Some(&Err((3, Fault::QuoteOpen))));
        assert_eq!(rows("a,b,c,d,e").first(), Some(&Err((1, Fault::TooManyColumns))));
    }
}
