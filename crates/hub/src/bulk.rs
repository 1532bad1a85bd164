//! Many rows in one statement: a push of 500 events is a few statements, not a thousand.

use std::fmt::Write;

use sqlx::AssertSqlSafe;

use crate::database::Tx;
use crate::stopped::Reply;

/// Rows of a statement at most. Whole chunks share one prepared statement.
const CHUNK: usize = 100;

/// A value of a row.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Tx {
    /// Writes rows; `head` is the statement before its values, `tail` what comes after them.
    pub(crate) async fn insert_rows<const N: usize>(
        &mut self,
        head: &'static str,
        rows: Vec<[Value; N]>,
        tail: &'static str,
    ) -> Reply<()> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<[Value; N]> = rows.by_ref().take(CHUNK).collect();
            let sql = format!("{head} {} {tail}", places(chunk.len(), N));
            let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(chunk.len() == CHUNK);
            for value in chunk.into_iter().flatten() {
                query = match value {
                    Value::Number(number) => query.bind(number),
                    Value::Text(text) => query.bind(text),
                };
            }
            query.execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Which of these ids events of the point have already.
    pub(crate) async fn used_ids(&mut self, point: &str, ids: Vec<String>) -> Reply<Vec<String>> {
        let mut used = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let mut sql = "SELECT id FROM event WHERE point = $1 AND id IN (".to_owned();
            for place in 0..chunk.len() {
                let _ = write!(sql, "{}${}", if place > 0 { ", " } else { "" }, place + 2);
            }
            sql.push(')');
            let mut query = sqlx::query_scalar(AssertSqlSafe(sql))
                .persistent(chunk.len() == CHUNK)
                .bind(point.to_owned());
            for id in chunk {
                query = query.bind(id.clone());
            }
            let found: Vec<String> = query.fetch_all(self.connection()).await?;
            used.extend(found);
        }
        Ok(used)
    }
}

/// `VALUES ($1, $2), ($3, $4)`.
fn places(rows: usize, width: usize) -> String {
    let mut text = "VALUES ".to_owned();
    for row in 0..rows {
        text.push_str(if row > 0 { ", (" } else { "(" });
        for column in 0..width {
            let _ = write!(
                text,
                "{}${}",
                if column > 0 { ", " } else { "" },
                row * width + column + 1
            );
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_numbered_through() {
        assert_eq!(super::places(2, 2), "VALUES ($1, $2), ($3, $4)");
    }
}
