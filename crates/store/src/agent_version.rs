//! Scripts of agents: the draft that people work on, and the versions that were published.

use ringwright_domain::Instant;
use ringwright_domain::agent::Script;
use ringwright_domain::ids::{AccountId, AgentId, CallId};
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, for_update, one};
use crate::{LiveUsage, Result, StoreError};

/// What people work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDraft {
    /// The script.
    pub script: Script,
    /// When it was changed.
    pub at: Instant,
    /// The name of whoever changed it.
    pub by: String,
}

/// A script that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentVersion {
    /// Its number, from 1.
    pub number: u32,
    /// The script.
    pub script: Script,
    /// When it was published.
    pub at: Instant,
    /// The name of whoever published it.
    pub by: String,
    /// What they wrote about it.
    pub note: String,
}

/// A script that was published, without the script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionNote {
    /// See [`AgentVersion`].
    pub number: u32,
    /// See [`AgentVersion`].
    pub at: Instant,
    /// See [`AgentVersion`].
    pub by: String,
    /// See [`AgentVersion`].
    pub note: String,
}

/// An agent in a list, with its scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptedAgent {
    /// See [`crate::Agent`].
    pub id: AgentId,
    /// See [`crate::Agent`].
    pub name: String,
    /// See [`crate::Agent`].
    pub account: AccountId,
    /// See [`crate::Agent`].
    pub active: bool,
    /// The vendor of its account.
    pub vendor: String,
    /// What people work on, if they ever did.
    pub draft: Option<Script>,
    /// The number of the newest version and what it says, if there is one.
    pub published: Option<(u32, Script)>,
}

#[derive(sqlx::FromRow)]
struct ScriptedRow {
    id: String,
    name: String,
    account_id: String,
    active: bool,
    vendor: String,
    draft: Option<Json<serde_json::Value>>,
    number: Option<i64>,
    script: Option<Json<serde_json::Value>>,
}

impl TryFrom<ScriptedRow> for ScriptedAgent {
    type Error = StoreError;

    fn try_from(row: ScriptedRow) -> Result<Self> {
        let script = |kept: Json<serde_json::Value>| -> Result<Script> {
            serde_json::from_value(kept.0).map_err(|e| damaged("agent", &row.id, e))
        };
        let published = match row.number.zip(row.script) {
            Some((number, kept)) => {
                let number = u32::try_from(number).map_err(|e| damaged("agent_version", &row.id, e))?;
                Some((number, script(kept)?))
            }
            None => None,
        };
        Ok(Self {
            draft: row.draft.map(script).transpose()?,
            published,
            id: row.id.parse()?,
            name: row.name,
            account: row.account_id.parse()?,
            active: row.active,
            vendor: row.vendor,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    agent_id: String,
    number: i64,
    script: Json<serde_json::Value>,
    at: Stamp,
    published_by: String,
    note: String,
}

impl TryFrom<Row> for AgentVersion {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let script = serde_json::from_value(row.script.0);
        Ok(Self {
            number: u32::try_from(row.number).map_err(|e| damaged("agent_version", &row.agent_id, e))?,
            script: script.map_err(|e| damaged("agent_version", &row.agent_id, e))?,
            at: row.at.0,
            by: row.published_by,
            note: row.note,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select agent_id, number, script, at, published_by, note from agent_version ", $rest)
    };
}

impl OrgTx {
    /// Holds an agent until the transaction ends. Answers whether there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_agent(&mut self, id: &AgentId) -> Result<bool> {
        let sql = for_update!(self.tx, "select id from agent where id = $1 and org_id = $2");
        Ok(one!(self.tx, (String,), sql, id.as_str(), self.org.as_str()).is_some())
    }

    /// Keeps what people work on, in the place of what they had.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_draft(&mut self, agent: &AgentId, draft: &AgentDraft) -> Result<()> {
        exec!(
            self.tx,
            "insert into agent_draft (agent_id, org_id, script, updated_at, updated_by) \
             values ($1, $2, $3, $4, $5) on conflict (agent_id) do update set script = excluded.script, \
             updated_at = excluded.updated_at, updated_by = excluded.updated_by \
             where agent_draft.org_id = excluded.org_id",
            agent.as_str(),
            self.org.as_str(),
            Json(&draft.script),
            Stamp(draft.at),
            &draft.by,
        );
        Ok(())
    }

    /// What people work on, if they ever did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draft(&mut self, agent: &AgentId) -> Result<Option<AgentDraft>> {
        let sql =
            "select script, updated_at, updated_by from agent_draft where agent_id = $1 and org_id = $2";
        let row =
            one!(self.tx, (Json<serde_json::Value>, Stamp, String), sql, agent.as_str(), self.org.as_str());
        let Some((Json(script), at, by)) = row else { return Ok(None) };
        let script = serde_json::from_value(script);
        let script = script.map_err(|e| damaged("agent_draft", agent.as_str(), e))?;
        Ok(Some(AgentDraft { script, at: at.0, by }))
    }

    /// Publishes a version.
    ///
    /// # Errors
    /// When the database fails, or there is one of this number.
    pub async fn insert_version(&mut self, agent: &AgentId, version: &AgentVersion) -> Result<()> {
        exec!(
            self.tx,
            "insert into agent_version (agent_id, number, org_id, script, at, published_by, note) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            agent.as_str(),
            i64::from(version.number),
            self.org.as_str(),
            Json(&version.script),
            Stamp(version.at),
            &version.by,
            &version.note,
        );
        Ok(())
    }

    /// The version that calls are held by: the newest one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published(&mut self, agent: &AgentId) -> Result<Option<AgentVersion>> {
        let sql = select!("where agent_id = $1 and org_id = $2 order by number desc limit 1");
        let row = one!(self.tx, Row, sql, agent.as_str(), self.org.as_str());
        row.map(AgentVersion::try_from).transpose()
    }

