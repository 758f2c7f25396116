//! The months of the event log on PostgreSQL: a partition each, made ahead of time. SQLite keeps one table.
//!
//! Locks are taken in one order: the nodes' lock for this work, the log, its default partition. Writers
//! of events wait a moment; whoever cannot get the locks at once gives up and tries again in an hour, since
//! the default partition takes what has no month.

use ringwright_domain::{Instant, Month};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::error::damaged;
use crate::open::Db;
use crate::tx::Inner;
use crate::{Result, Store};

/// Months made ahead, this one included.
const AHEAD: usize = 3;

/// The name of a month's partition.
pub(crate) fn partition(month: Month) -> String {
    format!("event_{}", month.to_string().replace('-', "_"))
}

/// Keeps other nodes from the same work until the transaction ends, and lets nobody wait long because of us.
pub(crate) async fn lock_months(connection: &mut PgConnection) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(7, 2)").execute(&mut *connection).await?;
    sqlx::query("set local lock_timeout = '1s'").execute(connection).await?;
    Ok(())
}

/// Runs a statement that no parameter can be part of.
pub(crate) async fn run(connection: &mut PgConnection, sql: String) -> Result<u64> {
    Ok(sqlx::query(AssertSqlSafe(sql)).execute(connection).await?.rows_affected())
}

impl Store {
    /// Makes the partitions of this month and of those to come, and of past ones whose events lie in the
    /// default partition; the events move to theirs. Gives the months that were made. Safe from several
    /// nodes at once; nothing is to be done on SQLite.
    ///
    /// # Errors
    /// When the database fails, or the locks cannot be had: try again later, nothing is lost meanwhile.
    pub async fn make_event_months(&self, now: Instant) -> Result<Vec<Month>> {
        let Db::Pg(pool) = self.db() else { return Ok(Vec::new()) };
        let mut wanted: Vec<Month> =
            std::iter::successors(Some(Month::of(now)), |month| Some(month.next())).take(AHEAD).collect();
        let horizon = wanted.iter().copied().max().unwrap_or_else(|| Month::of(now));
        let stray: Vec<(String,)> = sqlx::query_as(
            "select distinct to_char(at at time zone 'UTC', 'YYYY-MM') from event_default where at < $1",
        )
        .bind(crate::stamp::Stamp(horizon.end()))
        .fetch_all(pool)
        .await?;
        for (month,) in stray {
            wanted.push(month.parse().map_err(|error| damaged("event", &month, error))?);
        }
        wanted.sort_unstable();
        wanted.dedup();
        let mut made = Vec::new();
        for month in wanted {
            if self.make_event_month(month).await? {
                made.push(month);
            }
        }
        Ok(made)
    }

    /// Makes the partition of a month, if it is missing. Answers whether it was.
    pub(crate) async fn make_event_month(&self, month: Month) -> Result<bool> {
        let name = partition(month);
        let Db::Pg(pool) = self.db() else { return Ok(false) };
        if exists(&mut *pool.acquire().await?, &name).await? {
            return Ok(false);
        }
        let mut tx = self.begin_as_owner().await?;
        let Inner::Pg(connection) = &mut tx.inner else { return Ok(false) };
        lock_months(connection).await?;
        if exists(connection, &name).await? {
            return Ok(false);
        }
        let (from, to) = (month.start(), month.end());
        // Nobody writes events until the commit, so that none can go astray.
        run(connection, "lock table event in exclusive mode".to_owned()).await?;
        run(connection, format!("create table {name} (like event, primary key (org_id, seq))")).await?;
        let moved = run(
            connection,
            format!(
                "with moved as (delete from event_default where at >= '{from}' and at < '{to}' returning *) \
                 insert into {name} select * from moved"
            ),
        )
        .await?;
        let attach =
            format!("alter table event attach partition {name} for values from ('{from}') to ('{to}')");
        run(connection, attach).await?;
        tx.commit().await?;
        tracing::info!(%month, moved, "a month of the event log has its partition");
        Ok(true)
    }
}

/// Whether there is such a table. Reads the catalogue itself: `to_regclass` may answer out of a cache that
/// has not heard yet of what another node has committed.
pub(crate) async fn exists(connection: &mut PgConnection, table: &str) -> Result<bool> {
    let sql = "select exists (select 1 from pg_class \
               where relname = $1 and relnamespace = current_schema()::regnamespace)";
    let (found,): (bool,) = sqlx::query_as(sql).bind(table).fetch_one(connection).await?;
    Ok(found)
}
