#!/usr/bin/env bash
# What Ziti may cost, each beside its reference in the same run; docs/performance.md explains the rows.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

scripts/setup.sh test
.venv/bin/pip install --quiet --disable-pip-version-check --requirement benches/requirements.txt

# ReportLab embeds TrueType fonts only. This one is not installed, so that no screen of this machine changes its letters.
font=usr/share/fonts/truetype/wqy/wqy-microhei.ttc
mkdir -p target/bench
if [ ! -e "/$font" ] && [ ! -e "target/bench/$font" ]; then
    (cd target/bench && apt-get download -qq fonts-wqy-microhei && dpkg-deb -x fonts-wqy-microhei_*.deb .) ||
        echo "fonts-wqy-microhei could not be had: the row beside ReportLab will be missing."
fi

scripts/ui.sh
cargo build --quiet --release -p ziti
cargo build --quiet --release -p ziti-empty-window --features window
cargo build --quiet --release -p ziti-hub
ZITI_BIN_DIR=$PWD/target/release cargo bench -p ziti-benches
