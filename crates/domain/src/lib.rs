//! Orders, codes, money, verdicts: pure, without I/O, clock or chance. Time, randomness and ids are passed in.

pub mod chain;
pub mod code;
pub mod day;
mod decimal;
pub mod error;
pub mod event;
pub mod money;
pub mod order;
pub mod person;
pub mod quantity;
pub mod revision;
pub mod scan;
pub mod told;
pub mod verdict;
