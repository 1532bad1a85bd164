//! zitictl
fn main() {}
