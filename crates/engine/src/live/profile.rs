//! How an agent holds its calls.

use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::agent::Tool;
use ringwright_voice::session::{Phrase, Setup};
use ringwright_voice::turn::{Millis, Timings};

/// How an agent holds its calls.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What the agent is and shall do: the model's instructions.
    pub instructions: String,
    /// What callers are told about the machine that they talk with, before anything else.
    pub disclosure: Option<String>,
    /// What it says first, if it does.
    pub greeting: Option<String>,
    /// Its language.
    pub language: String,
    /// The synthesiser's name of its voice; the usual one when missing.
    pub voice: Option<String>,
    /// Who thinks.
    pub thinker: Thinker,
    /// Words that callers are likely to say.
    pub terms: Arc<[String]>,
    /// The longest call.
    pub longest: Duration,
    /// Every waiting time.
    pub timings: Timings,
    /// How calls are recorded, if they are.
    pub recording: Option<RecordingWish>,
    /// What it may have done by servers of the business.
    pub tools: Arc<[Tool]>,
}

/// Who thinks in an agent's calls, where that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thinker {
    /// The provider that is asked first, as [`Providers`](super::Providers) names it; the others stand in for it.
    pub provider: Option<String>,
    /// Its model; the provider's usual one when missing.
    pub model: Option<String>,
}

/// How calls are recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingWish {
    /// What callers are told of it, before anything else.
    pub announcement: String,
    /// For how many days a recording is kept.
    pub keep_days: u32,
}

/// What every agent is told about the telephone.
const MANNERS: &str = "You are speaking with somebody on the telephone. Answer in one or two short spoken \
    sentences, without lists, markup or emoji. Say numbers, dates and prices as people say them. Ask one thing at a \
    time. When the conversation is over, say goodbye and use end_call.";

impl Profile {
    /// How an agent of this name holds calls when nothing else is written about it.
    pub fn usual(name: &str, organisation: &str) -> Self {
        Self {
            instructions: format!(
                "You are {name}, who answers the telephone of {organisation}. Be warm and brief."
            ),
            disclosure: None,
            greeting: Some(format!("Hello, this is {name}. How can I help you?")),
            language: "en".to_owned(),
            voice: None,
            thinker: Thinker::default(),
            terms: [organisation.to_owned(), name.to_owned()].into(),
            longest: Duration::from_secs(15 * 60),
            timings: Timings::default(),
            recording: None,
            tools: Arc::default(),
        }
    }

    /// What the model is told.
    pub(super) fn system(&self) -> String {
        format!("{}\n\n{MANNERS}", self.instructions)
    }

    /// Callers do not interrupt: what is said is said to its end.
    pub(crate) fn hear_out(&mut self) {
        let never = Millis::from(Duration::from_secs(3_600));
        self.timings.hush = never;
        self.timings.barge_in_with_words = never;
        self.timings.barge_in_without_words = never;
    }

    /// What is said first.
    pub(crate) fn opening(&self) -> Option<String> {
        let announcement = self.recording.as_ref().map(|recording| recording.announcement.as_str());
        let parts = [self.disclosure.as_deref(), announcement, self.greeting.as_deref()];
        let words = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty());
        let words = words.collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    }

    /// What the agent says by itself, and is worth keeping.
    pub(super) fn own_words(&self) -> Arc<[String]> {
        let phrases = Phrase::ALL.into_iter().map(|phrase| phrase.english().to_owned());
        self.opening().into_iter().chain(phrases).collect()
    }

    pub(super) fn setup(&self, rate: ringwright_voice::frame::Rate) -> Setup {
        let longest = Millis::from(self.longest);
        Setup { rate, longest, timings: self.timings.clone(), ..Setup::default() }
    }
}
