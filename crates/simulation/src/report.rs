//! What came of a run.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use ringwright_domain::Instant;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which promise.
    pub promise: &'static str,
    /// How it was broken.
    pub detail: String,
    /// In which step.
    pub step: u64,
    /// When, by the true clock.
    pub at: Instant,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (step {}, {})", self.promise, self.detail, self.step, self.at)
    }
}

/// How much happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Runs.
    pub seeds: u64,
    /// Steps.
    pub steps: u64,
    /// Bookings that were made.
    pub bookings: u64,
    /// Of these, completed.
    pub completed: u64,
    /// Calls at the carrier.
    pub calls: u64,
    /// Charges.
    pub charges: u64,
    /// Refunds.
    pub refunds: u64,
    /// Requests to vendors.
    pub requests: u64,
    /// Of these, without a sound answer.
    pub troubled: u64,
    /// Deliveries of webhooks.
    pub webhooks: u64,
    /// Processes that died.
    pub crashes: u64,
    /// Jobs done.
    pub jobs: u64,
    /// Transactions committed.
    pub commits: u64,
    /// Events written.
    pub events: u64,
    /// Virtual time.
    pub virtual_time: Duration,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.bookings += other.bookings;
        self.completed += other.completed;
        self.calls += other.calls;
        self.charges += other.charges;
        self.refunds += other.refunds;
        self.requests += other.requests;
        self.troubled += other.troubled;
        self.webhooks += other.webhooks;
        self.crashes += other.crashes;
        self.jobs += other.jobs;
        self.commits += other.commits;
        self.events += other.events;
        self.virtual_time += other.virtual_time;
    }
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// SHA-256 over everything that happened.
    pub digest: String,
    /// How much happened.
    pub counts: Counts,
    /// The promise that was broken, if one was; the run ends there.
    pub violation: Option<Violation>,
    /// The last lines of what happened.
    pub last: Vec<String>,
    /// All lines, where they were asked for.
    pub whole: Option<String>,
}
