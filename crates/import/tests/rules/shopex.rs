//! ShopeX's workbooks: rows of one 订单号 are one order, whose money may stand on each of them.

use crate::files::{codes, orders, parsed, view};

const HEAD: &str = "订单号|团购标题|订单状态|跟团号|商品|规格|数量|商品金额|优惠|订单金额|物流方式|自提点|收货人|联系电话|详细地址|楼号|房号";

fn read(rows: &[&str]) -> ziti_import::Parsed {
    let mut all = vec![HEAD];
    all.extend(rows);
    parsed(&orders(&all), "shop.xlsx")
}

#[test]
fn rows_of_one_order_number_are_one_order() {
    let found = read(&[
        "A1|周三|已支付|1|西瓜|大|1|80|10|130|自提|枫林路|清川|13812345678|某路|86|101",
        "A1|周三|已支付|1|荔枝|盒|1|60|10|130|自提|枫林路|清川|13812345678|某路|86|101",
        "A2|周三|已支付|2|荔枝|盒|1|60||60|自提|枫林路|王|13812345679|某路|5|2",
    ]);
    assert_eq!(
        (found.source, found.blocks, found.round.as_deref()),
        ("shopex", 2, Some("周三"))
    );
    assert_eq!(
        (codes(&found.errors), codes(&found.warnings)),
        (vec![], vec![]),
        "a discount explains the difference"
    );
    assert_eq!(
        view(&found),
        ["1:清川=西瓜×1000@8000,荔枝×1000@6000", "2:王=荔枝×1000@6000"]
    );
    assert_eq!(found.orders[0].lines[0].shown, "大");
}

#[test]
fn money_that_a_discount_does_not_explain_is_told() {
    let found = read(&[
        "A1|周三|已支付|1|西瓜|大|1|80|10|131|自提|枫林路|清川|13812345678",
        "A1|周三|已支付|1|荔枝|盒|1|60|||自提|枫林路|清川|13812345678",
    ]);
    assert_eq!(codes(&found.warnings), ["amount_mismatch@2"]);
}

#[test]
fn a_refund_that_is_under_way_is_told_wherever_it_stands() {
    let found = read(&[
        "A1|周三|已支付|1|西瓜|大|1|80||140|自提|枫林路|清川|13812345678",
        "A1|周三|退款中|1|荔枝|盒|1|60||140|自提|枫林路|清川|13812345678",
    ]);
    assert_eq!(codes(&found.warnings), ["partly_refunded@3"]);
}

#[test]
fn a_line_can_be_taken_back_while_its_order_stands() {
    let found = read(&[
        "A1|周三|已支付|1|西瓜|大|1|80||80|自提|枫林路|清川|13812345678",
        "A1|周三|已退款|1|荔枝|盒|1|60||80|自提|枫林路|清川|13812345678",
    ]);
    assert_eq!(
        (view(&found), codes(&found.warnings)),
        (vec!["1:清川=西瓜×1000@8000".to_owned()], vec![])
    );
    assert_eq!((found.groups[0].kind.as_str(), found.groups[0].rows), ("refunded", 1));
}

#[test]
fn rounds_of_one_file_keep_their_numbers_apart() {
    let found = read(&[
        "A1|周三|已支付|1|西瓜|大|1|80||80|自提|枫林路|清川|13812345678",
        "B1|周四|已支付|1|西瓜|大|1|80||80|自提|枫林路|王|13812345679",
    ]);
    let rounds: Vec<_> = found.orders.iter().map(|order| order.round.as_str()).collect();
    assert_eq!((found.round, rounds), (None, vec!["周三", "周四"]));
}
