//! The hourly clean-up: drops what is old and looks after what was forgotten.

use std::time::Duration;

use ringwright_domain::identity::FORGOTTEN;
use ringwright_domain::ids::OrgId;

use super::{Done, Work};
use crate::{Engine, Result};

const EVERY: Duration = Duration::from_secs(3_600);
/// Bookings whose words are noted in one transaction.
const WORDS_AT_ONCE: i64 = 500;
/// Lines of transcripts that are forgotten in one transaction.
const LINES_AT_ONCE: u32 = 5_000;
/// Signs of life are asked for over 90 days at most.
const PULSE_KEPT: Duration = Duration::from_secs(100 * 24 * 3_600);
/// A device on which nobody signed in for so long is like any other.
const DEVICE_KEPT: Duration = Duration::from_secs(365 * 24 * 3_600);
const INBOX_KEPT: Duration = Duration::from_secs(30 * 24 * 3_600);

/// What a clean-up did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CleanedUp {
    /// Webhooks dropped.
    pub webhooks: u64,
    /// Attempts that nobody watched, watched again.
    pub calls: u64,
    /// Lines of transcripts whose time is over, forgotten.
    pub lines: u64,
    /// Timing traces whose time is over, forgotten.
    pub traces: u64,
}

impl Engine {
    pub(crate) async fn clean_up(&self) -> Result<Done> {
        let cleaned = self.clean_up_now().await?;
        tracing::info!(
            webhooks = cleaned.webhooks,
            calls = cleaned.calls,
            lines = cleaned.lines,
            traces = cleaned.traces,
            "cleaned up"
        );
        Ok(Done::Again(self.now().plus(EVERY)))
    }

    /// Cleans up, whenever asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clean_up_now(&self) -> Result<CleanedUp> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let webhooks = tx.prune_inbox(now.minus(INBOX_KEPT)).await?;
        tx.prune_pulse(now.minus(PULSE_KEPT).seconds().div_euclid(60)).await?;
        tx.prune_trials(now.minus(crate::booking::TRIAL_WINDOW)).await?;
        tx.prune_sign_in(now.minus(FORGOTTEN), now.minus(DEVICE_KEPT), now).await?;
        tx.prune_deliveries(now.minus(INBOX_KEPT)).await?;
        tx.commit().await?;
        let mut tx = self.store().read().await?;
        let orgs = tx.organisations().await?;
        drop(tx);
        let (mut calls, mut lines, mut traces) = (0, 0, 0);
        for org in orgs {
            calls += self.watch_forgotten_calls(&org.id).await?;
            lines += self.forget_transcripts(&org.id).await?;
            traces += self.forget_traces(&org.id).await?;
            self.plan_reconciliations(&org.id).await?;
        }
        self.make_event_months().await;
        self.note_missing_words().await?;
        Ok(CleanedUp { webhooks, calls, lines, traces })
    }

    /// Bookings of before the search are found as well, once their words are noted.
    async fn note_missing_words(&self) -> Result<()> {
        loop {
            let mut tx = self.store().begin().await?;
            let noted = tx.note_missing_words(WORDS_AT_ONCE).await?;
            tx.commit().await?;
            if noted < WORDS_AT_ONCE {
                return Ok(());
            }
        }
    }

    /// What was said in calls is kept for as long as the business says.
    async fn forget_transcripts(&self, org: &OrgId) -> Result<u64> {
        let now = self.now();
        let mut forgotten = 0;
        loop {
            let mut tx = self.org(org).begin().await?;
            let days = tx.business().await?.config.retention.transcript_days;
            let kept = Duration::from_secs(u64::from(days) * 24 * 3_600);
            let lines = tx.forget_live_lines(now.minus(kept), LINES_AT_ONCE).await?;
            tx.forget_live_tools(now.minus(kept)).await?;
            tx.commit(now).await?;
            forgotten += lines;
            if lines < u64::from(LINES_AT_ONCE) {
                return Ok(forgotten);
            }
        }
    }

    /// Every attempt that is not over has a job that watches it. One that lost its job (a person may
    /// have deleted it) would hold its line for ever.
    async fn watch_forgotten_calls(&self, org: &OrgId) -> Result<u64> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let mut found = 0;
        for call in tx.live_calls().await? {
            let job = self.job(org, &Work::WatchCall { call: call.id }, now);
            found += u64::from(tx.enqueue(&job, now).await?);
        }
        tx.commit(now).await?;
        Ok(found)
    }

    /// Makes the months of the event log ahead of time. What fails is tried again with the next clean-up:
    /// events without a month of their own are kept all the same.
    pub async fn make_event_months(&self) {
        if let Err(error) = self.store().make_event_months(self.now()).await {
            tracing::warn!(%error, "the months of the event log cannot be made now");
        }
    }

    /// Makes sure that the clean-up is on the list of jobs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_clean_up(&self) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let job = ringwright_store::NewJob {
            id: ringwright_domain::ids::JobId::new(now, self.chance()),
            org: None,
            kind: Work::CleanUp.kind(),
            dedupe_key: Work::CleanUp.dedupe_key(),
            payload: Work::CleanUp.payload(),
            priority: Work::CleanUp.priority(),
            run_at: now.plus(EVERY),
            claimed_by: None,
        };
        tx.enqueue(&job, now).await?;
        Ok(tx.commit().await?)
    }
}
