use super::*;
use serde_json::{Value, json};
use std::path::Path;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// docs/ledger-vectors.json lets another program check its own reading of docs/ledger.md. `ZITI_BLESS=1` writes it anew.
#[test]
fn the_bytes_of_the_chain_are_those_of_the_papers() {
    let payloads = [
        r#"{"kind":"batch_applied","day":"2026-06-22","revision":1,"digest":"00"}"#,
        r#"{"kind":"collected","order":"20260622-17","lines":[{"line":1,"quantity":2000}]}"#,
    ];
    let mut previous = GENESIS;
    let mut vectors = Vec::new();
    for (n, payload) in (2i64..).zip(payloads) {
        let id = format!("01980000-0000-7000-8000-00000000000{n}");
        let fields = Link {
            n,
            id: &id,
            station: "1",
            epoch: 1,
            seq: n - 1,
            kind: if n == 2 { "batch_applied" } else { "collected" },
            version: 1,
            payload: payload.as_bytes(),
            actor: "小陈",
            via: if n == 2 { "desk" } else { "code" },
            happened_at: 1_782_100_800_000,
            recorded_at: 1_782_100_800_001,
        };
        let hash = fields.hash(&previous);
        vectors.push(json!({
            "previous_hex": hex(&previous), "n": n, "id": id, "station": "1", "epoch": 1, "seq": n - 1, "kind": fields.kind,
            "version": 1, "payload": payload, "actor": "小陈", "via": fields.via, "happened_at": fields.happened_at,
            "recorded_at": fields.recorded_at, "hash_hex": hex(&hash),
        }));
        previous = hash;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ledger-vectors.json");
    if std::env::var_os("ZITI_BLESS").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
    }
    let kept: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(kept, vectors);
}
