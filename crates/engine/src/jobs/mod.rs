//! Durable jobs: what is to be done, how often to try, and who does it.

mod cleanup;
mod execute;
mod runner;
mod webhook;
mod work;

pub use cleanup::CleanedUp;
pub use runner::{Runner, RunnerOptions};
pub(crate) use webhook::Said;
pub use work::Work;

use ringwright_domain::Instant;

/// What came of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It is done.
    Finished,
    /// It finished itself, in the transaction of its change.
    AlreadyFinished,
    /// It goes on later; nothing failed.
    Again(Instant),
}
