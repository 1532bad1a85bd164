//! The program `ziti`.

fn main() {
    ziti_shell::run();
}
