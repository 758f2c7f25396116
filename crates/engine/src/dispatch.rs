//! The dispatcher: gives free lines to bookings that are due.
//!
//! One transaction for an organisation's pass: the bookings move to `initiating`, their attempts are
//! recorded, the lines leased, and the jobs that ask the vendor are enqueued, born claimed by this
//! node so that they start at once. No vendor has been asked yet when it commits.

use std::collections::BTreeSet;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::booking::{Booking, BookingEvent};
use ringwright_domain::call::{Call, CallState};
use ringwright_domain::dispatch::{Line, choose_line, expected_wait};
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{Job, OrgTx};

use crate::jobs::Work;
use crate::{Engine, Result};

/// Bookings that get a line in one transaction, at most.
const BATCH: i64 = 50;
/// A call watches itself from here on; a webhook usually comes first.
const FIRST_LOOK: Duration = Duration::from_secs(20);

/// What is known of the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Lines that are free now.
    pub free_lines: u32,
    /// Lines that serve this queue.
    pub total_lines: u32,
    /// Bookings that go before.
    pub ahead: u32,
    /// How long it takes; `None` when no line serves the queue.
    pub expected: Option<Duration>,
}

impl Engine {
    /// Gives free lines to due bookings of every organisation that is not suspended. The jobs it answers are claimed by this
    /// node until `lease` from `now`, and are to be executed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dispatch(&self, now: Instant, lease: Duration) -> Result<Vec<Job>> {
        let mut tx = self.store().read().await?;
        let orgs = tx.orgs_with_due_bookings(now).await?;
        drop(tx);
        let mut jobs = Vec::new();
        for org in orgs {
            jobs.extend(self.dispatch_org(&org, now, lease).await?);
        }
        Ok(jobs)
    }

    async fn dispatch_org(&self, org: &OrgId, now: Instant, lease: Duration) -> Result<Vec<Job>> {
        let mut tx = self.org(org).begin().await?;
        tx.lock_dispatch().await?;
        if tx.organisation().await?.suspended_at.is_some() {
            return Ok(Vec::new());
        }
        let mut lines = tx.lines(now).await?;
        let personas: BTreeSet<String> =
            lines.iter().filter(|line| line.free() > 0).map(|line| line.persona.clone()).collect();
        let mut jobs = Vec::new();
        let mut seen = 0;
        for persona in personas {
            let free: u32 = lines.iter().filter(|line| line.persona == persona).map(Line::free).sum();
            let bookings = tx.due_bookings(&persona, now, BATCH.min(i64::from(free))).await?;
            seen += bookings.len();
            for booking in bookings {
                let Some(line) = choose_line(&lines, &persona) else { break };
                let (account, agent) = (line.account.clone(), line.agent.clone());
                jobs.push(self.assign(&mut tx, booking, line, now, lease).await?);
                lines.iter_mut().for_each(|line| line.take(&account, &agent));
            }
        }
        if seen == usize::try_from(BATCH).unwrap_or(usize::MAX) {
            // There may be more than one transaction should hold.
            tx.system().wake_dispatch();
        }
        tx.commit(now).await?;
        metrics::counter!("ringwright_calls_assigned_total").increment(jobs.len() as u64);
        Ok(jobs)
    }

    async fn assign(
        &self,
        tx: &mut OrgTx,
        mut booking: Booking,
        line: &Line,
        now: Instant,
        lease: Duration,
    ) -> Result<Job> {
        let call = Call {
            id: CallId::new(now, self.chance()),
            booking: booking.id.clone(),
            account: line.account.clone(),
            agent: line.agent.clone(),
            limit_seconds: booking.terms.duration_seconds,
            state: CallState::Initiating,
            vendor_ref: None,
            created_at: now,
            updated_at: now,
        };
        tx.insert_call(&call).await?;
        tx.take_lease(&call.id, &line.account, &line.agent, now).await?;
        crate::call::emit(tx, &call);
        self.advance(tx, &mut booking, &BookingEvent::Assigned { call: call.id.clone() }, now).await?;
        let org = tx.org().clone();
        let watch = self.job(&org, &Work::WatchCall { call: call.id.clone() }, now.plus(FIRST_LOOK));
        tx.enqueue(&watch, now).await?;
        let work = Work::PlaceCall { call: call.id };
        let mut place = self.job(&org, &work, now);
        place.claimed_by = Some((self.node().clone(), now.plus(lease)));
        tx.enqueue(&place, now).await?;
        Ok(Job {
            id: place.id,
            org: Some(org),
            kind: place.kind.to_owned(),
            payload: place.payload,
            tries: 1,
            run_at: now,
        })
    }

    /// What is known of the wait for `persona`, with `ahead` bookings going before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wait_for(&self, tx: &mut OrgTx, persona: &str, ahead: u32, now: Instant) -> Result<Wait> {
        let lines = tx.lines(now).await?;
        let mine: Vec<&Line> = lines.iter().filter(|line| line.persona == persona && !line.paused).collect();
        let total = capacity(&mine, |_| 0);
        let free: u32 =
            capacity(&mine, |line| line.account_live).min(mine.iter().map(|line| line.free()).sum());
        let hold = match tx.mean_hold().await? {
            Some(hold) => hold,
            // Before the first call ends nothing is measured; plans promise these durations at most.
            None => {
                let plans = tx.plans().await?;
                let longest = plans.iter().filter(|plan| plan.persona == persona);
                Duration::from_secs(
                    longest.map(|plan| u64::from(plan.duration_seconds)).max().unwrap_or(0) / 2,
                )
            }
        };
        let expected = expected_wait(ahead, total, total - free.min(total), hold);
        Ok(Wait { free_lines: free, total_lines: total, ahead, expected })
    }
}

/// Lines of these agents, bounded by what their accounts carry less what `used` says.
fn capacity(lines: &[&Line], used: impl Fn(&Line) -> u32) -> u32 {
    let accounts: BTreeSet<_> = lines.iter().map(|line| &line.account).collect();
    accounts
        .into_iter()
        .map(|account| {
            let of_account: Vec<_> = lines.iter().filter(|line| line.account == *account).collect();
            let agents: u32 = of_account.iter().map(|line| line.agent_lines).sum();
            of_account.first().map_or(0, |line| line.account_lines.saturating_sub(used(line)).min(agents))
        })
        .sum()
}
