//! The clock and the chance of the machine: the only place that reads them.

use std::time::UNIX_EPOCH;

use ringwright_domain::{Chance, Clock, Instant};

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "this is the Clock")]
        let now = std::time::SystemTime::now();
        let micros = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        Instant::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

/// The random numbers of the operating system; fit for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bits(&self) -> u64 {
        let mut bytes = [0_u8; 8];
        #[expect(clippy::disallowed_methods, reason = "this is the Chance")]
        let filled = getrandom::fill(&mut bytes);
        // Without chance there are no ids, no tokens and no keys: nothing can go on safely.
        assert!(filled.is_ok(), "the operating system gives no random numbers");
        u64::from_le_bytes(bytes)
    }
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0_u8; N];
    for chunk in bytes.chunks_mut(8) {
        let random = chance.bits().to_le_bytes();
        chunk.copy_from_slice(&random[..chunk.len()]);
    }
    bytes
}
