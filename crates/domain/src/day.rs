//! Service days and instants.

use chrono::{DateTime, Duration, NaiveDate, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An instant: UTC milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// So many hours later.
    #[must_use]
    pub const fn plus_hours(self, hours: u32) -> Self {
        Self(self.0.saturating_add(hours as i64 * 3_600_000))
    }

    /// So many minutes later.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The hour of the day at a place, 0 to 23.
    pub fn hour_at(self, tz: Tz) -> u8 {
        u8::try_from(self.utc().with_timezone(&tz).hour()).unwrap_or(0)
    }

    /// Minutes that a place's clock is ahead of UTC.
    pub fn offset_minutes_at(self, tz: Tz) -> i32 {
        tz.offset_from_utc_datetime(&self.utc().naive_utc())
            .fix()
            .local_minus_utc()
            / 60
    }
}

/// A service day: a date in the point's zone, from 2000-01-01 to 99,999 days later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceDay(u32);

const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl ServiceDay {
    /// The day with this number, 0 being 2000-01-01.
    pub const fn from_number(number: u32) -> Option<Self> {
        if number <= 99_999 { Some(Self(number)) } else { None }
    }

    /// Days since 2000-01-01.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The service day of a date, within 2000-01-01 and 99,999 days later.
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        u32::try_from((date - EPOCH).num_days())
            .ok()
            .and_then(Self::from_number)
    }

    /// Reads `2026-06-22`.
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .ok()
            .and_then(Self::from_date)
    }

    /// The date.
    pub fn date(self) -> NaiveDate {
        EPOCH + Duration::days(i64::from(self.0))
    }

    /// The service day that `now` belongs to at a place whose days begin at `starts_at` o'clock.
    pub fn at(now: Timestamp, tz: Tz, starts_at: u8) -> Self {
        let local = now.utc().with_timezone(&tz).naive_local() - Duration::hours(i64::from(starts_at));
        Self::from_date(local.date()).unwrap_or(Self(0))
    }
}

impl std::fmt::Display for ServiceDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(f)
    }
}

impl From<ServiceDay> for String {
    fn from(day: ServiceDay) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for ServiceDay {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a service day is written 2026-06-22")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn a_service_day_begins_at_four_at_the_point() {
        let shanghai = chrono_tz::Asia::Shanghai;
        assert_eq!(
            ServiceDay::at(at("2026-06-22T03:59:59+08:00"), shanghai, 4).to_string(),
            "2026-06-21"
        );
        assert_eq!(
            ServiceDay::at(at("2026-06-22T04:00:00+08:00"), shanghai, 4).to_string(),
            "2026-06-22"
        );
        assert_eq!(
            ServiceDay::at(at("2026-06-21T23:00:00Z"), shanghai, 4).to_string(),
            "2026-06-22"
        );
    }

    #[test]
    fn days_are_counted_from_2000() {
        assert_eq!(ServiceDay::parse("2000-01-01").unwrap().number(), 0);
        assert_eq!(ServiceDay::parse("2026-06-22").unwrap().number(), 9669);
        assert_eq!(ServiceDay::parse("1999-12-31"), None);
        assert_eq!(ServiceDay::parse("22.6.2026"), None);
    }
}
