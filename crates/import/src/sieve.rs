//! Which rows are pickups of this point, and what becomes of the others: they are counted as groups, never mixed in.

use std::collections::{BTreeMap, HashSet};

use ziti_domain::error::ErrorCode;
use ziti_domain::money::Money;
use ziti_wire::import::{Group, Problem};

use crate::clean::{clean, compared};
use crate::figures::money;
use crate::lengths;
use crate::problem::{of, shown};
use crate::reading::Reading;

/// So many groups are told apart; a day has a handful.
const GROUPS: usize = 200;

/// What a row says about whether it is handed out here.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing<'r> {
    pub state: &'r str,
    pub refund: &'r str,
    pub paid: &'r str,
    pub logistics: &'r str,
    pub point: &'r str,
}

impl<'r> Standing<'r> {
    /// Why it is no pickup anywhere: the group's kind and name.
    fn elsewhere(&self) -> Option<(&'static str, &'r str)> {
        let state = self.state;
        let says = |words: &[&str]| words.iter().any(|word| state.contains(word));
        if says(&["已取消", "交易取消", "已关闭", "交易关闭", "取消订单"]) || state == "取消" {
            return Some(("cancelled", state));
        }
        if says(&["已退款", "全部退款", "全额退款", "已全退", "退款成功", "退款完成"]) && !says(&["部分"])
        {
            return Some(("refunded", state));
        }
        if says(&["未支付", "未付款", "待支付", "待付款"]) {
            return Some(("unpaid", state));
        }
        let (refund, paid) = (money(self.refund), money(self.paid));
        if refund
            .zip(paid)
            .is_some_and(|(refund, paid)| refund > Money::ZERO && refund >= paid)
        {
            return Some(("refunded", "全额退款"));
        }
        if !self.logistics.is_empty() && !self.logistics.contains("自提") {
            return Some(("other_logistics", self.logistics));
        }
        None
    }
}

/// Sorts rows into ours and groups.
#[derive(Debug, Default)]
pub(crate) struct Sieve {
    /// Our point's name as names are compared, where the file has several points.
    ours: Option<String>,
    groups: BTreeMap<(&'static str, String), Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    rows: u32,
    orders: HashSet<String>,
}

impl Sieve {
    /// Learns which point is ours. One point alone is ours whatever its name; of several it is the one named like this
    /// point, and when there is none, that is an error: nobody is to hand out another point's goods by a guess.
    pub(crate) fn new<'r>(rows: impl Iterator<Item = Standing<'r>>, column: &str, reading: &mut Reading<'_>) -> Self {
        let mut points = BTreeMap::<String, &str>::new();
        let mut last = "";
        let mut unnamed = 0u32;
        for row in rows.filter(|row| row.elsewhere().is_none()) {
            if row.point.is_empty() {
                unnamed = unnamed.saturating_add(1);
            } else if row.point != last && points.len() < GROUPS {
                points.entry(compared(row.point)).or_insert(row.point);
                last = row.point;
            }
        }
        if points.len() < 2 {
            return Self::default();
        }
        let about = || Problem {
            column: shown(column),
            value: shown(&points.values().copied().collect::<Vec<_>>().join("、")),
            ..of(ErrorCode::PointUnclear)
        };
        let own = reading
            .options
            .own_point_name
            .map(compared)
            .filter(|own| points.contains_key(own));
        if own.is_none() {
            reading.error(about());
        } else if unnamed > 0 {
            let message = format!("{unnamed} rows name no point; they are taken as this point's.");
            let hint = "Ask the leader where these orders are collected.".to_owned();
            reading.warn(Problem {
                message,
                hint,
                ..about()
            });
        }
        Self {
            ours: own,
            groups: BTreeMap::new(),
        }
    }

    /// Whether the row is handed out here; if not, it is counted.
    pub(crate) fn keeps(&mut self, row: &Standing<'_>, order: &str) -> bool {
        let reason = row.elsewhere().or_else(|| {
            let other = self
                .ours
                .as_deref()
                .is_some_and(|ours| !row.point.is_empty() && compared(row.point) != ours);
            other.then_some(("other_point", row.point))
        });
        let Some((kind, name)) = reason else { return true };
        let mut key = (kind, clean(name, lengths::NAME).text);
        if self.groups.len() >= GROUPS && !self.groups.contains_key(&key) {
            key.1 = "…".to_owned();
        }
        let counted = self.groups.entry(key).or_default();
        counted.rows = counted.rows.saturating_add(1);
        if !counted.orders.contains(order) {
            counted.orders.insert(order.to_owned());
        }
        false
    }

    /// The groups, in the order of their kinds and names.
    pub(crate) fn groups(self) -> Vec<Group> {
        let group = |((kind, name), counted): ((&str, String), Counted)| Group {
            kind: kind.to_owned(),
            name,
            rows: counted.rows,
            orders: u32::try_from(counted.orders.len()).unwrap_or(u32::MAX),
        };
        self.groups.into_iter().map(group).collect()
    }
}
