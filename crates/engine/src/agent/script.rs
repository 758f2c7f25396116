//! The script of an agent: a draft, versions that were published, and what differs between them.

use ringwright_domain::FailureCode;
use ringwright_domain::agent::{FieldChange, Script, changes};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, AgentId, OrgId};
use ringwright_store::{Agent, AgentDraft, AgentVersion, NewEvent, OrgTx, ScriptedAgent, VersionNote};
use serde_json::{Value, json};

use super::Offer;
use crate::audit::subject;
use crate::business::{sound, told};
use crate::seen::Tag;
use crate::{Engine, Error, FieldProblem, Result};

/// Versions that are listed, at most.
const LISTED: u32 = 100;
/// The longest note on a version, in characters.
const NOTE_MOST: usize = 300;

/// An agent with its scripts.
#[derive(Debug, Clone)]
pub struct AgentScripts {
    /// The agent.
    pub agent: Agent,
    /// The vendor of its account; `voice` for our own.
    pub vendor: String,
    /// What people work on, if they ever did.
    pub draft: Option<AgentDraft>,
    /// The version that calls are held by, if there is one.
    pub published: Option<AgentVersion>,
}

/// An agent in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAgent {
    /// See [`Agent`].
    pub id: AgentId,
    /// See [`Agent`].
    pub name: String,
    /// See [`Agent`].
    pub account: AccountId,
    /// See [`Agent`].
    pub active: bool,
    /// The vendor of its account; `voice` for our own.
    pub vendor: String,
    /// The number of the version that calls are held by.
    pub published: Option<u32>,
    /// Whether publishing would change anything.
    pub changed: bool,
}

impl From<ScriptedAgent> for ListedAgent {
    fn from(agent: ScriptedAgent) -> Self {
        let ScriptedAgent { id, name, account, active, vendor, draft, published } = agent;
        let changed = published.as_ref().is_none_or(|(_, said)| draft.is_some_and(|draft| draft != *said));
        Self { id, name, account, active, vendor, published: published.map(|(number, _)| number), changed }
    }
}

impl AgentScripts {
    /// What people work on: their draft, what is published, or what every agent begins with.
    pub fn script(&self) -> Script {
        let draft = self.draft.as_ref().map(|draft| &draft.script);
        draft.or(self.published.as_ref().map(|version| &version.script)).cloned().unwrap_or_default()
    }

    /// The tag of the draft.
    ///
    /// # Errors
    /// See [`Tag::of`].
    pub fn tag(&self) -> Result<Tag> {
        Tag::of(&self.script())
    }

    /// Refuses when the draft is not what somebody had before them.
    fn must_say(&self, seen: &Tag) -> Result<()> {
        if self.tag()? == *seen { Ok(()) } else { Err(Error::refused(FailureCode::DraftChanged)) }
    }

