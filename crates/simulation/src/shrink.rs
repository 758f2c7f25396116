//! Finding the smallest run that breaks the same promise.

use crate::faults::Fault;
use crate::{Houses, Plan, Report, SimulationError, run};

/// The smallest run that was found.
#[derive(Debug, Clone)]
pub struct Shrunk {
    /// Its plan.
    pub plan: Plan,
    /// What comes of it.
    pub report: Report,
    /// How many runs it took to find it.
    pub runs: u32,
}

/// Leaves out classes of faults and people as long as the same promise is broken, then what comes after
/// the step in which it is. At most `most` runs.
///
/// # Errors
/// When a run could not be made.
pub fn shrink(plan: &Plan, found: Report, houses: &Houses, most: u32) -> Result<Shrunk, SimulationError> {
    let Some(violation) = &found.violation else {
        return Ok(Shrunk { plan: plan.clone(), report: found, runs: 0 });
    };
    let promise = violation.promise;
    let mut best = Shrunk { plan: plan.clone(), report: found, runs: 0 };
    let attempt = |best: &mut Shrunk, plan: Plan| -> Result<bool, SimulationError> {
        if best.runs >= most {
            return Ok(false);
        }
        let report = run(&plan, houses, None, false)?;
        best.runs += 1;
        let same = report.violation.as_ref().is_some_and(|violation| violation.promise == promise);
        if same {
            (best.plan, best.report) = (plan, report);
        }
        Ok(same)
    };
    for fault in Fault::ALL {
        if best.plan.faults.has(*fault) {
            let faults = best.plan.faults.without(*fault);
            let plan = Plan { faults, ..best.plan.clone() };
            attempt(&mut best, plan)?;
        }
    }
    let mut size = best.plan.people().len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.plan.people().len() {
            let mut people = best.plan.people();
            people.drain(at..(at + size).min(people.len()));
            let plan = Plan { only: Some(people), ..best.plan.clone() };
            if !attempt(&mut best, plan)? {
                at += size;
            }
        }
        size /= 2;
    }
    if let Some(violation) = &best.report.violation {
        let steps = violation.step;
        let plan = Plan { steps, ..best.plan.clone() };
        // The prefix that ends with the step in question says the same.
        attempt(&mut best, plan)?;
    }
    Ok(best)
}
