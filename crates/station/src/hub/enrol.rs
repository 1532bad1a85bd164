//! Enrolling: the station names its point, gives the operator's code, and gets its number and token.

use std::path::Path;

use chrono_tz::Tz;
use ziti_domain::chain;
use ziti_domain::code::PointNo;
use ziti_domain::error::ErrorCode;
use ziti_sync::answer;
use ziti_sync::request::Call;
use ziti_wire::failure::Failure;
use ziti_wire::hub::{EnrolWish, HubView, LinkState};
use ziti_wire::settings::{Settings, Setup};
use ziti_wire::sync::{Adopt, EnrolRequest, Enrolled, PointInfo};

use super::link::{Link, told};
use crate::{Reply, Station, Stopped, Surroundings};

/// So often an answer that was lost is asked for again.
const TRIES: u32 = 3;

impl Station {
    /// Makes a station in a folder that has none, and enrols it.
    ///
    /// # Errors
    /// As [`Station::enrol`] and [`Station::init`]; the folder is left without a station then.
    pub fn enrol_new(folder: &Path, wish: &EnrolWish) -> Reply<Self> {
        Self::enrol_new_in(folder, wish, Surroundings::system())
    }

    /// As [`Station::enrol_new`], with a time, a chance and a way to the hub of the caller's.
    ///
    /// # Errors
    /// As [`Station::enrol_new`].
    pub fn enrol_new_in(folder: &Path, wish: &EnrolWish, around: Surroundings) -> Reply<Self> {
        if Self::open_in(folder, around.clone()).is_ok() {
            return Err(Failure::new(ErrorCode::AlreadyInitialised));
        }
        if PointNo::parse(&wish.point).is_none() {
            return Err(Failure::about(
                ErrorCode::SetupInvalid,
                "The point's number is not 6 digits between 100000 and 999999.",
            ));
        }
        let nonce = chain::hex(&around.bytes())[..32].to_owned();
        let request = EnrolRequest {
            point: wish.point.trim().to_owned(),
            code: digits(&wish.code),
            name: device(&wish.name),
            nonce,
            adopt: None,
        };
        let enrolled = ask(&around, wish, &request)?;
        let setup = Setup {
            point: wish.point.clone(),
            name: enrolled.point.name.clone(),
            tz: enrolled.point.tz.clone(),
            lang: wish.lang,
        };
        let station = Self::init_in(folder, &setup, None, around)?;
        station.link_up(wish, enrolled, false)?;
        Ok(station)
    }

