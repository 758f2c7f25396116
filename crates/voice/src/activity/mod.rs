//! Is the caller speaking, and since when?
//!
//! Two ears judge each frame: a model says how much it sounds like voice ([`VoiceModel`]), and the level says whether
//! there is sound above the room ([`NoiseFloor`]). Both must agree that the caller speaks. The model decides *what*
//! it is; the level decides *when* it began and ended, because a model hears the end of a word some 100 ms late.
//!
//! A frame is reduced to a [`Reading`] at once. Everything after depends on readings alone, so that a call can be
//! replayed without its sound.

mod floor;
mod listener;

use std::time::Duration;

use ringwright_domain::Instant;
use serde::{Deserialize, Serialize};

use crate::frame::FRAME;

pub use floor::NoiseFloor;
pub use listener::{Earshot, Listener, VoiceModel};

/// What is left of a frame for whoever decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// How much it sounds like voice: 0 not at all, 255 certainly.
    pub voice: u8,
    /// How loud it is, in dB below full scale.
    pub level: i8,
}

/// A change of the caller's speech, with the time at which the sound itself changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityChange {
    /// The caller speaks since then.
    Started(Instant),
    /// The caller's last sound was then.
    Stopped(Instant),
}

/// From this on a frame is voice, when nobody was speaking.
const VOICE_BEGINS: u8 = 128;
/// Below this a frame is no voice, when somebody was speaking.
const VOICE_ENDS: u8 = 80;
/// So many voiced frames in a row begin speech.
const FRAMES_TO_START: u8 = 2;
/// So many frames without voice end it: shorter gaps are inside words.
const FRAMES_TO_STOP: u8 = 3;
/// Sound that leads to voice without a gap belongs to it, up to so long before.
const LONGEST_ONSET: Duration = Duration::from_millis(200);
/// Nothing counts before this: models hear voice in the first frames of anything.
const WARM_UP: u8 = 10;

/// Follows the caller's speech from reading to reading.
#[derive(Debug, Clone)]
pub struct Activity {
    floor: NoiseFloor,
    state: State,
    /// Frames until the warm-up is over.
    warming: u8,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Quiet {
        /// Voiced frames in a row.
        voiced: u8,
        /// Since when there is sound without a gap.
        sound_since: Option<Instant>,
    },
    Speaking {
        since: Instant,
        /// When the last frame that was voice ended.
        last_sound: Instant,
        /// Frames without voice in a row.
        silent: u8,
    },
}

const QUIET: State = State::Quiet { voiced: 0, sound_since: None };

impl Default for Activity {
    fn default() -> Self {
        Self { floor: NoiseFloor::default(), state: QUIET, warming: WARM_UP }
    }
}

impl Activity {
    /// Takes in the reading of the frame that ended at `now`.
    pub fn hear(&mut self, now: Instant, reading: Reading) -> Option<ActivityChange> {
        let speaking = matches!(self.state, State::Speaking { .. });
        let loud = self.floor.exceeded_by(reading.level);
        self.floor.learn(reading, speaking);
        if self.warming > 0 {
            self.warming -= 1;
            return None;
        }
        match &mut self.state {
            State::Quiet { voiced, sound_since } => {
                let began = now.minus(FRAME);
                *sound_since = loud.then(|| sound_since.unwrap_or(began));
                *voiced = if loud && reading.voice >= VOICE_BEGINS { *voiced + 1 } else { 0 };
                if *voiced < FRAMES_TO_START {
                    return None;
                }
                let since = sound_since.unwrap_or(began).max(now.minus(LONGEST_ONSET));
                self.state = State::Speaking { since, last_sound: now, silent: 0 };
                Some(ActivityChange::Started(since))
            }
            State::Speaking { last_sound, silent, .. } => {
                if loud && reading.voice >= VOICE_ENDS {
                    *last_sound = now;
                    *silent = 0;
                    return None;
                }
                *silent += 1;
                (*silent >= FRAMES_TO_STOP).then(|| self.stop()).flatten()
            }
        }
    }

    /// Ends the speech where its last sound was: nothing more will be heard.
    pub fn stop(&mut self) -> Option<ActivityChange> {
        let State::Speaking { last_sound, .. } = self.state else { return None };
        self.state = QUIET;
        Some(ActivityChange::Stopped(last_sound))
    }

    /// Since when the caller speaks, if so.
    pub fn speaking_since(&self) -> Option<Instant> {
        match self.state {
            State::Speaking { since, .. } => Some(since),
            State::Quiet { .. } => None,
        }
    }

    /// How long the present speech has sounded.
    pub fn spoken_for(&self) -> Duration {
        match self.state {
            State::Speaking { since, last_sound, .. } => last_sound.since(since),
            State::Quiet { .. } => Duration::ZERO,
        }
    }

    /// Whether a sound has just begun that may turn out to be speech. The model needs a moment for its verdict, so
    /// any sound above the room counts.
    pub const fn is_stirring(&self) -> bool {
        matches!(self.state, State::Quiet { sound_since: Some(_), .. })
    }

    /// The level up to which a frame is surely no speech, so that no model need look at it.
    pub fn gate(&self) -> i8 {
        self.floor.gate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: Reading = Reading { voice: 240, level: -22 };
    const ROOM: Reading = Reading { voice: 5, level: -62 };
    const HUM: Reading = Reading { voice: 10, level: -30 };

    /// Hears readings, 20 ms each from 0 on, and answers with the changes in ms.
    fn changes(readings: impl IntoIterator<Item = (Reading, u32)>) -> Vec<(char, i64)> {
        let mut activity = Activity::default();
        let mut now = Instant::from_millis(0);
        let mut changes = Vec::new();
        for (reading, times) in readings {
            for _ in 0..times {
                now = now.plus(FRAME);
                match activity.hear(now, reading) {
                    Some(ActivityChange::Started(at)) => changes.push(('+', at.millis())),
                    Some(ActivityChange::Stopped(at)) => changes.push(('-', at.millis())),
                    None => {}
                }
            }
        }
        changes
    }

    #[test]
    fn speech_has_the_times_of_its_sound() {
        // 400 ms of room, 200 ms of speech, room.
        assert_eq!(changes([(ROOM, 20), (VOICE, 10), (ROOM, 20)]), [('+', 400), ('-', 600)]);
    }

    #[test]
    fn the_soft_beginning_of_a_word_belongs_to_it() {
        let breath = Reading { voice: 60, level: -45 };
        assert_eq!(changes([(ROOM, 20), (breath, 3), (VOICE, 10), (ROOM, 5)]), [('+', 400), ('-', 660)]);
    }

    #[test]
    fn the_tail_of_the_model_does_not_prolong_speech() {
        let tail = Reading { voice: 200, level: -61 };
        assert_eq!(changes([(ROOM, 20), (VOICE, 10), (tail, 6), (ROOM, 20)]), [('+', 400), ('-', 600)]);
    }

    #[test]
    fn gaps_inside_words_are_none() {
        assert_eq!(changes([(ROOM, 20), (VOICE, 5), (ROOM, 2), (VOICE, 5), (ROOM, 5)]).len(), 2);
    }

    #[test]
    fn clicks_noise_and_the_start_of_the_call_are_no_speech() {
        assert_eq!(changes([(VOICE, 8), (ROOM, 20), (VOICE, 1), (ROOM, 20), (HUM, 200)]), []);
    }

    #[test]
    fn speech_is_heard_over_steady_noise() {
        let over = Reading { voice: 230, level: -20 };
        assert_eq!(changes([(HUM, 500), (over, 10), (HUM, 20)]), [('+', 10_000), ('-', 10_200)]);
    }
}
