//! The stream of nudges, `text/event-stream`, read as it comes.

use ziti_domain::error::ErrorCode;
use ziti_wire::sync::Nudge;

use crate::trouble::Trouble;

/// Where the stream is asked for.
pub const PATH: &str = "/v1/nudges";

/// The event of a nudge.
const EVENT: &str = "pull";

/// No line of a stream of nudges is longer.
const LINE_BYTES: usize = 8 * 1024;

/// Puts the pieces of a stream together.
#[derive(Debug, Default)]
pub struct Listener {
    line: Vec<u8>,
    event: String,
    data: Option<String>,
}

impl Listener {
    /// A listener at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece and gives the nudges that it completes. Heartbeats and events of later versions are passed
    /// over. Fails at a line that is far too long for a stream of nudges.
    pub fn heard(&mut self, piece: &[u8]) -> Result<Vec<Nudge>, Trouble> {
        let mut nudges = Vec::new();
        for part in piece.split_inclusive(|b| *b == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.len() > LINE_BYTES {
                self.line.clear();
                return Err(Trouble::lasting(ErrorCode::HubReplyTooLarge, "A line of the nudges."));
            }
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                let line = String::from_utf8_lossy(&line);
                nudges.extend(self.line(line.trim_end_matches(['\r', '\n'])));
            }
        }
        Ok(nudges)
    }

    /// A line of a stream; an empty one ends an event.
    fn line(&mut self, line: &str) -> Option<Nudge> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let data = self.data.take()?;
            return if event == EVENT {
                serde_json::from_str(&data).ok()
            } else {
                None
            };
        }
        // A line that begins with a colon has an empty name: a heartbeat.
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            // Several lines of data are no nudge of ours; the last one counts, so that nothing grows.
            "data" => self.data = Some(value.to_owned()),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = ": hello\n\nevent: pull\ndata: {\"last\":7}\n\n:\n\nevent:pull\r\ndata:{\"last\":9,\"later\":1}\r\n\r\nevent: weather\ndata: {\"last\":10}\n\ndata: {\"last\":11}\n\nevent: pull\ndata: rain\n\nevent: pull\n\nevent: pull\nid: 4\nretry: 10\ndata: {\"last\":12}\n\n";

    #[test]
    fn nudges_are_heard_however_the_stream_is_cut() {
        for size in 1..STREAM.len() {
            let mut listener = Listener::new();
            let mut heard = Vec::new();
            for piece in STREAM.as_bytes().chunks(size) {
                heard.extend(listener.heard(piece).unwrap());
            }
            assert_eq!(
                heard.iter().map(|nudge| nudge.last).collect::<Vec<_>>(),
                [7, 9, 12],
                "pieces of {size}"
            );
        }
    }

    #[test]
    fn an_endless_line_ends_the_stream() {
        let mut listener = Listener::new();
        let trouble = (0..100).find_map(|_| listener.heard(&[b'a'; 1_000]).err()).unwrap();
        assert_eq!(trouble.code, ErrorCode::HubReplyTooLarge);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Listener::new().heard(&bytes);
        }
    }
}
