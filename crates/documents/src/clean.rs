//! Text as paper takes it: one line, without anything invisible.

/// One line of text without control, bidirectional and zero-width characters; runs of blanks become one.
///
/// Import cleans too; this is for text that came another way.
pub(crate) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if character == '’' && line.ends_with(char::is_alphabetic) && !line.ends_with(is_wide) {
            // Chinese fonts draw it as wide as a Chinese character, which tears d’Arc apart.
            line.push('\'');
        } else if !is_invisible(character) {
            line.push(character);
        }
    }
    if line.ends_with(' ') {
        line.pop();
    }
    line
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{1F3FB}'..='\u{1F3FF}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether a line may break before this character: Chinese breaks anywhere but before closing marks.
pub(crate) fn breaks_before(previous: char, character: char) -> bool {
    if matches!(
        character,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '」' | '”' | '…' | '·'
    ) {
        return false;
    }
    if matches!(previous, '（' | '《' | '「' | '“') {
        return false;
    }
    previous == ' ' || previous == '-' || is_wide(previous) || is_wide(character)
}

fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_cannot_be_seen_is_not_printed() {
        assert_eq!(clean(" 郭\u{202E}小\u{200B}明\u{7}\r\n\t 苏 \u{FEFF}"), "郭小明 苏");
        assert_eq!(clean("Zoë\u{00A0}d’Arc"), "Zoë d'Arc");
        assert_eq!(clean("\u{1}\u{1b}[31m"), "[31m");
        assert_eq!(clean("\u{3000}"), "");
    }
}
