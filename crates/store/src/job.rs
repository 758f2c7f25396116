//! Durable work: everything that has a due time is a row here.
//!
//! A worker claims what is due under a lease and renews it while it works (heartbeat); a worker that
//! dies loses its leases to the others. No transaction is held open while work is done.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::{JobId, NodeId, OrgId};
use serde_json::Value;
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};
use crate::{Result, StoreError};

/// Work that was claimed.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Whose it is; none for the installation's own.
    pub org: Option<OrgId>,
    /// What kind of work.
    pub kind: String,
    /// What it is about.
    pub payload: Value,
    /// How often it was claimed, this time included.
    pub tries: u32,
    /// When it was due.
    pub run_at: Instant,
}

/// Work to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Whose it is; none for the installation's own.
    pub org: Option<OrgId>,
    /// What kind of work.
    pub kind: &'static str,
    /// Of jobs with one key only the first is kept, as long as it is not done.
    pub dedupe_key: Option<String>,
    /// What it is about.
    pub payload: Value,
    /// Higher goes first among what is due.
    pub priority: i32,
    /// When it is due.
    pub run_at: Instant,
    /// Born claimed: this node does it at once and nobody else does, unless the node dies.
    pub claimed_by: Option<(NodeId, Instant)>,
}

/// How much work there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct JobCounts {
    /// Due now and not claimed.
    pub due: i64,
    /// Due later.
    pub later: i64,
    /// Being worked on.
    pub running: i64,
    /// Given up.
    pub dead: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: Option<String>,
    kind: String,
    payload: Json<Value>,
    tries: i64,
    run_at: Stamp,
}

impl TryFrom<Row> for Job {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            tries: u32::try_from(row.tries).map_err(|e| damaged("job", &row.id, e))?,
            id: row.id.parse()?,
            org: row.org_id.map(|org| org.parse()).transpose()?,
            kind: row.kind,
            payload: row.payload.0,
            run_at: row.run_at.0,
        })
    }
}

macro_rules! claim_sql {
    ($these:literal, $lock:literal) => {
        concat!(
            "update job set locked_by = $1, locked_until = $2, tries = tries + 1 where id ",
            $these,
            "(select id from job where dead_at is null and locked_by is null and run_at <= $3 \
             order by priority desc, run_at limit $4 ",
            $lock,
            ")) returning id, org_id, kind, payload, tries, run_at, priority"
        )
    };
}

const CLAIM_SQLITE: &str = claim_sql!("in (", "");
// An array is read once. PostgreSQL may read a plain `in (…)` again for each row of `job`, where `skip
// locked` gives other rows each time, so that far more than the limit are claimed.
const CLAIM_PG: &str = claim_sql!("= any (array", "for update skip locked");

