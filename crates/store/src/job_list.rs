//! The jobs of an organisation, as an operator looks at them: what waits, what runs, what was given up.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::JobId;
use serde_json::Value;
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};
use crate::{Result, StoreError};

/// Work that is due for longer than this is late.
const LATE: Duration = Duration::from_secs(60);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// For its time, or for somebody to take it.
    Waiting,
    /// Somebody works on it.
    Running,
    /// It was given up.
    Dead,
}

/// A job with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What it is about.
    pub payload: Value,
    /// When it is due.
    pub run_at: Instant,
    /// How often it was claimed.
    pub tries: u32,
    /// Higher goes first.
    pub priority: i32,
    /// The node that works on it.
    pub locked_by: Option<String>,
    /// When it was given up.
    pub dead_at: Option<Instant>,
    /// What failed last.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Instant,
}

/// Which jobs to list, and from where on; newest first.
#[derive(Debug, Clone)]
pub struct JobPage {
    /// Only those that stand so.
    pub state: JobState,
    /// Behind this one (keyset: when it was made, and its id).
    pub after: Option<(Instant, JobId)>,
    /// At most so many.
    pub most: i64,
}

/// How many jobs an organisation has, but for those that wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrgJobCounts {
    /// Being worked on.
    pub running: i64,
    /// Given up.
    pub dead: i64,
    /// Of those that wait, due for more than a minute.
    pub late: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    payload: Json<Value>,
    run_at: Stamp,
    tries: i64,
    priority: i64,
    locked_by: Option<String>,
    dead_at: Option<Stamp>,
    last_error: Option<String>,
    created_at: Stamp,
}

impl TryFrom<Row> for JobView {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            tries: u32::try_from(row.tries).map_err(|e| damaged("job", &row.id, e))?,
            priority: i32::try_from(row.priority).map_err(|e| damaged("job", &row.id, e))?,
            id: row.id.parse()?,
            kind: row.kind,
            payload: row.payload.0,
            run_at: row.run_at.0,
            locked_by: row.locked_by,
            dead_at: row.dead_at.map(|at| at.0),
            last_error: row.last_error,
            created_at: row.created_at.0,
        })
    }
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "select id, kind, payload, run_at, tries, priority, locked_by, dead_at, last_error, created_at \
             from job where org_id = $1 and ",
            $where
        )
    };
}

macro_rules! page_sql {
    ($state:literal) => {
        concat!(
            select!($state),
            " and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4"
        )
    };
}

impl OrgTx {
    /// A page of jobs, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&mut self, page: &JobPage) -> Result<Vec<JobView>> {
        let sql = match page.state {
            JobState::Waiting => page_sql!("dead_at is null and locked_by is null"),
            JobState::Running => page_sql!("dead_at is null and locked_by is not null"),
            JobState::Dead => page_sql!("dead_at is not null"),
        };
        let (at, id) = crate::keyset::bound(page.after.as_ref().map(|(at, id)| (*at, id.as_str())));
        let rows = all!(self.tx, Row, sql, self.org.as_str(), at, id, page.most);
        rows.into_iter().map(JobView::try_from).collect()
    }

    /// A job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&mut self, id: &JobId) -> Result<Option<JobView>> {
        let row = one!(self.tx, Row, select!("id = $2"), self.org.as_str(), id.as_str());
        row.map(JobView::try_from).transpose()
    }

    /// How many jobs there are at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn org_job_counts(&mut self, now: Instant) -> Result<OrgJobCounts> {
        let org = self.org.as_str();
        let row = one!(
            self.tx,
            (i64, i64, i64),
            "select (select count(*) from job where org_id = $1 and locked_by is not null and dead_at is null), \
             (select count(*) from job where org_id = $1 and dead_at is not null), \
             (select count(*) from job where org_id = $1 and dead_at is null and locked_by is null \
             and run_at < $2)",
            org,
            Stamp(now.minus(LATE))
        );
        let (running, dead, late) = row.unwrap_or_default();
        Ok(OrgJobCounts { running, dead, late })
    }

    /// How many jobs wait for their time, or for somebody to take them; all of them are counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_jobs(&mut self) -> Result<i64> {
        let row = one!(
            self.tx,
            (i64,),
            "select count(*) from job where org_id = $1 and dead_at is null and locked_by is null",
            self.org.as_str()
        );
        Ok(row.map_or(0, |(count,)| count))
    }

    /// Brings a job that nobody works on to its turn at `now`; one that was given up lives again, under its
    /// key if no other job has it meanwhile. It counts as tried once, so that what must not be done twice
    /// knows that it is not new. Answers whether it was brought.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revive_job(&mut self, id: &JobId, key: Option<&str>, now: Instant) -> Result<bool> {
        let revived = exec!(
            self.tx,
            "update job set run_at = case when dead_at is null and run_at < $1 then run_at else $1 end, \
             tries = case when dead_at is null then tries else 1 end, dead_at = null, \
             dedupe_key = case when exists (select 1 from job other where other.dedupe_key = $2) \
             then dedupe_key else $2 end \
             where id = $3 and org_id = $4 and locked_by is null",
            Stamp(now),
            key,
            id.as_str(),
            self.org.as_str(),
        );
        self.tx.wakes.jobs |= revived == 1;
        Ok(revived == 1)
    }

    /// Deletes a job that was given up. Answers whether it was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_dead_job(&mut self, id: &JobId) -> Result<bool> {
        let deleted = exec!(
            self.tx,
            "delete from job where id = $1 and org_id = $2 and dead_at is not null",
            id.as_str(),
            self.org.as_str()
        );
        Ok(deleted == 1)
    }
}
