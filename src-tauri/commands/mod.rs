//! What the screen may ask for: a file a subject, and each command one line.
//!
//! A new command is a function here and a line in `tauri::generate_handler!` of `lib.rs`; the types it takes and gives are `ziti_wire`'s.

pub mod counter;
pub mod day;
pub mod desk;
pub mod files;
pub mod hub;
pub mod imports;
pub mod orders;
pub mod paper;
