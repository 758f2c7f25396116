//! Figures about what happened.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that only grow; the rest of the figures is read from what is kept anyway.
#[derive(Default)]
pub struct Stats {
    /// Calls refused because every line was taken.
    pub over_capacity: AtomicU64,
    /// Webhook requests made, retries and copies included.
    pub webhooks_sent: AtomicU64,
    /// Webhooks answered with 2xx.
    pub webhooks_delivered: AtomicU64,
    /// Webhooks given up.
    pub webhooks_failed: AtomicU64,
    /// Webhooks never sent, on purpose.
    pub webhooks_dropped: AtomicU64,
    /// Requests answered with an error on purpose.
    pub faults_answered: AtomicU64,
    /// Answers lost on purpose.
    pub answers_lost: AtomicU64,
    /// Requests to the vendors.
    pub requests: AtomicU64,
}

/// Counts one more.
pub fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Reads a counter.
pub fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

impl Stats {
    /// Starts at zero again.
    pub fn clear(&self) {
        let all = [
            &self.over_capacity,
            &self.webhooks_sent,
            &self.webhooks_delivered,
            &self.webhooks_failed,
            &self.webhooks_dropped,
            &self.faults_answered,
            &self.answers_lost,
            &self.requests,
        ];
        for counter in all {
            counter.store(0, Ordering::Relaxed);
        }
    }
}
