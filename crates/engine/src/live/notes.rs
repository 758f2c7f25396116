//! What is noted of a call while it is held, and written down behind its back.
//!
//! The call never waits for the database: notes are gathered, a transaction at a time is under way, and it is polled
//! beside the sound. What could not be written is written with the next.

use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ringwright_domain::Instant;
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{LiveLine, LiveOverlap, LiveTool, LiveTurn, LiveUsage, NewEvent};
use ringwright_voice::session::{
    EndReason, Entry, EntryKind, Incident, Measure, Part, Speaker, TurnId, TurnMeasure,
};
use ringwright_voice::turn::Millis;
use serde_json::json;

use super::admit::event;
use super::watch::SIGN_OF_LIFE;
use crate::{Engine, Result};

/// Overflow rule: of more measures and events that wait to be written the oldest go. The transcript never does.
const MOST_WAITING: usize = 1_000;
/// What comes within this is written together: hundreds of calls share one disk.
const GATHER: Duration = Duration::from_millis(800);
/// After a failure of the database it is left alone for so long.
const REST: Duration = Duration::from_secs(2);
/// How often the end of a call is tried to be written; after that its watch ends it.
const TRIES: u32 = 5;

/// What waits to be written.
#[derive(Default)]
struct Batch {
    lines: Vec<LiveLine>,
    turns: Vec<LiveTurn>,
    overlaps: Vec<LiveOverlap>,
    tools: Vec<LiveTool>,
    events: Vec<NewEvent>,
}

impl Batch {
    const fn is_empty(&self) -> bool {
        self.lines.is_empty()
            && self.turns.is_empty()
            && self.overlaps.is_empty()
            && self.tools.is_empty()
            && self.events.is_empty()
    }

    /// Puts what could not be written before what came since.
    fn before(mut self, later: Self) -> Self {
        self.lines.extend(later.lines);
        self.turns.extend(later.turns);
        self.overlaps.extend(later.overlaps);
        self.tools.extend(later.tools);
        self.events.extend(later.events);
        self.turns.drain(..self.turns.len().saturating_sub(MOST_WAITING));
        self.overlaps.drain(..self.overlaps.len().saturating_sub(MOST_WAITING));
        self.events.drain(..self.events.len().saturating_sub(MOST_WAITING));
        self
    }
}

type Writing = BoxFuture<'static, (Batch, Result<()>)>;

/// What is noted of a call.
pub(super) struct Notes {
    engine: Engine,
    org: OrgId,
    call: CallId,
    waiting: Batch,
    writing: Option<Writing>,
    /// Not to be written before, and to be written then even without news, as a sign of life.
    write_at: Instant,
    sign_at: Instant,
    incidents: u32,
    /// Lines and turns of before an interruption of the whole call, after which numbers go on.
    lines_before: u32,
    turns_before: u32,
    /// Sounds that fell into the agent's speech, with those of before.
    overlaps: u32,
    usage: LiveUsage,
}

impl Notes {
    pub(super) fn new(
        engine: Engine,
        org: OrgId,
        call: CallId,
        before: &[LiveLine],
        overlaps_before: u32,
    ) -> Self {
        let now = engine.now();
        let last = before.last();
        Self {
            engine,
            org,
            call,
            waiting: Batch::default(),
            writing: None,
            write_at: now,
            sign_at: now.plus(SIGN_OF_LIFE),
            incidents: 0,
            lines_before: last.map_or(0, |line| line.number.saturating_add(1)),
            turns_before: before.iter().filter_map(|line| line.turn).max().unwrap_or(0),
            overlaps: overlaps_before,
            usage: LiveUsage::default(),
        }
    }

    /// When it is to be polled again even if nothing happens.
    pub(super) fn due(&self) -> Instant {
        match (&self.writing, self.waiting.is_empty()) {
            // Its end wakes the call by itself.
            (Some(_), _) => Instant::from_micros(i64::MAX),
            (None, true) => self.sign_at,
            (None, false) => self.sign_at.min(self.write_at),
        }
    }

    /// A line was said or heard.
    pub(super) fn entry(&mut self, entry: &Entry) {
        self.waiting.lines.push(LiveLine {
            number: self.lines_before.saturating_add(entry.number),
            speaker: speaker(entry.speaker).to_owned(),
            kind: kind(entry.kind).to_owned(),
            turn: entry.turn.map(|turn| self.turn(turn)),
            words: entry.text.replace('\0', ""),
            at: entry.at,
        });
    }

    /// The number of a turn in the whole call.
    pub(super) fn turn(&self, turn: TurnId) -> u32 {
        self.turns_before.saturating_add(turn.0)
    }

