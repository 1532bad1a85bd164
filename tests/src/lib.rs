//! What the whole-system stories share: where the project is, and where its built programs are.

pub mod counter;
pub mod display;
pub mod hub;
pub mod impostor;
pub mod kept;
pub mod look;
pub mod point;
pub mod proxy;
pub mod window;
pub mod zitictl;

use std::path::{Path, PathBuf};

/// The project's root: where README.md stands.
pub fn project() -> &'static Path {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().unwrap_or(member)
}

/// A program of ours: from `ZITI_BIN_DIR`, which `make test` sets, or beside the running test.
pub fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("ZITI_BIN_DIR").map_or_else(|| project().join("target/debug"), PathBuf::from);
    folder.join(name)
}
