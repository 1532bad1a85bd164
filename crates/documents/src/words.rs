//! Every word that stands on paper, in the three languages.

use crate::manifest::Sort;

/// The language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
    /// French.
    Fr,
}

/// A word in all three.
macro_rules! word {
    ($(#[$meta:meta])* $name:ident: $zh:literal, $en:literal, $fr:literal) => {
        $(#[$meta])*
        pub(crate) const fn $name(self) -> &'static str {
            match self {
                Self::Zh => $zh,
                Self::En => $en,
                Self::Fr => $fr,
            }
        }
    };
}

impl Lang {
    /// Reads `zh`, `en`, `fr`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    // Slips and pictures
    word!(slips: "取货单", "Pickup slips", "Bons de retrait");
    word!(for_the_resident: "本单交给居民，勿贴在袋上", "For you, not for the bag", "Pour vous, pas pour le sac");
    word!(shelf_label: "货架", "Shelf", "Casier");
    word!(number_label: "跟团号", "Order", "N°");
    word!(to_pay: "待付", "To pay", "À payer");
    word!(changed: "有改动", "Changed", "Modifié");
    word!(short_code_label: "短码", "Short code", "Code court");
    word!(for_private_chat: "仅供本人取货，请勿转发到群里", "Yours alone: do not post it in a group", "Pour vous seul : ne pas publier");

    // The manifest
    word!(manifest: "配送单", "Manifest", "Bordereau");
    word!(place_column: "楼-室", "Bldg-room", "Bât.-porte");
    word!(recipient_column: "收货人", "Recipient", "Destinataire");
    word!(phone_column: "电话", "Phone", "Téléphone");
    word!(product_column: "货品", "Product", "Produit");
    word!(quantity_column: "件", "Qty", "Qté");
    word!(sign_column: "签收", "Signed", "Signature");
    word!(continued: "接上页", "continued", "suite");
    word!(no_building: "未写楼号", "No building", "Sans bâtiment");
    word!(note: "备注", "Note", "Note");
    word!(cancelled: "已取消", "Cancelled", "Annulée");
    word!(new_line: "新增", "new", "nouveau");
    word!(totals: "货品合计", "Totals by product", "Totaux par produit");
    word!(orders_column: "单", "Orders", "Comm.");
    word!(sum: "合计", "Total", "Total");
    word!(nothing: "今天没有订单", "No orders on this day", "Aucune commande ce jour");
    word!(how_to_tick: "交付一单，勾一格；补录时按跟团号输入", "Tick a box per order handed over; type the numbers in later", "Cochez chaque commande remise ; saisissez les numéros ensuite");

    /// `87号`, `#87`, `n° 87`.
    pub(crate) fn number(self, number: &str) -> String {
        match self {
            Self::Zh => format!("{number}号"),
            Self::En => format!("#{number}"),
            Self::Fr => format!("n° {number}"),
        }
    }

    /// `第3版 补打`.
    pub(crate) fn revision(self, revision: u32, reprint: bool) -> String {
        match (self, reprint) {
            (Self::Zh, false) => format!("第{revision}版"),
            (Self::Zh, true) => format!("第{revision}版 补打"),
            (Self::En, false) => format!("rev. {revision}"),
            (Self::En, true) => format!("rev. {revision} reprint"),
            (Self::Fr, false) => format!("rév. {revision}"),
            (Self::Fr, true) => format!("rév. {revision} réimpr."),
        }
    }

    /// What the last line says when not all lines fit.
    pub(crate) fn more_lines(self, more: usize) -> String {
        match self {
            Self::Zh => format!("等，另有 {more} 种"),
            Self::En => format!("+ {more} more"),
            Self::Fr => format!("+ {more} autres"),
        }
    }

    /// `214 单 331 件`.
    pub(crate) fn orders_and_items(self, orders: usize, items: &str) -> String {
        match self {
            Self::Zh => format!("{orders} 单 {items} 件"),
            Self::En if orders == 1 => format!("1 order, {items} items"),
            Self::En => format!("{orders} orders, {items} items"),
            Self::Fr if orders <= 1 => format!("{orders} commande, {items} articles"),
            Self::Fr => format!("{orders} commandes, {items} articles"),
        }
    }

    /// How many of them stand on this page.
    pub(crate) fn on_this_page(self, counted: &str) -> String {
        match self {
            Self::Zh => format!("本页 {counted}"),
            Self::En => format!("This page: {counted}"),
            Self::Fr => format!("Cette page : {counted}"),
        }
    }

    /// What the black bar means, and how often it stands on this page.
    pub(crate) fn changed_here(self, orders: usize) -> String {
        match self {
            Self::Zh => format!("与上次打印不同：本页 {orders} 单"),
            Self::En => format!("differs from the last print: {orders} here"),
            Self::Fr => format!("diffère de la dernière impression : {orders} ici"),
        }
    }

    /// `（原 2）`.
    pub(crate) fn was(self, quantity: &str) -> String {
        match self {
            Self::Zh => format!("（原 {quantity}）"),
            Self::En => format!(" (was {quantity})"),
            Self::Fr => format!(" (avant {quantity})"),
        }
    }

    /// `（新增）`.
    pub(crate) fn was_nothing(self) -> String {
        match self {
            Self::Zh => format!("（{}）", self.new_line()),
            Self::En | Self::Fr => format!(" ({})", self.new_line()),
        }
    }

    /// `56 幢`, `Building 56`; a building that has a name of its own keeps it.
    pub(crate) fn building(self, building: &str) -> String {
        if building.is_empty() {
            return self.no_building().to_owned();
        }
        if !building.chars().all(|character| character.is_ascii_digit()) {
            return building.to_owned();
        }
        match self {
            Self::Zh => format!("{building} 幢"),
            Self::En => format!("Building {building}"),
            Self::Fr => format!("Bâtiment {building}"),
        }
    }

    /// In a list by product: the order holds others too.
    pub(crate) fn other_products(self, others: usize) -> String {
        match self {
            Self::Zh => format!("另有 {others} 种"),
            Self::En if others == 1 => "and 1 other product".to_owned(),
            Self::En => format!("and {others} other products"),
            Self::Fr if others == 1 => "et 1 autre produit".to_owned(),
            Self::Fr => format!("et {others} autres produits"),
        }
    }

    /// `待付 ¥12.00`.
    pub(crate) fn due(self, amount: &str) -> String {
        format!("{} {amount}", self.to_pay())
    }

    /// `备注：…`.
    pub(crate) fn noted(self, text: &str) -> String {
        match self {
            Self::Zh => format!("{}：{text}", self.note()),
            Self::En => format!("{}: {text}", self.note()),
            Self::Fr => format!("{} : {text}", self.note()),
        }
    }

    /// How the list is sorted.
    pub(crate) const fn sorted(self, sort: Sort) -> &'static str {
        match (self, sort) {
            (Self::Zh, Sort::BuildingRoomProduct) => "按楼-室-货品",
            (Self::Zh, Sort::ProductBuildingRoom) => "按货品-楼-室",
            (Self::Zh, Sort::BuildingProductRoom) => "按楼-货品-室",
            (Self::En, Sort::BuildingRoomProduct) => "By building, room, product",
            (Self::En, Sort::ProductBuildingRoom) => "By product, building, room",
            (Self::En, Sort::BuildingProductRoom) => "By building, product, room",
            (Self::Fr, Sort::BuildingRoomProduct) => "Par bâtiment, porte, produit",
            (Self::Fr, Sort::ProductBuildingRoom) => "Par produit, bâtiment, porte",
            (Self::Fr, Sort::BuildingProductRoom) => "Par bâtiment, produit, porte",
        }
    }
}
