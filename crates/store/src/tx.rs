//! Transactions. One change, its events and its jobs are written in one of them.

use std::sync::Arc;

use ringwright_domain::Instant;
use ringwright_domain::ids::OrgId;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use tokio::sync::OwnedSemaphorePermit;

use crate::event::NewEvent;
use crate::interruption::{Moment, Watch, interrupt};
use crate::row_security::Roles;
use crate::signals::Signals;
use crate::{Result, Store};

/// A transaction over either database, not bound to an organisation: for jobs, the inbox, sign-in
/// and the like.
pub struct Tx {
    pub(crate) inner: Inner,
    pub(crate) signals: Signals,
    pub(crate) wakes: Wakes,
    /// The place among those who write; given back with the transaction.
    pub(crate) permit: Option<OwnedSemaphorePermit>,
    /// Who may stop the process at the commit, if anybody.
    pub(crate) watch: Option<Watch>,
    /// As whom it runs on PostgreSQL.
    pub(crate) roles: Option<Arc<Roles>>,
}

pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

/// Whom to wake when the transaction has been committed.
#[derive(Default)]
pub(crate) struct Wakes {
    pub jobs: bool,
    pub dispatch: bool,
    pub events: Vec<OrgId>,
}

/// Runs a statement and gives the number of rows it touched.
macro_rules! exec {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::tx::seen($sql);
        match &mut $tx.inner {
            $crate::tx::Inner::Sqlite(c) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **c).await?.rows_affected()
            }
            $crate::tx::Inner::Pg(c) => sqlx::query($sql)$(.bind($bind))*.execute(&mut **c).await?.rows_affected(),
        }
    }};
}

/// Reads at most one row.
macro_rules! one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::tx::seen($sql);
        match &mut $tx.inner {
            $crate::tx::Inner::Sqlite(c) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **c).await?
            }
            $crate::tx::Inner::Pg(c) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **c).await?
            }
        }
    }};
}

/// Reads all rows.
macro_rules! all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::tx::seen($sql);
        match &mut $tx.inner {
            $crate::tx::Inner::Sqlite(c) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **c).await?
            }
            $crate::tx::Inner::Pg(c) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **c).await?
            }
        }
    }};
}

/// The same statement, locking the rows it reads on PostgreSQL. SQLite needs no lock: a writing
/// transaction has the database to itself.
macro_rules! for_update {
    ($tx:expr, $($sql:tt)+) => {
        $tx.pick($($sql)+, concat!($($sql)+, " for update"))
    };
}

pub(crate) use {all, exec, for_update, one};

/// Every statement passes here; see [`crate::testing::statements_of`].
#[cfg(feature = "testing")]
pub(crate) use crate::testing::seen;
#[cfg(not(feature = "testing"))]
pub(crate) const fn seen(_: &str) {}

impl Tx {
    /// The text for the database in use, where the dialects differ.
    pub(crate) fn pick(&self, sqlite: &'static str, pg: &'static str) -> &'static str {
        match self.inner {
            Inner::Sqlite(_) => sqlite,
            Inner::Pg(_) => pg,
        }
    }

    /// Makes everything durable, then wakes whoever waits for it.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed, or, if the connection broke at this very
    /// moment, the outcome is unknown.
    pub async fn commit(self) -> Result<()> {
        let interruption = self.watch.as_ref().map(Watch::interruption);
        interrupt(interruption.as_ref(), Moment::BeforeCommit).await;
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Pg(tx) => tx.commit().await?,
        }
        drop((self.watch, self.permit));
        interrupt(interruption.as_ref(), Moment::AfterCommit).await;
        self.signals.fire(&self.wakes);
        Ok(())
    }

    /// The same transaction, from here on for one organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn for_org(mut self, org: &OrgId) -> Result<OrgTx> {
        if let (Inner::Pg(connection), Some(roles)) = (&mut self.inner, &self.roles) {
            sqlx::raw_sql(AssertSqlSafe(roles.become_org(org))).execute(&mut **connection).await?;
        }
        Ok(OrgTx::new(self, org))
    }

    /// Of several nodes that set up a new installation at once, one goes first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_setup(&mut self) -> Result<()> {
        if let Inner::Pg(_) = self.inner {
            exec!(self, "select pg_advisory_xact_lock(7, 1)");
        }
        Ok(())
    }

    /// Lets the dispatcher look at the queue once this is committed.
    pub fn wake_dispatch(&mut self) {
        self.wakes.dispatch = true;
    }
}

/// A transaction for one organisation. Every statement through it is scoped to that organisation.
pub struct OrgTx {
    pub(crate) tx: Tx,
    pub(crate) org: OrgId,
    events: Vec<NewEvent>,
}

impl OrgTx {
    /// A transaction that was opened for an organisation.
    pub(crate) fn new(tx: Tx, org: &OrgId) -> Self {
        Self { tx, org: org.clone(), events: Vec::new() }
    }

    /// The organisation.
    pub const fn org(&self) -> &OrgId {
        &self.org
    }

    /// The methods that name no organisation. On PostgreSQL they reach no further than the others here.
    pub const fn system(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Notes an event. It is numbered and written with the commit.
    pub fn emit(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    /// Writes the events and makes everything durable, then wakes whoever waits for it.
    ///
    /// # Errors
    /// See [`Tx::commit`].
    pub async fn commit(mut self, now: Instant) -> Result<()> {
        if !self.events.is_empty() {
            let events = std::mem::take(&mut self.events);
            crate::event::append(&mut self.tx, &self.org, &events, now).await?;
            self.tx.wakes.events.push(self.org.clone());
        }
        self.tx.commit().await
    }
}

/// The store, opened for one organisation.
#[derive(Clone)]
pub struct OrgStore {
    store: Store,
    org: OrgId,
}

impl OrgStore {
    pub(crate) const fn new(store: Store, org: OrgId) -> Self {
        Self { store, org }
    }

    /// The organisation.
    pub const fn org(&self) -> &OrgId {
        &self.org
    }

    /// A transaction that may write. On SQLite it has the database to itself.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn begin(&self) -> Result<OrgTx> {
        self.store.begin_for(&self.org).await
    }

    /// A transaction that only reads: one consistent view.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn read(&self) -> Result<OrgTx> {
        self.store.read_for(&self.org).await
    }
}
