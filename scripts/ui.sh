#!/usr/bin/env bash
# Builds the station's screen into ui/dist, where the window takes it from.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

cd ui
npm run --silent build
