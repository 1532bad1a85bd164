//! Stations: who they are, what they may do, and how far their chain has come here.

use ziti_domain::chain::{GENESIS, hex, unhex};
use ziti_domain::error::ErrorCode;
use ziti_wire::sync::{ChainPlace, Surface};

use crate::Hub;
use crate::database::Tx;
use crate::stopped::Reply;

/// Whether a station may take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The operator has not confirmed it yet.
    Waiting,
    /// It takes part.
    Active,
    /// It may hand in what it did, and nothing else.
    Revoked,
}

impl Standing {
    /// As the database and the command line have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Revoked => "revoked",
        }
    }
}

/// A station as it stands.
#[derive(Debug, Clone)]
pub struct Station {
    /// Its point's number.
    pub point: String,
    /// Its number there.
    pub no: i64,
    /// What people call it.
    pub name: String,
    /// What its token is for.
    pub surface: Surface,
    /// Whether it takes part.
    pub standing: Standing,
    /// It is bringing its point.
    pub adopting: bool,
    /// It brought its point, or is bringing it: its ledger is wanted before the operator confirms.
    pub brought_point: bool,
    /// The last event of its chain that is here.
    pub epoch: i64,
    /// Its sequence.
    pub seq: i64,
    /// Its hash; nothing before the first.
    pub tip: Option<[u8; 32]>,
    /// When it enrolled.
    pub enrolled_at: i64,
    /// When it last asked; 0 for never.
    pub last_seen_at: i64,
    /// How far its clock was ahead when it last pushed.
    pub skew_ms: i64,
    /// Its version of Ziti.
    pub version: String,
}

impl Station {
    /// The hash that its next event is made on.
    pub(crate) fn tip_hash(&self) -> [u8; 32] {
        self.tip.unwrap_or(GENESIS)
    }

    /// The last event that is here, as stations are told.
    pub(crate) fn known(&self) -> Option<ChainPlace> {
        self.tip.map(|hash| ChainPlace {
            epoch: u32::try_from(self.epoch).unwrap_or(u32::MAX),
            seq: self.seq,
            hash: hex(&hash),
        })
    }
}

type StationRow = (
    String,
    i64,
    String,
    String,
    String,
    String,
    i64,
    i64,
    String,
    i64,
    i64,
    i64,
    String,
);

macro_rules! columns {
    () => {
        "SELECT point, no, name, surface, state, adoption, epoch, seq, hash, enrolled_at, last_seen_at, skew_ms, version FROM station"
    };
}

fn station_of(row: StationRow) -> Station {
    let (point, no, name, surface, state, adoption, epoch, seq, hash, enrolled_at, last_seen_at, skew_ms, version) =
        row;
    Station {
        point,
        no,
        name,
        surface: surface_of(&surface).unwrap_or(Surface::Display),
        standing: match state.as_str() {
            "active" => Standing::Active,
            "waiting" => Standing::Waiting,
            _ => Standing::Revoked,
        },
        adopting: adoption == "adopting",
        brought_point: !adoption.is_empty(),
        epoch,
        seq,
        tip: unhex(&hash),
        enrolled_at,
        last_seen_at,
        skew_ms,
        version,
    }
}

/// Reads a surface's word.
pub fn surface_of(word: &str) -> Option<Surface> {
    serde_json::from_value(word.into()).ok()
}

/// A surface's word.
pub fn surface_word(surface: Surface) -> &'static str {
    match surface {
        Surface::Staff => "staff",
        Surface::SelfService => "self_service",
        Surface::Scanner => "scanner",
        Surface::Display => "display",
    }
}

/// What the hub keeps of a token.
pub(crate) fn token_hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

impl Hub {
    /// A point's stations, by number.
    ///
    /// # Errors
    /// `point_unknown`.
    pub async fn stations(&self, point: &str) -> Reply<Vec<Station>> {
        let mut tx = self.database.read().await?;
        tx.point(point).await?.ok_or(ErrorCode::PointUnknown)?;
        let rows: Vec<StationRow> = rows!(tx, concat!(columns!(), " WHERE point = $1 ORDER BY no"), point);
        Ok(rows.into_iter().map(station_of).collect())
    }

