//! A real export, as untidy as real ones are: every figure and warning that must come out of it.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use ziti_import::{Options, Parsed, read_path};

/// The real file, where it is; where changes are checked it always is.
fn fruit() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/kuaituantuan/fruit-20220525.xlsx");
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    println!("skipped: {} is not here", path.display());
    None
}

fn parsed(path: &std::path::Path) -> Parsed {
    let options = Options {
        own_point_name: Some("枫林路自提点"),
        ..Options::default()
    };
    read_path(path, &options, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn warned(parsed: &Parsed) -> BTreeMap<&str, Vec<String>> {
    let mut warned = BTreeMap::<&str, Vec<String>>::new();
    for warning in &parsed.warnings {
        warned
            .entry(&warning.code)
            .or_default()
            .push(warning.sequence_nos.join("+"));
    }
    warned
}

#[test]
fn every_figure_of_the_real_file_comes_out() {
    let Some(path) = fruit() else { return };
    let parsed = parsed(&path);
    assert_eq!(parsed.errors, []);
    assert_eq!(parsed.source, "kuaituantuan");
    assert_eq!(parsed.round.as_deref(), Some("大仓购惠民水果100箱起送 已报备资料"));
    assert!(parsed.complete, "筛选条件 is 全部");
    let lines: Vec<_> = parsed.orders.iter().flat_map(|order| &order.lines).collect();
    assert_eq!((parsed.blocks, parsed.orders.len(), lines.len()), (84, 78, 119));
    assert_eq!(lines.iter().map(|line| line.quantity_thousandths).sum::<i64>(), 119_000);
    assert_eq!(lines.iter().map(|line| line.amount_minor).sum::<i64>(), 928_700);
    assert_eq!(parsed.groups, [], "every row is a pickup here");
    assert!(
        parsed
            .orders
            .iter()
            .all(|order| order.paid_minor.is_none() && !order.collected && !order.cancelled)
    );
}

#[test]
fn every_warning_of_the_real_file_comes_out_and_no_other() {
    let Some(path) = fruit() else { return };
    let parsed = parsed(&path);
    let expected = BTreeMap::from([
        ("amount_mismatch", vec!["2"]),
        ("merged_customer", vec!["32+158", "65+111", "69+91"]),
        ("other_sheets_disagree", vec![""]),
        ("phone_conflict", vec!["2", "26", "63"]),
        ("recipient_conflict", vec!["39", "66"]),
    ]);
    let mut found = warned(&parsed);
    found.values_mut().for_each(|numbers| numbers.sort());
    let expected: BTreeMap<_, Vec<String>> = expected
        .into_iter()
        .map(|(code, numbers)| {
            let mut numbers: Vec<String> = numbers.into_iter().map(str::to_owned).collect();
            numbers.sort();
            (code, numbers)
        })
        .collect();
    assert_eq!(found, expected);
    let mismatch = parsed
        .warnings
        .iter()
        .find(|warning| warning.code == "amount_mismatch")
        .unwrap();
    assert!(
        mismatch.message.contains("779.50") && mismatch.message.contains("539.90"),
        "{}",
        mismatch.message
    );
    assert_eq!((mismatch.row, mismatch.last_row), (Some(3), Some(8)));
    let others = parsed
        .warnings
        .iter()
        .find(|warning| warning.code == "other_sheets_disagree")
        .unwrap();
    assert!(
        others.message.contains("164 orders and 231 units"),
        "{}",
        others.message
    );
}

#[test]
fn remarks_and_customers_of_the_real_file_find_their_orders() {
    let Some(path) = fruit() else { return };
    let parsed = parsed(&path);
    let notes: Vec<_> = parsed
        .orders
        .iter()
        .filter(|order| !order.note.is_empty())
        .map(|order| (order.sequence_no.as_str(), order.note.as_str()))
        .collect();
    assert_eq!(
        notes,
        [
            ("22", "帮忙送到87-105"),
            ("23", "1-801"),
            ("71", "地址是嘉怡水岸500弄47号102")
        ]
    );
    let mut households = BTreeMap::<u32, Vec<&str>>::new();
    for order in &parsed.orders {
        if let Some(household) = order.household {
            households.entry(household).or_default().push(&order.sequence_no);
        }
    }
    let mut households: Vec<String> = households.into_values().map(|numbers| numbers.join("+")).collect();
    households.sort();
    assert_eq!(households.len(), 3, "{households:?}");
    let order = |number: &str| parsed.orders.iter().find(|order| order.sequence_no == number).unwrap();
    let two = order("2");
    assert_eq!(
        (two.recipient.as_str(), two.building.as_str(), two.room.as_str()),
        ("梁敦厦", "58", "902")
    );
    assert_eq!(two.phones, ["13812345679", "13917175603"]);
    assert_eq!(order("39").other_recipients.len(), 1);
}
