//! Two clocks: the true one, which the vendors have, and ours, which may be ahead of it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ringwright_domain::clock::ManualClock;
use ringwright_domain::{Clock, Instant};

/// The clock of our processes over the true one.
pub(crate) struct Clocks {
    truth: ManualClock,
    ahead: AtomicI64,
}

impl Clocks {
    pub(crate) fn new(start: Instant) -> Self {
        Self { truth: ManualClock::new(start), ahead: AtomicI64::new(0) }
    }

    /// The true time.
    pub(crate) fn truth(&self) -> Instant {
        self.truth.now()
    }

    /// Time passes; it never goes back.
    pub(crate) fn reach(&self, at: Instant) {
        if at > self.truth() {
            self.truth.set(at);
        }
    }

    /// Our clock jumps ahead.
    pub(crate) fn jump(&self, by: Duration) {
        self.ahead.fetch_add(i64::try_from(by.as_micros()).unwrap_or(0), Ordering::SeqCst);
    }

    /// How far ours is ahead.
    pub(crate) fn ahead(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.ahead.load(Ordering::SeqCst)).unwrap_or(0))
    }

    /// The true time at which our clock shows `at`.
    pub(crate) fn when_ours_shows(&self, at: Instant) -> Instant {
        at.minus(self.ahead())
    }
}

impl Clock for Clocks {
    fn now(&self) -> Instant {
        self.truth().plus(self.ahead())
    }
}
