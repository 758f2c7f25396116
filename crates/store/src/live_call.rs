//! Calls that our own agents hold, and how long replies took.

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, AgentId, CallId, OrgId};

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, for_update, one};
use crate::{Result, StoreError};

/// A call that one of our own agents holds or held. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveCall {
    /// Its id.
    pub id: CallId,
    /// The account whose line it takes.
    pub account: AccountId,
    /// The agent that holds it.
    pub agent: AgentId,
    /// The carrier, such as `twilio`.
    pub carrier: String,
    /// The carrier's id of it.
    pub carrier_ref: String,
    /// The number of the person on the line, where the carrier tells it.
    pub person: Option<String>,
    /// The node that holds it.
    pub node: String,
    /// When it was answered.
    pub started_at: Instant,
    /// Its last sign of life.
    pub seen_at: Instant,
    /// When it ended, if it has.
    pub ended_at: Option<Instant>,
    /// How it ended, if it has.
    pub outcome: Option<String>,
    /// What it took.
    pub usage: LiveUsage,
}

/// What a call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LiveUsage {
    /// Tokens that the model read.
    pub prompt_tokens: u32,
    /// Tokens that the model wrote.
    pub completion_tokens: u32,
    /// Letters that the synthesiser was asked for.
    pub letters: u32,
    /// Sound that the recogniser heard, in milliseconds.
    pub heard_millis: u32,
    /// What the recogniser takes, in millionths of a US dollar.
    pub recognition_micros: u32,
    /// What the model takes.
    pub model_micros: u32,
    /// What the synthesiser takes.
    pub synthesis_micros: u32,
}

/// How long a reply took, in milliseconds from the caller's last sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveTurn {
    /// The reply.
    pub turn: u32,
    /// The caller's last sound.
    pub silent_since: Instant,
    /// The model was asked.
    pub asked: u32,
    /// The recogniser's final words.
    pub words_final: Option<u32>,
    /// The model's first text.
    pub first_token: Option<u32>,
    /// The synthesiser's first sound.
    pub first_audio: Option<u32>,
    /// Enough silence to be sure.
    pub decided: Option<u32>,
    /// The first sound of the reply in the caller's ear.
    pub voice_to_voice: u32,
    /// Whether the caller heard a filler before.
    pub after_filler: bool,
    /// Replies thought of in vain before it.
    pub discarded: u32,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    agent_id: String,
    carrier: String,
    carrier_ref: String,
    person: Option<String>,
    node: String,
    started_at: Stamp,
    seen_at: Stamp,
    ended_at: Option<Stamp>,
    outcome: Option<String>,
    prompt_tokens: i64,
    completion_tokens: i64,
    letters: i64,
    heard_millis: i64,
    recognition_micros: i64,
    model_micros: i64,
    synthesis_micros: i64,
}

