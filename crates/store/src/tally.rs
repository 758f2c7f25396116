//! Tallies: counts that nothing else remembers, such as visits of the public page, by day.

use ringwright_domain::Day;

use crate::Result;
use crate::tx::{OrgTx, all, exec};

/// A count of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The day in the organisation's zone, `YYYY-MM-DD`.
    pub day: String,
    /// What was counted.
    pub step: String,
    /// How often.
    pub count: i64,
}

impl OrgTx {
    /// Counts one more of `step` on a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_one(&mut self, day: Day, step: &str) -> Result<()> {
        exec!(
            self.tx,
            "insert into tally (org_id, day, step, count) values ($1, $2, $3, 1) \
             on conflict (org_id, day, step) do update set count = tally.count + 1",
            self.org.as_str(),
            day.to_string(),
            step
        );
        Ok(())
    }

    /// Counts `more` of `step` on a day, unless that makes more than `most`. Answers whether it was counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_within(&mut self, day: Day, step: &str, more: i64, most: i64) -> Result<bool> {
        if more > most {
            return Ok(false);
        }
        let counted = exec!(
            self.tx,
            "insert into tally (org_id, day, step, count) values ($1, $2, $3, $4) \
             on conflict (org_id, day, step) do update set count = tally.count + excluded.count \
             where tally.count + excluded.count <= $5",
            self.org.as_str(),
            day.to_string(),
            step,
            more,
            most
        );
        Ok(counted > 0)
    }

    /// What was counted from one day to another, both included, by day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tallies(&mut self, from: Day, to: Day) -> Result<Vec<Tally>> {
        let rows = all!(
            self.tx,
            (String, String, i64),
            "select day, step, count from tally where org_id = $1 and day >= $2 and day <= $3 order by day, step",
            self.org.as_str(),
            from.to_string(),
            to.to_string()
        );
        Ok(rows.into_iter().map(|(day, step, count)| Tally { day, step, count }).collect())
    }
}
