//! The database: SQLite or PostgreSQL behind one set of queries.
//!
//! Columns are BIGINT and TEXT alone and never null, so that one schema and one query text serve both.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Executor, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};
use ziti_domain::error::ErrorCode;
use ziti_wire::failure::Failure;

use crate::pending::Pending;
use crate::stopped::{Reply, Stopped};

/// The schema, step by step; a step that was shipped is never changed.
const STEPS: &[&str] = &[include_str!("schema/1_sync.sql")];

/// The hub's database.
#[derive(Debug, Clone)]
pub struct Database {
    pool: AnyPool,
    /// SQLite has one writer at a time. Waiting here is fair; waiting for its lock is not.
    writer: Option<Arc<Mutex<()>>>,
}

/// A transaction.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Any>,
    _writer: Option<OwnedMutexGuard<()>>,
    /// What is written in one go at the end.
    pub(crate) pending: Pending,
}

impl Database {
    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…` and brings its schema up to date.
    ///
    /// # Errors
    /// `database_unreachable`, `database_newer`.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        Self::open_with(url, 8).await
    }

    /// The same with at most so many connections.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_with(url: &str, connections: u32) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        if !is_sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(Failure::about(
                ErrorCode::DatabaseUnreachable,
                "A database is named sqlite:PATH or postgres://….",
            ));
        }
        if let Some(path) = url.strip_prefix("sqlite:") {
            keep_private(Path::new(path));
        }
        let unreachable = |error: sqlx::Error| {
            Failure::about(
                ErrorCode::DatabaseUnreachable,
                format!("The hub's database cannot be opened: {}.", told(&error)),
            )
        };
        let pool = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(30))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        connection.execute(PRAGMAS).await?;
                    }
                    Ok(())
                })
            })
            .connect(&address(url))
            .await
            .map_err(unreachable)?;
        let database = Self {
            pool,
            writer: is_sqlite.then(Arc::default),
        };
        database.migrate().await?;
        Ok(database)
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self) -> Reply<Tx> {
        Ok(Tx {
            inner: self.pool.begin().await?,
            _writer: None,
            pending: Pending::default(),
        })
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write(&self) -> Reply<Tx> {
        let (statement, guard) = match &self.writer {
            Some(writer) => ("BEGIN IMMEDIATE", Some(writer.clone().lock_owned().await)),
            None => ("BEGIN", None),
        };
        Ok(Tx {
            inner: self.pool.begin_with(statement).await?,
            _writer: guard,
            pending: Pending::default(),
        })
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn migrate(&self) -> Result<(), Failure> {
        let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
        let steps = async {
            let mut tx = self.write().await?;
            if self.writer.is_none() {
                // Two hubs that start at once on one PostgreSQL: the second waits.
                tx.connection().execute("SELECT pg_advisory_xact_lock(8022177)").await?;
            }
            tx.connection()
                .execute("CREATE TABLE IF NOT EXISTS schema_step (step BIGINT PRIMARY KEY)")
                .await?;
            let done: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(step), 0) FROM schema_step")
                .fetch_one(tx.connection())
                .await?;
            if done > known {
                return Err(Stopped::from(ErrorCode::DatabaseNewer));
            }
            for (step, sql) in (1i64..).zip(STEPS).filter(|(step, _)| *step > done) {
                sqlx::raw_sql(*sql).execute(tx.connection()).await?;
                sqlx::query("INSERT INTO schema_step VALUES ($1)")
                    .bind(step)
                    .execute(tx.connection())
                    .await?;
            }
            tx.commit().await
        };
        steps.await.map_err(|stopped: Stopped| match stopped {
            Stopped::Failure(failure) => failure,
            other => Failure::about(
                ErrorCode::DatabaseUnreachable,
                format!("The hub's tables cannot be made: {other}."),
            ),
        })
    }
}

impl Tx {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Writes it to the disk.
    ///
    /// # Errors
    /// When the database fails; then nothing of it is there.
    pub async fn commit(mut self) -> Reply<()> {
        self.flush().await?;
        Ok(self.inner.commit().await?)
    }
}

const PRAGMAS: &str =
    "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// A new file is for its owner alone: it holds keys and people's names. What SQLite puts beside it has the same rights.
fn keep_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // That it is there already is the rule; that it cannot be made is what opening it says next.
    let _ = options.open(path);
}

/// As the driver wants it: a file that is not there is made, and its name may hold any character.
fn address(url: &str) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut address = "sqlite:".to_owned();
            for c in path.chars() {
                match c {
                    '%' => address.push_str("%25"),
                    '?' => address.push_str("%3F"),
                    '#' => address.push_str("%23"),
                    c => address.push(c),
                }
            }
            address + "?mode=rwc"
        }
        None => url.to_owned(),
    }
}

/// An error of the database without the address, which may hold a password.
fn told(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Configuration(_) => "its address cannot be understood".to_owned(),
        other => other.to_string().trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(work)
    }

    #[test]
    fn what_is_committed_is_on_the_disk_and_writers_wait() {
        block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("hub.db").display());
            let database = Database::open(&url).await.unwrap();
            let mut tx = database.write().await.unwrap();
            for (pragma, expected) in [
                ("PRAGMA synchronous", 2),
                ("PRAGMA foreign_keys", 1),
                ("PRAGMA busy_timeout", 30_000),
            ] {
                let value: i64 = sqlx::query_scalar(pragma).fetch_one(tx.connection()).await.unwrap();
                assert_eq!(value, expected, "{pragma}");
            }
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
                .fetch_one(tx.connection())
                .await
                .unwrap();
            assert_eq!(mode, "wal");
            let file = std::fs::metadata(folder.path().join("hub.db")).unwrap();
            let rights = std::os::unix::fs::PermissionsExt::mode(&file.permissions());
            assert_eq!(rights & 0o077, 0, "it is for its owner alone");
        });
    }

    #[test]
    fn a_newer_hubs_database_is_left_alone() {
        block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("hub.db").display());
            let database = Database::open(&url).await.unwrap();
            let mut tx = database.write().await.unwrap();
            run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            database.close().await;
            assert_eq!(Database::open(&url).await.unwrap_err().code, ErrorCode::DatabaseNewer);
        });
    }

    async fn run(tx: &mut Tx) -> Reply<()> {
        run!(tx, "INSERT INTO schema_step VALUES (99)");
        Ok(())
    }
}
