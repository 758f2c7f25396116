//! The tools of agents: what a server of the business is asked during a call, the secret that signs the asking, and
//! trying a tool.

use ringwright_domain::agent::{Script, Tool};
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AgentId, CallId, OrgId};
use ringwright_domain::outgoing::BOTH_SECRETS;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{NewEvent, OrgTx};
use ringwright_vendors::Secret;
use ringwright_vendors::outgoing::{Asked, Message, check_address, new_secret, signature};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::system::random_bytes;
use crate::{Engine, Error, FieldProblem, Result};

/// The names in the vault of the secret that signs what tools of an organisation are asked, and of the one before. The
/// latter's text begins with the moment until which it signs.
const SECRET: &str = "tools/secret";
const SECRET_BEFORE: &str = "tools/secret-before";

/// Overflow rule: of what a tool brings the model is told so many characters.
const MOST_TOLD: usize = 4_000;
/// The same of what goes wrong.
const MOST_TOLD_OF_FAILURE: usize = 500;

/// What came of asking a tool. It has no `Debug` form: it may hold personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolBrought {
    /// What kind of end it had.
    pub outcome: ToolOutcome,
    /// What the model is told.
    pub result: String,
    /// How long it took, in milliseconds.
    pub millis: u32,
}

/// What kind of end asking a tool had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolOutcome {
    /// Its server says that it is done.
    Done,
    /// Its server says that it is not.
    Failed,
    /// Its server was not asked: there was no connection.
    Unreachable,
    /// Its server did not answer in time, or not to the end; whether it is done is not known.
    TimedOut,
    /// Its server was not asked: what the model wanted to tell it is not what it has to be told.
    Unsound,
    /// It took longer than the dialogue waits.
    GivenUp,
}

impl ToolOutcome {
    /// The word for it in figures and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Unsound => "unsound",
            Self::GivenUp => "given_up",
        }
    }
}

/// The secret that signs what tools are asked, which is shown once.
#[derive(Debug)]
pub struct ToolSecret {
    /// The secret.
    pub secret: Secret,
    /// Until when the one before signs as well, if there was one.
    pub old_signs_until: Option<Instant>,
}

/// For whom a tool is asked. It has no `Debug` form: it holds personal data.
#[derive(Clone)]
pub(crate) struct Asking {
    /// The id of the message: another for each time.
    pub(crate) id: String,
    pub(crate) agent: AgentId,
    /// The call; none when somebody tries the tool.
    pub(crate) call: Option<CallId>,
    /// The caller's number, where the carrier tells it.
    pub(crate) caller: Option<String>,
}

impl Engine {
    /// Asks a tool once. Nothing is asked again: what it does may not be done twice.
    pub(crate) async fn ask_tool(
        &self,
        tool: &Tool,
        secrets: &[Secret],
        asking: &Asking,
        arguments: &str,
    ) -> ToolBrought {
        let began = self.now();
        let (outcome, result) = match tool.read(arguments) {
            Ok(arguments) => self.post_to_tool(tool, secrets, asking, &arguments, began).await,
            Err(wrong) => (ToolOutcome::Unsound, format!("{wrong} Nothing was done.")),
        };
        let took = self.now().since(began);
        metrics::histogram!("ringwright_tool_seconds", "outcome" => outcome.as_str())
            .record(took.as_secs_f64());
        let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        ToolBrought { outcome, result, millis }
    }

    async fn post_to_tool(
        &self,
        tool: &Tool,
        secrets: &[Secret],
        asking: &Asking,
        arguments: &Value,
        now: Instant,
    ) -> (ToolOutcome, String) {
        let body = json!({
            "type": "tool.call",
            "timestamp": now.to_string(),
            "data": {
                "tool": tool.name, "arguments": arguments, "agentId": asking.agent, "callId": asking.call,
                "callerNumber": asking.caller, "test": asking.call.is_none(),
            },
        })
        .to_string();
        let signature = signature(secrets, &asking.id, now.seconds(), body.as_bytes());
        if signature.is_empty() {
            let told = "The tool has no signing secret, so that it was not asked. Nothing was done.";
            return (ToolOutcome::Unreachable, told.to_owned());
        }
        let (id, url) = (asking.id.clone(), tool.url.clone());
        let message = Message { url, id, seconds: now.seconds(), signature, body };
        let asked = self.courier().ask(&message).await;
        if let Asked::Unreachable(why) | Asked::Unknown(why) = &asked {
            tracing::warn!(agent = %asking.agent, tool = tool.name, why, "a tool brings nothing");
        }
        told(&asked)
    }

    /// What signs now.
    pub(crate) async fn tool_secrets(&self, tx: &mut OrgTx) -> Result<Vec<Secret>> {
        let vault = self.desk().vault();
        let mut all: Vec<_> = tx.secret(vault, SECRET).await?.map(Secret::new).into_iter().collect();
        if let Some(before) = tx.secret(vault, SECRET_BEFORE).await?
            && let Some((until, secret)) = before.split_once(' ')
            && until.parse().is_ok_and(|until| Instant::from_seconds(until) > self.now())
        {
            all.push(Secret::new(secret));
        }
        Ok(all)
    }

    /// Makes the secret that signs, if the script has tools and there is none.
    pub(super) async fn ensure_tool_secret(&self, tx: &mut OrgTx, script: &Script) -> Result<()> {
        let vault = self.desk().vault();
        if !script.tools.is_empty() && tx.secret(vault, SECRET).await?.is_none() {
            self.put_new_tool_secret(tx).await?;
        }
        Ok(())
    }

