//! Figures out of many durations.

use std::time::Duration;

/// Durations, to be summed up.
#[derive(Default)]
pub(super) struct Durations(Vec<Duration>);

impl Durations {
    /// Adds one.
    pub fn add(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// Adds many.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// `p50 1.20 ms, p95 …, p99 …, worst …`
    pub fn summary(mut self) -> String {
        self.0.sort_unstable();
        let at = |share: usize| {
            let last = self.0.len().saturating_sub(1);
            let value = self.0.get(last * share / 1_000).copied().unwrap_or_default();
            format!("{:.2} ms", value.as_secs_f64() * 1e3)
        };
        format!("p50 {}, p95 {}, p99 {}, worst {}", at(500), at(950), at(990), at(1_000))
    }
}
