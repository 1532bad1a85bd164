#!/usr/bin/env bash
# Builds Ziti and opens it on a demo folder with a sample day of today; without a display, walks that day in the terminal.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

step "What is missing gets installed"
scripts/setup.sh run

step "Building the screen"
scripts/ui.sh

step "Building the programs (a development build: the first takes minutes, the next seconds)"
cargo build --bins -p ziti -p zitictl

step "The demo"
exec scripts/demo.sh