impl TryFrom<Row> for LiveCall {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let count = |count: i64| u32::try_from(count).map_err(|e| damaged("live_call", &row.id, e));
        let usage = LiveUsage {
            prompt_tokens: count(row.prompt_tokens)?,
            completion_tokens: count(row.completion_tokens)?,
            letters: count(row.letters)?,
            heard_millis: count(row.heard_millis)?,
            recognition_micros: count(row.recognition_micros)?,
            model_micros: count(row.model_micros)?,
            synthesis_micros: count(row.synthesis_micros)?,
        };
        Ok(Self {
            id: row.id.parse()?,
            account: row.account_id.parse()?,
            agent: row.agent_id.parse()?,
            carrier: row.carrier,
            carrier_ref: row.carrier_ref,
            person: row.person,
            node: row.node,
            started_at: row.started_at.0,
            seen_at: row.seen_at.0,
            ended_at: row.ended_at.map(|at| at.0),
            outcome: row.outcome,
            usage,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct TurnRow {
    turn: i64,
    silent_since: Stamp,
    asked: i64,
    words_final: Option<i64>,
    first_token: Option<i64>,
    first_audio: Option<i64>,
    decided: Option<i64>,
    voice_to_voice: i64,
    after_filler: bool,
    discarded: i64,
}

impl From<TurnRow> for LiveTurn {
    fn from(row: TurnRow) -> Self {
        Self {
            turn: small(row.turn),
            silent_since: row.silent_since.0,
            asked: small(row.asked),
            words_final: row.words_final.map(small),
            first_token: row.first_token.map(small),
            first_audio: row.first_audio.map(small),
            decided: row.decided.map(small),
            voice_to_voice: small(row.voice_to_voice),
            after_filler: row.after_filler,
            discarded: small(row.discarded),
        }
    }
}

/// A count that was written as one of 32 bits.
pub(crate) fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Tx {
    /// The organisation and id of the active agent of a vendor that a number belongs to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent_by_number(&mut self, vendor: &str, number: &str) -> Result<Option<(OrgId, AgentId)>> {
        let row = one!(
            self,
            (String, String),
            "select agent.org_id, agent.id from agent join account on account.id = agent.account_id \
             where agent.number_ref = $1 and account.vendor = $2 and agent.active order by agent.id limit 1",
            number,
            vendor
        );
        row.map(|(org, agent)| Ok((org.parse()?, agent.parse()?))).transpose()
    }
}

impl Tx {
    /// The organisation and agent of a call that is up, by a carrier's id of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_live_call(
        &mut self,
        carrier: &str,
        carrier_ref: &str,
    ) -> Result<Option<(OrgId, AgentId)>> {
        let row = one!(
            self,
            (String, String),
            "select org_id, agent_id from live_call \
             where carrier_ref = $1 and carrier = $2 and ended_at is null order by org_id limit 1",
            carrier_ref,
            carrier
        );
        row.map(|(org, agent)| Ok((org.parse()?, agent.parse()?))).transpose()
    }
}

impl OrgTx {
    /// Holds an account until the transaction ends, so that two calls do not take its last line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_account(&mut self, id: &AccountId) -> Result<bool> {
        let sql = for_update!(self.tx, "select id from account where id = $1 and org_id = $2");
        Ok(one!(self.tx, (String,), sql, id.as_str(), self.org.as_str()).is_some())
    }

    /// Records a call that was answered, which takes its line.
    ///
    /// # Errors
    /// When the database fails, or the carrier's call is known already.
    pub async fn insert_live_call(&mut self, call: &LiveCall) -> Result<()> {
        exec!(
            self.tx,
            "insert into live_call (id, org_id, account_id, agent_id, carrier, carrier_ref, person, node, \
             started_at, seen_at, ended_at, outcome, prompt_tokens, completion_tokens, letters, heard_millis, \
             recognition_micros, model_micros, synthesis_micros) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            call.id.as_str(),
            self.org.as_str(),
            call.account.as_str(),
            call.agent.as_str(),
            call.carrier.as_str(),
            call.carrier_ref.as_str(),
            call.person.as_deref(),
            call.node.as_str(),
            Stamp(call.started_at),
            Stamp(call.seen_at),
            call.ended_at.map(Stamp),
            call.outcome.as_deref(),
            i64::from(call.usage.prompt_tokens),
            i64::from(call.usage.completion_tokens),
            i64::from(call.usage.letters),
            i64::from(call.usage.heard_millis),
            i64::from(call.usage.recognition_micros),
            i64::from(call.usage.model_micros),
            i64::from(call.usage.synthesis_micros),
        );
        Ok(())
    }

