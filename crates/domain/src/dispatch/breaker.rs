//! A circuit breaker per vendor account.

use std::time::Duration;

use crate::Instant;

/// What a breaker remembers. It is stored with the account, so that every node sees the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Breaker {
    /// Failures in a row.
    pub failures: u32,
    /// When it opened last, while it is not closed.
    pub opened_at: Option<Instant>,
}

/// What a breaker lets through now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Everything.
    Closed,
    /// Nothing, until then.
    Open {
        /// When one call may try.
        until: Instant,
    },
    /// One call at a time, to see whether the vendor is back.
    HalfOpen,
}

impl Breaker {
    /// Failures in a row that open it.
    pub const THRESHOLD: u32 = 5;
    const FIRST_PAUSE: Duration = Duration::from_secs(5);
    const LONGEST_PAUSE: Duration = Duration::from_secs(120);

    /// What it lets through at `now`.
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.opened_at {
            None => BreakerState::Closed,
            Some(opened) => {
                let until = opened.plus(self.pause());
                if now < until { BreakerState::Open { until } } else { BreakerState::HalfOpen }
            }
        }
    }

    /// The breaker after a call that the vendor took.
    #[must_use]
    pub fn succeeded(&self) -> Self {
        Self::default()
    }

    /// The breaker after a call that failed by the vendor's fault at `now`.
    #[must_use]
    pub fn failed(&self, now: Instant) -> Self {
        let failures = self.failures.saturating_add(1);
        match self.state(now) {
            BreakerState::Closed if failures < Self::THRESHOLD => Self { failures, opened_at: None },
            BreakerState::Closed | BreakerState::HalfOpen => Self { failures, opened_at: Some(now) },
            // Calls that were under way when it opened do not prolong the pause.
            BreakerState::Open { .. } => *self,
        }
    }

    fn pause(&self) -> Duration {
        let doublings = self.failures.saturating_sub(Self::THRESHOLD).min(16);
        Self::FIRST_PAUSE.saturating_mul(1 << doublings).min(Self::LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_and_tries_again_later_and_later() {
        let mut now = Instant::from_seconds(100);
        let mut breaker = Breaker::default();
        for _ in 0..Breaker::THRESHOLD - 1 {
            breaker = breaker.failed(now);
        }
        assert_eq!(breaker.state(now), BreakerState::Closed);
        assert_eq!(breaker.succeeded().failures, 0);
        let mut last = Duration::ZERO;
        for _ in 0..8 {
            breaker = breaker.failed(now);
            let BreakerState::Open { until } = breaker.state(now) else { panic!("open") };
            assert_eq!(breaker.failed(now), breaker, "open stays open");
            let pause = until.since(now);
            assert!(pause >= last && pause <= Duration::from_secs(120));
            last = pause;
            now = until;
            assert_eq!(breaker.state(now), BreakerState::HalfOpen);
        }
        assert_eq!(breaker.succeeded().state(now), BreakerState::Closed);
    }
}
