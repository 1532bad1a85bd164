//! Day keys: a station gets those of days that have orders, of today and of the two days after, and no others.

use ziti_domain::chain::{hex, unhex};
use ziti_domain::code::PointKey;
use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::error::ErrorCode;

use crate::changes::NewChange;
use crate::database::Tx;
use crate::points::Point;
use crate::stopped::Reply;

/// Days after today whose keys are given out.
const AHEAD: u32 = 2;

/// The keys of a point, newest first, each with the day it begins at.
#[derive(Debug)]
pub(crate) struct PointKeys(Vec<(i64, String)>);

impl PointKeys {
    /// The key of this day, 64 hex digits.
    pub fn of_day(&self, day: ServiceDay) -> Reply<String> {
        let key = self
            .0
            .iter()
            .find(|(from, _)| *from <= i64::from(day.number()))
            .and_then(|(_, key)| unhex(key))
            .ok_or(ErrorCode::Internal)?;
        Ok(hex(&PointKey(key).of_day(day).to_bytes()))
    }
}

impl Tx {
    pub(crate) async fn point_keys(&mut self, point: &str) -> Reply<PointKeys> {
        Ok(PointKeys(rows!(
            self,
            "SELECT from_day, key FROM point_key WHERE point = $1 ORDER BY from_day DESC",
            point
        )))
    }

    /// Days near today whose key no station was told yet.
    pub(crate) async fn days_without_key(&mut self, point: &Point, now: Timestamp) -> Reply<Vec<ServiceDay>> {
        let today = point.today(now).number();
        let told: Vec<(i64,)> = rows!(
            self,
            "SELECT day FROM change WHERE point = $1 AND kind = 'day_key' AND day >= $2 AND day <= $3",
            &point.number,
            i64::from(today),
            i64::from(today + AHEAD),
        );
        Ok((today..=today + AHEAD)
            .filter(|day| !told.contains(&(i64::from(*day),)))
            .filter_map(ServiceDay::from_number)
            .collect())
    }

    /// Tells a day's key, unless it was told.
    pub(crate) async fn tell_day_key(&mut self, point: &str, day: ServiceDay) -> Reply<()> {
        let day = i64::from(day.number());
        let told: Option<(i64,)> = first!(
            self,
            "SELECT change_no FROM change WHERE point = $1 AND kind = 'day_key' AND day = $2",
            point,
            day
        );
        if told.is_none() && !self.pending.has("day_key", day) {
            self.tell(
                point,
                &NewChange {
                    day,
                    ..NewChange::of("day_key")
                },
            )
            .await?;
        }
        Ok(())
    }

    /// Replaces the point's key for all days whose codes nobody can have printed yet: today, or the day after the last one with orders.
    /// Keys told of such days are told anew.
    pub(crate) async fn replace_point_key(&mut self, point: &Point, key: &str, now: Timestamp) -> Reply<()> {
        let today = i64::from(point.today(now).number());
        let last: Option<(i64,)> = first!(
            self,
            "SELECT COALESCE(MAX(day), -1) FROM day WHERE point = $1",
            &point.number
        );
        let from = last.map_or(today, |(last,)| today.max(last + 1));
        run!(
            self,
            "DELETE FROM point_key WHERE point = $1 AND from_day >= $2",
            &point.number,
            from
        );
        run!(
            self,
            "INSERT INTO point_key (point, from_day, key) VALUES ($1, $2, $3)",
            &point.number,
            from,
            key
        );
        let told: Vec<(i64,)> = rows!(
            self,
            "SELECT day FROM change WHERE point = $1 AND kind = 'day_key' AND day >= $2 ORDER BY day",
            &point.number,
            from
        );
        for (day,) in told {
            self.tell(
                &point.number,
                &NewChange {
                    day,
                    ..NewChange::of("day_key")
                },
            )
            .await?;
        }
        Ok(())
    }
}