    /// The call that a carrier knows by `carrier_ref`, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_call_by_ref(&mut self, carrier: &str, carrier_ref: &str) -> Result<Option<LiveCall>> {
        let sql = for_update!(
            self.tx,
            "select id, account_id, agent_id, carrier, carrier_ref, person, node, started_at, seen_at, \
             ended_at, outcome, prompt_tokens, completion_tokens, letters, heard_millis, recognition_micros, \
             model_micros, synthesis_micros from live_call \
             where org_id = $1 and carrier = $2 and carrier_ref = $3"
        );
        one!(self.tx, Row, sql, self.org.as_str(), carrier, carrier_ref).map(LiveCall::try_from).transpose()
    }

    /// A call, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_call_for_update(&mut self, id: &CallId) -> Result<Option<LiveCall>> {
        let sql = for_update!(
            self.tx,
            "select id, account_id, agent_id, carrier, carrier_ref, person, node, started_at, seen_at, \
             ended_at, outcome, prompt_tokens, completion_tokens, letters, heard_millis, recognition_micros, \
             model_micros, synthesis_micros from live_call \
             where id = $1 and org_id = $2"
        );
        one!(self.tx, Row, sql, id.as_str(), self.org.as_str()).map(LiveCall::try_from).transpose()
    }

    /// The newest calls, before `before` if it is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_live_calls(&mut self, before: Instant, most: u32) -> Result<Vec<LiveCall>> {
        let rows = all!(
            self.tx,
            Row,
            "select id, account_id, agent_id, carrier, carrier_ref, person, node, started_at, seen_at, \
             ended_at, outcome, prompt_tokens, completion_tokens, letters, heard_millis, recognition_micros, \
             model_micros, synthesis_micros from live_call \
             where org_id = $1 and started_at < $2 order by started_at desc, id desc limit $3",
            self.org.as_str(),
            Stamp(before),
            i64::from(most)
        );
        rows.into_iter().map(LiveCall::try_from).collect()
    }

    /// Notes that a node holds a call, at `now`. `false` if the call is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_live_call(&mut self, id: &CallId, node: &str, now: Instant) -> Result<bool> {
        let seen = exec!(
            self.tx,
            "update live_call set seen_at = $1, node = $2 where id = $3 and org_id = $4 and ended_at is null",
            Stamp(now),
            node,
            id.as_str(),
            self.org.as_str()
        );
        Ok(seen > 0)
    }

    /// Ends a call, which gives its line back. `false` if it was over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_live_call(
        &mut self,
        id: &CallId,
        outcome: &str,
        usage: LiveUsage,
        now: Instant,
    ) -> Result<bool> {
        let ended = exec!(
            self.tx,
            "update live_call set ended_at = $1, seen_at = $1, outcome = $2, \
             prompt_tokens = prompt_tokens + $3, completion_tokens = completion_tokens + $4, \
             letters = letters + $5, heard_millis = heard_millis + $6, \
             recognition_micros = recognition_micros + $7, model_micros = model_micros + $8, \
             synthesis_micros = synthesis_micros + $9 where id = $10 and org_id = $11 and ended_at is null",
            Stamp(now),
            outcome,
            i64::from(usage.prompt_tokens),
            i64::from(usage.completion_tokens),
            i64::from(usage.letters),
            i64::from(usage.heard_millis),
            i64::from(usage.recognition_micros),
            i64::from(usage.model_micros),
            i64::from(usage.synthesis_micros),
            id.as_str(),
            self.org.as_str()
        );
        Ok(ended > 0)
    }

    /// Writes how long a reply took; one that is there already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_live_turn(&mut self, call: &CallId, turn: &LiveTurn) -> Result<()> {
        exec!(
            self.tx,
            "insert into live_turn (call_id, turn, org_id, silent_since, asked, words_final, first_token, \
             first_audio, decided, voice_to_voice, after_filler, discarded) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (call_id, turn) do nothing",
            call.as_str(),
            i64::from(turn.turn),
            self.org.as_str(),
            Stamp(turn.silent_since),
            i64::from(turn.asked),
            turn.words_final.map(i64::from),
            turn.first_token.map(i64::from),
            turn.first_audio.map(i64::from),
            turn.decided.map(i64::from),
            i64::from(turn.voice_to_voice),
            turn.after_filler,
            i64::from(turn.discarded),
        );
        Ok(())
    }

    /// How long the replies of a call took, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_turns(&mut self, call: &CallId) -> Result<Vec<LiveTurn>> {
        let rows = all!(
            self.tx,
            TurnRow,
            "select turn, silent_since, asked, words_final, first_token, first_audio, decided, \
             voice_to_voice, after_filler, discarded from live_turn \
             where call_id = $1 and org_id = $2 order by turn",
            call.as_str(),
            self.org.as_str()
        );
        Ok(rows.into_iter().map(LiveTurn::from).collect())
    }
}
