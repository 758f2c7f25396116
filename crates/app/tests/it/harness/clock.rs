//! The machine's clock, as far ahead as a story wants.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ringwright_domain::{Clock, Instant};
use ringwright_engine::system::SystemClock;

/// The machine's clock, as far ahead as a story wants.
#[derive(Default)]
pub struct JumpingClock(AtomicI64);

impl JumpingClock {
    /// Jumps forward.
    pub fn jump(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for JumpingClock {
    fn now(&self) -> Instant {
        let ahead = u64::try_from(self.0.load(Ordering::SeqCst)).unwrap();
        SystemClock.now().plus(Duration::from_micros(ahead))
    }
}
