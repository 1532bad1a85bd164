//! What is on paper, and what of it is stale.

use ziti_domain::day::{ServiceDay, Timestamp};
use ziti_domain::order::OrderId;

use crate::orders::of_day;
use crate::{StoreError, Tx};

/// What is on paper of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// The order's key.
    pub order_key: i64,
    /// When it was printed, and which revision; nothing if never.
    pub printed: Option<(Timestamp, u32)>,
    /// The order, or its code, has changed since.
    pub stale: bool,
}

impl Tx<'_> {
    /// Whether an order stands on paper.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_printed(&self, order: OrderId) -> Result<bool, StoreError> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM printed WHERE order_key = ?1 LIMIT 1")?
            .exists([order.key()])?)
    }

    /// For each order of a day that is not cancelled, or that stands on an older print, what is on paper. `with_code` says whether
    /// the document shows the code, so that a new code makes it stale.
    ///
    /// # Errors
    /// When the database fails.
    pub fn papers(&self, day: ServiceDay, document: &str, with_code: bool) -> Result<Vec<Paper>, StoreError> {
        let mut query = self.0.prepare_cached(
            "SELECT orders.key, printed.at, printed.revision, max(put_n, CASE WHEN ?4 THEN code_n ELSE 0 END) > printed.n
             FROM orders LEFT JOIN printed ON printed.order_key = orders.key AND printed.document = ?3
             WHERE orders.key BETWEEN ?1 AND ?2 AND (cancelled = 0 OR printed.n IS NOT NULL) ORDER BY orders.key",
        )?;
        let (first, last) = of_day(day);
        let papers = query
            .query_map((first, last, document, with_code), |row| {
                let at: Option<i64> = row.get(1)?;
                let revision: Option<u32> = row.get(2)?;
                Ok(Paper {
                    order_key: row.get(0)?,
                    printed: at.map(Timestamp).zip(revision),
                    stale: row.get::<_, Option<bool>>(3)?.unwrap_or(false),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(papers)
    }
}
