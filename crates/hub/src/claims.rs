//! Claims: with the hub in reach, one station alone hands an order over.

use ziti_domain::error::ErrorCode;
use ziti_domain::order::OrderId;
use ziti_wire::sync::{ClaimReply, ClaimRequest};

use crate::Hub;
use crate::stations::Station;
use crate::stopped::Reply;

/// A claim that no event follows ends by itself.
const CLAIM_MS: i64 = 120_000;

impl Hub {
    /// Grants an order to a station, unless another one has it, had it, or something happened to it that the station does not know.
    ///
    /// # Errors
    /// `request_invalid`, `order_unknown`.
    pub async fn claim(&self, station: &Station, request: &ClaimRequest) -> Reply<ClaimReply> {
        let order = OrderId::parse(&request.order).ok_or(ErrorCode::RequestInvalid)?;
        let (day, no) = (i64::from(order.day.number()), i64::from(order.no));
        let now = self.around.now().0;
        let mut tx = self.database.write().await?;
        let point = tx.lock_point(&station.point).await?.number;
        if !tx.has_order(&point, (day, no)).await? {
            return Err(ErrorCode::OrderUnknown.into());
        }
        let open: Option<(i64,)> = first!(
            tx,
            "SELECT no FROM line WHERE point = $1 AND day = $2 AND order_no = $3 AND collected < ordered LIMIT 1",
            &point,
            day,
            no
        );
        if open.is_none() {
            return tx.all_collected(&point, (day, no)).await;
        }
        let held: Option<(i64, i64)> = first!(
            tx,
            "SELECT station, at FROM claim WHERE point = $1 AND day = $2 AND order_no = $3 AND until > $4 AND station <> $5",
            &point,
            day,
            no,
            now,
            station.no
        );
        if let Some((other, at)) = held {
            return Ok(ClaimReply::Taken {
                station: other.to_string(),
                at,
                by: String::new(),
                collected: false,
            });
        }
        let newest: Option<(i64,)> = first!(
            tx,
            "SELECT COALESCE(MAX(change_no), 0) FROM change WHERE point = $1 AND day = $2
             AND (order_no = $3 OR kind = 'batch') AND NOT (kind = 'event' AND station = $4)",
            &point,
            day,
            no,
            station.no
        );
        let after = i64::try_from(request.after).unwrap_or(i64::MAX);
        if newest.is_some_and(|(newest,)| newest > after) {
            return Ok(ClaimReply::Behind);
        }
        let until = now.saturating_add(CLAIM_MS);
        run!(
            tx,
            "INSERT INTO claim VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (point, day, order_no) DO UPDATE SET
             station = excluded.station, at = excluded.at, until = excluded.until",
            &point,
            day,
            no,
            station.no,
            now,
            until
        );
        tx.commit().await?;
        Ok(ClaimReply::Granted { until })
    }
}

impl crate::database::Tx {
    /// Who handed over the last of an order.
    async fn all_collected(&mut self, point: &str, (day, order): (i64, i64)) -> Reply<ClaimReply> {
        let last: Option<(i64,)> = first!(
            self,
            "SELECT line FROM acceptance WHERE point = $1 AND day = $2 AND order_no = $3 ORDER BY change_no DESC LIMIT 1",
            point,
            day,
            order
        );
        let first = self
            .first_of(point, (day, order), last.map_or(0, |(line,)| line))
            .await?;
        Ok(ClaimReply::Taken {
            station: first.station,
            at: first.arrived_at,
            by: first.by,
            collected: true,
        })
    }
}
