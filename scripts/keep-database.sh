#!/usr/bin/env bash
# Keeps a database of this version, with an invented day in it, for the test that opens one of every version that was shipped. Run it once
# at each release, after `make test` has built the programs, and commit what it writes.
set -euo pipefail
source "$(dirname "$0")/steps.sh"

bin=${ZITI_BIN_DIR:-target/debug}
version=$("$bin/zitictl" --version | cut -d' ' -f2)
kept=$PWD/crates/station/tests/databases/$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A program built for tests takes its clock from here.
export ZITI_NOW=2026-06-22T10:00:00+08:00
zitictl() { "$bin/zitictl" --data "$work" "$@" >"$work/answer"; }
# refused COMMAND…: one that a person would be refused, which stands in the ledger too.
refused() { zitictl "$@" && return 1 || [ $? -eq 3 ]; }

head=round,sequence_no,recipient,phone,building,room,product,quantity,unit_price,paid,note,zone
cat >"$work/day.csv" <<END
$head
晨采,1,柳如是,13800001111,19,102,西瓜,2,10.00,,,
晨采,1,柳如是,13800001111,19,102,冰淇淋,1,5.50,,,frozen
晨采,2,王海燕,13800002222,86,1101,梨,3,4.00,0,放门口,
晨采,3,李三,13800003333,86,1102,鸡蛋,1.5,8.00,,,chilled
晨采,4,孙倩,13800004444,5,301,西瓜,1,10.00,,,
晨采,5,方正,13800005555,5,302,梨,2,4.00,,,
夜采,1,柳如是,13800001111,19,102,白菜,2,3.00,,,
夜采,2,陶渊,13800006666,7,501,白菜,1,3.00,,,
END
zitictl init --point 100001 --name 嘉怡水岸
zitictl settings clerk=小陈 hold_hours=24
zitictl import "$work/day.csv"
zitictl print manifest --out "$work/manifest.pdf"
zitictl code A4 --reissue
zitictl collect A1 --confirm --lines 1=1
refused collect A2
zitictl collect A2 --confirm
zitictl --json collect A5 --confirm
zitictl undo "$(sed 's/.*"event_id":"\([^"]*\)".*/\1/' "$work/answer")" --reason 拿错了
zitictl paper "B1" --commit
refused collect 1234567890123456789
# A newer file: more for A4, fewer than were handed over for A1, and A3 is gone.
sed -e 's/^晨采,4,\(.*\),1,10.00/晨采,4,\1,3,10.00/' -e '/^晨采,3,/d' -e 's/西瓜,2,/西瓜,0.5,/' "$work/day.csv" >"$work/newer.csv"
zitictl import "$work/newer.csv"

# What this version says about each order, and the code that residents hold.
zitictl --json orders
node -e '
const { orders } = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const { id, state, due_minor, lines } of orders)
  console.log(id, state, due_minor, lines.map((line) => `${line.quantity_thousandths}-${line.collected_thousandths}`).join("+"));
' <"$work/answer" | while read -r id rest; do
    zitictl code "$id"
    echo "$id $rest $(head -1 "$work/answer")"
done >"$kept.txt"
gzip -9n <"$work/ziti.db" >"$kept.db.gz"
ls -l "$kept".*
