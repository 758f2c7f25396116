//! Simulating the whole system, seed by seed.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use ringwright_domain::{Clock as _, Instant};
use ringwright_engine::system::SystemClock;
use ringwright_simulation::{Counts, Crew, Faults, Houses, Plan, Progress, Report, run, shrink};

use crate::cli::SimulateArgs;
use crate::server::StartError;
use crate::terminal;

/// Runs that are made at most to find a smaller one.
const SHRINK_RUNS: u32 = 150;
/// The last lines that are shown of a run that broke a promise.
const SHOWN: usize = 40;

/// Simulates; fails when a promise is broken.
pub fn simulate(args: &SimulateArgs) -> Result<ExitCode, StartError> {
    let plan = Plan {
        seed: args.seed,
        hours: args.hours,
        bookings: args.bookings,
        only: (!args.only.is_empty()).then(|| args.only.clone()),
        faults: args.faults,
        steps: args.steps.unwrap_or(u64::MAX),
    };
    let houses = Houses::default();
    let started = SystemClock.now();
    let alone = args.seeds == 1 || args.data.is_some() || args.trace.is_some();
    let (counts, broken) = if alone {
        let report = run(&plan, &houses, args.data.as_deref(), args.trace.is_some())?;
        terminal::say(format!("seed {} digest {}", report.seed, report.digest));
        if let (Some(file), Some(whole)) = (&args.trace, &report.whole) {
            std::fs::write(file, whole)?;
        }
        (report.counts, report.violation.is_some().then_some(report))
    } else {
        let crew = Crew { plan: plan.clone(), seeds: args.seeds, jobs: jobs(args) };
        let line = ProgressLine::new(started);
        let found = crew.work(&houses, &|progress| line.show(progress))?;
        line.clear();
        found
    };
    summary(&counts, SystemClock.now().since(started));
    match broken {
        None => Ok(ExitCode::SUCCESS),
        Some(report) => {
            complain(&plan, report, &houses, args.no_shrink)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn jobs(args: &SimulateArgs) -> usize {
    args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// One line that is written over again and again, where somebody looks.
struct ProgressLine {
    started: Instant,
    shown_at: Mutex<Option<Instant>>,
    seen: bool,
}

impl ProgressLine {
    fn new(started: Instant) -> Self {
        Self { started, shown_at: Mutex::new(None), seen: std::io::stderr().is_terminal() }
    }

    fn show(&self, progress: Progress) {
        let now = SystemClock.now();
        let mut shown_at = self.shown_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let due = shown_at.is_none_or(|at| now.since(at) >= Duration::from_millis(200));
        if !self.seen || !due {
            return;
        }
        *shown_at = Some(now);
        let Progress { done, of, counts } = progress;
        let speed = rate(done, now.since(self.started));
        let filled = usize::try_from(done * 30 / of.max(1)).unwrap_or(0);
        let bar: String = (0..30).map(|at| if at < filled { '█' } else { '░' }).collect();
        // A terminal that is gone is no reason to stop.
        let _ = write!(
            std::io::stderr(),
            "\r{bar} {done}/{of} seeds, {speed:.1}/s, {} calls, {} crashes \x1b[K",
            counts.calls,
            counts.crashes
        );
    }

    fn clear(&self) {
        if self.seen {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a speed for people to read")]
fn rate(done: u64, took: Duration) -> f64 {
    done as f64 / took.as_secs_f64().max(0.001)
}

fn summary(counts: &Counts, took: Duration) {
    let hours = counts.virtual_time.as_secs() / 3_600;
    terminal::say(format!(
        "{} seeds, {} bookings ({} completed), {} calls, {} charges, {} refunds",
        counts.seeds, counts.bookings, counts.completed, counts.calls, counts.charges, counts.refunds
    ));
    terminal::say(format!(
        "{} crashes, {} webhooks, {} requests to vendors ({} with trouble), {} jobs, {} commits, {} events",
        counts.crashes,
        counts.webhooks,
        counts.requests,
        counts.troubled,
        counts.jobs,
        counts.commits,
        counts.events
    ));
    terminal::say(format!(
        "{hours} virtual hours in {:.1} s, {:.1} seeds per second, {} steps",
        took.as_secs_f64(),
        rate(counts.seeds, took),
        counts.steps
    ));
}

/// Says what was broken and how to see it again, in the smallest run that was found.
fn complain(plan: &Plan, report: Report, houses: &Houses, no_shrink: bool) -> Result<(), StartError> {
    let plan = Plan { seed: report.seed, ..plan.clone() };
    if let Some(violation) = &report.violation {
        terminal::say(format!("\nseed {} broke a promise: {violation}", report.seed));
    }
    let most = if no_shrink { 0 } else { SHRINK_RUNS };
    let shrunk = shrink(&plan, report, houses, most)?;
    let from = shrunk.report.last.len().saturating_sub(SHOWN);
    terminal::say(format!("\nThe last of what happened ({} runs to make it small):", shrunk.runs));
    for line in &shrunk.report.last[from..] {
        terminal::say(line.trim_end());
    }
    if let Some(violation) = &shrunk.report.violation {
        terminal::say(format!("\n{violation}"));
    }
    terminal::say(format!("Again: {}", command(&shrunk.plan)));
    Ok(())
}

/// The command that runs a plan.
fn command(plan: &Plan) -> String {
    let Plan { seed, hours, bookings, only, faults, steps } = plan;
    let mut text =
        format!("ringwright simulate --seed {seed} --hours {hours} --bookings {bookings} --faults {faults}");
    if let Some(only) = only {
        let places: Vec<String> = only.iter().map(ToString::to_string).collect();
        text.push_str(&format!(" --only {}", places.join(",")));
    }
    if *steps != u64::MAX {
        text.push_str(&format!(" --steps {steps}"));
    }
    text
}

/// Reads the classes of faults.
///
/// # Errors
/// Names the one that is not known.
pub fn faults(text: &str) -> Result<Faults, String> {
    text.parse().map_err(|error: ringwright_simulation::UnknownFault| error.to_string())
}
