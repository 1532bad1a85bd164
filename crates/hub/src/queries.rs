//! Three words for asking the database, so that a query reads as one line: `run!`, `first!` and `rows!`.

/// Runs a statement; gives how many rows it touched.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        sqlx::query($sql)$(.bind($value))*.execute($tx.connection()).await?.rows_affected()
    };
}

/// The first row as a tuple, if there is one.
macro_rules! first {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        sqlx::query_as($sql)$(.bind($value))*.fetch_optional($tx.connection()).await?
    };
}

/// All rows as tuples.
macro_rules! rows {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        sqlx::query_as($sql)$(.bind($value))*.fetch_all($tx.connection()).await?
    };
}
