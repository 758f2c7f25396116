//! The tools that are being asked in a call. Each is asked beside the sound, and told apart by its number.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ringwright_domain::Instant;
use ringwright_domain::agent::Tool;
use ringwright_domain::ids::{AgentId, CallId, OrgId};
use ringwright_store::{LiveTool, LiveToolBrought};
use ringwright_vendors::Secret;
use ringwright_vendors::language_model::ToolCall;
use ringwright_voice::session::ToolId;

use crate::Engine;
use crate::agent::{Asking, ToolBrought, ToolOutcome};

/// Of what a model wanted to tell a tool so many characters are kept.
const MOST_KEPT: usize = 4_000;

/// The tools of a call.
pub(super) struct Toolbox {
    engine: Engine,
    tools: Arc<[Tool]>,
    secrets: Arc<[Secret]>,
    agent: AgentId,
    org: OrgId,
    call: CallId,
    caller: Option<String>,
    /// The number of the next one.
    next: u32,
    running: Vec<Running>,
}

/// A tool that is being asked.
struct Running {
    id: ToolId,
    note: LiveTool,
    asked: BoxFuture<'static, ToolBrought>,
}

/// A tool that was asked has come to an end.
pub(super) struct Brought {
    pub(super) id: ToolId,
    pub(super) note: LiveTool,
}

/// What a toolbox is made of.
pub(super) struct Contents {
    pub(super) secrets: Arc<[Secret]>,
    pub(super) agent: AgentId,
    pub(super) org: OrgId,
    pub(super) call: CallId,
    /// The caller's number, where the carrier tells it.
    pub(super) caller: Option<String>,
    /// How many were used in this call before an interruption of the whole.
    pub(super) used: u32,
}

impl Toolbox {
    pub(super) fn new(engine: Engine, tools: Arc<[Tool]>, contents: Contents) -> Self {
        let Contents { secrets, agent, org, call, caller, used } = contents;
        Self { engine, tools, secrets, agent, org, call, caller, next: used, running: Vec::new() }
    }

    /// Asks a tool for the reply of this number, once it is on record that it is asked. `false` if there is no such
    /// tool.
    pub(super) fn ask(&mut self, id: ToolId, turn: u32, wanted: &ToolCall) -> bool {
        let Some(tool) = self.tools.iter().find(|tool| tool.name == wanted.name).cloned() else {
            return false;
        };
        let note = LiveTool {
            number: self.next,
            turn: Some(turn),
            name: tool.name.clone(),
            arguments: wanted.arguments.replace('\0', "").chars().take(MOST_KEPT).collect(),
            asked_at: self.engine.now(),
            brought: None,
        };
        self.next = self.next.saturating_add(1);
        let asking = Asking {
            id: format!("tool_{}_{}", self.call, note.number),
            agent: self.agent.clone(),
            call: Some(self.call.clone()),
            caller: self.caller.clone(),
        };
        let (engine, secrets) = (self.engine.clone(), Arc::clone(&self.secrets));
        let (org, call) = (self.org.clone(), self.call.clone());
        let (arguments, first) = (wanted.arguments.clone(), note.clone());
        let asked = async move {
            // Whoever takes the call over after a crash must know of it.
            match engine.write_live_tool(&org, &call, &first).await {
                Ok(()) => engine.ask_tool(&tool, &secrets, &asking, &arguments).await,
                Err(error) => {
                    tracing::error!(%call, %error, "a tool is not asked, since that cannot be written");
                    not_asked()
                }
            }
        };
        self.running.push(Running { id, note, asked: asked.boxed() });
        true
    }

    /// Waits for a tool no longer. Whether it is done is not known.
    pub(super) fn give_up(&mut self, id: ToolId, now: Instant) -> Option<Brought> {
        let at = self.running.iter().position(|running| running.id == id)?;
        let Running { id, note, .. } = self.running.swap_remove(at);
        let took = now.since(note.asked_at).as_millis();
        let brought = ToolBrought {
            outcome: ToolOutcome::GivenUp,
            result: "This took too long. It is not known whether it was done; do not try it again."
                .to_owned(),
            millis: u32::try_from(took).unwrap_or(u32::MAX),
        };
        Some(end(id, note, brought))
    }

    /// Waits until all that were asked have come to an end, and writes that down: the call is over.
    pub(super) async fn finish(mut self) {
        while !self.running.is_empty() {
            let Brought { note, .. } = std::future::poll_fn(|context| self.poll(context)).await;
            let written = self.engine.write_live_tool(&self.org, &self.call, &note).await;
            if let Err(error) = written {
                tracing::warn!(call = %self.call, %error, "what came of a tool could not be written");
            }
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Brought> {
        for at in 0..self.running.len() {
            if let Poll::Ready(brought) = self.running[at].asked.poll_unpin(context) {
                let Running { id, note, .. } = self.running.swap_remove(at);
                return Poll::Ready(end(id, note, brought));
            }
        }
        Poll::Pending
    }
}

fn not_asked() -> ToolBrought {
    let result = "This cannot be asked now. Nothing was done.".to_owned();
    ToolBrought { outcome: ToolOutcome::Unreachable, result, millis: 0 }
}

fn end(id: ToolId, note: LiveTool, brought: ToolBrought) -> Brought {
    let ToolBrought { outcome, result, millis } = brought;
    let result = result.replace('\0', "");
    let brought = LiveToolBrought { outcome: outcome.as_str().to_owned(), result, millis };
    Brought { id, note: LiveTool { brought: Some(brought), ..note } }
}
