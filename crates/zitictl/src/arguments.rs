//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ziti_domain::quantity::Quantity;
use ziti_wire::scan::LineWish;

/// A pickup point's counter without its window.
///
/// Exit status: 0 done; 1 failed; 2 wrong usage; 3 refused (a verdict that is no collection).
#[derive(Debug, Parser)]
#[command(
    name = "zitictl",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  zitictl init --point 100001 --name 嘉怡水岸\n  zitictl import day.xlsx --dry-run\n  \
                  zitictl print slips --out slips.pdf\n  zitictl --json collect 11000010966900000100047357483135371017337"
)]
pub struct Arguments {
    /// The station's data folder [default: the one the window uses]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Print exactly one JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a solo station in a folder that has none
    #[command(after_help = "Examples:\n  zitictl init --point 100001 --name 嘉怡水岸\n  \
                            zitictl --data ./point init --point 100002 --name Rive --tz Europe/Paris --lang fr")]
    Init(Init),
    /// Import a day's orders: a Kuaituantuan workbook, a CSV or a JSON batch
    #[command(
        after_help = "Examples:\n  zitictl import day.xlsx --dry-run\n  zitictl import day.xlsx\n  \
                            zitictl import late.csv --round \"Second round\" --day 2026-06-22"
    )]
    Import(Import),
    /// List a day's orders
    #[command(after_help = "Examples:\n  zitictl orders --state open\n  zitictl --json orders --day 2026-06-22")]
    Orders {
        /// The service day, such as 2026-06-22 [default: today]
        #[arg(long)]
        day: Option<String>,
        /// Only orders in this state
        #[arg(long, value_enum)]
        state: Option<State>,
    },
    /// Find orders by number, name, pinyin or its initials, phone tail, building-room, code or bag label
    #[command(
        after_help = "Examples:\n  zitictl find 柳\n  zitictl find lrs\n  zitictl find 19-102\n  zitictl find 1234"
    )]
    Find {
        /// What to look for
        text: String,
        /// The service day [default: today]
        #[arg(long)]
        day: Option<String>,
    },
    /// Show an order and what happened to it
    Order {
        /// Its number today, such as 12 or A12, or its id, such as 20260622-17
        order: String,
    },
    /// Show where the day stands
    Status,
    /// Show an order's pickup code and short code
    #[command(
        after_help = "Examples:\n  zitictl code A12\n  zitictl code 20260622-17 --picture code.png\n  \
                            zitictl code 12 --reissue"
    )]
    Code {
        /// Its number today, or its id
        order: String,
        /// Issue a new code; the codes before no longer count
        #[arg(long)]
        reissue: bool,
        /// Also write the code as a picture for a private chat
        #[arg(long, value_name = "FILE.png")]
        picture: Option<PathBuf>,
    },
    /// Say what a code's digits mean
    Decode {
        /// A pickup code or a bag label
        code: String,
    },
    /// Print pickup slips or the manifest as PDF
    #[command(
        after_help = "Examples:\n  zitictl print slips --out slips.pdf\n  zitictl print slips --only-stale --out changed.pdf\n  \
                            zitictl print slips --orders 12,A15 --out two.pdf\n  \
                            zitictl print manifest --sort product-building-room --lang en --out manifest.pdf"
    )]
    Print(Print),
    /// Judge a code, a number or a name and hand the order over
    #[command(
        after_help = "A number or a name only finds the order; --confirm then hands it over.\n\nExamples:\n  \
                            zitictl collect 11000010966900000100047357483135371017337 --as 小陈\n  \
                            zitictl collect A12 --confirm\n  zitictl collect A12 --confirm --lines 1,3=2\n  \
                            zitictl collect A12 --confirm --force \"two days late, agreed by phone\""
    )]
    Collect(Collect),
    /// Take a hand-over back
    #[command(after_help = "Example:\n  zitictl undo 019eed7c-3200-7647-9818-3204f7e24e1b --reason \"wrong bag\"")]
    Undo {
        /// The event to undo, as collect printed it
        event_id: String,
        /// Why; needed once 15 minutes have passed
        #[arg(long)]
        reason: Option<String>,
        /// Who undoes it
        #[arg(long = "as", value_name = "NAME")]
        actor: Option<String>,
        /// Names this request: the same again gives the same answer
        #[arg(long, value_name = "ID")]
        request_id: Option<String>,
    },
    /// Type in a ticked paper manifest, such as "A1-12 A15"
    #[command(
        after_help = "Examples:\n  zitictl paper \"A1-12 A15\"\n  zitictl paper \"A1-12 A15\" --commit --as 小陈"
    )]
    Paper {
        /// Numbers and ranges of numbers
        text: String,
        /// The service day [default: today]
        #[arg(long)]
        day: Option<String>,
        /// Check them off; without it only says what that would do
        #[arg(long)]
        commit: bool,
        /// Who types
        #[arg(long = "as", value_name = "NAME")]
        actor: Option<String>,
        /// Names this request: the same again gives the same answer
        #[arg(long, value_name = "ID")]
        request_id: Option<String>,
    },
    /// Show the settings, or change some
    #[command(after_help = "Examples:\n  zitictl settings\n  zitictl settings hold_hours=24 \"hours=9:00-21:00\"")]
    Settings {
        /// What to change, such as hold_hours=24 or name=嘉怡水岸
        #[arg(value_name = "KEY=VALUE")]
        changes: Vec<String>,
    },
    /// Enrol this station with a hub; a folder without a station becomes one of the hub's point
    #[command(
        after_help = "Examples:\n  zitictl --data ./counter2 enrol --hub https://hub.example.org --point 100001 --code 4821903375\n  \
                            zitictl enrol --hub https://hub.example.org --code 4821903375 --certificate hub.pem"
    )]
    Enrol(Enrol),
    /// Send what was done here to the hub and take in what is new
    #[command(after_help = "Examples:\n  zitictl sync\n  zitictl sync --watch")]
    Sync {
        /// Go on until stopped: at once when something is to be sent or fetched, and every minute
        #[arg(long)]
        watch: bool,
    },
    /// List what two stations handed out twice and what the hub rejected, or decide a conflict
    #[command(after_help = "Examples:\n  zitictl conflicts\n  \
                            zitictl conflicts resolve 019eed7c-3200-7647-9818-3204f7e24e1b/1 --as 小陈 mistaken")]
    Conflicts {
        /// What to do
        #[command(subcommand)]
        command: Option<ConflictsCommand>,
    },
    /// Walk the ledger's chain from its beginning
    Verify,
    /// Fold the ledger again into the tables that screens read
    Rebuild,
    /// Make a demo station with a sample day, dated today, in a folder that has none
    Sample,
}