    async fn put_new_tool_secret(&self, tx: &mut OrgTx) -> Result<Secret> {
        let (secret, nonce) = (new_secret(random_bytes(self.chance())), random_bytes(self.chance()));
        tx.put_secret(self.desk().vault(), SECRET, nonce, secret.expose(), self.now()).await?;
        Ok(secret)
    }

    /// Makes a new secret that signs what the tools of an organisation are asked. The one before signs as well for a
    /// day.
    ///
    /// # Errors
    /// When the vault or the database fails.
    pub async fn change_tool_secret(&self, org: &OrgId, by: &Actor) -> Result<ToolSecret> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        // Of two changes at once neither takes the other's for the one before.
        tx.lock_events().await?;
        let vault = self.desk().vault();
        let mut old_signs_until = None;
        if let Some(old) = tx.secret(vault, SECRET).await? {
            let until = now.plus(BOTH_SECRETS);
            let (nonce, before) = (random_bytes(self.chance()), format!("{} {old}", until.seconds()));
            tx.put_secret(vault, SECRET_BEFORE, nonce, &before, now).await?;
            old_signs_until = Some(until);
        }
        let secret = self.put_new_tool_secret(&mut tx).await?;
        // Never what it is.
        let change = (Value::Null, json!({ "oldSignsUntil": old_signs_until }));
        self.record(&mut tx, by, "tools.secret_changed", subject("organisation", org, ""), change).await?;
        let data = json!({ "by": by });
        tx.emit(NewEvent { kind: "tools.secret_changed", booking: None, call: None, data });
        tx.commit(now).await?;
        Ok(ToolSecret { secret, old_signs_until })
    }

    /// Asks a tool of an agent's draft, as a call would.
    ///
    /// # Errors
    /// When there is no such agent or tool.
    pub async fn try_tool(
        &self,
        org: &OrgId,
        by: &Actor,
        id: &AgentId,
        name: &str,
        arguments: &Value,
    ) -> Result<ToolBrought> {
        let scripts = self.agent_scripts(org, id).await?;
        let tool = scripts.script().tools.into_iter().find(|tool| tool.name == name);
        let tool = tool.ok_or(Error::refused(FailureCode::ToolNotFound))?;
        let mut tx = self.org(org).begin().await?;
        let secrets = self.tool_secrets(&mut tx).await?;
        let change = (Value::Null, json!({ "tool": name }));
        let about = subject("agent", id, &scripts.agent.name);
        self.record(&mut tx, by, "agent.tool_tried", about, change).await?;
        tx.commit(self.now()).await?;
        let id = format!("tool_try_{:032x}", u128::from_be_bytes(random_bytes(self.chance())));
        let asking = Asking { id, agent: scripts.agent.id, call: None, caller: None };
        Ok(self.ask_tool(&tool, &secrets, &asking, &arguments.to_string()).await)
    }

    /// What is wrong with where the tools of a script are asked.
    pub(super) fn address_problems(&self, script: &Script) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (index, tool) in script.tools.iter().enumerate() {
            if let Err(error) = check_address(&tool.url, self.courier().reach()) {
                problems.push(FieldProblem::new(format!("tools.{index}.url"), "unsound", error.to_string()));
            }
        }
        problems
    }
}

/// What the model is told.
fn told(asked: &Asked) -> (ToolOutcome, String) {
    match asked {
        Asked::Answered { status, body } if (200..300).contains(status) => {
            let said = body.trim();
            let told = if said.is_empty() { "Done.".to_owned() } else { cut(said, MOST_TOLD) };
            (ToolOutcome::Done, told)
        }
        Asked::Answered { status, body } => {
            let said = cut(body.trim(), MOST_TOLD_OF_FAILURE);
            let told = format!("It was not done: the server answered with status {status}. {said}");
            (ToolOutcome::Failed, told.trim_end().to_owned())
        }
        Asked::Unreachable(_) => {
            (ToolOutcome::Unreachable, "The server cannot be reached. Nothing was done.".to_owned())
        }
        Asked::Unknown(_) => {
            let told = "The server gave no answer. It is not known whether it was done; do not try it again.";
            (ToolOutcome::TimedOut, told.to_owned())
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most).collect();
    format!("{kept} … (the rest is left out)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_told_what_is_known_and_no_more() {
        let answered = |status, body: &str| told(&Asked::Answered { status, body: body.into() });
        assert_eq!(answered(200, " {\"table\": 4}\n").1, "{\"table\": 4}");
        assert!(answered(204, "") == (ToolOutcome::Done, "Done.".to_owned()));
        let (outcome, words) = answered(404, "No such order.");
        assert_eq!(outcome, ToolOutcome::Failed);
        assert_eq!(words, "It was not done: the server answered with status 404. No such order.");
        // A redirect is not followed and is no success.
        assert_eq!(answered(302, "").0, ToolOutcome::Failed);
        let long = answered(200, &"ä".repeat(5_000)).1;
        assert!(long.starts_with(&"ä".repeat(4_000)) && long.ends_with("ä … (the rest is left out)"));
        assert!(told(&Asked::Unreachable("why".into())).1.contains("Nothing was done"));
        assert!(told(&Asked::Unknown("why".into())).1.contains("not known"));
    }
}
