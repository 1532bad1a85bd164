//! The columns of a workbook that mean something, by their names.

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Column {
    OrderNumber,
    Title,
    SequenceNo,
    Orderer,
    MemberNote,
    Product,
    Kinds,
    Shown,
    Quantity,
    LineAmount,
    Freight,
    Discount,
    OrderAmount,
    Refund,
    State,
    Logistics,
    Point,
    Recipient,
    Phone,
    Building,
    Room,
    Address,
    PickedUp,
}

/// Each column's names, the usual one first; a file that has several of them means the usual one.
const NAMES: &[(Column, &[&str])] = &[
    (Column::OrderNumber, &["订单号", "订单编号"]),
    (Column::Title, &["团购标题"]),
    (Column::SequenceNo, &["跟团号"]),
    (Column::Orderer, &["下单人"]),
    (Column::MemberNote, &["团员备注"]),
    (Column::Product, &["商品", "商品名称"]),
    (Column::Kinds, &["商品种类数"]),
    (Column::Shown, &["规格"]),
    (Column::Quantity, &["数量", "商品数量", "商品总数"]),
    (Column::LineAmount, &["商品金额"]),
    (Column::Freight, &["运费"]),
    (Column::Discount, &["优惠"]),
    (Column::OrderAmount, &["订单金额"]),
    (Column::Refund, &["退款金额", "订单退款"]),
    (Column::State, &["订单状态"]),
    (Column::Logistics, &["物流方式"]),
    (Column::Point, &["自提点", "服务小区"]),
    (Column::Recipient, &["收货人", "收货人姓名", "提货人"]),
    (Column::Phone, &["联系电话", "收货人电话", "手机号"]),
    (Column::Building, &["楼号", "楼栋", "楼栋号"]),
    (Column::Room, &["房号", "房间号", "室号"]),
    (Column::Address, &["详细地址"]),
    (Column::PickedUp, &["核销状态", "已提货", "提货状态"]),
];

impl Column {
    /// The column of a name, brackets and blanks taken away, and how usual the name is: 0 is the usual one.
    pub(crate) fn named(name: &str) -> Option<(Self, usize)> {
        NAMES.iter().find_map(|(column, names)| {
            names
                .iter()
                .position(|known| *known == name)
                .map(|rank| (*column, rank))
        })
    }

    /// Its usual name.
    pub(crate) fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(column, _)| *column == self)
            .and_then(|(_, names)| names.first())
            .copied()
            .unwrap_or_default()
    }
}
