//! Days at random, in both layouts of Kuaituantuan's export.

use std::collections::BTreeMap;
use std::path::Path;

use crate::chance::Chance;
use crate::sheet::{Cell, Rows, money, save, text};

const NAMES: [&str; 8] = [
    "郭山彤",
    "梁敦厦",
    "O'Neil",
    "王阿姨",
    "欧阳若汐",
    "清川",
    "Zoé",
    "冯州龙",
];
const GOODS: [(&str, i64); 7] = [
    ("西柚(十个一份)", 3600),
    ("荔枝(每箱四斤)", 5990),
    ("西瓜", 8000),
    ("番茄(大(红))", 450),
    ("苹果、梨礼盒", 12_000),
    ("可乐330ml*24", 4805),
    ("box", 1),
];

/// The point that the tests ask for.
pub const OWN: &str = "嘉怡水岸·睿府";

type Row = BTreeMap<&'static str, Cell>;

fn number(n: usize) -> Cell {
    Cell::Number(n.to_string())
}

fn phone(chance: &mut Chance) -> Cell {
    number(13_812_345_000 + chance.below(30))
}

/// Of these columns some are missing in each file.
fn some(columns: &[&'static str], chance: &mut Chance) -> Vec<&'static str> {
    columns.iter().copied().filter(|_| !chance.one_in(5)).collect()
}

/// A row is a line; merged rows are one customer.
pub fn lines(path: &Path, seed: u64) {
    let mut chance = Chance::new(seed);
    let mut rows = Rows::default();
    let block_columns = [
        "团员备注",
        "备注",
        "运费",
        "优惠",
        "订单金额",
        "退款金额",
        "物流方式",
        "服务小区",
        "服务小区地址",
        "详细地址",
        "团长",
        "楼号",
        "房号",
        "弄号",
    ];
    let mut next = 1 + chance.below(90);
    for _ in 0..chance.below(25) {
        let size = chance.pick(&[1, 1, 1, 2, 2, 3, 5]);
        let name = chance.pick(&NAMES);
        let tel = phone(&mut chance);
        let first = rows.rows.len();
        let mut sum = 0;
        let mut order = next;
        next += 1;
        for line in 0..size {
            if line > 0 && chance.one_in(5) {
                order = next;
                next += 1;
            }
            if chance.one_in(12) {
                // A number that stands in an earlier block too.
                order = 1 + chance.below(next);
            }
            let (product, price) = chance.pick(&GOODS);
            let quantity = 1 + chance.below(4);
            let amount = price * quantity as i64;
            sum += amount;
            let other = chance.one_in(15);
            let name = if other { chance.pick(&NAMES) } else { name };
            let tel = if chance.one_in(10) {
                phone(&mut chance)
            } else {
                tel.clone()
            };
            rows.rows.push(Row::from([
                ("下单人", text(name)),
                ("跟团号", number(order)),
                ("商品", text(product)),
                ("规格", text("每箱四斤")),
                ("数量", number(quantity)),
                ("商品金额", money(amount)),
                ("收货人", text(name)),
                ("联系电话", tel),
            ]));
        }
        let paid = if chance.one_in(6) {
            sum - 10 * chance.below(10) as i64
        } else {
            sum
        };
        let head = rows.rows.get_mut(first).unwrap();
        head.insert("订单金额", money(paid.max(0)));
        for column in ["运费", "优惠", "退款金额"] {
            head.insert(column, number(0));
        }
        head.insert("物流方式", text("顾客自提"));
        head.insert("服务小区", text(OWN));
        head.insert("服务小区地址", text("上海市闵行区紫龙路500弄"));
        head.insert("详细地址", text("紫龙路500弄 86号"));
        head.insert(
            "楼号",
            [number(86), text("86号"), text("56栋"), Cell::Empty][chance.below(4)].clone(),
        );
        head.insert("房号", number(101 + chance.below(900)));
        if chance.one_in(4) {
            head.insert("团员备注", text("放门口"));
        }
        if size > 1 {
            for column in block_columns
                .iter()
                .filter(|column| **column == "订单金额" || !chance.one_in(8))
            {
                rows.merges.push((column, first, first + size - 1));
            }
        }
        if chance.one_in(10) {
            rows.rows.push(Row::new());
        }
    }
    let mut columns = vec!["跟团号", "商品", "数量", "商品金额", "收货人"];
    columns.extend(some(&["下单人", "规格", "联系电话", "商品ID"], &mut chance));
    columns.extend(some(&block_columns, &mut chance));
    save(path, columns, &rows, &mut chance);
}

/// A row is an order; merged rows are one customer, and several rows can be of one order.
pub fn orders(path: &Path, seed: u64) {
    let mut chance = Chance::new(seed);
    let mut rows = Rows::default();
    let count = chance.below(40);
    let refund = chance.pick(&["退款金额", "订单退款"]);
    let point = chance.pick(&["自提点", "服务小区"]);
    let picked = chance.pick(&["核销状态", "已提货"]);
    let mut order = 0;
    let mut name = "清川";
    for row in 0..count {
        // Now and then one more row of the same order, by the same person or another.
        if row == 0 || !chance.one_in(8) {
            order += 1;
            name = chance.pick(&NAMES);
        } else if chance.one_in(3) {
            name = chance.pick(&NAMES);
        }
        let (products, units, paid) = product_text(&mut chance);
        let refunded = if chance.one_in(8) {
            [paid, paid / 2][chance.below(2)]
        } else {
            0
        };
        let mut cells = Row::from([
            ("跟团号", number(order)),
            ("下单人", text(name)),
            ("团长备注", text("明天到")),
            ("支付时间", text("2022-05-25 10:00:00")),
            ("商品", Cell::Text(products)),
            ("商品种类数", number(1)),
            ("数量", units),
            ("订单金额", money(paid)),
            (refund, money(refunded)),
            (
                "订单状态",
                text(chance.pick(&["已支付", "待发货", "已完成", "已支付", "已取消", "未支付", "已退款"])),
            ),
            (point, text(chance.pick(&[OWN, OWN, OWN, OWN, "枫林二村"]))),
            (
                "物流方式",
                text(chance.pick(&["顾客自提", "顾客自提", "自提", "快递到家"])),
            ),
            ("收货人", text(name)),
            ("联系电话", phone(&mut chance)),
            ("详细地址", text("紫龙路500弄 86号")),
            ("楼号", text("86号")),
            ("房号", number(101)),
        ]);
        if chance.one_in(3) {
            cells.insert(
                "团员备注",
                Cell::Text(format!("{}:{}", order, chance.pick(&["放门口", "晚点来", ""]))),
            );
        }
        if chance.one_in(3) {
            cells.insert(picked, text(chance.pick(&["已核销", "已提货", "未核销"])));
        }
        let merged = row > 0 && chance.one_in(8) && !rows.merges.iter().any(|(_, _, last)| *last == row - 1);
        if merged {
            for column in ["订单金额", point, "收货人", "联系电话", "详细地址", "订单状态"] {
                cells.insert(column, Cell::Empty);
                rows.merges.push((column, row - 1, row));
            }
        }
        rows.rows.push(cells);
    }
    // Two rows that name a point each, so that whose rows are ours must be decided.
    for (at, name) in [OWN, "枫林二村"].into_iter().enumerate() {
        rows.rows.push(Row::from([
            ("跟团号", number(9000 + at)),
            ("商品", text("西瓜x1")),
            ("订单金额", money(8000)),
            ("收货人", text("清川")),
            ("物流方式", text("自提")),
            (point, text(name)),
        ]));
    }
    let mut columns = vec!["跟团号", "商品", "订单金额", "收货人", point];
    let optional = [
        "下单人",
        "团员备注",
        "支付时间",
        "团长备注",
        "商品种类数",
        "数量",
        refund,
        "订单状态",
        "物流方式",
        "联系电话",
        "详细地址",
        "楼号",
        "房号",
        picked,
    ];
    columns.extend(some(&optional, &mut chance));
    save(path, columns, &rows, &mut chance);
}

/// A text for one to four products, what 数量 says of it, and what was paid.
fn product_text(chance: &mut Chance) -> (String, Cell, i64) {
    let kinds = 1 + chance.below(4);
    let between = chance.pick(&["\n", "；", ";", "、", "\r\n", " 、 "]);
    let (mut parts, mut units, mut paid) = (Vec::new(), 0, 0);
    for _ in 0..kinds {
        let (product, price) = chance.pick(&GOODS);
        let quantity = 1 + chance.below(12);
        units += quantity;
        paid += price * quantity as i64;
        parts.push(match chance.below(9) {
            0 => format!("{product}*{quantity}"),
            1 => format!("{product}×{quantity}"),
            2 => format!("{product} {quantity}份"),
            3 => format!("{product} x {quantity}"),
            4 => format!("{product}X{quantity}件"),
            5 if chance.one_in(3) => product.to_owned(),
            6 if chance.one_in(3) => format!("{product} {quantity}斤"),
            _ => format!("{product}x{quantity}"),
        });
    }
    let units = match chance.below(4) {
        0 => Cell::Empty,
        1 => number(units + 1),
        _ => number(units),
    };
    (parts.join(between), units, paid)
}
