//! The live call: one state machine, without input or output.
//!
//! The law: after every [`Session::handle`] the driver calls [`Session::poll`] until it answers
//! [`Output::WakeAt`]. Then it waits until something happens or that time comes ([`Input::Wake`]).
//!
//! ```text
//!            ┌───────────── ear ──────────────┐
//!  frames ──►│ activity, words, keys          │──► mind ──► asks the model ──► chunks
//!            └────────────────────────────────┘     │                            │
//!            ┌───────────── mouth ────────────┐     │ confirm / discard          ▼
//! carrier ◄──│ lines, pacing, what was heard  │◄────┴──────────────────── asks the synthesiser
//!            └────────────────────────────────┘
//!                       watch: one table of timers over all of it
//! ```
//!
//! # Speaking ahead of the decision
//!
//! When the caller falls silent and the words may be all, the model is asked at once and its first sentences are
//! synthesised ([`Output::Think`] with `speculative`). Nothing of it is heard: the lines are held. Meanwhile the
//! silence grows. The turn is confirmed at the last moment that costs nothing: when the silence is long enough for
//! these words *and* there is something to say. Until then, whatever the caller adds throws the reply away
//! ([`Output::Discard`]), unheard. So the silence that makes us sure runs while the vendors work, and adds to the
//! caller's wait only where it is longer than they.
//!
//! # Overflow rules
//!
//! Commands are never dropped. Sound is: the ear keeps the newest 8 s for a recogniser that takes over, the mouth
//! holds 16 s and leaves out what comes beyond. Of more than 4,000 bytes of the caller's words the oldest go, and a
//! reply of more than 6,000 bytes or 48 pieces is cut off there. An output stays until it is fetched.

mod chunker;
mod ear;
mod expectation;
mod hearing;
mod ids;
mod input;
mod line;
mod measure;
mod mind;
mod mouth;
mod output;
mod setup;
mod steps;
mod watch;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::dialogue::Expect;

use crate::activity::{Listener, Reading};
use crate::frame::FRAME;
use crate::turn::Timings;

pub use ids::{AskId, ChunkId, ToolId, TurnId};
pub use input::{Heard, HeardKind, Input, Sound, Trouble};
pub use measure::{Measure, TurnMeasure};
pub use output::{Cause, EndReason, Entry, EntryKind, Incident, Output, Part, Speaker};
pub use setup::{Phrase, Setup};

use ear::Ear;
use mind::{Mind, State};
use mouth::{Mouth, Said};
use watch::{Timer, Watch};

/// When a call is asked that will never want anything again.
const NEVER: Instant = Instant::from_micros(i64::MAX);

/// More timers than this never fire at one instant.
const MOST_TIMERS_AT_ONCE: usize = 64;

/// One live call.
pub struct Session {
    setup: Setup,
    now: Instant,
    ear: Ear,
    mouth: Mouth,
    mind: Mind,
    watch: Watch,
    out: VecDeque<Output>,
}

impl Session {
    /// A call that was answered now.
    pub fn new(now: Instant, setup: Setup) -> Self {
        Self::with_listener(now, setup, Listener::default())
    }

    /// A call that listens with another model of voice.
    pub fn with_listener(now: Instant, setup: Setup, listener: Listener) -> Self {
        let mut watch = Watch::default();
        let end = now.plus(setup.longest());
        watch.set(Timer::Longest, end);
        watch.set(Timer::Goodbye, end.minus(setup.timings.goodbye_before_end.get()).max(now));
        let warn = end.minus(setup.timings.warn_before_end.get());
        if warn > now {
            watch.set(Timer::Warn, warn);
        }
        Self {
            ear: Ear::new(setup.rate, listener),
            mouth: Mouth::new(setup.rate),
            mind: Mind::new(),
            out: VecDeque::new(),
            watch,
            setup,
            now,
        }
    }

    /// Takes in what happened at `now`. Time never runs back: an earlier `now` counts as the last one.
    pub fn handle(&mut self, now: Instant, input: Input) {
        self.now = self.now.max(now);
        if self.is_over() {
            return;
        }
        self.take_in(input);
        self.run_timers();
    }

    /// Settles what happened, and fires what is due, until nothing is.
    fn run_timers(&mut self) {
        self.settle();
        for _ in 0..MOST_TIMERS_AT_ONCE {
            let Some(timer) = self.watch.take_due(self.now) else { break };
            self.fire(timer);
            self.settle();
        }
    }

    /// The next thing to do; [`Output::WakeAt`] when there is nothing left to do now.
    pub fn poll(&mut self) -> Output {
        if let Some(frame) = self.ear.next_frame() {
            return Output::Hear(frame);
        }
        if let Some(output) = self.out.pop_front() {
            return output;
        }
        if self.is_over() {
            return Output::WakeAt(NEVER);
        }
        let (lead, early) = (self.lead(), self.timings().early_answer.get());
        if let Some(text) = self.mouth.nearly_said(early) {
            self.mind.expectation.said(text);
        }
        match self.mouth.next(self.now, lead) {
            Some(Said::Frame { frame, begins, sounds_at }) => {
                if let Some(turn) = begins {
                    self.reply_sounds(turn, sounds_at);
                }
                Output::Play(*frame)
            }
            Some(Said::Mark(chunk)) => Output::Mark { chunk },
            None if self.mouth.has_heard(self.now) => {
                // Its last sound was over before its end was known.
                self.run_timers();
                self.poll()
            }
            None => {
                let next = [self.watch.next(), self.mouth.wake_at(self.now, lead)];
                Output::WakeAt(next.into_iter().flatten().min().unwrap_or(NEVER))
            }
        }
    }

    /// What the last frame was reduced to; what a trace keeps of it.
    pub const fn reading(&self) -> Reading {
        self.ear.reading()
    }

    /// What the caller is expected to say, by what the agent has asked.
    pub const fn expects(&self) -> Expect {
        self.mind.expectation.now()
    }

    /// Whether the call has ended.
    pub const fn is_over(&self) -> bool {
        matches!(self.mind.state, State::Over(_))
    }

    /// Why the call ended, if it has.
    pub const fn end_reason(&self) -> Option<EndReason> {
        match &self.mind.state {
            State::Over(reason) => Some(*reason),
            _ => None,
        }
    }

    /// Bytes of memory that the call uses, roughly; prepared phrases, which calls share, are not counted.
    pub fn weight(&self) -> usize {
        size_of::<Self>()
            + self.ear.weight()
            + self.mouth.weight()
            + self.out.capacity() * size_of::<Output>()
    }

    const fn timings(&self) -> &Timings {
        &self.setup.timings
    }

    fn lead(&self) -> Duration {
        self.timings().playback_lead.get().max(FRAME)
    }

    fn put(&mut self, output: Output) {
        self.out.push_back(output);
    }

    fn after(&mut self, timer: Timer, wait: Duration) {
        self.watch.set(timer, self.now.plus(wait));
    }
}

/// Words are personal: only where the call stands is shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.mind.state {
            State::Idle { .. } => "idle",
            State::Taking(_) => "the caller's turn",
            State::Replying(_) => "replying",
            State::Closing(_) => "saying goodbye",
            State::Over(_) => "over",
        };
        write!(f, "Session({state} at {}, {} entries, {:?})", self.now, self.mind.entries, self.watch)
    }
}
