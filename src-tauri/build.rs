//! Hands tauri.conf.json, capabilities and the built UI to the compiler.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let built = Path::new("ui/dist");
    if !built.join("index.html").exists() {
        // So that the core can be checked and tested before npm has run.
        std::fs::create_dir_all(built)?;
        std::fs::write(
            built.join("index.html"),
            "<!doctype html><title>Ziti</title><p>The screen is not built yet: run make ui.",
        )?;
    }
    // Tauri embeds the files while it compiles, but does not tell cargo about them.
    println!("cargo:rerun-if-changed=ui/dist");
    tauri_build::build();
    Ok(())
}
