//! Months of the event log that nobody needs at hand any more: looked at, read out, and removed.

use futures::TryStreamExt as _;
use ringwright_domain::{Instant, Month};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::error::damaged;
use crate::event_month::{exists, lock_months, partition, run};
use crate::open::Db;
use crate::stamp::Stamp;
use crate::tx::{Inner, Tx, all, exec, one};
use crate::{Result, Store};

/// Rows deleted in one transaction on SQLite, at most: others want to write as well.
const CHUNK: i64 = 2_000;

/// Where the events of a month are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventPlace {
    /// In the one table (SQLite).
    Table,
    /// In a partition of their own.
    Partition,
    /// In the partition for what has none of its own yet.
    Default,
    /// In a table beside the log, kept when the month was archived.
    Detached,
}

/// A month of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EventMonth {
    /// The month.
    #[serde(serialize_with = "as_text")]
    pub month: Month,
    /// Where its events are.
    pub place: EventPlace,
    /// How many there are.
    pub rows: i64,
    /// The room that they take, indexes included where they are the month's own.
    pub bytes: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn as_text<S: serde::Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(month)
}

/// An event as it goes into an archive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArchivedEvent {
    /// The organisation.
    pub org: String,
    /// Its number in the organisation.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: String,
    /// The booking that it is about.
    pub booking: Option<String>,
    /// The call that it is about.
    pub call: Option<String>,
    /// More about it.
    pub data: Value,
}

/// What came of removing a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It is gone, or kept beside the log.
    Done,
    /// There are not as many events as were expected; nothing was done.
    Differs {
        /// So many there are.
        rows: u64,
    },
    /// A table that was kept before is in the way; nothing was done.
    InTheWay,
}

#[derive(sqlx::FromRow)]
struct Row {
    org_id: String,
    seq: i64,
    at: Stamp,
    kind: String,
    booking_id: Option<String>,
    call_id: Option<String>,
    data: Json<Value>,
}

