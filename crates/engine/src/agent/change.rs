//! Adding an agent, or changing one. Whoever is made inactive finishes the calls under way.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, AgentId, OrgId};
use ringwright_store::{Agent, NewEvent, OrgTx};
use serde_json::{Value, json};

use crate::account::rules;
use crate::audit::subject;
use crate::desk::AccountKind;
use crate::{Engine, Error, FieldProblem, Result};

/// The most agents of an organisation.
const AGENTS_MOST: usize = 200;

/// An agent as somebody entered it, unchecked.
#[derive(Debug, Clone)]
pub struct AgentForm {
    /// The id of the account.
    pub account: String,
    /// See [`Agent`].
    pub name: String,
    /// See [`Agent`].
    pub persona: String,
    /// See [`Agent`].
    pub assistant_ref: String,
    /// See [`Agent`].
    pub number_ref: String,
    /// See [`Agent`].
    pub lines: u32,
    /// See [`Agent`].
    pub priority: i32,
    /// See [`Agent`].
    pub active: bool,
}

/// What to change of an agent; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct AgentChange {
    /// See [`Agent`].
    pub name: Option<String>,
    /// See [`Agent`].
    pub persona: Option<String>,
    /// See [`Agent`].
    pub assistant_ref: Option<String>,
    /// See [`Agent`].
    pub number_ref: Option<String>,
    /// See [`Agent`].
    pub lines: Option<u32>,
    /// See [`Agent`].
    pub priority: Option<i32>,
    /// See [`Agent`].
    pub active: Option<bool>,
}

impl Engine {
    /// Adds an agent to an account that carries calls.
    ///
    /// # Errors
    /// When fields are wrong.
    pub async fn create_agent(&self, org: &OrgId, by: &Actor, form: &AgentForm) -> Result<AgentId> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.lock_lines().await?;
        let account = account(&mut tx, &form.account).await?;
        let agent = Agent {
            id: AgentId::new(now, self.chance()),
            account,
            name: form.name.trim().to_owned(),
            persona: form.persona.clone(),
            assistant_ref: form.assistant_ref.trim().to_owned(),
            number_ref: form.number_ref.trim().to_owned(),
            lines: form.lines,
            priority: form.priority,
            active: form.active,
        };
        check(&agent)?;
        self.add_agent(&mut tx, by, &agent).await?;
        tx.commit(now).await?;
        Ok(agent.id)
    }

    /// Adds an agent that was found to be sound, in a transaction that holds the organisation's lines.
    pub(crate) async fn add_agent(&self, tx: &mut OrgTx, by: &Actor, agent: &Agent) -> Result<()> {
        if tx.agents().await?.len() >= AGENTS_MOST {
            let message = format!("an organisation has {AGENTS_MOST} agents at most");
            return Err(Error::fields(vec![FieldProblem::new("name", "too_many", message)]));
        }
        tx.insert_agent(agent, self.now()).await?;
        let about = subject("agent", &agent.id, &agent.name);
        self.record(tx, by, "agent.created", about, (Value::Null, told(agent))).await?;
        note(tx, "agent.created", &agent.id, by);
        Ok(())
    }

    /// Changes an agent.
    ///
    /// # Errors
    /// When there is no such agent, or fields are wrong.
    pub async fn change_agent(
        &self,
        org: &OrgId,
        id: &AgentId,
        by: &Actor,
        change: &AgentChange,
    ) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.lock_agent(id).await?;
        let before = tx.agent(id).await?.ok_or(Error::refused(FailureCode::AgentNotFound))?;
        let was = told(&before);
        let text =
            |new: &Option<String>, old: String| new.as_deref().map_or(old, |new| new.trim().to_owned());
        let agent = Agent {
            id: before.id,
            account: before.account,
            name: text(&change.name, before.name),
            persona: text(&change.persona, before.persona),
            assistant_ref: text(&change.assistant_ref, before.assistant_ref),
            number_ref: text(&change.number_ref, before.number_ref),
            lines: change.lines.unwrap_or(before.lines),
            priority: change.priority.unwrap_or(before.priority),
            active: change.active.unwrap_or(before.active),
        };
        check(&agent)?;
        tx.update_agent(&agent).await?;
        let about = subject("agent", id, &agent.name);
        self.record(&mut tx, by, "agent.changed", about, (was, told(&agent))).await?;
        note(&mut tx, "agent.changed", id, by);
        Ok(tx.commit(now).await?)
    }
}

/// What the audit trail tells of an agent.
fn told(agent: &Agent) -> Value {
    json!({
        "account": agent.account, "name": agent.name, "persona": agent.persona,
        "assistantRef": agent.assistant_ref, "numberRef": agent.number_ref, "lines": agent.lines,
        "priority": agent.priority, "active": agent.active,
    })
}

/// The account of this id, if it carries calls.
async fn account(tx: &mut OrgTx, id: &str) -> Result<AccountId> {
    let found = match id.parse() {
        Ok(id) => tx.account(&id).await?,
        Err(_) => None,
    };
    let carries = found.filter(|account| AccountKind::of(&account.vendor) == Some(AccountKind::Calls));
    carries.map(|account| account.id).ok_or_else(|| {
        let message = "choose one of the accounts that carry calls";
        Error::fields(vec![FieldProblem::new("accountId", "unknown", message)])
    })
}

fn check(agent: &Agent) -> Result<()> {
    let mut problems = Vec::new();
    rules::name(&mut problems, &agent.name);
    if !crate::plan::is_code(&agent.persona) {
        let message = "use 1 to 40 small letters, digits, - and _";
        problems.push(FieldProblem::new("persona", "not_a_code", message));
    }
    for (field, text) in [("assistantRef", &agent.assistant_ref), ("numberRef", &agent.number_ref)] {
        if text.is_empty() || text.len() > 200 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            let message = "paste the vendor's id, without spaces";
            problems.push(FieldProblem::new(field, "not_an_id", message));
        }
    }
    rules::lines(&mut problems, agent.lines);
    rules::priority(&mut problems, agent.priority);
    if problems.is_empty() { Ok(()) } else { Err(Error::fields(problems)) }
}

fn note(tx: &mut OrgTx, kind: &'static str, agent: &AgentId, by: &Actor) {
    let data = json!({ "agent": agent, "by": by });
    tx.emit(NewEvent { kind, booking: None, call: None, data });
    tx.system().wake_dispatch();
}
