//! The machine's clock, as far ahead as a story wants, or held.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringwright_domain::{Clock, Instant};
use ringwright_engine::system::SystemClock;

/// The machine's clock, as far ahead as a story wants, or held.
#[derive(Default)]
pub struct JumpingClock(Mutex<Hands>);

#[derive(Default)]
struct Hands {
    ahead: Duration,
    /// The machine's time at which the clock was held.
    held: Option<Instant>,
}

impl JumpingClock {
    /// Jumps forward.
    pub fn jump(&self, by: Duration) {
        self.hands().ahead += by;
    }

    /// From now on only jumps move it: for what is told in figures of time, however slow the machine is.
    pub fn hold(&self) {
        self.hands().held = Some(SystemClock.now());
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for JumpingClock {
    fn now(&self) -> Instant {
        let hands = self.hands();
        hands.held.unwrap_or_else(|| SystemClock.now()).plus(hands.ahead)
    }
}