    /// The version of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version(&mut self, agent: &AgentId, number: u32) -> Result<Option<AgentVersion>> {
        let sql = select!("where agent_id = $1 and org_id = $2 and number = $3");
        let row = one!(self.tx, Row, sql, agent.as_str(), self.org.as_str(), i64::from(number));
        row.map(AgentVersion::try_from).transpose()
    }

    /// The version that an attempt of an agent is held by, if one was published when the attempt was recorded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_of_call(&mut self, agent: &AgentId, call: &CallId) -> Result<Option<AgentVersion>> {
        let sql = select!(
            "where agent_id = $1 and org_id = $2 \
             and number = (select c.agent_version from call c where c.id = $3 and c.org_id = $2)"
        );
        let row = one!(self.tx, Row, sql, agent.as_str(), self.org.as_str(), call.as_str());
        row.map(AgentVersion::try_from).transpose()
    }

    /// The newest versions without their scripts, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn versions(&mut self, agent: &AgentId, most: u32) -> Result<Vec<VersionNote>> {
        let rows = all!(
            self.tx,
            (i64, Stamp, String, String),
            "select number, at, published_by, note from agent_version where agent_id = $1 and org_id = $2 \
             order by number desc limit $3",
            agent.as_str(),
            self.org.as_str(),
            i64::from(most)
        );
        let note = |(number, at, by, note): (i64, Stamp, String, String)| {
            let number = u32::try_from(number).map_err(|e| damaged("agent_version", agent.as_str(), e))?;
            Ok(VersionNote { number, at: at.0, by, note })
        };
        rows.into_iter().map(note).collect()
    }

    /// All agents with what people work on and what is published, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn scripted_agents(&mut self) -> Result<Vec<ScriptedAgent>> {
        let rows = all!(
            self.tx,
            ScriptedRow,
            "select a.id, a.name, a.account_id, a.active, \
             (select o.vendor from account o where o.id = a.account_id) as vendor, \
             (select d.script from agent_draft d where d.agent_id = a.id) as draft, \
             (select max(v.number) from agent_version v where v.agent_id = a.id) as number, \
             (select v.script from agent_version v where v.agent_id = a.id order by v.number desc limit 1) as script \
             from agent a \
             where a.org_id = $1 order by a.created_at, a.id",
            self.org.as_str()
        );
        rows.into_iter().map(ScriptedAgent::try_from).collect()
    }

    /// Notes by which version of its agent's script a live call is held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_live_version(&mut self, call: &CallId, number: u32) -> Result<()> {
        let sql = "update live_call set agent_version = $1 where id = $2 and org_id = $3";
        exec!(self.tx, sql, i64::from(number), call.as_str(), self.org.as_str());
        Ok(())
    }

    /// What a live call took; none for a call that is not ours, or is not over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_usage(&mut self, call: &CallId) -> Result<Option<LiveUsage>> {
        type Usage = (i64, i64, i64, i64, i64, i64, i64);
        let sql = "select prompt_tokens, completion_tokens, letters, heard_millis, recognition_micros, model_micros, \
             synthesis_micros from live_call where id = $1 and org_id = $2 and ended_at is not null";
        let row = one!(self.tx, Usage, sql, call.as_str(), self.org.as_str());
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(row.map(|(prompt, completion, letters, heard, recognition, model, synthesis)| LiveUsage {
            prompt_tokens: small(prompt),
            completion_tokens: small(completion),
            letters: small(letters),
            heard_millis: small(heard),
            recognition_micros: small(recognition),
            model_micros: small(model),
            synthesis_micros: small(synthesis),
        }))
    }

    /// By which version of its agent's script a live call is held.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_version(&mut self, call: &CallId) -> Result<Option<u32>> {
        let sql = "select agent_version from live_call where id = $1 and org_id = $2";
        let row = one!(self.tx, (Option<i64>,), sql, call.as_str(), self.org.as_str());
        Ok(row.and_then(|(number,)| u32::try_from(number?).ok()))
    }
}
