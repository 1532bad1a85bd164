//! A batch as JSON, rule by rule.

use serde_json::{Value, json};
use ziti_import::Format;

use crate::files::{as_format, codes, parsed, view};

fn batch() -> Value {
    json!({
        "format": "ziti.batch/1",
        "point": "100001",
        "day": "2026-06-22",
        "complete": false,
        "orders": [{
            "round": "周三团", "sequence_no": "1", "recipient": "清\u{202e}川", "phones": ["13812345678"], "household": 3,
            "lines": [{"product": "西瓜", "variant": "大", "quantity_thousandths": 1500, "amount_minor": 500, "zone": "frozen"}],
        }],
    })
}

#[test]
fn a_batch_is_taken_as_it_is() {
    let found = parsed(batch().to_string().as_bytes(), "batch.json");
    assert_eq!(
        (codes(&found.errors), codes(&found.warnings)),
        (vec![], vec!["control_characters_removed".to_owned()])
    );
    assert_eq!((found.source, found.complete, found.blocks), ("json", false, 1));
    assert_eq!(
        (found.point.as_deref(), found.day.as_deref()),
        (Some("100001"), Some("2026-06-22"))
    );
    assert_eq!(
        (view(&found), found.orders[0].household),
        (vec!["1:清川=西瓜×1500@500".to_owned()], Some(3))
    );
    let marked = [b"\xEF\xBB\xBF", batch().to_string().as_bytes()].concat();
    assert_eq!(parsed(&marked, "x").orders.len(), 1);
}

#[test]
fn what_is_wrong_in_a_batch_is_named() {
    let spoil = |place: &str, value: Value| {
        let mut batch = batch();
        *batch.pointer_mut(place).unwrap() = value;
        batch.to_string()
    };
    for (text, code) in [
        (spoil("/format", json!("ziti.batch/2")), "json_wrong_format"),
        (spoil("/format", json!(null)), "json_wrong_format"),
        ("{}".to_owned(), "json_wrong_format"),
        ("[]".to_owned(), "json_wrong_format"),
        ("[1]".to_owned(), "json_invalid@1"),
        (
            "{\n\"format\":\"ziti.batch/1\",\n\"orders\":[{]".to_owned(),
            "json_invalid@3",
        ),
        (spoil("/orders/0/lines/0/zone", json!("warm")), "json_invalid@1"),
        (spoil("/orders/0/sequence_no", json!(" ")), "sequence_no_missing"),
        (spoil("/orders/0/lines", json!([])), "product_missing"),
        (spoil("/orders/0/lines/0/product", json!("")), "product_missing"),
        (
            spoil("/orders/0/lines/0/quantity_thousandths", json!(0)),
            "quantity_invalid",
        ),
        (
            spoil("/orders/0/lines/0/quantity_thousandths", json!(100_000_001)),
            "quantity_absurd",
        ),
        (spoil("/orders/0/lines/0/amount_minor", json!(-1)), "amount_invalid"),
        (
            spoil("/orders", json!([batch()["orders"][0], batch()["orders"][0]])),
            "sequence_no_twice",
        ),
    ] {
        assert_eq!(
            codes(&as_format(text.as_bytes(), Format::Json).errors),
            [code],
            "{text}"
        );
    }
}

#[test]
fn a_batch_that_asks_for_too_much_memory_is_refused_before_it_gets_any() {
    let many = format!(
        r#"{{"format":"ziti.batch/1","orders":[{}{{}}]}}"#,
        "{},".repeat(1_100_000)
    );
    assert_eq!(codes(&parsed(many.as_bytes(), "a.json").errors), ["too_many_rows"]);
    let deep = format!(r#"{{"format":"ziti.batch/1","orders":{}"#, "[".repeat(1_000_000));
    assert_eq!(codes(&parsed(deep.as_bytes(), "a.json").errors), ["json_invalid@1"]);
    let braces_in_text = batch().to_string().replace("西瓜", &r#"{{\"{"#.repeat(20));
    assert_eq!(codes(&parsed(braces_in_text.as_bytes(), "a.json").errors), [""; 0]);
}
