//! How live calls went, over a span of time: times of replies, interruptions, costs.

use ringwright_domain::Instant;
use ringwright_domain::ids::{AgentId, CallId};

use crate::Result;
use crate::live_call::{LiveTurn, TurnRow};
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};

/// A sound of the caller that fell into the agent's speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveOverlap {
    /// Its place in the call, from 0 on.
    pub number: u32,
    /// When the agent fell silent, or went on.
    pub at: Instant,
    /// Whether the caller took the floor; else the agent was silent for nothing.
    pub interruption: bool,
    /// How long until the agent was silent, or how long it was silent for nothing, in milliseconds.
    pub millis: u32,
}

/// What was measured, and in the calls of which agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfAgent<T> {
    /// The agent.
    pub agent: AgentId,
    /// It.
    pub measured: T,
}

/// What calls took and cost in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LiveCosts {
    /// How many calls.
    pub calls: u64,
    /// Sound that recognisers heard, in milliseconds.
    pub heard_millis: u64,
    /// Tokens that models read.
    pub prompt_tokens: u64,
    /// Tokens that models wrote.
    pub completion_tokens: u64,
    /// Letters that synthesisers were asked for.
    pub letters: u64,
    /// What recognisers take, in millionths of a US dollar.
    pub recognition_micros: u64,
    /// What models take.
    pub model_micros: u64,
    /// What synthesisers take.
    pub synthesis_micros: u64,
}

#[derive(sqlx::FromRow)]
struct MeasuredTurn {
    agent_id: String,
    #[sqlx(flatten)]
    turn: TurnRow,
}

type OverlapRow = (i64, Stamp, String, i64);
type CostRow = (i64, i64, i64, i64, i64, i64, i64, i64);

fn overlap((number, at, kind, millis): OverlapRow) -> LiveOverlap {
    let small = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
    LiveOverlap {
        number: small(number),
        at: at.0,
        interruption: kind == "interruption",
        millis: small(millis),
    }
}

impl OrgTx {
    /// Writes down a sound that fell into the agent's speech; one that is there already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_live_overlap(&mut self, call: &CallId, overlap: &LiveOverlap) -> Result<()> {
        exec!(
            self.tx,
            "insert into live_overlap (call_id, number, org_id, at, kind, millis) \
             values ($1, $2, $3, $4, $5, $6) on conflict (call_id, number) do nothing",
            call.as_str(),
            i64::from(overlap.number),
            self.org.as_str(),
            Stamp(overlap.at),
            if overlap.interruption { "interruption" } else { "false_alarm" },
            i64::from(overlap.millis)
        );
        Ok(())
    }

    /// The sounds that fell into the agent's speech in a call, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_overlaps(&mut self, call: &CallId) -> Result<Vec<LiveOverlap>> {
        let rows = all!(
            self.tx,
            OverlapRow,
            "select number, at, kind, millis from live_overlap where call_id = $1 and org_id = $2 order by number",
            call.as_str(),
            self.org.as_str()
        );
        Ok(rows.into_iter().map(overlap).collect())
    }

    /// The newest replies since `from`, and whose they were.
    ///
    /// # Errors
    /// When the database fails, or a row cannot be understood.
    pub async fn live_turns_since(&mut self, from: Instant, most: u32) -> Result<Vec<OfAgent<LiveTurn>>> {
        let rows = all!(
            self.tx,
            MeasuredTurn,
            "select live_call.agent_id, turn, silent_since, asked, words_final, first_token, first_audio, decided, \
             voice_to_voice, after_filler, discarded from live_turn join live_call on live_call.id = call_id \
             where live_turn.org_id = $1 and silent_since >= $2 order by silent_since desc limit $3",
            self.org.as_str(),
            Stamp(from),
            i64::from(most)
        );
        let read =
            |row: MeasuredTurn| Ok(OfAgent { agent: row.agent_id.parse()?, measured: row.turn.into() });
        rows.into_iter().map(read).collect()
    }

    /// The newest sounds that fell into an agent's speech since `from`, and into whose.
    ///
    /// # Errors
    /// When the database fails, or a row cannot be understood.
    pub async fn live_overlaps_since(
        &mut self,
        from: Instant,
        most: u32,
    ) -> Result<Vec<OfAgent<LiveOverlap>>> {
        let rows = all!(
            self.tx,
            (String, i64, Stamp, String, i64),
            "select live_call.agent_id, number, at, kind, millis from live_overlap \
             join live_call on live_call.id = call_id \
             where live_overlap.org_id = $1 and at >= $2 order by at desc limit $3",
            self.org.as_str(),
            Stamp(from),
            i64::from(most)
        );
        let read = |(agent, number, at, kind, millis): (String, i64, Stamp, String, i64)| {
            Ok(OfAgent { agent: agent.parse()?, measured: overlap((number, at, kind, millis)) })
        };
        rows.into_iter().map(read).collect()
    }

    /// What the calls that began since `from` took and cost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_costs_since(&mut self, from: Instant) -> Result<LiveCosts> {
        let row = one!(
            self.tx,
            CostRow,
            "select count(*), cast(coalesce(sum(heard_millis), 0) as bigint), \
             cast(coalesce(sum(prompt_tokens), 0) as bigint), cast(coalesce(sum(completion_tokens), 0) as bigint), \
             cast(coalesce(sum(letters), 0) as bigint), cast(coalesce(sum(recognition_micros), 0) as bigint), \
             cast(coalesce(sum(model_micros), 0) as bigint), cast(coalesce(sum(synthesis_micros), 0) as bigint) \
             from live_call where org_id = $1 and started_at >= $2",
            self.org.as_str(),
            Stamp(from)
        );
        Ok(row.map(LiveCosts::from).unwrap_or_default())
    }

    /// What a call took and cost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_costs(&mut self, call: &CallId) -> Result<Option<LiveCosts>> {
        let row = one!(
            self.tx,
            CostRow,
            "select cast(1 as bigint), heard_millis, prompt_tokens, completion_tokens, letters, recognition_micros, \
             model_micros, synthesis_micros from live_call where id = $1 and org_id = $2",
            call.as_str(),
            self.org.as_str()
        );
        Ok(row.map(LiveCosts::from))
    }
}

impl From<CostRow> for LiveCosts {
    fn from((calls, heard, prompt, completion, letters, recognition, model, synthesis): CostRow) -> Self {
        let large = |value: i64| u64::try_from(value).unwrap_or_default();
        Self {
            calls: large(calls),
            heard_millis: large(heard),
            prompt_tokens: large(prompt),
            completion_tokens: large(completion),
            letters: large(letters),
            recognition_micros: large(recognition),
            model_micros: large(model),
            synthesis_micros: large(synthesis),
        }
    }
}
