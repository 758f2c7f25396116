//! Opening either database and bringing its schema up to date.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::OrgId;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, PgPool, Postgres, SqlitePool, Transaction};
use tokio::sync::{OnceCell, Semaphore};

use crate::interruption::{Interruption, Moment, Watch, interrupt};
use crate::row_security::{self, Roles};
use crate::stamp::Stamp;
use crate::tx::{Inner, OrgStore, OrgTx, Tx, Wakes};
use crate::{Result, Signals, StoreError};

/// Connections to PostgreSQL, and how many of them may hold an ordinary writing transaction. The rest is
/// for reads and for webhooks.
const PG_CONNECTIONS: u32 = 24;
const PG_WRITERS: usize = 16;
/// How often a file that somebody else has is opened, and the pause between: about as long as SQLite waits elsewhere.
const OPENINGS: u32 = 200;
const BETWEEN_OPENINGS: Duration = Duration::from_millis(50);

/// How a transaction begins on PostgreSQL.
const PG_WRITE: &str = "begin";
const PG_READ: &str = "begin isolation level repeatable read read only";

/// The steps of both databases, and those of PostgreSQL alone; one row of numbers for all of them.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");
static PG_MIGRATIONS: Migrator = sqlx::migrate!("./migrations/postgres");

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
    signals: Signals,
    gate: Arc<Semaphore>,
    interruption: Option<Arc<dyn Interruption>>,
    /// Found with the first transaction.
    roles: Arc<OnceCell<Arc<Roles>>>,
}

/// For whom a transaction is.
#[derive(Clone, Copy)]
enum Whose<'a> {
    /// Bound to no organisation.
    System,
    /// Of this organisation.
    Org(&'a OrgId),
    /// The owner of the tables, who changes the schema.
    Owner,
}

#[derive(Clone)]
pub(crate) enum Db {
    /// One connection writes, several read beside it (WAL).
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Pg(PgPool),
}

impl Store {
    /// Opens `sqlite:PATH` (made if missing) or `postgres://…`. The schema is left as it is; see
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// When the address is unknown or the database is out of reach.
    pub async fn open(address: &str) -> Result<Self> {
        let db = if let Some(path) = address.strip_prefix("sqlite:") {
            open_sqlite(Path::new(path.trim_start_matches("//"))).await?
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            open_pg(address).await?
        } else {
            return Err(StoreError::Address(address.to_owned()));
        };
        let writers = match db {
            Db::Sqlite { .. } => 1,
            Db::Pg(_) => PG_WRITERS,
        };
        Ok(Self {
            db,
            signals: Signals::default(),
            gate: Arc::new(Semaphore::new(writers)),
            interruption: None,
            roles: Arc::default(),
        })
    }

    /// The same database, with somebody who may stop the process at the edges of its transactions.
    #[must_use]
    pub fn interrupted_by(self, interruption: Arc<dyn Interruption>) -> Self {
        Self { interruption: Some(interruption), ..self }
    }

    /// Brings the schema up to date. Safe from several nodes at once.
    ///
    /// # Errors
    /// When a migration fails, or the database is newer than this program.
    pub async fn migrate(&self) -> Result<()> {
        match &self.db {
            // The runner's own lock is only for PostgreSQL. On SQLite one writing transaction around all
            // of it keeps other handles and processes waiting, which then find nothing left to do.
            Db::Sqlite { write, .. } => {
                let mut tx = write.begin_with("begin immediate").await?;
                // As `run`, whose future is not `Send` when it is given a connection.
                MIGRATIONS.run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
            Db::Pg(pool) => {
                let steps = MIGRATIONS.iter().chain(PG_MIGRATIONS.iter()).cloned().collect();
                Migrator::with_migrations(steps).run(pool).await?;
                row_security::secure(pool).await?;
            }
        }
        Ok(())
    }

    /// A transaction that may write, not bound to an organisation.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn begin(&self) -> Result<Tx> {
        self.write_as(Whose::System).await
    }

    /// A transaction that may change the schema.
    pub(crate) async fn begin_as_owner(&self) -> Result<Tx> {
        self.write_as(Whose::Owner).await
    }

    /// A transaction of an organisation that may write.
    pub(crate) async fn begin_for(&self, org: &OrgId) -> Result<OrgTx> {
        Ok(OrgTx::new(self.write_as(Whose::Org(org)).await?, org))
    }

    async fn write_as(&self, whose: Whose<'_>) -> Result<Tx> {
        interrupt(self.interruption.as_ref(), Moment::Begin).await;
        // The gate is never closed; without it a writer would only be less polite.
        let permit = Arc::clone(&self.gate).acquire_owned().await.ok();
        let mut tx = self.open_writing(whose).await?;
        tx.permit = permit;
        Ok(tx)
    }

    /// The same, ahead of those who wait at the gate: for webhooks, whose senders wait for the answer.
    pub(crate) async fn begin_urgent(&self) -> Result<Tx> {
        interrupt(self.interruption.as_ref(), Moment::Begin).await;
        self.open_writing(Whose::System).await
    }