    /// Whom the agent can be told to think and to speak with, where `own` think in our own calls.
    pub fn offer(&self, own: &[&'static str]) -> Offer {
        Offer::of(&self.vendor, own)
    }

    /// Whether publishing would change anything.
    pub fn is_changed(&self) -> bool {
        self.published.as_ref().is_none_or(|version| version.script != self.script())
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The draft.
    Draft,
    /// A version.
    Version(u32),
}

impl Engine {
    /// An agent with its scripts.
    ///
    /// # Errors
    /// When there is no such agent.
    pub async fn agent_scripts(&self, org: &OrgId, id: &AgentId) -> Result<AgentScripts> {
        let mut tx = self.org(org).read().await?;
        let agent = tx.agent(id).await?.ok_or_else(missing)?;
        scripts(&mut tx, agent).await
    }

    /// An agent with its scripts, and what is known of its newest versions, newest first.
    ///
    /// # Errors
    /// When there is no such agent.
    pub async fn agent_history(&self, org: &OrgId, id: &AgentId) -> Result<(AgentScripts, Vec<VersionNote>)> {
        let mut tx = self.org(org).read().await?;
        let agent = tx.agent(id).await?.ok_or_else(missing)?;
        let versions = tx.versions(id, LISTED).await?;
        Ok((scripts(&mut tx, agent).await?, versions))
    }

    /// All agents with where their scripts stand, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listed_agents(&self, org: &OrgId) -> Result<Vec<ListedAgent>> {
        let agents = self.org(org).read().await?.scripted_agents().await?;
        Ok(agents.into_iter().map(ListedAgent::from).collect())
    }

    /// The version of this number.
    ///
    /// # Errors
    /// When there is no such agent or version.
    pub async fn agent_version(&self, org: &OrgId, id: &AgentId, number: u32) -> Result<AgentVersion> {
        let mut tx = self.org(org).read().await?;
        tx.agent(id).await?.ok_or_else(missing)?;
        tx.version(id, number).await?.ok_or(Error::refused(FailureCode::VersionNotFound))
    }

    /// In what two versions, or a version and the draft, differ.
    ///
    /// # Errors
    /// When there is no such agent or version.
    pub async fn agent_changes(
        &self,
        org: &OrgId,
        id: &AgentId,
        from: Side,
        to: Side,
    ) -> Result<Vec<FieldChange>> {
        let scripts = self.agent_scripts(org, id).await?;
        let mut sides = Vec::new();
        for side in [from, to] {
            sides.push(match side {
                Side::Draft => scripts.script(),
                Side::Version(number) => self.agent_version(org, id, number).await?.script,
            });
        }
        Ok(changes(&sides[0], &sides[1]))
    }

    /// Keeps a draft. Calls are held by what is published, until it is.
    ///
    /// # Errors
    /// When there is no such agent, fields are wrong, or the draft is not what was seen.
    pub async fn put_draft(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &AgentId,
        seen: &Tag,
        script: Script,
    ) -> Result<()> {
        let mut problems = told(script.faults());
        problems.extend(self.address_problems(&script));
        sound(problems)?;
        let mut tx = self.org(org).begin().await?;
        let agent = held(&mut tx, id).await?;
        let scripts = scripts(&mut tx, agent).await?;
        scripts.must_say(seen)?;
        self.ensure_tool_secret(&mut tx, &script).await?;
        let (agent, before) = (&scripts.agent, scripts.script());
        let draft = AgentDraft { script, at: self.now(), by: by.name.clone() };
        tx.put_draft(id, &draft).await?;
        let side = |of: fn(&FieldChange) -> &Value| -> Value {
            let differing = changes(&before, &draft.script);
            Value::Object(differing.iter().map(|change| (change.field.clone(), of(change).clone())).collect())
        };
        let change = (side(|change| &change.before), side(|change| &change.after));
        let about = subject("agent", id, &agent.name);
        self.audit(tx.system(), org, by, "agent.draft_changed", about, change).await?;
        note(&mut tx, "agent.draft_changed", id, by, None);
        Ok(tx.commit(self.now()).await?)
    }

    /// Publishes the draft: calls that begin from now on are held by it. In our own calls `own` think.
    ///
    /// # Errors
    /// When there is no such agent, or the draft is not what was seen, is not fit to be heard, or says what is
    /// published already.
    pub async fn publish_agent(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &AgentId,
        seen: &Tag,
        note: &str,
        own: &[&'static str],
    ) -> Result<u32> {
        let mut tx = self.org(org).begin().await?;
        let agent = held(&mut tx, id).await?;
        let scripts = scripts(&mut tx, agent).await?;
        scripts.must_say(seen)?;
        let script = scripts.script();
        let mut problems = told(script.faults_to_publish());
        problems.extend(self.address_problems(&script));
        problems.extend(scripts.offer(own).problems(&scripts.vendor, &script));
        if note.chars().count() > NOTE_MOST || note.chars().any(char::is_control) {
            let message = format!("use up to {NOTE_MOST} characters on one line");
            problems.push(FieldProblem::new("note", "too_long", message));
        }
        sound(problems)?;
        if !scripts.is_changed() {
            return Err(Error::refused(FailureCode::NothingToPublish));
        }
        self.add_version(tx, by, &scripts, script, note.trim()).await
    }

    /// Publishes an older version again, under a number of its own, and makes it the draft.
    ///
    /// # Errors
    /// When there is no such agent or version, it is the published one, or the draft, which it takes the place of,
    /// is not what was seen.
    pub async fn roll_back_agent(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &AgentId,
        seen: &Tag,
        number: u32,
    ) -> Result<u32> {
        let mut tx = self.org(org).begin().await?;
        let agent = held(&mut tx, id).await?;
        let older = tx.version(id, number).await?.ok_or(Error::refused(FailureCode::VersionNotFound))?;
        let scripts = scripts(&mut tx, agent).await?;
        scripts.must_say(seen)?;
        if scripts.published.as_ref().is_some_and(|published| published.script == older.script) {
            return Err(Error::refused(FailureCode::NothingToPublish));
        }
        let draft = AgentDraft { script: older.script.clone(), at: self.now(), by: by.name.clone() };
        tx.put_draft(id, &draft).await?;
        self.add_version(tx, by, &scripts, older.script, &format!("Back to version {number}")).await
    }

    async fn add_version(
        &self,
        mut tx: OrgTx,
        by: &Actor,
        scripts: &AgentScripts,
        script: Script,
        words: &str,
    ) -> Result<u32> {
        let number = scripts.published.as_ref().map_or(0, |published| published.number) + 1;
        let now = self.now();
        let version = AgentVersion { number, script, at: now, by: by.name.clone(), note: words.to_owned() };
        tx.insert_version(&scripts.agent.id, &version).await?;
        let was = scripts.published.as_ref().map(|published| published.number);
        let change = (json!({ "version": was }), json!({ "version": number, "note": words }));
        let (org, about) = (tx.org().clone(), subject("agent", &scripts.agent.id, &scripts.agent.name));
        self.audit(tx.system(), &org, by, "agent.published", about, change).await?;
        note(&mut tx, "agent.published", &scripts.agent.id, by, Some(number));
        tx.commit(now).await?;
        Ok(number)
    }
}

fn missing() -> Error {
    Error::refused(FailureCode::AgentNotFound)
}

/// The agent, which nobody else changes until the transaction ends.
async fn held(tx: &mut OrgTx, id: &AgentId) -> Result<Agent> {
    tx.lock_agent(id).await?;
    tx.agent(id).await?.ok_or_else(missing)
}

async fn scripts(tx: &mut OrgTx, agent: Agent) -> Result<AgentScripts> {
    Ok(AgentScripts {
        vendor: tx.account(&agent.account).await?.map(|account| account.vendor).unwrap_or_default(),
        draft: tx.draft(&agent.id).await?,
        published: tx.published(&agent.id).await?,
        agent,
    })
}

fn note(tx: &mut OrgTx, kind: &'static str, agent: &AgentId, by: &Actor, version: Option<u32>) {
    let data = json!({ "agent": agent, "by": by, "version": version });
    tx.emit(NewEvent { kind, booking: None, call: None, data });
}
