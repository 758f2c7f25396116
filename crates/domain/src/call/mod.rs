//! One attempt to hold a conversation.
//!
//! ```text
//! initiating ──► ringing ──► in_progress ──► ended
//!     │             ▲             ▲            ▲
//!     └► submission_unknown ──────┴────────────┘
//! ```
//!
//! An attempt is recorded as `initiating` before the vendor is asked. A lost answer makes it
//! `submission_unknown`, and it stays so until the vendor says what became of it. News moves an
//! attempt forward only: late and repeated news is [`Progress::Stale`].

mod outcome;
mod state;

pub use outcome::{CallOutcome, Verdict};
pub use state::{CallNews, CallState};

use crate::ids::{AccountId, AgentId, BookingId, CallId};
use crate::{Instant, Progress};

/// One attempt as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Our id of the attempt; sent to the vendor, so that it can be asked for it.
    pub id: CallId,
    /// The booking that it serves.
    pub booking: BookingId,
    /// The vendor account that carries it.
    pub account: AccountId,
    /// The agent that talks.
    pub agent: AgentId,
    /// The longest duration of the conversation, in seconds.
    pub limit_seconds: u32,
    /// Where it stands.
    pub state: CallState,
    /// The vendor's id, once it is known.
    pub vendor_ref: Option<String>,
    /// When the attempt was recorded.
    pub created_at: Instant,
    /// When it last moved.
    pub updated_at: Instant,
}

impl Call {
    /// Hears news that came at `now`.
    pub fn hear(&self, news: &CallNews, now: Instant) -> Progress<Self> {
        match self.state.hear(news, now) {
            Progress::Stale => Progress::Stale,
            Progress::Moved(state) => {
                let vendor_ref = news.vendor_ref().or(self.vendor_ref.as_deref()).map(str::to_owned);
                Progress::Moved(Self { state, vendor_ref, updated_at: now, ..self.clone() })
            }
        }
    }

    /// When a call that runs must be over: its longest duration after it was answered, or, while it
    /// rings, after the time a telephone rings at most.
    pub fn overdue_at(&self) -> Option<Instant> {
        use std::time::Duration;
        const RINGS_AT_MOST: Duration = Duration::from_secs(120);
        match &self.state {
            CallState::InProgress { answered_at } => {
                Some(answered_at.plus(Duration::from_secs(u64::from(self.limit_seconds))))
            }
            CallState::Initiating | CallState::SubmissionUnknown | CallState::Ringing => {
                Some(self.created_at.plus(RINGS_AT_MOST))
            }
            CallState::Ended { .. } => None,
        }
    }
}
