//! A new station, and its settings.

use std::path::Path;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ziti_domain::code::{DayKey, PointKey, PointNo};
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::error::ErrorCode;
use ziti_store::{Store, Tx};
use ziti_wire::failure::Failure;
use ziti_wire::settings::{Settings, Setup, Theme};
use ziti_wire::status::Status;

use crate::opening::unusable;
use crate::settings::check;
use crate::{Reply, Station, Stopped, Surroundings};

/// What the device keeps for itself and no screen shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Number of this station at its point, and what its events name.
    pub station: String,
    /// Epoch of its events.
    pub epoch: u32,
    /// The point key, hex; empty at a station that gets the keys of single days from its hub.
    pub point_key: String,
    /// Key of the hashes that stand for refused inputs, hex.
    hash_key: String,
    /// The demo folder.
    pub sample: bool,
}

impl Identity {
    /// A keyed hash of a refused input: tells whether the same came again, and nothing else.
    pub fn hash(&self, input: &str) -> Result<String, Stopped> {
        Ok(blake3::keyed_hash(&bytes_of(&self.hash_key)?, input.as_bytes())
            .to_hex()
            .to_string())
    }
}

fn bytes_of(hex: &str) -> Result<[u8; 32], Stopped> {
    blake3::Hash::from_hex(hex)
        .map(Into::into)
        .map_err(|_| ErrorCode::DatabaseDamaged.into())
}

fn hex_of(bytes: [u8; 32]) -> String {
    blake3::Hash::from_bytes(bytes).to_hex().to_string()
}

/// Settings, identity and time of one request.
#[derive(Debug)]
pub(crate) struct Desk {
    pub settings: Settings,
    pub identity: Identity,
    pub point: PointNo,
    pub tz: Tz,
    pub now: Timestamp,
    pub today: ServiceDay,
}

impl Desk {
    /// The day that was named, or today.
    pub fn day(&self, named: Option<&str>) -> Result<ServiceDay, Stopped> {
        match named.map(str::trim).filter(|day| !day.is_empty()) {
            None => Ok(self.today),
            Some(day) => ServiceDay::parse(day)
                .ok_or_else(|| Failure::about(ErrorCode::DayInvalid, format!("{day} is not a day.")).into()),
        }
    }

    /// The key of a day's codes: from the hub, or of the point's own making; nothing where neither is.
    pub fn day_key(&self, tx: &Tx<'_>, day: ServiceDay) -> Result<Option<DayKey>, Stopped> {
        if let Some(key) = tx.day_key(day)? {
            return Ok(Some(DayKey::from_bytes(bytes_of(&key)?)));
        }
        if self.identity.point_key.is_empty() {
            return Ok(None);
        }
        Ok(Some(PointKey(bytes_of(&self.identity.point_key)?).of_day(day)))
    }

    /// Who acts: the one who is named, or the one at the counter.
    pub fn actor<'a>(&'a self, named: &'a str) -> &'a str {
        if named.trim().is_empty() {
            &self.settings.clerk
        } else {
            named.trim()
        }
    }
}

impl Station {
    /// Makes a solo station in a folder that has none.
    ///
    /// `point_key` is for a point whose codes are printed already; without it one is made.
    ///
    /// # Errors
    /// `setup_invalid`, `already_initialised`, `folder_unusable`, `disk_full`.
    pub fn init(folder: &Path, setup: &Setup, point_key: Option<[u8; 32]>) -> Reply<Self> {
        Self::init_in(folder, setup, point_key, Surroundings::system())
    }

    /// Makes a solo station with a time and a chance of the caller's.
    ///
    /// # Errors
    /// As [`Station::init`].
    pub fn init_in(folder: &Path, setup: &Setup, point_key: Option<[u8; 32]>, around: Surroundings) -> Reply<Self> {
        Self::make(folder, setup, point_key, around, false)
    }

    pub(crate) fn make(
        folder: &Path,
        setup: &Setup,
        point_key: Option<[u8; 32]>,
        around: Surroundings,
        sample: bool,
    ) -> Reply<Self> {
        let tz = if setup.tz.trim().is_empty() {
            "Asia/Shanghai"
        } else {
            setup.tz.trim()
        };
        let settings = Settings {
            point: setup.point.trim().to_owned(),
            name: setup.name.trim().to_owned(),
            address: String::new(),
            hours: String::new(),
            tz: tz.to_owned(),
            currency: "CNY".to_owned(),
            lang: setup.lang,
            theme: Theme::System,
            sound: true,
            volume: 70,
            preview: false,
            hold_hours: 48,
            scan_gap_ms: 150,
            day_starts_at: 4,
            receive_on_apply: true,
            accept_unsynced: false,
            clerk: String::new(),
        };
        check(&settings, ErrorCode::SetupInvalid)?;
        let identity = Identity {
            station: "1".to_owned(),
            epoch: 1,
            point_key: hex_of(point_key.unwrap_or_else(|| around.bytes())),
            hash_key: hex_of(around.bytes()),
            sample,
        };
        std::fs::create_dir_all(folder).map_err(|_| unusable(folder))?;
        let store = Store::create(folder).map_err(crate::failed)?;
        store.write::<_, Stopped>(|tx| {
            if tx.setting::<Settings>("settings")?.is_some() {
                return Err(ErrorCode::AlreadyInitialised.into());
            }
            tx.set_setting("identity", &identity)?;
            Ok(tx.set_setting("settings", &settings)?)
        })?;
        Ok(Self {
            store,
            folder: folder.to_owned(),
            around,
            carrier: std::sync::Mutex::default(),
        })
    }

    /// Changes the settings. The point's number stays.
    ///
    /// # Errors
    /// `setting_invalid`, and nothing is changed.
    pub fn change_settings(&self, settings: &Settings) -> Reply<Status> {
        check(settings, ErrorCode::SettingInvalid)?;
        self.store.write::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            if settings.point != desk.settings.point {
                let message = "The point's number is in every code that was printed, and stays.";
                return Err(Failure::about(ErrorCode::SettingInvalid, message).into());
            }
            tx.set_setting("settings", settings)?;
            Ok(())
        })?;
        self.status()
    }

    /// What every request needs to know.
    pub(crate) fn desk(&self, tx: &Tx<'_>) -> Result<Desk, Stopped> {
        let settings: Settings = tx.setting("settings")?.ok_or(ErrorCode::NotInitialised)?;
        let identity: Identity = tx.setting("identity")?.ok_or(ErrorCode::DatabaseDamaged)?;
        let point = PointNo::parse(&settings.point).ok_or(ErrorCode::DatabaseDamaged)?;
        let tz: Tz = settings.tz.parse().map_err(|_| ErrorCode::DatabaseDamaged)?;
        let now = self.around.now();
        let today = ServiceDay::at(now, tz, settings.day_starts_at);
        Ok(Desk {
            settings,
            identity,
            point,
            tz,
            now,
            today,
        })
    }
}
