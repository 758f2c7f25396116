//! What follows when an attempt has ended.

use std::time::Duration;

use crate::call::{CallOutcome, Verdict};
use crate::dispatch::backoff;
use crate::{Chance, FailureCode, Instant};

/// What follows for the booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterCall {
    /// The conversation took place: done.
    Complete,
    /// Call again.
    Retry {
        /// Not before.
        due_at: Instant,
    },
    /// Nobody was reached in as many attempts as are decent.
    GiveUp,
    /// It cannot be done.
    Fail {
        /// Why.
        code: FailureCode,
    },
}

/// How often and how soon people are called again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts that ring, at most.
    pub attempts: u32,
    /// Attempts that never rang, at most.
    pub misfires: u32,
    /// The wait before the second attempt that rings; it doubles from attempt to attempt.
    pub pause: Duration,
}

impl RetryPolicy {
    /// The wait after an attempt that never rang; short, since nobody was bothered.
    const MISFIRE_PAUSE: Duration = Duration::from_secs(2);
    /// The longest wait between two attempts.
    const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);

    /// Decides what follows an attempt that ended with `outcome`, when `attempts` have rung and
    /// `misfires` have not, this one included.
    pub fn after(
        &self,
        outcome: CallOutcome,
        attempts: u32,
        misfires: u32,
        now: Instant,
        chance: &dyn Chance,
    ) -> AfterCall {
        let again = |first: Duration, made: u32| AfterCall::Retry {
            due_at: now.plus(backoff(first, Self::LONGEST_PAUSE, made.saturating_sub(1), chance)),
        };
        match outcome.verdict() {
            Verdict::Held => AfterCall::Complete,
            Verdict::Unreached if attempts < self.attempts => again(self.pause, attempts),
            Verdict::Unreached => AfterCall::GiveUp,
            Verdict::Unplaced if misfires < self.misfires => again(Self::MISFIRE_PAUSE, misfires),
            Verdict::Unplaced => AfterCall::Fail { code: FailureCode::CallNotPlaced },
            Verdict::Hopeless(code) => AfterCall::Fail { code },
            Verdict::Withdrawn => AfterCall::Fail { code: FailureCode::CallNotPlaced },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    const POLICY: RetryPolicy = RetryPolicy { attempts: 3, misfires: 5, pause: Duration::from_secs(60) };

    fn after(outcome: CallOutcome, attempts: u32, misfires: u32) -> AfterCall {
        POLICY.after(outcome, attempts, misfires, Instant::from_seconds(1_000), &SeededChance::new(3))
    }

    #[test]
    fn busy_silent_and_machines_are_called_again_a_decent_number_of_times() {
        for outcome in
            [CallOutcome::Busy, CallOutcome::NoAnswer, CallOutcome::Voicemail, CallOutcome::Screened]
        {
            for attempts in 1..3 {
                let AfterCall::Retry { due_at } = after(outcome, attempts, 0) else { panic!("{outcome:?}") };
                let wait = due_at.since(Instant::from_seconds(1_000)).as_secs_f64();
                let most = 60.0 * f64::from(1 << (attempts - 1));
                assert!((most / 2.0..=most).contains(&wait), "{wait}");
            }
            assert_eq!(after(outcome, 3, 0), AfterCall::GiveUp);
        }
    }

    #[test]
    fn harm_is_not_repeated() {
        for outcome in [CallOutcome::InvalidNumber, CallOutcome::Rejected, CallOutcome::Lost] {
            assert!(matches!(after(outcome, 1, 0), AfterCall::Fail { .. }), "{outcome:?}");
        }
    }

    #[test]
    fn what_never_rang_is_tried_again_soon_and_not_for_ever() {
        assert!(matches!(after(CallOutcome::NeverPlaced, 0, 1), AfterCall::Retry { .. }));
        let last = AfterCall::Fail { code: FailureCode::CallNotPlaced };
        assert_eq!(after(CallOutcome::VendorFailed, 0, 5), last);
    }
}
