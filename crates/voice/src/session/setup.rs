//! How a call is to be held.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::frame::Rate;
use crate::turn::{Millis, Timings};

/// How a call is to be held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The rate of the carrier's sound.
    pub rate: Rate,
    /// The longest the call may be.
    pub longest: Millis,
    /// Every waiting time.
    pub timings: Timings,
    /// What the agent says by itself, in its language; a phrase that is missing here has its English words.
    pub phrases: BTreeMap<Phrase, String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            rate: Rate::Narrow,
            longest: Millis(10 * 60 * 1_000),
            timings: Timings::default(),
            phrases: BTreeMap::new(),
        }
    }
}

impl Setup {
    pub(super) fn words_of(&self, phrase: Phrase) -> String {
        self.phrases.get(&phrase).cloned().unwrap_or_else(|| phrase.english().to_owned())
    }

    pub(super) const fn longest(&self) -> Duration {
        self.longest.get()
    }
}

/// What the agent says by itself, without a model. Worth synthesising ahead ([`super::Input::Prepared`]): it is
/// needed just when a vendor does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phrase {
    /// A reply or a tool takes longer than people wait in silence.
    OneMoment,
    /// It still does.
    StillWorking,
    /// The caller has said nothing for a while.
    StillThere,
    /// The longest duration is near.
    TimeNearlyUp,
    /// The call is over.
    Goodbye,
    /// A reply did not come about; the caller may try again.
    Apology,
    /// Nothing works; the call ends.
    GiveUp,
}

impl Phrase {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OneMoment,
        Self::StillWorking,
        Self::StillThere,
        Self::TimeNearlyUp,
        Self::Goodbye,
        Self::Apology,
        Self::GiveUp,
    ];

    /// Its words in English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::OneMoment => "One moment, please.",
            Self::StillWorking => "I'm still on it, just a moment.",
            Self::StillThere => "Are you still there?",
            Self::TimeNearlyUp => "Just so you know, our time is nearly up.",
            Self::Goodbye => "Thank you for the call. Goodbye.",
            Self::Apology => "I'm sorry, I didn't get that. Could you say it again?",
            Self::GiveUp => "I'm sorry, something is not working here. Please try again later. Goodbye.",
        }
    }
}
