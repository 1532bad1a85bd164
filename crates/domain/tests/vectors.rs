//! Codes that another program computed from the rule alone (tests/verify_codes.py): this one makes and reads the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use ziti_domain::code::{PickupCode, PointKey, PointNo};
use ziti_domain::day::ServiceDay;
use ziti_domain::order::OrderId;

#[test]
fn codes_computed_by_another_program_are_ours_and_read_back() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pickup-codes.json");
    let vectors: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(vectors.len() >= 24);
    let mut issues = BTreeSet::new();
    for vector in &vectors {
        let number = |name: &str| u32::try_from(vector[name].as_u64().unwrap()).unwrap();
        let point = PointNo::parse(vector["point"].as_str().unwrap()).unwrap();
        let order = OrderId {
            day: ServiceDay::from_number(number("day")).unwrap(),
            no: number("order"),
        };
        let issue = u8::try_from(number("issue")).unwrap();
        let key = PointKey(bytes(vector["point_key_hex"].as_str().unwrap())).of_day(order.day);
        let code = vector["code"].as_str().unwrap();
        assert_eq!(key.pickup_code(point, order, issue), code, "{vector}");
        let read = PickupCode::parse(code).unwrap();
        assert_eq!((read.point, read.order, read.issue), (point, order, issue), "{vector}");
        assert!(key.sealed(&read), "{vector}");
        issues.insert(issue);
    }
    assert_eq!(issues.len(), 10, "every issue has a vector");
}

fn bytes(digits: &str) -> [u8; 32] {
    let pairs = (0..digits.len()).step_by(2);
    let bytes: Vec<u8> = pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect();
    bytes.try_into().unwrap()
}