    /// How long something took.
    pub(super) fn measure(&mut self, measure: &Measure) {
        match measure {
            Measure::Turn(turn) => {
                let seconds = turn.voice_to_voice.get().as_secs_f64();
                metrics::histogram!("ringwright_live_voice_to_voice_seconds").record(seconds);
                let turn = self.row(turn);
                let data = json!({
                    "turn": turn.turn, "askedMs": turn.asked, "wordsFinalMs": turn.words_final,
                    "firstTokenMs": turn.first_token, "firstAudioMs": turn.first_audio,
                    "decidedMs": turn.decided, "voiceToVoiceMs": turn.voice_to_voice,
                });
                self.waiting.events.push(event("live.replied", &self.call, data));
                self.waiting.turns.push(turn);
            }
            Measure::BargeIn { after } => {
                metrics::histogram!("ringwright_live_barge_in_seconds").record(after.get().as_secs_f64());
                let data = json!({ "afterMs": after.0 });
                self.waiting.events.push(event("live.interrupted", &self.call, data));
                self.overlap(true, *after);
            }
            Measure::FalseAlarm { silent } => {
                self.overlap(false, *silent);
                metrics::histogram!("ringwright_live_false_alarm_seconds").record(silent.get().as_secs_f64());
            }
        }
    }

    fn overlap(&mut self, interruption: bool, millis: Millis) {
        let number = self.overlaps;
        self.overlaps = self.overlaps.saturating_add(1);
        let overlap = LiveOverlap { number, at: self.engine.now(), interruption, millis: millis.0 };
        self.waiting.overlaps.push(overlap);
    }

    fn row(&self, measure: &TurnMeasure) -> LiveTurn {
        let millis = |millis: Option<Millis>| millis.map(|millis| millis.0);
        LiveTurn {
            turn: self.turn(measure.turn),
            silent_since: measure.silent_since,
            asked: measure.asked.0,
            words_final: millis(measure.words_final),
            first_token: millis(measure.first_token),
            first_audio: millis(measure.first_audio),
            decided: millis(measure.decided),
            voice_to_voice: measure.voice_to_voice.0,
            after_filler: measure.after_filler,
            discarded: measure.discarded.into(),
        }
    }

    /// What came of a tool is known.
    pub(super) fn tool(&mut self, tool: LiveTool) {
        self.waiting.events.push(tool_event(&self.call, &tool));
        self.waiting.tools.push(tool);
    }

    /// Something that should not happen did.
    pub(super) fn incident(&mut self, incident: Incident) {
        self.incidents += 1;
        let name = name(incident);
        metrics::counter!("ringwright_live_incidents_total", "incident" => name).increment(1);
        tracing::info!(call = %self.call, incident = name, "an incident in a live call");
        self.waiting.events.push(event("live.incident", &self.call, json!({ "incident": name })));
    }

    /// Another vendor has taken over.
    pub(super) fn switched(&mut self, part: Part, from: &'static str, to: &'static str) {
        tracing::warn!(call = %self.call, ?part, from, to, "another vendor takes over in a live call");
        let data = json!({ "part": part, "from": from, "to": to });
        self.waiting.events.push(event("live.switched", &self.call, data));
    }

    /// Sound of the caller that was left out, because it came faster than sound is.
    pub(super) fn frames_dropped(&self, frames: u64) {
        if frames > 0 {
            metrics::counter!("ringwright_live_frames_dropped_total").increment(frames);
            tracing::warn!(call = %self.call, frames, "a line brought more sound than time");
        }
    }

    /// What the vendors were asked for.
    pub(super) fn used(&mut self, usage: LiveUsage) {
        let count = |kind, tokens: u32| {
            metrics::counter!("ringwright_live_tokens_total", "kind" => kind).increment(tokens.into());
        };
        count("prompt", usage.prompt_tokens);
        count("completion", usage.completion_tokens);
        metrics::counter!("ringwright_live_letters_total").increment(usage.letters.into());
        self.usage = usage;
    }

    /// Writes on, without waiting.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) {
        loop {
            if let Some(writing) = &mut self.writing {
                let Poll::Ready((batch, result)) = writing.poll_unpin(context) else { return };
                self.writing = None;
                self.note_result(batch, result);
            }
            let now = self.engine.now();
            let due = now >= self.write_at && (!self.waiting.is_empty() || now >= self.sign_at);
            if !due {
                return;
            }
            self.sign_at = now.plus(SIGN_OF_LIFE);
            let batch = std::mem::take(&mut self.waiting);
            let (engine, org, call) = (self.engine.clone(), self.org.clone(), self.call.clone());
            self.writing = Some(
                async move {
                    let result = engine.write_live_notes(&org, &call, &batch, None).await;
                    (batch, result)
                }
                .boxed(),
            );
        }
    }

    fn note_result(&mut self, batch: Batch, result: Result<()>) {
        self.write_at = self.engine.now().plus(GATHER);
        if let Err(error) = result {
            tracing::warn!(call = %self.call, %error, "the notes of a live call could not be written; they wait");
            self.waiting = batch.before(std::mem::take(&mut self.waiting));
            self.write_at = self.engine.now().plus(REST);
            self.sign_at = self.write_at;
        }
    }

    /// Writes what is left, and the end of the call. Its sound is over, so that this may wait.
    pub(super) async fn finish(mut self, reason: EndReason) {
        if let Some(writing) = self.writing.take() {
            let (batch, result) = writing.await;
            self.note_result(batch, result);
        }
        let outcome = outcome(reason);
        let data = json!({ "outcome": outcome, "incidents": self.incidents });
        self.waiting.events.push(event("live.ended", &self.call, data));
        let end = Some((outcome, self.usage));
        for _ in 0..TRIES {
            match self.engine.write_live_notes(&self.org, &self.call, &self.waiting, end).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(call = %self.call, %error, "the end of a live call could not be written");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }
}