    /// Enrols this folder. A station with orders of its own brings its point to the hub, codes and all; one without takes the hub's.
    ///
    /// # Errors
    /// `already_enrolled`, `enrol_code_wrong`, `enrol_locked`, `point_taken`, `point_unknown`, `hub_insecure`, and what can go wrong on the way.
    /// Nothing is changed then.
    pub fn enrol(&self, wish: &EnrolWish) -> Reply<HubView> {
        let request = self.store.read::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            // A revoked station's ledger is of that station: what comes after is another's, in a folder of its own.
            if Link::read(tx)?.is_some() {
                return Err(ErrorCode::AlreadyEnrolled.into());
            }
            let used = tx.waiting()? > 0 || tx.day(desk.today)?.revision > 0;
            let named = PointNo::parse(&wish.point).map(|point| point.to_string());
            if used && named.as_ref().is_some_and(|point| *point != desk.settings.point) {
                return Err(ErrorCode::FolderHasOrders.into());
            }
            let point = named.unwrap_or_else(|| desk.settings.point.clone());
            let code = digits(&wish.code);
            // Of this folder and this code: when the answer was lost, and the hub has the point already, the same again gets it.
            let mut nonce = desk.identity.hash(&format!("enrol {point} {code}"))?;
            nonce.truncate(32);
            Ok(EnrolRequest {
                point,
                code,
                name: device(&wish.name),
                nonce,
                adopt: used.then(|| Adopt {
                    point_key: desk.identity.point_key.clone(),
                    point: info(&desk.settings),
                    station: desk.identity.station.clone(),
                }),
            })
        })?;
        let enrolled = ask(&self.around, wish, &request)?;
        let mut wish = wish.clone();
        wish.point.clone_from(&request.point);
        self.link_up(&wish, enrolled, request.adopt.is_some())?;
        Ok(self
            .store
            .read::<_, Stopped>(|tx| Link::read(tx)?.ok_or(ErrorCode::NotEnrolled)?.view(tx))?)
    }

    fn link_up(&self, wish: &EnrolWish, enrolled: Enrolled, adopts: bool) -> Result<(), Failure> {
        Ok(self.store.write::<_, Stopped>(|tx| {
            let desk = self.desk(tx)?;
            let mut settings = desk.settings;
            settings.point = wish.point.trim().to_owned();
            if !adopts {
                take_point(&mut settings, &enrolled.point);
            }
            let mut identity = desk.identity;
            identity.station = enrolled.station;
            if !adopts {
                identity.point_key.clear();
            }
            tx.set_setting("settings", &settings)?;
            tx.set_setting("identity", &identity)?;
            Link {
                address: wish.hub.trim().trim_end_matches('/').to_owned(),
                certificate: wish.certificate.clone(),
                token: enrolled.token,
                state: LinkState::Waiting,
                cursor: 0,
                siblings: 0,
                skew_ms: 0,
                last_sync_at: None,
                offline_since: None,
                trouble: None,
                branch: None,
                adopting: adopts.then_some(0),
                progress: None,
            }
            .write(tx)
        })?)
    }
}

/// Asks the hub, and again when its answer was lost: the same nonce gets the same answer.
fn ask(around: &Surroundings, wish: &EnrolWish, request: &EnrolRequest) -> Reply<Enrolled> {
    let outgoing = Call::Enrol(request).outgoing(None);
    let carry = match &around.hub {
        Some(carry) => std::sync::Arc::clone(carry),
        None => {
            let carrier =
                super::carrier_of(wish.hub.trim(), wish.certificate.as_deref()).map_err(|trouble| told(&trouble))?;
            let carry: crate::surroundings::Carry = std::sync::Arc::new(move |outgoing| carrier.carry(outgoing));
            carry
        }
    };
    let mut tries = 0;
    loop {
        tries += 1;
        match answer::enrolled(carry(&outgoing)) {
            Ok(enrolled) => return Ok(enrolled),
            Err(trouble) if trouble.passing && trouble.retry_after.is_none() && tries < TRIES => {}
            Err(trouble) => return Err(told(&trouble)),
        }
    }
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

/// What people call this device: the given name, or the machine's.
fn device(name: &str) -> String {
    let given = name.trim();
    let machine = || std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = if given.is_empty() {
        machine().trim().to_owned()
    } else {
        given.to_owned()
    };
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

pub(crate) fn info(settings: &Settings) -> PointInfo {
    PointInfo {
        name: settings.name.clone(),
        address: settings.address.clone(),
        hours: settings.hours.clone(),
        tz: settings.tz.clone(),
        currency: settings.currency.clone(),
        hold_hours: settings.hold_hours,
        day_starts_at: settings.day_starts_at,
    }
}

/// What the hub knows of a point stands at its stations too; what it leaves open, or cannot be, stays as it is.
pub(crate) fn take_point(settings: &mut Settings, point: &PointInfo) {
    let take = |into: &mut String, from: &str| {
        if !from.is_empty() {
            from.clone_into(into);
        }
    };
    take(&mut settings.name, &point.name);
    if point.tz.parse::<Tz>().is_ok() {
        point.tz.clone_into(&mut settings.tz);
    }
    take(&mut settings.currency, &point.currency);
    settings.address.clone_from(&point.address);
    settings.hours.clone_from(&point.hours);
    if (1..=24 * 60).contains(&point.hold_hours) {
        settings.hold_hours = point.hold_hours;
    }
    if point.day_starts_at < 24 {
        settings.day_starts_at = point.day_starts_at;
    }
}