impl From<Row> for ArchivedEvent {
    fn from(row: Row) -> Self {
        Self {
            org: row.org_id,
            seq: row.seq,
            at: row.at.0,
            kind: row.kind,
            booking: row.booking_id,
            call: row.call_id,
            data: row.data.0,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Span {
    org_id: String,
    first: i64,
    last: i64,
    rows: i64,
}

/// The name of a table that was kept.
fn detached(month: Month) -> String {
    format!("event_detached_{}", month.to_string().replace('-', "_"))
}

impl Store {
    /// The months of the event log, oldest first. Counts every event: not for pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn event_months(&self) -> Result<Vec<EventMonth>> {
        let mut months = match self.db() {
            Db::Sqlite { .. } => months_in_table(&mut self.read().await?).await?,
            Db::Pg(pool) => months_in_partitions(&mut *pool.acquire().await?).await?,
        };
        months.sort_by_key(|month| (month.month, month.place as u8));
        Ok(months)
    }

    /// How many bookings that are not finished, or whose money is on its way back, have events in a month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unfinished_in(&self, month: Month) -> Result<i64> {
        let mut tx = self.read().await?;
        let row = one!(
            tx,
            (i64,),
            "select count(*) from booking b where (b.state not in ('completed', 'no_answer', 'cancelled', 'failed') \
             or exists (select 1 from payment p where p.booking_id = b.id and p.state = 'refunding')) \
             and exists (select 1 from event e where e.booking_id = b.id and e.at >= $1 and e.at < $2)",
            Stamp(month.start()),
            Stamp(month.end())
        );
        Ok(row.map_or(0, |(count,)| count))
    }

    /// Hands every event of a month to `take`, by organisation and number. Gives their count.
    ///
    /// # Errors
    /// When the database fails, or `take` does.
    pub async fn each_event_of<E: From<crate::StoreError>>(
        &self,
        month: Month,
        mut take: impl FnMut(&ArchivedEvent) -> Result<(), E>,
    ) -> Result<u64, E> {
        const SQL: &str = "select org_id, seq, at, kind, booking_id, call_id, data from event \
            where at >= $1 and at < $2 order by org_id, seq";
        macro_rules! each {
            ($connection:expr) => {{
                let query = sqlx::query_as::<_, Row>(SQL).bind(Stamp(month.start())).bind(Stamp(month.end()));
                let mut rows = query.fetch(&mut **$connection);
                let mut count = 0;
                while let Some(row) = rows.try_next().await.map_err(crate::StoreError::from)? {
                    take(&row.into())?;
                    count += 1;
                }
                Ok(count)
            }};
        }
        match &mut self.read().await?.inner {
            Inner::Sqlite(connection) => each!(connection),
            Inner::Pg(connection) => each!(connection),
        }
    }

    /// Removes a month of which `expected` events are safe elsewhere; on PostgreSQL its partition is
    /// dropped, or kept as a table beside the log. Nothing is done unless there are exactly so many.
    ///
    /// # Errors
    /// When the database fails, or the locks cannot be had because others work on this month.
    pub async fn remove_event_month(&self, month: Month, expected: u64, keep: bool) -> Result<Removed> {
        match self.db() {
            Db::Sqlite { .. } => self.delete_month(month, expected).await,
            Db::Pg(_) => {
                // Events that came before the month had its partition.
                self.make_event_month(month).await?;
                self.drop_partition(month, expected, keep).await
            }
        }
    }

    async fn drop_partition(&self, month: Month, expected: u64, keep: bool) -> Result<Removed> {
        let (name, kept) = (partition(month), detached(month));
        let mut tx = self.begin_as_owner().await?;
        let Inner::Pg(connection) = &mut tx.inner else { return Ok(Removed::Done) };
        lock_months(connection).await?;
        run(connection, format!("lock table {name} in exclusive mode")).await?;
        let rows = count(connection, &name).await?;
        if rows != expected {
            return Ok(Removed::Differs { rows });
        }
        // Not `concurrently`: PostgreSQL refuses that beside a default partition. The lock on the log is
        // taken last and held for a moment.
        if keep && exists(connection, &kept).await? {
            return Ok(Removed::InTheWay);
        }
        run(connection, format!("alter table event detach partition {name}")).await?;
        let end =
            if keep { format!("alter table {name} rename to {kept}") } else { format!("drop table {name}") };
        run(connection, end).await?;
        tx.commit().await?;
        Ok(Removed::Done)
    }

    async fn delete_month(&self, month: Month, expected: u64) -> Result<Removed> {
        let (from, to) = (Stamp(month.start()), Stamp(month.end()));
        let spans = all!(
            self.read().await?,
            Span,
            "select org_id, min(seq) as first, max(seq) as last, count(*) as rows from event \
             where at >= $1 and at < $2 group by org_id",
            from,
            to
        );
        let rows: u64 = spans.iter().map(|span| span.rows.unsigned_abs()).sum();
        if rows != expected {
            return Ok(Removed::Differs { rows });
        }
        for span in spans {
            let mut first = span.first;
            while first <= span.last {
                let mut tx = self.begin().await?;
                exec!(
                    tx,
                    "delete from event where org_id = $1 and seq between $2 and $3 and at >= $4 and at < $5",
                    &span.org_id,
                    first,
                    span.last.min(first + CHUNK - 1),
                    from,
                    to
                );
                tx.commit().await?;
                first += CHUNK;
            }
        }
        Ok(Removed::Done)
    }
}

fn read_month(text: &str) -> Result<Month> {
    text.parse().map_err(|error| damaged("event", text, error))
}

async fn count(connection: &mut PgConnection, table: &str) -> Result<u64> {
    let sql = AssertSqlSafe(format!("select count(*) from {table}"));
    let (count,): (i64,) = sqlx::query_as(sql).fetch_one(connection).await?;
    Ok(count.unsigned_abs())
}

async fn months_in_table(tx: &mut Tx) -> Result<Vec<EventMonth>> {
    let rows = all!(
        tx,
        (String, i64, i64),
        "select strftime('%Y-%m', at / 1000000, 'unixepoch'), count(*), sum(length(org_id) + length(kind) \
         + coalesce(length(booking_id), 0) + coalesce(length(call_id), 0) + length(data) + 16) \
         from event group by 1"
    );
    let month = |(month, rows, bytes): (String, i64, i64)| {
        Ok(EventMonth { month: read_month(&month)?, place: EventPlace::Table, rows, bytes })
    };
    rows.into_iter().map(month).collect()
}

async fn months_in_partitions(connection: &mut PgConnection) -> Result<Vec<EventMonth>> {
    let tables: Vec<(String, i64, bool)> = sqlx::query_as(
        "select c.relname::text, pg_total_relation_size(c.oid), c.relispartition from pg_class c \
         where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' \
         and c.relname ~ '^event(_detached)?_\\d{4}_\\d{2}$'",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut months = Vec::new();
    for (table, bytes, attached) in tables {
        let digits = table.trim_start_matches("event_").trim_start_matches("detached_");
        let rows = i64::try_from(count(connection, &table).await?).unwrap_or(i64::MAX);
        let place = if attached { EventPlace::Partition } else { EventPlace::Detached };
        months.push(EventMonth { month: read_month(&digits.replace('_', "-"))?, place, rows, bytes });
    }
    let stray: Vec<(String, i64, i64)> = sqlx::query_as(
        "select to_char(at at time zone 'UTC', 'YYYY-MM'), count(*), sum(pg_column_size(e.*))::bigint \
         from event_default e group by 1",
    )
    .fetch_all(connection)
    .await?;
    for (month, rows, bytes) in stray {
        months.push(EventMonth { month: read_month(&month)?, place: EventPlace::Default, rows, bytes });
    }
    Ok(months)
}
