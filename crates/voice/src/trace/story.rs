//! How a call went, in few figures.

use std::time::Duration;

use serde::Serialize;

use crate::session::{EndReason, EntryKind, Measure, Output, Speaker, TurnId};

/// How a call went.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Story {
    /// Its replies, in order.
    pub turns: Vec<TurnStory>,
    /// How often the caller silenced the agent.
    pub interruptions: u32,
    /// How often the agent fell silent for a sound that was none.
    pub false_alarms: u32,
    /// Incidents.
    pub incidents: u32,
    /// Why we ended the call, if we did.
    pub ended: Option<EndReason>,
}

/// One reply.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TurnStory {
    /// What the caller had said.
    pub said: String,
    /// When the caller's turn was confirmed, in ms from the start.
    pub confirmed_at: u64,
    /// From the caller's last sound to the first sound of the reply, in ms; nothing if it was never heard.
    pub voice_to_voice: Option<u32>,
    /// Replies thought of in vain before.
    pub discarded: u8,
    /// Whether the caller was not done: they silenced the agent as it had hardly begun.
    pub cut_off: bool,
}

/// A caller who silences the agent so soon was not done.
const HARDLY_BEGUN: Duration = Duration::from_millis(1_200);

impl Story {
    /// The story of what a call wanted.
    pub fn of(outputs: &[(Duration, Output)]) -> Self {
        let mut story = Self::default();
        let mut said: Option<(TurnId, String)> = None;
        let mut begun: Option<Duration> = None;
        for (at, output) in outputs {
            match output {
                Output::Entry(entry)
                    if entry.speaker == Speaker::Caller && entry.kind != EntryKind::Aside =>
                {
                    said = entry.turn.map(|turn| (turn, entry.text.clone()));
                }
                Output::Confirm { turn } => story.turns.push(TurnStory {
                    said: said.take().filter(|(of, _)| of == turn).map(|(_, text)| text).unwrap_or_default(),
                    confirmed_at: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
                    voice_to_voice: None,
                    discarded: 0,
                    cut_off: false,
                }),
                Output::Measure(Measure::Turn(measure)) => {
                    begun = Some(*at);
                    if let Some(turn) = story.turns.last_mut() {
                        turn.voice_to_voice = Some(measure.voice_to_voice.0);
                        turn.discarded = measure.discarded;
                    }
                }
                Output::Measure(Measure::BargeIn { .. }) => {
                    story.interruptions += 1;
                    let soon = begun.take().is_some_and(|begun| *at < begun + HARDLY_BEGUN);
                    if let Some(turn) = story.turns.last_mut().filter(|_| soon) {
                        turn.cut_off = true;
                    }
                }
                Output::Measure(Measure::FalseAlarm { .. }) => story.false_alarms += 1,
                Output::Incident(_) => story.incidents += 1,
                Output::HangUp(reason) => story.ended = Some(*reason),
                _ => {}
            }
        }
        story
    }

    /// How often the agent cut the caller off.
    pub fn cut_offs(&self) -> usize {
        self.turns.iter().filter(|turn| turn.cut_off).count()
    }

    /// The median of the times from voice to voice, in ms.
    pub fn median(&self) -> Option<u32> {
        let mut times: Vec<u32> = self.turns.iter().filter_map(|turn| turn.voice_to_voice).collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    }
}