impl Engine {
    /// Writes notes of a call in one transaction: its lines, its turns, its events, a sign of life, and its end.
    async fn write_live_notes(
        &self,
        org: &OrgId,
        call: &CallId,
        batch: &Batch,
        end: Option<(&'static str, LiveUsage)>,
    ) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        for line in &batch.lines {
            tx.insert_live_line(call, line).await?;
        }
        for turn in &batch.turns {
            tx.insert_live_turn(call, turn).await?;
        }
        for overlap in &batch.overlaps {
            tx.insert_live_overlap(call, overlap).await?;
        }
        for tool in &batch.tools {
            tx.put_live_tool(call, tool).await?;
        }
        // Its carrier may have connected it to another node, which holds it now.
        let held = tx.live_call_for_update(call).await?;
        let ours = held.is_some_and(|held| held.node == self.node().as_str());
        let up = ours
            && match end {
                Some((outcome, usage)) => tx.end_live_call(call, outcome, usage, now).await?,
                None => tx.see_live_call(call, self.node().as_str(), now).await?,
            };
        // A call that its watch has given up has its end already; what was said is written nevertheless.
        for event in batch.events.iter().filter(|_| up) {
            tx.emit(event.clone());
        }
        if end.is_some() {
            self.end_recording(&mut tx, org, call).await?;
            tx.system().wake_dispatch();
        }
        Ok(tx.commit(now).await?)
    }

    /// Writes that a tool is asked, or what came of it, by itself.
    pub(super) async fn write_live_tool(&self, org: &OrgId, call: &CallId, tool: &LiveTool) -> Result<()> {
        let mut tx = self.org(org).begin().await?;
        tx.put_live_tool(call, tool).await?;
        tx.emit(tool_event(call, tool));
        Ok(tx.commit(self.now()).await?)
    }
}

/// That a tool was asked, or what came of it. Never with what it was told or has brought.
fn tool_event(call: &CallId, tool: &LiveTool) -> NewEvent {
    match &tool.brought {
        None => event("live.tool_asked", call, json!({ "tool": tool.name })),
        Some(brought) => {
            let data = json!({ "tool": tool.name, "outcome": brought.outcome, "millis": brought.millis });
            event("live.tool_answered", call, data)
        }
    }
}

const fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Caller => "caller",
        Speaker::Agent => "agent",
    }
}

const fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Whole => "whole",
        EntryKind::Cut => "cut",
        EntryKind::Keys => "keys",
        EntryKind::Aside => "aside",
        EntryKind::Phrase => "phrase",
    }
}

/// A line as it was written, as the agent knew it. `None` for one of a kind that is not known.
pub(super) fn entry_of(line: &LiveLine) -> Option<Entry> {
    Some(Entry {
        number: line.number,
        speaker: if line.speaker == "caller" { Speaker::Caller } else { Speaker::Agent },
        turn: line.turn.map(TurnId),
        text: line.words.clone(),
        kind: match line.kind.as_str() {
            "whole" => EntryKind::Whole,
            "cut" => EntryKind::Cut,
            "keys" => EntryKind::Keys,
            "aside" => EntryKind::Aside,
            "phrase" => EntryKind::Phrase,
            _ => return None,
        },
        at: line.at,
    })
}

/// The name of an end in figures and events.
const fn outcome(reason: EndReason) -> &'static str {
    match reason {
        EndReason::AgentDone => "agent_done",
        EndReason::CallerSilent => "caller_silent",
        EndReason::LongestReached => "longest_reached",
        EndReason::SocketLost => "socket_lost",
        EndReason::VendorsDown => "vendors_down",
        EndReason::CallerHungUp => "caller_hung_up",
    }
}

/// The name of an incident in figures and events.
const fn name(incident: Incident) -> &'static str {
    match incident {
        Incident::DeadAir { .. } => "dead_air",
        Incident::NoFirstToken => "no_first_token",
        Incident::ReplyBroken => "reply_broken",
        Incident::EmptyReply => "empty_reply",
        Incident::NoFirstAudio => "no_first_audio",
        Incident::RecogniserDeaf => "recogniser_deaf",
        Incident::VendorTrouble { part: Part::Recogniser } => "recogniser_trouble",
        Incident::VendorTrouble { part: Part::Model } => "model_trouble",
        Incident::VendorTrouble { part: Part::Synthesiser } => "synthesiser_trouble",
        Incident::ReplyGivenUp => "reply_given_up",
        Incident::ToolGivenUp => "tool_given_up",
        Incident::SocketLost => "socket_lost",
        Incident::NoiseTooLong => "noise_too_long",
        Incident::TurnTooLong => "turn_too_long",
        Incident::Overflow => "overflow",
    }
}