impl Tx {
    /// Adds work. Answers whether it was added: not, when its key is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&mut self, job: &NewJob, now: Instant) -> Result<bool> {
        let (locked_by, locked_until) = match &job.claimed_by {
            Some((node, until)) => (Some(node.as_str()), Some(Stamp(*until))),
            None => (None, None),
        };
        let added = exec!(
            self,
            "insert into job (id, org_id, kind, dedupe_key, payload, priority, run_at, tries, locked_by, \
             locked_until, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (dedupe_key) do nothing",
            job.id.as_str(),
            job.org.as_ref().map(OrgId::as_str),
            job.kind,
            job.dedupe_key.as_deref(),
            Json(&job.payload),
            i64::from(job.priority),
            Stamp(job.run_at),
            i64::from(job.claimed_by.is_some()),
            locked_by,
            locked_until,
            Stamp(now),
        );
        self.wakes.jobs |= added == 1 && job.claimed_by.is_none();
        Ok(added == 1)
    }

    /// Claims at most `most` jobs that are due, for `lease` from `now`; highest priority first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(
        &mut self,
        node: &NodeId,
        now: Instant,
        lease: Duration,
        most: i64,
    ) -> Result<Vec<Job>> {
        #[derive(sqlx::FromRow)]
        struct Claimed {
            #[sqlx(flatten)]
            row: Row,
            priority: i64,
        }
        // Whoever let its lease run out has died or hangs; the others may have its work.
        exec!(
            self,
            "update job set locked_by = null, locked_until = null \
             where locked_by is not null and locked_until <= $1",
            Stamp(now)
        );
        let sql = self.pick(CLAIM_SQLITE, CLAIM_PG);
        let mut rows = all!(self, Claimed, sql, node.as_str(), Stamp(now.plus(lease)), Stamp(now), most);
        rows.sort_by_key(|claimed| (-claimed.priority, claimed.row.run_at.0));
        rows.into_iter().map(|claimed| claimed.row.try_into()).collect()
    }

    /// Prolongs the leases of a node on the jobs that it has in hand. Others that it claimed and lost
    /// sight of run out, so that somebody takes them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heartbeat(&mut self, node: &NodeId, in_hand: &[JobId], until: Instant) -> Result<u64> {
        let sql = self.pick(
            "update job set locked_until = $1 where locked_by = $2 and dead_at is null \
             and id in (select value from json_each($3))",
            "update job set locked_until = $1 where locked_by = $2 and dead_at is null \
             and id = any (array(select jsonb_array_elements_text($3)))",
        );
        Ok(exec!(self, sql, Stamp(until), node.as_str(), Json(in_hand)))
    }

    /// Done: the job goes away. Answers whether this node still had it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(&mut self, id: &JobId, node: &NodeId) -> Result<bool> {
        Ok(exec!(self, "delete from job where id = $1 and locked_by = $2", id.as_str(), node.as_str()) == 1)
    }

    /// Not done yet: due again at `run_at`. `error` says why, if something failed; without one, the
    /// count of tries begins anew.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone(
        &mut self,
        id: &JobId,
        node: &NodeId,
        run_at: Instant,
        error: Option<&str>,
    ) -> Result<()> {
        exec!(
            self,
            "update job set run_at = $1, locked_by = null, locked_until = null, last_error = $2, \
             tries = case when $3 then tries else 0 end where id = $4 and locked_by = $5",
            Stamp(run_at),
            error,
            error.is_some(),
            id.as_str(),
            node.as_str(),
        );
        self.wakes.jobs = true;
        Ok(())
    }

    /// Makes the job of a key due at `run_at`, if it is due later and nobody works on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hasten(&mut self, dedupe_key: &str, run_at: Instant) -> Result<()> {
        let hastened = exec!(
            self,
            "update job set run_at = $1 where dedupe_key = $2 and run_at > $1 and locked_by is null",
            Stamp(run_at),
            dedupe_key
        );
        self.wakes.jobs |= hastened > 0;
        Ok(())
    }

    /// Given up: the job stays, for a person to look at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bury(&mut self, id: &JobId, node: &NodeId, now: Instant, error: &str) -> Result<()> {
        exec!(
            self,
            "update job set dead_at = $1, locked_by = null, locked_until = null, dedupe_key = null, \
             last_error = $2 where id = $3 and locked_by = $4",
            Stamp(now),
            error,
            id.as_str(),
            node.as_str(),
        );
        Ok(())
    }

    /// Lets others have the jobs of a node that stops.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_jobs(&mut self, node: &NodeId) -> Result<u64> {
        let released = exec!(
            self,
            "update job set locked_by = null, locked_until = null where locked_by = $1",
            node.as_str()
        );
        self.wakes.jobs |= released > 0;
        Ok(released)
    }

    /// When the next job that nobody works on is due, or the next lease runs out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_job_at(&mut self) -> Result<Option<Instant>> {
        let row = one!(
            self,
            (Option<Stamp>, Option<Stamp>),
            "select (select min(run_at) from job where dead_at is null and locked_by is null), \
             (select min(locked_until) from job where locked_by is not null)"
        );
        Ok(row.and_then(|(due, lease)| [due, lease].into_iter().flatten().map(|stamp| stamp.0).min()))
    }

    /// How much work there is at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&mut self, now: Instant) -> Result<JobCounts> {
        #[derive(sqlx::FromRow)]
        struct Counts {
            due: i64,
            later: i64,
            running: i64,
            dead: i64,
        }
        let row = one!(
            self,
            Counts,
            "select count(case when dead_at is null and locked_by is null and run_at <= $1 then 1 end) as due, \
             count(case when dead_at is null and locked_by is null and run_at > $1 then 1 end) as later, \
             count(case when dead_at is null and locked_by is not null then 1 end) as running, \
             count(case when dead_at is not null then 1 end) as dead from job",
            Stamp(now)
        );
        Ok(row.map_or_else(JobCounts::default, |row| JobCounts {
            due: row.due,
            later: row.later,
            running: row.running,
            dead: row.dead,
        }))
    }
}

impl OrgTx {
    /// Adds work; see [`Tx::enqueue`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&mut self, job: &NewJob, now: Instant) -> Result<bool> {
        self.tx.enqueue(job, now).await
    }
}
