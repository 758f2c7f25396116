//! What was said in calls that our own agents hold, and until when that is kept.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use crate::Result;
use crate::live_call::small;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};

/// A line of the transcript. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveLine {
    /// Its place, from 0 on.
    pub number: u32,
    /// `caller` or `agent`.
    pub speaker: String,
    /// `whole`, `cut`, `keys`, `aside` or `phrase`.
    pub kind: String,
    /// The reply that it led to or belongs to.
    pub turn: Option<u32>,
    /// The words.
    pub words: String,
    /// When they began to sound.
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    number: i64,
    speaker: String,
    kind: String,
    turn: Option<i64>,
    words: String,
    at: Stamp,
}

impl OrgTx {
    /// Writes a line of the transcript; one that is there already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_live_line(&mut self, call: &CallId, line: &LiveLine) -> Result<()> {
        exec!(
            self.tx,
            "insert into live_line (call_id, number, org_id, speaker, kind, turn, words, at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (call_id, number) do nothing",
            call.as_str(),
            i64::from(line.number),
            self.org.as_str(),
            line.speaker.as_str(),
            line.kind.as_str(),
            line.turn.map(i64::from),
            line.words.as_str(),
            Stamp(line.at),
        );
        Ok(())
    }

    /// The transcript of a call, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_lines(&mut self, call: &CallId) -> Result<Vec<LiveLine>> {
        let rows = all!(
            self.tx,
            LineRow,
            "select number, speaker, kind, turn, words, at from live_line \
             where call_id = $1 and org_id = $2 order by number",
            call.as_str(),
            self.org.as_str()
        );
        let line = |row: LineRow| LiveLine {
            number: small(row.number),
            speaker: row.speaker,
            kind: row.kind,
            turn: row.turn.map(small),
            words: row.words,
            at: row.at.0,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Forgets what was said before `before`, the oldest lines first: `most` at a time, and those of the same moment as
    /// the last of them. How many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_live_lines(&mut self, before: Instant, most: u32) -> Result<u64> {
        let last = one!(
            self.tx,
            (Stamp,),
            "select at from live_line where org_id = $1 and at < $2 order by at limit 1 offset $3",
            self.org.as_str(),
            Stamp(before),
            i64::from(most.saturating_sub(1))
        );
        let until = last.map_or(before, |(last,)| last.0.plus(Duration::from_millis(1)));
        let sql = "delete from live_line where org_id = $1 and at < $2";
        Ok(exec!(self.tx, sql, self.org.as_str(), Stamp(until)))
    }
}
