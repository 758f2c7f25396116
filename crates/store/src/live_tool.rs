//! Tools that our own agents used in calls, and until when that is kept.

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use crate::Result;
use crate::live_call::small;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec};

/// A tool that was used. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveTool {
    /// Its place among those of the call, from 0 on.
    pub number: u32,
    /// The reply for which it was used.
    pub turn: Option<u32>,
    /// Its name.
    pub name: String,
    /// What it was told: JSON, where the model kept to that.
    pub arguments: String,
    /// When it was asked.
    pub asked_at: Instant,
    /// What came of it, once that is known.
    pub brought: Option<LiveToolBrought>,
}

/// What came of a tool.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveToolBrought {
    /// A word for it, such as `done`.
    pub outcome: String,
    /// What the model was told.
    pub result: String,
    /// How long it took, in milliseconds.
    pub millis: u32,
}

#[derive(sqlx::FromRow)]
struct ToolRow {
    number: i64,
    turn: Option<i64>,
    name: String,
    arguments: String,
    asked_at: Stamp,
    outcome: Option<String>,
    result: Option<String>,
    millis: Option<i64>,
}

impl From<ToolRow> for LiveTool {
    fn from(row: ToolRow) -> Self {
        let ToolRow { number, turn, name, arguments, asked_at, outcome, result, millis } = row;
        let brought = outcome.map(|outcome| LiveToolBrought {
            outcome,
            result: result.unwrap_or_default(),
            millis: millis.map(small).unwrap_or_default(),
        });
        let (number, turn) = (small(number), turn.map(small));
        Self { number, turn, name, arguments, asked_at: asked_at.0, brought }
    }
}

impl OrgTx {
    /// Writes a tool that was asked, or what came of one that is there. What came of it once stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_live_tool(&mut self, call: &CallId, tool: &LiveTool) -> Result<()> {
        let brought = tool.brought.as_ref();
        exec!(
            self.tx,
            "insert into live_tool \
             (call_id, number, org_id, turn, name, arguments, asked_at, outcome, result, millis) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (call_id, number) do update \
             set outcome = excluded.outcome, result = excluded.result, millis = excluded.millis \
             where live_tool.outcome is null",
            call.as_str(),
            i64::from(tool.number),
            self.org.as_str(),
            tool.turn.map(i64::from),
            tool.name.as_str(),
            tool.arguments.as_str(),
            Stamp(tool.asked_at),
            brought.map(|brought| brought.outcome.as_str()),
            brought.map(|brought| brought.result.as_str()),
            brought.map(|brought| i64::from(brought.millis)),
        );
        Ok(())
    }

    /// The tools that were used in a call, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_tools(&mut self, call: &CallId) -> Result<Vec<LiveTool>> {
        let rows = all!(
            self.tx,
            ToolRow,
            "select number, turn, name, arguments, asked_at, outcome, result, millis from live_tool \
             where call_id = $1 and org_id = $2 order by number",
            call.as_str(),
            self.org.as_str()
        );
        Ok(rows.into_iter().map(LiveTool::from).collect())
    }

    /// Forgets the tools that were used before `before`. How many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_live_tools(&mut self, before: Instant) -> Result<u64> {
        let sql = "delete from live_tool where org_id = $1 and asked_at < $2";
        Ok(exec!(self.tx, sql, self.org.as_str(), Stamp(before)))
    }
}
