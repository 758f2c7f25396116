//! A call as it travels.

use ringwright_domain::Instant;
use ringwright_domain::call::CallState;
use ringwright_engine::call::{CallDetail, CallPage};
use ringwright_store::{CallKind, ListedCall};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::dto::{Event, text};

/// A call in a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallItem {
    id: String,
    kind: CallKindName,
    /// Whether it is over.
    ended: bool,
    /// Where an attempt stands (`ringing`, …), or how the call ended (`completed`, `no_answer`, …).
    state: String,
    agent_id: String,
    agent_name: String,
    account_id: String,
    /// By which version of the agent's script, where that is known.
    agent_version: Option<u32>,
    /// The booking that it is an attempt of.
    booking_id: Option<String>,
    /// The code of the booking's plan.
    plan: Option<String>,
    /// The person's name, where it is known.
    name: Option<String>,
    phone_masked: Option<String>,
    /// When it was recorded or answered.
    started_at: String,
    answered_at: Option<String>,
    ended_at: Option<String>,
    /// From being picked up to its end.
    duration_seconds: Option<u64>,
}

/// What a call is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CallKindName {
    /// An attempt of a booking.
    Booked,
    /// A call that one of our own agents holds or held.
    Own,
}

/// A call with what happened and what was said.
#[derive(Serialize, JsonSchema)]
pub(super) struct CallView {
    call: CallItem,
    /// What happened, oldest first.
    events: Vec<Event>,
    /// What was said, where we heard it.
    transcript: Vec<TranscriptLine>,
    /// What the agent had done by servers of the business, in their order.
    tools: Vec<UsedTool>,
    /// How long replies took, where we gave them.
    turns: Vec<Turn>,
    /// What it took, where we know.
    usage: Option<Usage>,
    /// Where its timing trace is downloaded, if one was written.
    trace: Option<String>,
}

/// Something that was said.
#[derive(Serialize, JsonSchema)]
struct TranscriptLine {
    number: u32,
    /// `caller` or `agent`.
    speaker: String,
    /// `whole`, `cut`, `keys`, `aside` or `phrase`.
    kind: String,
    /// The reply that it led to or belongs to.
    turn: Option<u32>,
    words: String,
    at: String,
}

/// Something that a server of the business was asked for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CallTool")]
struct UsedTool {
    number: u32,
    /// The reply for which it was asked.
    turn: Option<u32>,
    name: String,
    /// What it was told: JSON, where the model kept to that.
    arguments: String,
    asked_at: String,
    /// `done`, `failed`, `unreachable`, `timed_out`, `unsound` or `given_up`; missing until it is known.
    outcome: Option<String>,
    /// What the model was told of it.
    result: Option<String>,
    millis: Option<u32>,
}

impl From<ringwright_store::LiveTool> for UsedTool {
    fn from(tool: ringwright_store::LiveTool) -> Self {
        let ringwright_store::LiveTool { number, turn, name, arguments, asked_at, brought } = tool;
        let millis = brought.as_ref().map(|brought| brought.millis);
        let (outcome, result) = brought.map(|brought| (brought.outcome, brought.result)).unzip();
        Self { number, turn, name, arguments, asked_at: asked_at.to_string(), outcome, result, millis }
    }
}

/// How long a reply took, in milliseconds from the caller's last sound.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CallTurn")]
struct Turn {
    turn: u32,
    /// The caller's last sound.
    silent_since: String,
    asked: u32,
    words_final: Option<u32>,
    first_token: Option<u32>,
    first_audio: Option<u32>,
    decided: Option<u32>,
    voice_to_voice: u32,
    after_filler: bool,
    discarded: u32,
}

/// What a call took.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CallUsage")]
struct Usage {
    /// Tokens that the model read.
    prompt_tokens: u32,
    /// Tokens that the model wrote.
    completion_tokens: u32,
    /// Letters that the synthesiser was asked for.
    letters: u32,
}

impl CallItem {
    /// The call as it travels.
    pub(crate) fn of(call: &ListedCall, agent_name: String) -> Self {
        let mut item = Self {
            id: call.id.to_string(),
            kind: CallKindName::Own,
            ended: false,
            state: String::new(),
            agent_id: call.agent.to_string(),
            agent_name,
            account_id: call.account.to_string(),
            agent_version: call.version,
            booking_id: None,
            plan: None,
            name: None,
            phone_masked: None,
            started_at: call.at.to_string(),
            answered_at: None,
            ended_at: None,
            duration_seconds: None,
        };
        match &call.kind {
            CallKind::Booked { booking, plan, contact, state } => {
                item.kind = CallKindName::Booked;
                item.booking_id = Some(booking.to_string());
                item.plan = Some(plan.clone());
                item.name = Some(contact.name.as_str().to_owned());
                item.phone_masked = Some(contact.phone.masked());
                state.name().clone_into(&mut item.state);
                match state {
                    CallState::InProgress { answered_at } => item.lasted(Some(*answered_at), None),
                    CallState::Ended { outcome, answered_at, ended_at } => {
                        outcome.as_str().clone_into(&mut item.state);
                        item.lasted(*answered_at, Some(*ended_at));
                    }
                    CallState::Initiating | CallState::SubmissionUnknown | CallState::Ringing => {}
                }
            }
            CallKind::Own { person, ended_at, outcome, .. } => {
                let phone = person.as_deref().and_then(|p| p.parse::<ringwright_domain::Phone>().ok());
                item.phone_masked = phone.map(|phone| phone.masked());
                item.state = outcome.clone().unwrap_or_else(|| "in_progress".to_owned());
                item.lasted(Some(call.at), *ended_at);
            }
        }
        item
    }

    fn lasted(&mut self, answered_at: Option<Instant>, ended_at: Option<Instant>) {
        self.ended = ended_at.is_some();
        self.answered_at = text(answered_at);
        self.ended_at = text(ended_at);
        self.duration_seconds = answered_at.zip(ended_at).map(|(from, to)| to.since(from).as_secs());
    }

    /// The calls of a page.
    pub(crate) fn all(page: &CallPage) -> Vec<Self> {
        let name = |call: &ListedCall| page.agents.get(&call.agent).cloned().unwrap_or_default();
        page.calls.iter().map(|call| Self::of(call, name(call))).collect()
    }
}

impl From<CallDetail> for CallView {
    fn from(detail: CallDetail) -> Self {
        let line = |line: ringwright_store::LiveLine| TranscriptLine {
            number: line.number,
            speaker: line.speaker,
            kind: line.kind,
            turn: line.turn,
            words: line.words,
            at: line.at.to_string(),
        };
        let turn = |turn: ringwright_store::LiveTurn| Turn {
            turn: turn.turn,
            silent_since: turn.silent_since.to_string(),
            asked: turn.asked,
            words_final: turn.words_final,
            first_token: turn.first_token,
            first_audio: turn.first_audio,
            decided: turn.decided,
            voice_to_voice: turn.voice_to_voice,
            after_filler: turn.after_filler,
            discarded: turn.discarded,
        };
        Self {
            call: CallItem::of(&detail.call, detail.agent_name),
            events: detail.events.iter().map(Event::from).collect(),
            transcript: detail.lines.into_iter().map(line).collect(),
            tools: detail.tools.into_iter().map(UsedTool::from).collect(),
            turns: detail.turns.into_iter().map(turn).collect(),
            trace: detail.traced.then(|| format!("/api/calls/{}/trace", detail.call.id)),
            usage: detail.usage.map(|usage| Usage {
                prompt_tokens: usage.prompt_tokens,
                completion_tokens: usage.completion_tokens,
                letters: usage.letters,
            }),
        }
    }
}
