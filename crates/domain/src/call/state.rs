//! The state machine of an attempt.

use serde::{Deserialize, Serialize};

use super::CallOutcome;
use crate::{Instant, Progress};

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CallState {
    /// Recorded, its line leased; the vendor is about to be asked.
    Initiating,
    /// The vendor was asked, but its answer was lost.
    SubmissionUnknown,
    /// The vendor has taken it; the telephone rings or is about to.
    Ringing,
    /// A person or a machine picked up.
    InProgress {
        /// When.
        answered_at: Instant,
    },
    /// Over, for ever.
    Ended {
        /// How.
        outcome: CallOutcome,
        /// When it was picked up, if it was.
        answered_at: Option<Instant>,
        /// When it ended.
        ended_at: Instant,
    },
}

/// What a vendor, or the lack of its answer, says about an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallNews {
    /// The answer to our request was lost: it may or may not ring.
    SubmissionLost,
    /// The vendor has the call under this id; it waits or rings there.
    Accepted {
        /// The vendor's id.
        vendor_ref: String,
    },
    /// Somebody picked up.
    Answered {
        /// The vendor's id.
        vendor_ref: String,
        /// When, by the vendor's clock.
        at: Instant,
    },
    /// It is over.
    Ended {
        /// The vendor's id, where there is one.
        vendor_ref: Option<String>,
        /// How.
        outcome: CallOutcome,
        /// When it was picked up, where the vendor says so.
        answered_at: Option<Instant>,
        /// When it ended.
        ended_at: Instant,
    },
}

impl CallNews {
    /// The vendor's id that comes with the news.
    pub fn vendor_ref(&self) -> Option<&str> {
        match self {
            Self::SubmissionLost => None,
            Self::Accepted { vendor_ref } | Self::Answered { vendor_ref, .. } => Some(vendor_ref),
            Self::Ended { vendor_ref, .. } => vendor_ref.as_deref(),
        }
    }

    /// How far the news brings an attempt.
    const fn rank(&self) -> u8 {
        match self {
            Self::SubmissionLost => 1,
            Self::Accepted { .. } => 2,
            Self::Answered { .. } => 3,
            Self::Ended { .. } => 4,
        }
    }
}

impl CallState {
    /// The name in the API and the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Initiating => "initiating",
            Self::SubmissionUnknown => "submission_unknown",
            Self::Ringing => "ringing",
            Self::InProgress { .. } => "in_progress",
            Self::Ended { .. } => "ended",
        }
    }

    /// Whether the attempt is over.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }

    /// How far the attempt has come.
    const fn rank(&self) -> u8 {
        match self {
            Self::Initiating => 0,
            Self::SubmissionUnknown => 1,
            Self::Ringing => 2,
            Self::InProgress { .. } => 3,
            Self::Ended { .. } => 4,
        }
    }

    /// Hears news. It moves forward or not at all.
    pub fn hear(&self, news: &CallNews, now: Instant) -> Progress<Self> {
        if news.rank() <= self.rank() {
            return Progress::Stale;
        }
        Progress::Moved(match news {
            CallNews::SubmissionLost => Self::SubmissionUnknown,
            CallNews::Accepted { .. } => Self::Ringing,
            // A vendor's clock may be ahead of ours; nothing was answered in the future.
            CallNews::Answered { at, .. } => Self::InProgress { answered_at: (*at).min(now) },
            CallNews::Ended { outcome, answered_at, ended_at, .. } => {
                let ended_at = (*ended_at).min(now);
                let answered_at = match self {
                    Self::InProgress { answered_at } => Some(*answered_at),
                    _ => *answered_at,
                };
                Self::Ended {
                    outcome: *outcome,
                    answered_at: answered_at.map(|at| at.min(ended_at)),
                    ended_at,
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn news() -> impl Strategy<Value = CallNews> {
        let at = (0_i64..1_000).prop_map(Instant::from_seconds);
        prop_oneof![
            Just(CallNews::SubmissionLost),
            Just(CallNews::Accepted { vendor_ref: "v".into() }),
            at.clone().prop_map(|at| CallNews::Answered { vendor_ref: "v".into(), at }),
            (at.clone(), proptest::option::of(at)).prop_map(|(ended_at, answered_at)| CallNews::Ended {
                vendor_ref: Some("v".into()),
                outcome: CallOutcome::Completed,
                answered_at,
                ended_at,
            }),
        ]
    }

    proptest! {
        #[test]
        fn news_never_moves_an_attempt_backwards(all in proptest::collection::vec(news(), 0..40)) {
            let mut state = CallState::Initiating;
            for (i, news) in all.iter().enumerate() {
                let now = Instant::from_seconds(i64::try_from(i).unwrap() * 30);
                match state.hear(news, now) {
                    Progress::Stale => prop_assert!(news.rank() <= state.rank()),
                    Progress::Moved(next) => {
                        prop_assert!(!state.is_final());
                        prop_assert!(next.rank() > state.rank());
                        if let CallState::Ended { answered_at: Some(answered), ended_at, .. } = &next {
                            prop_assert!(answered <= ended_at && *ended_at <= now);
                        }
                        state = next;
                    }
                }
            }
        }

        #[test]
        fn any_order_of_the_same_news_reaches_the_same_rank(
            mut all in proptest::collection::vec(news(), 1..12), seed in any::<u64>()
        ) {
            let run = |all: &[CallNews]| all.iter().fold(CallState::Initiating, |state, news| {
                state.hear(news, Instant::from_seconds(5_000)).moved().unwrap_or(state)
            }).rank();
            let before = run(&all);
            let pivot = usize::try_from(seed % all.len() as u64).unwrap();
            all.rotate_left(pivot);
            all.reverse();
            prop_assert_eq!(before, run(&all));
        }

        #[test]
        fn the_same_news_twice_is_heard_once(all in proptest::collection::vec(news(), 1..12)) {
            let mut state = CallState::Initiating;
            for news in all {
                state = state.hear(&news, Instant::from_seconds(9_000)).moved().unwrap_or(state);
                prop_assert_eq!(state.hear(&news, Instant::from_seconds(9_001)), Progress::Stale);
            }
        }
    }
}
