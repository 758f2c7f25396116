//! Many runs at once.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Counts, Houses, Plan, Report, SimulationError, run};

/// Seeds that are run by several threads.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The plan of each seed, but for the seed.
    pub plan: Plan,
    /// How many seeds, from the plan's on.
    pub seeds: u64,
    /// Threads.
    pub jobs: usize,
}

/// How far a crew has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Seeds that are done.
    pub done: u64,
    /// All of them.
    pub of: u64,
    /// What has happened so far.
    pub counts: Counts,
}

impl Crew {
    /// Runs the seeds until all are done or a promise is broken. `tell` hears of every seed that is done.
    /// Gives what happened, and the report of the lowest seed that broke a promise.
    ///
    /// # Errors
    /// When a run could not be made.
    pub fn work(
        &self,
        houses: &Houses,
        tell: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Counts, Option<Report>), SimulationError> {
        let (next, end) = (AtomicU64::new(0), AtomicU64::new(self.seeds));
        let result: Mutex<(u64, Counts, Result<Option<Report>, SimulationError>)> =
            Mutex::new((0, Counts::default(), Ok(None)));
        let worker = || {
            loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                if index >= end.load(Ordering::SeqCst) {
                    return;
                }
                let plan = Plan { seed: self.plan.seed.wrapping_add(index), ..self.plan.clone() };
                let done = run(&plan, houses, None, false);
                let mut result = result.lock().unwrap_or_else(PoisonError::into_inner);
                result.0 += 1;
                match done {
                    Ok(report) => {
                        result.1 += report.counts;
                        if report.violation.is_some() {
                            end.fetch_min(index, Ordering::SeqCst);
                            if matches!(&result.2, Ok(known) if known.as_ref().is_none_or(|known| known.seed > report.seed))
                            {
                                result.2 = Ok(Some(report));
                            }
                        }
                    }
                    Err(error) => {
                        end.store(0, Ordering::SeqCst);
                        result.2 = Err(error);
                    }
                }
                tell(Progress { done: result.0, of: self.seeds, counts: result.1 });
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.max(1) {
                scope.spawn(worker);
            }
        });
        let (_, counts, found) = result.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.map(|report| (counts, report))
    }
}