/// A new station.
#[derive(Debug, Args)]
pub struct Init {
    /// The point's number, 6 digits, the first not 0
    #[arg(long)]
    pub point: String,
    /// The point's name
    #[arg(long)]
    pub name: String,
    /// Its time zone
    #[arg(long, default_value = "Asia/Shanghai")]
    pub tz: String,
    /// Language of screen and paper
    #[arg(long, value_enum, default_value_t = Lang::Zh)]
    pub lang: Lang,
    /// The point key of codes that are printed already: a file of 32 bytes, or of 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub point_key: Option<PathBuf>,
}

/// A hub.
#[derive(Debug, Args)]
pub struct Enrol {
    /// The hub's address; without encryption only on this machine
    #[arg(long, value_name = "URL")]
    pub hub: String,
    /// The one-time code that the operator was shown
    #[arg(long)]
    pub code: String,
    /// The point's number, where the folder has no station yet
    #[arg(long)]
    pub point: Option<String>,
    /// What people call this device [default: the machine's name]
    #[arg(long)]
    pub name: Option<String>,
    /// The hub's certificate, to trust that one alone [default: the system's roots]
    #[arg(long, value_name = "FILE.pem")]
    pub certificate: Option<PathBuf>,
    /// Language of screen and paper, where the folder has no station yet
    #[arg(long, value_enum, default_value_t = Lang::Zh)]
    pub lang: Lang,
}

/// What to do with conflicts.
#[derive(Debug, Subcommand)]
pub enum ConflictsCommand {
    /// Decide a conflict
    Resolve {
        /// The conflict's id
        conflict: String,
        /// What happened
        #[arg(value_enum)]
        resolution: Resolution,
        /// Who decides
        #[arg(long = "as", value_name = "NAME")]
        actor: Option<String>,
        /// Names this request: the same again gives the same answer
        #[arg(long, value_name = "ID")]
        request_id: Option<String>,
    },
}

