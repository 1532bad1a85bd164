//! Points: what they are, and the number that each change of theirs gets.

use chrono_tz::Tz;
use ziti_domain::chain::{hex, unhex};
use ziti_domain::code::PointNo;
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;
use ziti_wire::sync::PointInfo;

use crate::Hub;
use crate::changes::NewChange;
use crate::database::Tx;
use crate::stopped::Reply;

/// A point as it stands.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its number.
    pub number: String,
    /// What stations are told of it.
    pub info: PointInfo,
    /// Its newest change.
    pub change_no: i64,
}

impl Point {
    /// Its service day at this instant.
    pub fn today(&self, now: Timestamp) -> ServiceDay {
        let tz = self.info.tz.parse().unwrap_or(chrono_tz::Asia::Shanghai);
        ServiceDay::at(now, tz, self.info.day_starts_at)
    }
}

type PointRow = (String, String, String, String, String, String, i64, i64, i64);

macro_rules! columns {
    () => {
        "number, name, address, hours, tz, currency, hold_hours, day_starts_at, change_no"
    };
}

fn point_of(row: PointRow) -> Point {
    let (number, name, address, hours, tz, currency, hold_hours, day_starts_at, change_no) = row;
    Point {
        number,
        info: PointInfo {
            name,
            address,
            hours,
            tz,
            currency,
            hold_hours: u32::try_from(hold_hours).unwrap_or(0),
            day_starts_at: u8::try_from(day_starts_at).unwrap_or(0),
        },
        change_no,
    }
}

impl Hub {
    /// Adds a point with a key of its own.
    ///
    /// # Errors
    /// `setup_invalid`, `point_taken`.
    pub async fn add_point(&self, number: &str, info: &PointInfo) -> Reply<Point> {
        let mut tx = self.database.write().await?;
        tx.make_point(number, info, self.around.bytes()).await?;
        tx.flush().await?;
        let point = tx.point(number).await?.ok_or(ErrorCode::Internal)?;
        tx.commit().await?;
        Ok(point)
    }

    /// All points, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn points(&self) -> Reply<Vec<Point>> {
        let mut tx = self.database.read().await?;
        let rows: Vec<PointRow> = rows!(tx, concat!("SELECT ", columns!(), " FROM point ORDER BY number"));
        Ok(rows.into_iter().map(point_of).collect())
    }
}

impl Tx {
    /// The point of this number.
    pub(crate) async fn point(&mut self, number: &str) -> Reply<Option<Point>> {
        let row: Option<PointRow> = first!(
            self,
            concat!("SELECT ", columns!(), " FROM point WHERE number = $1"),
            number
        );
        Ok(row.map(point_of))
    }

    /// The same, and nobody else writes anything of this point until this transaction ends. Whoever writes begins with this,
    /// so that two of them never wait for each other.
    pub(crate) async fn lock_point(&mut self, number: &str) -> Reply<Point> {
        self.flush().await?;
        let row: Option<PointRow> = first!(
            self,
            concat!(
                "UPDATE point SET change_no = change_no WHERE number = $1 RETURNING ",
                columns!()
            ),
            number
        );
        let point = row.map(point_of).ok_or(ErrorCode::PointUnknown)?;
        self.pending.number(number, point.change_no);
        Ok(point)
    }

    /// Makes a point and tells of it.
    pub(crate) async fn make_point(&mut self, number: &str, info: &PointInfo, key: [u8; 32]) -> Reply<()> {
        check(number, info)?;
        let made = run!(
            self,
            "INSERT INTO point (number, name, address, hours, tz, currency, hold_hours, day_starts_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            number,
            &info.name,
            &info.address,
            &info.hours,
            &info.tz,
            &info.currency,
            i64::from(info.hold_hours),
            i64::from(info.day_starts_at),
        );
        if made == 0 {
            return Err(ErrorCode::PointTaken.into());
        }
        run!(
            self,
            "INSERT INTO point_key (point, from_day, key) VALUES ($1, 0, $2)",
            number,
            hex(&key)
        );
        self.tell(number, &NewChange::of("point")).await?;
        Ok(())
    }
}

fn check(number: &str, info: &PointInfo) -> Result<(), Failure> {
    let wrong = |what: &str| Err(Failure::about(ErrorCode::SetupInvalid, what));
    if PointNo::parse(number).is_none_or(|parsed| parsed.to_string() != number) {
        return wrong("The point's number is not 6 digits between 100000 and 999999.");
    }
    if info.name.trim().is_empty() {
        return wrong("The point has no name.");
    }
    let text = |value: &String| value.chars().count() <= 120 && !value.chars().any(char::is_control);
    if ![&info.name, &info.address, &info.hours].into_iter().all(text) {
        return wrong("A text is longer than 120 characters or holds control characters.");
    }
    if info.tz.parse::<Tz>().is_err() {
        return wrong("The time zone is not one such as Asia/Shanghai.");
    }
    if info.currency.len() != 3 || !info.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return wrong("The currency is not three capital letters such as CNY.");
    }
    if !(1..=24 * 60).contains(&info.hold_hours) || info.day_starts_at > 23 {
        return wrong("A number is out of range: hold 1 to 1440 hours, day start 0 to 23.");
    }
    Ok(())
}

/// Reads a key of 64 hex digits.
pub(crate) fn key_of(text: &str) -> Result<[u8; 32], Failure> {
    unhex(text).ok_or_else(|| {
        Failure::about(
            ErrorCode::RequestInvalid,
            "The point's key is not 64 hexadecimal digits.",
        )
    })
}