    /// Lets a station take part. One that was revoked stays so: it enrols again.
    ///
    /// # Errors
    /// `point_unknown`, `token_unknown` for no such station, `station_revoked`.
    pub async fn confirm(&self, point: &str, no: i64) -> Reply<Station> {
        let mut tx = self.database.write().await?;
        tx.lock_point(point).await?;
        let mut station = tx.station(point, no).await?;
        if station.standing == Standing::Revoked {
            return Err(ErrorCode::StationRevoked.into());
        }
        run!(
            tx,
            "UPDATE station SET state = 'active' WHERE point = $1 AND no = $2",
            point,
            no
        );
        tx.commit().await?;
        station.standing = Standing::Active;
        Ok(station)
    }

    /// Shuts a station out. It may still hand in what it did; the keys of days to come are replaced.
    ///
    /// # Errors
    /// `point_unknown`, `token_unknown` for no such station.
    pub async fn revoke(&self, point: &str, no: i64) -> Reply<Station> {
        let now = self.around.now();
        let mut tx = self.database.write().await?;
        let at = tx.lock_point(point).await?;
        let mut station = tx.station(point, no).await?;
        if station.standing != Standing::Revoked {
            run!(
                tx,
                "UPDATE station SET state = 'revoked' WHERE point = $1 AND no = $2",
                point,
                no
            );
            run!(tx, "DELETE FROM claim WHERE point = $1 AND station = $2", point, no);
            tx.replace_point_key(&at, &hex(&self.around.bytes()), now).await?;
            tx.commit().await?;
            station.standing = Standing::Revoked;
        }
        Ok(station)
    }
}

impl Tx {
    pub(crate) async fn station(&mut self, point: &str, no: i64) -> Reply<Station> {
        let row: Option<StationRow> = first!(self, concat!(columns!(), " WHERE point = $1 AND no = $2"), point, no);
        let unknown = || {
            ziti_wire::failure::Failure::about(ErrorCode::TokenUnknown, format!("Point {point} has no station {no}."))
        };
        Ok(row.map(station_of).ok_or_else(unknown)?)
    }

    /// The station that shows this token.
    pub(crate) async fn station_of_token(&mut self, token: &str) -> Reply<Option<Station>> {
        let row: Option<StationRow> = first!(self, concat!(columns!(), " WHERE token_hash = $1"), token_hash(token));
        Ok(row.map(station_of))
    }

    /// Whether a solo station is still bringing this point.
    pub(crate) async fn is_adopting(&mut self, point: &str) -> Reply<bool> {
        let row: Option<(i64,)> = first!(
            self,
            "SELECT no FROM station WHERE point = $1 AND adoption = 'adopting' AND state <> 'revoked' LIMIT 1",
            point
        );
        Ok(row.is_some())
    }

    /// Active stations of a point beside this one.
    pub(crate) async fn siblings(&mut self, point: &str, no: i64) -> Reply<u32> {
        let count: Option<(i64,)> = first!(
            self,
            "SELECT COUNT(*) FROM station WHERE point = $1 AND no <> $2 AND state = 'active'",
            point,
            no
        );
        Ok(count.map_or(0, |(count,)| u32::try_from(count).unwrap_or(u32::MAX)))
    }
}

/// When a station asked last is written down this often at most: stations ask each minute, and a write is a write.
const SEEN_MS: i64 = 300_000;

impl Hub {
    /// The station that shows this token, which was seen now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn station_asking(&self, token: &str, version: &str) -> Reply<Option<Station>> {
        let now = self.around.now().0;
        let mut tx = self.database.read().await?;
        let Some(station) = tx.station_of_token(token).await? else {
            return Ok(None);
        };
        drop(tx);
        let version: String = version.chars().filter(|c| !c.is_control()).take(40).collect();
        if now.saturating_sub(station.last_seen_at) >= SEEN_MS || station.version != version {
            let mut tx = self.database.write().await?;
            run!(
                tx,
                "UPDATE station SET last_seen_at = $3, version = $4 WHERE point = $1 AND no = $2",
                &station.point,
                station.no,
                now,
                version
            );
            tx.commit().await?;
        }
        Ok(Some(station))
    }
}
