//! The program `ziti-hub`: where it listens, how it ends, and what its command line answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command_line;
mod program;
mod serving;
