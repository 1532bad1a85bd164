//! How people are shown.

/// A name with its first character and a `*` for each other: `柳**`.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    let mut masked = String::new();
    masked.extend(chars.next());
    masked.extend(chars.map(|_| '*'));
    masked
}

/// A phone number without its middle: `138****1234`. Of a short one only the last two digits show.
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.trim().chars().collect();
    let (head, tail) = if chars.len() >= 9 {
        (3, 4)
    } else {
        (0, 2.min(chars.len()))
    };
    let hidden = chars.len() - head - tail;
    chars
        .iter()
        .enumerate()
        .map(|(place, c)| {
            if (head..head + hidden).contains(&place) {
                '*'
            } else {
                *c
            }
        })
        .collect()
}

/// A building without its measure word, so that `86号` and `86` are one.
pub fn building(text: &str) -> &str {
    text.trim().trim_end_matches(['号', '栋', '幢', '座', '楼'])
}

/// A room without its measure word.
pub fn room(text: &str) -> &str {
    text.trim().trim_end_matches(['室', '号', '房'])
}

/// Building and room as neighbours say them: `19-102`, or what there is of it.
pub fn place(of_building: &str, of_room: &str) -> String {
    let (building, room) = (building(of_building), room(of_room));
    match (building.is_empty(), room.is_empty()) {
        (false, false) => format!("{building}-{room}"),
        (false, true) => building.to_owned(),
        (true, _) => room.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_phones_are_masked_as_neighbours_know_it() {
        assert_eq!(mask_name("柳如是"), "柳**");
        assert_eq!(mask_name("Li"), "L*");
        assert_eq!(mask_name(""), "");
        assert_eq!(mask_phone("13812341234"), "138****1234");
        assert_eq!(mask_phone("62341234"), "******34");
        assert_eq!(mask_phone(""), "");
        assert_eq!(mask_phone("1"), "1");
    }

    #[test]
    fn a_place_reads_the_same_with_and_without_its_measure_words() {
        assert_eq!(place("86号", "1101室"), "86-1101");
        assert_eq!(place("86", "1101"), "86-1101");
        assert_eq!(place("", "1101"), "1101");
        assert_eq!(place("3号楼", ""), "3");
    }
}
