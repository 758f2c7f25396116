//! What somebody looks at who audits a whole database, such as the simulation when all has settled.

use ringwright_domain::Instant;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, all, one};

/// Durable work that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftJob {
    /// What kind of work.
    pub kind: String,
    /// When it is due.
    pub run_at: Instant,
    /// Whether it was given up.
    pub dead: bool,
    /// What went wrong last, if anything did.
    pub last_error: Option<String>,
}

impl Tx {
    /// All work that is not done, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_jobs(&mut self) -> Result<Vec<LeftJob>> {
        let rows = all!(
            self,
            (String, Stamp, bool, Option<String>),
            "select kind, run_at, dead_at is not null, last_error from job order by created_at, id"
        );
        let left = |(kind, run_at, dead, last_error): (String, Stamp, bool, Option<String>)| LeftJob {
            kind,
            run_at: run_at.0,
            dead,
            last_error,
        };
        Ok(rows.into_iter().map(left).collect())
    }

    /// Webhooks that came in and were not worked on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unprocessed_webhooks(&mut self) -> Result<u64> {
        let row = one!(self, (i64,), "select count(*) from inbox where processed_at is null");
        Ok(row.map_or(0, |(count,)| u64::try_from(count).unwrap_or(0)))
    }
}