/// What happened where two stations handed out one line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Resolution {
    /// It was really given out twice: a loss
    HandedOutTwice,
    /// The second never happened
    Mistaken,
}

/// A file of orders.
#[derive(Debug, Args)]
pub struct Import {
    /// The file
    pub file: PathBuf,
    /// What kind of file it is
    #[arg(long, value_enum, default_value_t = Format::Auto)]
    pub format: Format,
    /// The round [default: the file's title, or "default" where it has none]
    #[arg(long)]
    pub round: Option<String>,
    /// The service day [default: the file's, or today]
    #[arg(long)]
    pub day: Option<String>,
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
}

/// A document.
#[derive(Debug, Args)]
pub struct Print {
    /// Which document
    #[arg(value_enum)]
    pub document: Document,
    /// The service day [default: today]
    #[arg(long)]
    pub day: Option<String>,
    /// The manifest's order
    #[arg(long, value_enum, default_value_t = Sort::BuildingRoomProduct)]
    pub sort: Sort,
    /// Only these orders, by number or id
    #[arg(long, value_delimiter = ',', value_name = "ORDER,…")]
    pub orders: Vec<String>,
    /// Only what changed since it was last printed, and what never was
    #[arg(long)]
    pub only_stale: bool,
    /// Language on paper [default: the station's]
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// The PDF to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// A scan.
#[derive(Debug, Args)]
pub struct Collect {
    /// A pickup code, a short code, a bag label, a number or a name
    pub code: String,
    /// Names this request: the same again gives the same answer
    #[arg(long, value_name = "ID")]
    pub request_id: Option<String>,
    /// Only these lines, and of them only so much, such as 1,3=2
    #[arg(long, value_delimiter = ',', value_name = "LINE[=QTY],…", value_parser = line)]
    pub lines: Vec<LineWish>,
    /// Only this bag
    #[arg(long, value_name = "N")]
    pub bag: Option<u32>,
    /// What the first answer asked was read, paid or decided
    #[arg(long)]
    pub confirm: bool,
    /// Hand over all the same, for this reason
    #[arg(long, value_name = "REASON")]
    pub force: Option<String>,
    /// Who hands over
    #[arg(long = "as", value_name = "NAME")]
    pub actor: Option<String>,
    /// Was ticked on paper, or checked off on the platform
    #[arg(long, value_enum)]
    pub via: Option<Via>,
}

/// `3` is all that is open of line 3, `3=1.5` so much of it.
fn line(wish: &str) -> Result<LineWish, &'static str> {
    const UNCLEAR: &str = "a line is written as its number, such as 3, or 3=1.5 for so much of it";
    let (line, quantity) = wish
        .split_once('=')
        .map_or((wish, None), |(line, quantity)| (line, Some(quantity)));
    Ok(LineWish {
        line: line.trim().parse().map_err(|_| UNCLEAR)?,
        quantity_thousandths: quantity
            .map(|quantity| Quantity::parse(quantity).map(|quantity| quantity.0).ok_or(UNCLEAR))
            .transpose()?,
    })
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        #[allow(missing_docs, reason = "the words on the command line say it")]
        pub enum $name { $(#[value(name = $text)] $variant),* }

        impl $name {
            /// The word that replies and requests use.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    )*};
}

choices! {
    /// Where an order stands.
    State { Open = "open", Partly = "partly", Collected = "collected", Cancelled = "cancelled", Withdrawn = "withdrawn", Overdue = "overdue" }
    /// Languages.
    Lang { Zh = "zh", En = "en", Fr = "fr" }
    /// Kinds of files.
    Format { Auto = "auto", Kuaituantuan = "kuaituantuan", Shopex = "shopex", Csv = "csv", Json = "json" }
    /// Documents.
    Document { Slips = "slips", Manifest = "manifest" }
    /// The manifest's orders.
    Sort { BuildingRoomProduct = "building-room-product", ProductBuildingRoom = "product-building-room", BuildingProductRoom = "building-product-room" }
    /// How it was handed over, when not by what was scanned.
    Via { Paper = "paper", Platform = "platform" }
}
