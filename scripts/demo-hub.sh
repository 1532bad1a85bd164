#!/usr/bin/env bash
# Builds everything, starts a hub on this machine with a sample batch, enrols the demo station with it, and opens the window;
# without a display, walks the same day through zitictl. The hub ends with the window.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

step "What is missing gets installed"
scripts/setup.sh run

step "Building the screen"
scripts/ui.sh

step "Building the programs (a development build: the first takes minutes, the next seconds)"
cargo build --bins -p ziti -p zitictl -p ziti-hub

step "The hub"
folder=target/demo-hub
rm -rf "$folder"
mkdir -p "$folder"
hub() { target/debug/ziti-hub --database "sqlite:$folder/hub.db" "$@"; }
zitictl() { target/debug/zitictl --data "$folder/station" "$@"; }
answer() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0))[process.argv[1]])' "$1"; }

# The sample day of a solo station, as the file that a leader would send.
target/debug/zitictl --data "$folder/sample" sample >/dev/null
hub point add --number 100001 --name "嘉怡水岸"
hub import "$folder/sample/sample-day.xlsx" --point 100001 --round 周三鲜果团
code=$(hub --json enrol --point 100001 | answer code)

target/debug/ziti-hub --json --database "sqlite:$folder/hub.db" serve --listen 127.0.0.1:0 >"$folder/listening" 2>"$folder/hub.log" &
server=$!
trap 'summary || true; kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    [ -s "$folder/listening" ] && break
    kill -0 "$server" 2>/dev/null || stop "The hub did not start; see $folder/hub.log."
    sleep 0.1
done
address=$(answer listening <"$folder/listening")
echo "The hub listens at $address; its log is $folder/hub.log."

step "The station"
zitictl enrol --hub "$address" --point 100001 --code "$code"
hub station confirm --point 100001 --station 1
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Opening the window; it fetches the day by itself. Kill the hub (kill $server) and go on scanning to see it work without."
    target/debug/ziti --data "$folder/station"
    exit
fi

# told COMMAND…: prints the command as one would type it, then what it answers; refusals are part of the walk.
told() {
    printf '\n$ %s\n' "$*"
    "$@" || true
}
echo "There is no display here, so no window: this is the same day through zitictl."
told zitictl sync
order=$(zitictl --json orders | node -e '
    const { orders } = JSON.parse(require("fs").readFileSync(0));
    console.log((orders.find((order) => order.state === "open") ?? orders[0]).id);')
told zitictl collect "$(zitictl --json code "$order" | answer code)"
told zitictl sync
echo
echo "The hub is stopped; the counter goes on."
kill "$server"
wait "$server" 2>/dev/null || true
other=$(zitictl --json orders --state open | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).orders[0].id);')
told zitictl collect "$(zitictl --json code "$other" | answer code)"
told zitictl sync
told zitictl status
