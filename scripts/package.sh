#!/usr/bin/env bash
# Builds the Debian package (the window, zitictl, the icon and the menu entry), and the hub beside it: one file, for a server.
set -euo pipefail
source "$(dirname "$0")/steps.sh"
trap summary EXIT

step "What is missing gets installed"
scripts/setup.sh run

step "Building the screen"
scripts/ui.sh

step "Building the programs for release"
cargo build --quiet --release -p zitictl -p ziti-hub

step "Making the package"
ui/node_modules/.bin/tauri build --ci --bundles deb
for package in target/release/bundle/deb/*.deb target/release/ziti-hub; do
    printf '%s  %d bytes\n' "$package" "$(stat -c %s "$package")"
done
