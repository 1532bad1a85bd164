#!/usr/bin/env bash
# Opens what was built last on a demo folder with a sample day of today; without a display, walks that day in the terminal.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

folder=target/demo/$(date +%F)
zitictl() { target/debug/zitictl --data "$folder" "$@"; }

if [ ! -d "$folder" ]; then
    # Yesterday's sample would be yesterday's day: nothing on it could be collected.
    rm -rf target/demo
    zitictl sample
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Opening the window on the sample day in $folder; your own data is not touched."
    exec target/debug/ziti --data "$folder"
fi

# told COMMAND…: prints the command as one would type it, then what it answers; refusals are part of the walk.
told() {
    printf '\n$ zitictl %s\n' "$*"
    zitictl "$@" || true
}

echo "There is no display here, so no window: this is the same day through zitictl, in $folder."
told status
# The sample day is in already: a file that has nothing new changes nothing.
told import "$folder/sample-day.xlsx" --round 周三鲜果团
told orders
order=$(zitictl --json orders | node -e '
    const { orders } = JSON.parse(require("fs").readFileSync(0));
    console.log((orders.find((order) => order.state === "open") ?? orders[0]).id);')
told code "$order"
code=$(zitictl --json code "$order" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).code);')
told print slips --out "$folder/slips.pdf"
told collect "$code"
told collect "$code"
told status
told find "${order#*-}"
# Taken back again, so that the walk can be walked once more.
event=$(zitictl --json order "$order" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).undoable?.event_id ?? "");')
told undo "$event"
told status
