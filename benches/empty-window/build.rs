//! Hands tauri.conf.json and the page to the compiler, where the window is wanted at all.

fn main() {
    println!("cargo:rerun-if-changed=page");
    #[cfg(feature = "window")]
    tauri_build::build();
}
