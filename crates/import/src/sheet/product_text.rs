//! One text for all products of an order: `名称(规格)x2；名称*2、名称 2份`. What cannot be told apart is left whole.

/// One product of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The product as written, its 规格 in brackets included.
    pub product: &'t str,
    /// What stands in the brackets at its end.
    pub shown: &'t str,
    /// How many, as written; nothing where the text does not say.
    pub quantity: Option<&'t str>,
}

/// Splits the text into its products, in their order.
///
/// Lines and semicolons separate; `、` does only where each part says how many, for it stands in names too. Nothing inside
/// brackets separates.
pub(super) fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for part in parts(text, &['\n', '\r', '；', ';']) {
        let smaller = parts(part, &['、']);
        let read: Vec<_> = smaller.iter().map(|part| piece(part)).collect();
        if read.iter().all(|piece| piece.quantity.is_some()) || smaller.len() == 1 {
            pieces.extend(read);
        } else {
            pieces.push(Piece {
                quantity: None,
                ..named(part)
            });
        }
    }
    pieces
}

/// The parts between separators that stand outside brackets; brackets that do not close are letters like others.
fn parts<'t>(text: &'t str, separators: &[char]) -> Vec<&'t str> {
    let closed = depths(text).last().is_none_or(|(_, _, depth)| *depth == 0);
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c, depth) in depths(text) {
        if separators.contains(&c) && (depth == 0 || !closed) {
            parts.push(text.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts.retain(|part| !part.trim().is_empty());
    parts.into_iter().map(str::trim).collect()
}

/// Each character with its place and how deep in brackets it leaves us.
fn depths(text: &str) -> Vec<(usize, char, u32)> {
    let mut depth = 0u32;
    let mut depths = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth = depth.saturating_add(1),
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depths.push((at, c, depth));
    }
    depths
}

/// A product with its quantity behind it, if one can be read.
fn piece(text: &str) -> Piece<'_> {
    match counted(text) {
        Some((product, quantity)) => Piece {
            quantity: Some(quantity),
            ..named(product)
        },
        None => named(text),
    }
}

fn counted(text: &str) -> Option<(&str, &str)> {
    let unit = text.strip_suffix(['份', '件']);
    let bare = unit.unwrap_or(text).trim_end();
    let digits = bare.rfind(|c: char| !c.is_ascii_digit() && c != '.').map(|at| {
        at + bare
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    })?;
    let (before, number) = bare.split_at_checked(digits)?;
    if !is_number(number) {
        return None;
    }
    let name = before.trim_end();
    if let Some(product) = name.strip_suffix(['x', 'X', '×', '*', '＊', '✕']) {
        let latin = name.ends_with(['x', 'X']);
        let last = product.chars().next_back()?;
        // `210x297` is a size, and the x of `box2` is a letter of the name.
        let part_of_name = last.is_ascii_digit() || (latin && last.is_ascii_alphabetic());
        return Some((product.trim_end(), number)).filter(|(product, _)| !part_of_name && !product.is_empty());
    }
    // Without a sign it must be `名称 2份`: a 5斤 behind a name is what the product is, not how many.
    (unit.is_some() && name.len() < before.len() && !name.is_empty()).then_some((name, number))
}

fn is_number(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part) && part.len() <= 3
}

fn named(text: &str) -> Piece<'_> {
    Piece {
        product: text,
        shown: in_brackets(text).unwrap_or_default(),
        quantity: None,
    }
}

/// What stands in the brackets that end the text.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_suffix([')', '）'])?;
    let mut depth = 1u32;
    for (at, c) in inside.char_indices().rev() {
        match c {
            ')' | '）' => depth += 1,
            '(' | '（' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return inside.get(at + c.len_utf8()..).map(str::trim);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn products_are_told_apart_or_left_whole() {
        for (text, expected) in [
            ("西瓜(一箱)x2", "西瓜(一箱)|一箱|2"),
            ("西瓜*2；荔枝×3", "西瓜||2 / 荔枝||3"),
            ("西瓜 2份\n荔枝 x 1", "西瓜||2 / 荔枝||1"),
            ("西瓜x2、荔枝x1", "西瓜||2 / 荔枝||1"),
            ("苹果、梨礼盒x1", "苹果、梨礼盒x1||?"),
            ("礼盒(苹果、梨；橙)x1;枣X2", "礼盒(苹果、梨；橙)|苹果、梨；橙|1 / 枣||2"),
            ("西瓜", "西瓜||?"),
            ("西瓜 5斤", "西瓜 5斤||?"),
            ("西瓜5份", "西瓜5份||?"),
            ("A4纸 210x297", "A4纸 210x297||?"),
            ("纸 210 x 2", "纸 210||2"),
            ("box2", "box2||?"),
            ("牛奶 box x2", "牛奶 box||2"),
            ("番茄（大(红)）*12件", "番茄（大(红)）|大(红)|12"),
            ("茶(未关、x2", "茶(未关、x2||?"),
            ("米x1.5", "米||1.5"),
            ("米x1.2345", "米x1.2345||?"),
            ("x2", "x2||?"),
            ("；；\n", ""),
        ] {
            let read: Vec<String> = split(text)
                .iter()
                .map(|piece| format!("{}|{}|{}", piece.product, piece.shown, piece.quantity.unwrap_or("?")))
                .collect();
            assert_eq!(read.join(" / "), expected, "{text}");
        }
    }
}
