//! How long things took, as the caller hears them.

use ringwright_domain::Instant;
use serde::Serialize;

use super::ids::TurnId;
use crate::turn::Millis;

/// How long something took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A reply, when its first sound is heard.
    Turn(TurnMeasure),
    /// An interruption, when the agent has fallen silent.
    BargeIn {
        /// From the caller's first sound to the agent's last.
        after: Millis,
    },
    /// A sound that the agent fell silent for and that was no interruption, when the agent goes on.
    FalseAlarm {
        /// How long the agent was silent.
        silent: Millis,
    },
}

/// The times of one reply. All count from the caller's last sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TurnMeasure {
    /// The reply.
    pub turn: TurnId,
    /// The caller's last sound.
    pub silent_since: Instant,
    /// The recogniser's final words, if they came before the reply.
    pub words_final: Option<Millis>,
    /// The model was asked for what became the reply.
    pub asked: Millis,
    /// The model's first text.
    pub first_token: Option<Millis>,
    /// The synthesiser's first sound.
    pub first_audio: Option<Millis>,
    /// Enough silence to be sure that the caller was done.
    pub decided: Option<Millis>,
    /// The first sound of the reply in the caller's ear: what a reply really takes.
    pub voice_to_voice: Millis,
    /// Whether the caller heard a filler before.
    pub after_filler: bool,
    /// How many replies were thought of in vain before it.
    pub discarded: u8,
}

/// Gathers the times of one reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    pub(super) silent_since: Instant,
    pub(super) asked: Instant,
    pub(super) words_final: Option<Instant>,
    pub(super) first_token: Option<Instant>,
    pub(super) first_audio: Option<Instant>,
    pub(super) decided: Option<Instant>,
    pub(super) after_filler: bool,
    pub(super) discarded: u8,
    /// Whether the first sound was heard, and all this reported.
    pub(super) reported: bool,
}

impl Stopwatch {
    pub(super) const fn start(silent_since: Instant, asked: Instant, discarded: u8) -> Self {
        Self {
            silent_since,
            asked,
            words_final: None,
            first_token: None,
            first_audio: None,
            decided: None,
            after_filler: false,
            discarded,
            reported: false,
        }
    }

    pub(super) fn report(&mut self, turn: TurnId, sounds_at: Instant) -> Measure {
        self.reported = true;
        let after = |at: Instant| Millis::from(at.since(self.silent_since));
        Measure::Turn(TurnMeasure {
            turn,
            silent_since: self.silent_since,
            words_final: self.words_final.map(after),
            asked: after(self.asked),
            first_token: self.first_token.map(after),
            first_audio: self.first_audio.map(after),
            decided: self.decided.map(after),
            voice_to_voice: after(sounds_at),
            after_filler: self.after_filler,
            discarded: self.discarded,
        })
    }
}
