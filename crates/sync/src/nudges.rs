//! The stream of nudges, `text/event-stream`, read byte by byte.
