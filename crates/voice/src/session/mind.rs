//! The side that decides: whose turn it is, and what the agent is about to say.

use std::collections::BTreeMap;

use ringwright_domain::Instant;

use super::chunker::Chunker;
use super::expectation::Expectation;
use super::ids::{AskId, Ids, ToolId, TurnId};
use super::input::Sound;
use super::measure::Stopwatch;
use super::output::EndReason;
use super::setup::Phrase;
use crate::turn::{Completeness, Rhythm, Wariness};

/// Whose turn it is.
pub(super) enum State {
    /// Nobody owes anything. The agent may be saying something by itself.
    Idle {
        /// How often a silent caller was asked whether they are there.
        prompts: u8,
    },
    /// The caller has the floor. Nothing of ours is heard.
    Taking(Taking),
    /// The caller is done and we reply.
    Replying(Box<Reply>),
    /// The agent says goodbye; then the call ends.
    Closing(EndReason),
    /// The call has ended.
    Over(EndReason),
}

/// The caller's turn.
pub(super) struct Taking {
    pub(super) since: Instant,
    /// What we would reply, if this were all.
    pub(super) guess: Option<Box<Reply>>,
    /// Since when the silence has been long enough.
    pub(super) ripe: Option<Instant>,
    /// Until when a sound that has just begun may hold the reply back; given once.
    pub(super) stirring: Option<Instant>,
    /// Replies thought of in vain.
    pub(super) discarded: u8,
    /// Fillers said while the caller's words were waited for.
    pub(super) fillers: Fillers,
    /// What the words looked like when the caller fell silent last.
    pub(super) looked: Completeness,
}

impl Taking {
    pub(super) const fn new(since: Instant) -> Self {
        let fillers = Fillers { said: 0, not_before: None };
        let looked = Completeness::Empty;
        Self { since, guess: None, ripe: None, stirring: None, discarded: 0, fillers, looked }
    }
}

/// What is said by ourselves while something is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fillers {
    /// How many were said.
    pub(super) said: u8,
    /// No other is said before.
    pub(super) not_before: Option<Instant>,
}

impl Fillers {
    /// The next one.
    pub(super) const fn next(&mut self) -> Phrase {
        let phrase = if self.said == 0 { Phrase::OneMoment } else { Phrase::StillWorking };
        self.said = self.said.saturating_add(1);
        phrase
    }
}

/// How far the model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// It was asked.
    Asked,
    /// It has begun.
    Begun,
    /// It has nothing to add.
    Done,
}

/// A reply in the making.
pub(super) struct Reply {
    pub(super) turn: TurnId,
    pub(super) ask: AskId,
    /// What the caller said to which it replies.
    pub(super) said: String,
    pub(super) keys: String,
    pub(super) writing: Writing,
    pub(super) chunker: Chunker,
    pub(super) tools: Vec<Tool>,
    pub(super) times: Stopwatch,
    /// Models that failed at it.
    pub(super) retries: u8,
    /// Fillers said while it was waited for.
    pub(super) fillers: Fillers,
    /// Whether there were words or tools at all.
    pub(super) has_content: bool,
    /// Whether its model broke off, so that another has to go on where it stopped.
    pub(super) broken: bool,
}

/// Overflow rule: a model that wants more tools in one request is not given them.
pub(super) const MOST_TOOLS: usize = 16;

/// A tool that the model wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tool {
    pub(super) id: ToolId,
    pub(super) state: ToolState,
}

/// How far a tool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToolState {
    /// It waits until the caller is surely done.
    Held,
    /// It runs.
    Running,
    /// It has finished, or was given up.
    Done,
}

impl Reply {
    pub(super) fn tools_are_done(&self) -> bool {
        self.tools.iter().all(|tool| tool.state == ToolState::Done)
    }

    /// Whether nothing more can come of it.
    pub(super) fn is_over(&self) -> bool {
        self.writing == Writing::Done && self.tools.is_empty()
    }
}

/// A sound of the caller during the agent's speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overlapping {
    pub(super) since: Instant,
    /// The longest speech without a pause in it.
    pub(super) longest: std::time::Duration,
    /// When the agent fell silent for it.
    pub(super) hushed: Option<Instant>,
}

impl Overlapping {
    pub(super) const fn new(since: Instant) -> Self {
        Self { since, longest: std::time::Duration::ZERO, hushed: None }
    }
}

/// The side that decides.
pub(super) struct Mind {
    pub(super) state: State,
    pub(super) expectation: Expectation,
    pub(super) rhythm: Rhythm,
    pub(super) ids: Ids,
    pub(super) overlap: Option<Overlapping>,
    /// Since when the caller has had the floor without hearing an answer.
    pub(super) unanswered: Option<Instant>,
    /// Whether the sound that kept the floor too long goes on, and does not silence the answer to it.
    pub(super) unheeded: bool,
    /// Turns in a row that did not end and had no word.
    pub(super) wordless: u8,
    /// Whether noise has kept the present speech waiting too long.
    pub(super) noisy: bool,
    /// How often the agent fell silent for nothing of late.
    pub(super) wariness: Wariness,
    /// Entries written.
    pub(super) entries: u32,
    /// Replies given up in a row.
    pub(super) failures: u8,
    /// Synthesisers that failed in a row.
    pub(super) voices_failed: u8,
    /// Recognisers that failed in a row.
    pub(super) ears_failed: u8,
    /// Whether the agent wants to end the call.
    pub(super) leaving: bool,
    pub(super) prepared: BTreeMap<Phrase, Sound>,
    /// Whether something was left out already, which is reported once.
    pub(super) overflowed: bool,
}

impl Mind {
    pub(super) fn new() -> Self {
        Self {
            state: State::Idle { prompts: 0 },
            expectation: Expectation::default(),
            rhythm: Rhythm::default(),
            ids: Ids::default(),
            overlap: None,
            unanswered: None,
            unheeded: false,
            wordless: 0,
            noisy: false,
            wariness: Wariness::default(),
            entries: 0,
            failures: 0,
            voices_failed: 0,
            ears_failed: 0,
            leaving: false,
            prepared: BTreeMap::new(),
            overflowed: false,
        }
    }

    /// The reply in the making, confirmed or not.
    pub(super) fn reply(&self) -> Option<&Reply> {
        match &self.state {
            State::Replying(reply) => Some(reply),
            State::Taking(taking) => taking.guess.as_deref(),
            _ => None,
        }
    }

    pub(super) fn reply_mut(&mut self) -> Option<&mut Reply> {
        match &mut self.state {
            State::Replying(reply) => Some(reply),
            State::Taking(taking) => taking.guess.as_deref_mut(),
            _ => None,
        }
    }

    /// Takes the confirmed reply away, if there is one; nobody owes anything then.
    pub(super) fn take_reply(&mut self) -> Option<Box<Reply>> {
        let idle = State::Idle { prompts: 0 };
        match std::mem::replace(&mut self.state, idle) {
            State::Replying(reply) => Some(reply),
            other => {
                self.state = other;
                None
            }
        }
    }

    /// The reply that this request is for, if it is still wanted.
    pub(super) fn asked(&mut self, ask: AskId) -> Option<&mut Reply> {
        self.reply_mut().filter(|reply| reply.ask == ask)
    }

    pub(super) const fn is_replying(&self) -> bool {
        matches!(self.state, State::Replying(_))
    }

    pub(super) const fn is_taking(&self) -> bool {
        matches!(self.state, State::Taking(_))
    }

    pub(super) const fn is_ending(&self) -> bool {
        matches!(self.state, State::Closing(_) | State::Over(_))
    }
}
