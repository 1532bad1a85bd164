//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The hub of many pickup points: it keeps their batches and takes in what their stations did.
///
/// Exit status: 0 done; 1 failed; 2 wrong usage.
#[derive(Debug, Parser)]
#[command(
    name = "ziti-hub",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  ziti-hub point add --number 100001 --name 嘉怡水岸\n  ziti-hub import day.xlsx --point 100001\n  \
                  ziti-hub enrol --point 100001\n  ziti-hub serve --listen 127.0.0.1:8022"
)]
pub struct Arguments {
    /// The database: sqlite:PATH, or postgres://…
    #[arg(
        long,
        global = true,
        value_name = "URL",
        default_value = "sqlite:hub.db",
        env = "ZITI_HUB_DATABASE",
        hide_env_values = true
    )]
    pub database: String,
    /// Print exactly one JSON document on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// How the log on stderr is written
    #[arg(long, global = true, value_enum, default_value_t = Log::Plain)]
    pub log: Log,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve stations until it is told to stop
    #[command(after_help = "Examples:\n  ziti-hub serve --listen 127.0.0.1:8022\n  \
                            ziti-hub serve --listen 0.0.0.0:443 --certificate hub.pem --key hub.key --log json")]
    Serve(Serve),
    /// Points
    #[command(subcommand)]
    Point(PointCommand),
    /// Import a day's orders for a point: a Kuaituantuan workbook, a CSV or a JSON batch
    #[command(after_help = "Examples:\n  ziti-hub import day.xlsx --point 100001 --dry-run\n  \
                            ziti-hub import late.csv --point 100001 --round \"Second round\" --day 2026-06-22")]
    Import(Import),
    /// Make a one-time code that makes a device a station of a point; it is good for 15 minutes
    Enrol {
        /// The point's number
        #[arg(long)]
        point: String,
        /// The code is for a solo station that brings this point, which the hub does not have yet
        #[arg(long)]
        adopt: bool,
        /// What the device may do
        #[arg(long, value_enum, default_value_t = Surface::Staff)]
        surface: Surface,
    },
    /// Stations
    #[command(subcommand)]
    Station(StationCommand),
    /// Walk the chains of all stations
    Verify,
    /// List what two stations of a point both did, and what was decided
    Conflicts {
        /// The point's number
        #[arg(long)]
        point: String,
    },
}

/// Points.
#[derive(Debug, Subcommand)]
pub enum PointCommand {
    /// Add a point
    #[command(
        after_help = "Example:\n  ziti-hub point add --number 100001 --name 嘉怡水岸 --address 岸边路86号 --hours 9:00-21:00"
    )]
    Add(AddPoint),
    /// List the points
    List,
}

/// Stations.
#[derive(Debug, Subcommand)]
pub enum StationCommand {
    /// List a point's stations
    List {
        /// The point's number
        #[arg(long)]
        point: String,
    },
    /// Let a station that enrolled take part
    Confirm(OneStation),
    /// Shut a station out: it may still hand in what it did, and deletes its personal data
    Revoke(OneStation),
}

/// A station.
#[derive(Debug, Args)]
pub struct OneStation {
    /// The point's number
    #[arg(long)]
    pub point: String,
    /// The station's number
    #[arg(long)]
    pub station: i64,
}

/// A server.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8022")]
    pub listen: String,
    /// The certificate with its chain, PEM; without it the hub is for this machine alone
    #[arg(long, value_name = "PEM", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// The certificate's key, PEM
    #[arg(long, value_name = "PEM", requires = "certificate")]
    pub key: Option<PathBuf>,
}

/// A new point.
#[derive(Debug, Args)]
pub struct AddPoint {
    /// Its number, 6 digits, the first not 0
    #[arg(long)]
    pub number: String,
    /// Its name
    #[arg(long)]
    pub name: String,
    /// Its address, printed on slips
    #[arg(long, default_value = "")]
    pub address: String,
    /// Its opening hours, printed on slips
    #[arg(long, default_value = "")]
    pub hours: String,
    /// Its time zone
    #[arg(long, default_value = "Asia/Shanghai")]
    pub tz: String,
    /// Its currency
    #[arg(long, default_value = "CNY")]
    pub currency: String,
    /// How long an order is kept, in hours
    #[arg(long, default_value_t = 48)]
    pub hold_hours: u32,
    /// Hour at which the service day begins
    #[arg(long, default_value_t = 4)]
    pub day_starts_at: u8,
}

/// A file of orders.
#[derive(Debug, Args)]
pub struct Import {
    /// The file
    pub file: PathBuf,
    /// The point's number
    #[arg(long)]
    pub point: String,
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

/// Kinds of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// Lines for people
    Plain,
    /// An object a line
    Json,
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        #[allow(missing_docs, reason = "the words on the command line say it")]
        pub enum $name { $(#[value(name = $text)] $variant),* }

        impl $name {
            /// The word on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    )*};
}

choices! {
    /// Kinds of files.
    Format { Auto = "auto", Kuaituantuan = "kuaituantuan", Shopex = "shopex", Csv = "csv", Json = "json" }
    /// What a device is for.
    Surface { Staff = "staff", SelfService = "self_service", Scanner = "scanner", Display = "display" }
}
