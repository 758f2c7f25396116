//! What was promised, held against what was.

use ringwright_domain::ids::OrgId;
use ringwright_domain::{Day, Instant};
use ringwright_store::OutcomeCount;

use crate::{Engine, Error, FieldProblem, Result};

/// Days that can be looked at together.
const DAYS: std::ops::RangeInclusive<i64> = 1..=90;

/// What was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetCode {
    /// Of the payments that somebody tried, those that succeed.
    Payments,
    /// Of the calls, those that the telephone network connects.
    Connected,
    /// From being due to the first attempt, on average.
    QueueWait,
    /// The time in which the service works.
    Uptime,
}

/// In what a target is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A part of one; more is better.
    Ratio,
    /// Seconds; less is better.
    Seconds,
}

/// A target and how it is met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// What was promised.
    pub code: TargetCode,
    /// What it shall be.
    pub aim: f64,
    /// What it was; none when there was nothing to measure.
    pub actual: Option<f64>,
    /// In what it is counted.
    pub unit: Unit,
    /// Of how many.
    pub of: i64,
}

/// All targets over some days.
#[derive(Debug, Clone)]
pub struct Targets {
    /// Since when.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
    /// The targets.
    pub targets: Vec<Target>,
}

impl Target {
    /// Whether it is met, if there was something to measure.
    pub fn is_met(&self) -> Option<bool> {
        self.actual.map(|actual| match self.unit {
            Unit::Ratio => actual >= self.aim,
            Unit::Seconds => actual <= self.aim,
        })
    }

    fn ratio(code: TargetCode, aim: f64, good: i64, of: i64) -> Self {
        let actual = (of > 0).then(|| share(good, of));
        Self { code, aim, actual, unit: Unit::Ratio, of }
    }
}

/// A part of one.
pub(super) fn share(part: i64, of: i64) -> f64 {
    let float = |n: i64| f64::from(u32::try_from(n.max(0)).unwrap_or(u32::MAX));
    if of > 0 { float(part) / float(of) } else { 0.0 }
}

impl Engine {
    /// The targets over the last `days` days, today included.
    ///
    /// # Errors
    /// When the days are out of range, or the database fails.
    pub async fn targets(&self, org: &OrgId, time_zone: &str, days: i64) -> Result<Targets> {
        if !DAYS.contains(&days) {
            let message = "ask for 1 to 90 days";
            return Err(Error::fields(vec![FieldProblem::new("days", "out_of_range", message)]));
        }
        let now = self.now();
        let from = Day::of(now, time_zone).plus(1 - days).start(time_zone);
        let mut tx = self.org(org).read().await?;
        let payments = tx.payment_figures(from, now).await?;
        let (connected, calls) = connected(&tx.outcomes(from, now).await?);
        let waits = tx.waits(from, now).await?;
        let minute = |at: Instant| at.seconds().div_euclid(60);
        let life = tx.system().life(minute(from), minute(now)).await?;
        let (alive, minutes) = life.map_or((0, 0), |life| (life.minutes, minute(now) - life.since));
        let queue_wait = Target {
            code: TargetCode::QueueWait,
            aim: 300.0,
            actual: waits.map(|waits| waits.mean.as_secs_f64()),
            unit: Unit::Seconds,
            of: waits.map_or(0, |waits| i64::from(waits.count)),
        };
        let targets = vec![
            Target::ratio(TargetCode::Payments, 0.99, payments.paid, payments.paid + payments.lost),
            Target::ratio(TargetCode::Connected, 0.95, connected, calls),
            queue_wait,
            Target::ratio(TargetCode::Uptime, 0.999, alive, minutes),
        ];
        Ok(Targets { from, to: now, targets })
    }
}

/// Of the calls that the network could have connected, those that it did: whoever is busy, declines or does
/// not pick up was connected to. What we or the callee's number prevented does not count.
fn connected(outcomes: &[OutcomeCount]) -> (i64, i64) {
    let sum = |these: &dyn Fn(&str) -> bool| -> i64 {
        outcomes.iter().filter(|count| these(&count.outcome)).map(|count| count.count).sum()
    };
    let failed = sum(&|outcome| matches!(outcome, "never_placed" | "vendor_failed" | "lost"));
    let none = sum(&|outcome| matches!(outcome, "cancelled" | "invalid_number" | ""));
    let all = sum(&|_| true);
    (all - none - failed, all - none)
}
