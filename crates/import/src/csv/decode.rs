//! The text of a file whose encoding may not be told.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16LE};
use ziti_domain::error::ErrorCode;
use ziti_wire::import::Problem;

use crate::problem::of;
use crate::reading::{Reading, Stop};

/// So many Chinese characters in a row that are sound UTF-8 are no accident of another encoding.
const NO_ACCIDENT: usize = 8;

/// The bytes as text: by their byte order mark, else UTF-8, else as Chinese Windows writes them, which is a guess and said to be one.
pub(crate) fn decoded<'b>(bytes: &'b [u8], reading: &mut Reading<'_>) -> Result<Cow<'b, str>, Stop> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if broken {
            Err(reading.refuse(undecodable(encoding.name())))
        } else {
            Ok(text)
        };
    }
    let sound = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => return Ok(Cow::Borrowed(text)),
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    let chinese = bytes.get(..sound).map_or(0, |sound| {
        sound.iter().filter(|byte| matches!(byte, 0xE3..=0xE9)).count()
    });
    let half_zero = bytes
        .iter()
        .take(400)
        .skip(1)
        .step_by(2)
        .filter(|byte| **byte == 0)
        .count();
    let encoding = if half_zero > 50.min(bytes.len() / 4) {
        UTF_16LE
    } else {
        GB18030
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken || chinese >= NO_ACCIDENT {
        return Err(reading.refuse(undecodable("UTF-8")));
    }
    let message = format!(
        "The file does not say how it is encoded; it was read as {}.",
        encoding.name()
    );
    reading.warn(Problem {
        value: encoding.name().to_owned(),
        message,
        ..of(ErrorCode::EncodingGuessed)
    });
    Ok(text)
}

fn undecodable(encoding: &str) -> Problem {
    Problem {
        value: encoding.to_owned(),
        message: format!("The file's characters cannot be read: it is damaged, or not {encoding}."),
        ..of(ErrorCode::EncodingUnreadable)
    }
}