    async fn open_writing(&self, whose: Whose<'_>) -> Result<Tx> {
        let inner = match &self.db {
            Db::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("begin immediate").await?),
            Db::Pg(pool) => Inner::Pg(begin_pg(pool, self.how(pool, PG_WRITE, whose).await?).await?),
        };
        Ok(self.transaction(inner))
    }

    /// A transaction that only reads, not bound to an organisation.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn read(&self) -> Result<Tx> {
        self.read_as(Whose::System).await
    }

    /// A transaction of an organisation that only reads.
    pub(crate) async fn read_for(&self, org: &OrgId) -> Result<OrgTx> {
        Ok(OrgTx::new(self.read_as(Whose::Org(org)).await?, org))
    }

    async fn read_as(&self, whose: Whose<'_>) -> Result<Tx> {
        interrupt(self.interruption.as_ref(), Moment::Begin).await;
        let inner = match &self.db {
            Db::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Db::Pg(pool) => Inner::Pg(begin_pg(pool, self.how(pool, PG_READ, whose).await?).await?),
        };
        Ok(self.transaction(inner))
    }

    /// The statements that open a transaction: what it is, and as whom it runs.
    async fn how(&self, pool: &PgPool, kind: &'static str, whose: Whose<'_>) -> Result<String> {
        if let Whose::Owner = whose {
            return Ok(kind.to_owned());
        }
        // Boxed: it is needed once, and would be part of every transaction's future.
        let roles = match self.roles.get() {
            Some(roles) => roles,
            None => {
                Box::pin(self.roles.get_or_try_init(|| async { Roles::find(pool).await.map(Arc::new) }))
                    .await?
            }
        };
        Ok(match whose {
            Whose::Org(org) => roles.begin_org(kind, org),
            Whose::System | Whose::Owner => roles.begin_system(kind),
        })
    }

    /// What is not as it should be about row-level security, in sentences. SQLite, which has none, is
    /// never in doubt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn doubts_about_row_security(&self) -> Result<Vec<String>> {
        let Db::Pg(pool) = &self.db else { return Ok(Vec::new()) };
        row_security::doubts(pool).await
    }

    fn transaction(&self, inner: Inner) -> Tx {
        let watch = self.interruption.clone().map(Watch::opened);
        let roles = self.roles.get().cloned();
        Tx { inner, signals: self.signals.clone(), wakes: Wakes::default(), permit: None, watch, roles }
    }

    /// The store, opened for one organisation.
    pub fn org(&self, org: &OrgId) -> OrgStore {
        OrgStore::new(self.clone(), org.clone())
    }

    /// Wake-ups.
    pub const fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Whether several nodes can share this database.
    pub const fn is_shared(&self) -> bool {
        matches!(self.db, Db::Pg(_))
    }

    pub(crate) const fn db(&self) -> &Db {
        &self.db
    }

    /// The time by the database's own clock; none on SQLite, which has none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clock(&self) -> Result<Option<Instant>> {
        let Db::Pg(pool) = &self.db else { return Ok(None) };
        let (now,): (Stamp,) = sqlx::query_as("select clock_timestamp()").fetch_one(pool).await?;
        Ok(Some(now.0))
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Db::Pg(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction on PostgreSQL, in a task of its own: whoever asks may go away at any moment (a
/// page that is closed), and sqlx 0.9 forgets a transaction that is given up while it begins. The next one
/// on that connection would find itself inside it (<https://github.com/transact-rs/sqlx/issues/4393>).
async fn begin_pg(pool: &PgPool, how: String) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(how)).await });
    Ok(begun.await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))??)
}

async fn open_sqlite(path: &Path) -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // `full`: a commit is on the disk when it is answered, also when the power fails.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-16384")
        // 16 MB of log between checkpoints: a checkpoint holds the writer up.
        .pragma("wal_autocheckpoint", "4096")
        .disable_statement_logging();
    let write = sqlite_writer(&options).await?;
    let read = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        // As on PostgreSQL: a reading transaction cannot write, not even by mistake.
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Db::Sqlite { write, read })
}

/// The connection that writes. Whoever opens a file first gives it its log, for which SQLite needs the file to itself
/// and does not wait (<https://sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode>); of several who
/// open a new file at once, the others come again.
async fn sqlite_writer(options: &SqliteConnectOptions) -> Result<SqlitePool> {
    let mut left = OPENINGS;
    loop {
        let opened = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await;
        left -= 1;
        match opened {
            Err(error) if left > 0 && is_busy(&error) => tokio::time::sleep(BETWEEN_OPENINGS).await,
            opened => return Ok(opened?),
        }
    }
}

/// Whether somebody else has the file (<https://sqlite.org/rescode.html#busy>).
fn is_busy(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "5")
}

async fn open_pg(address: &str) -> Result<Db> {
    let options =
        PgConnectOptions::from_str(address)?.application_name("ringwright").disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(PG_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(Db::Pg(pool))
}
