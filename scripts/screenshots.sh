#!/usr/bin/env bash
# Takes the README's pictures from the real window, into docs/screenshots.
set -euo pipefail
source "$(dirname "$0")/steps.sh"
trap summary EXIT

step "What is missing gets installed"
scripts/setup.sh test

step "Building the screen and the programs"
scripts/ui.sh
cargo build --quiet --workspace --bins --tests --features "ziti/test,zitictl/test"

step "Taking the pictures"
ZITI_BIN_DIR=$PWD/target/debug ZITI_SCREENSHOTS=$PWD/docs/screenshots cargo test --quiet -p ziti-tests --features "ziti/test,zitictl/test" --test screenshots
