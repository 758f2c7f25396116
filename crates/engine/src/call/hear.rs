//! Hearing news of an attempt: the call, its line, its booking and the health of its account move in
//! one transaction.

use ringwright_domain::booking::{Booking, BookingEvent};
use ringwright_domain::call::{Call, CallNews, CallOutcome, CallState, Verdict};
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_domain::{Instant, Progress};
use ringwright_store::OrgTx;

use crate::jobs::Work;
use crate::{Engine, Error, Result};

impl Engine {
    /// Hears news of an attempt. Answers whether it moved anything.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn hear_of_call(&self, org: &OrgId, call: &CallId, news: &CallNews) -> Result<bool> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let moved = self.hear_of_call_in(&mut tx, call, news, now).await?;
        tx.commit(now).await?;
        Ok(moved)
    }

    /// The same within a transaction.
    pub(crate) async fn hear_of_call_in(
        &self,
        tx: &mut OrgTx,
        id: &CallId,
        news: &CallNews,
        now: Instant,
    ) -> Result<bool> {
        let (mut booking, call) = lock(tx, id).await?;
        let next = match call.hear(news, now) {
            Progress::Moved(next) => next,
            Progress::Stale => {
                self.hear_stale(tx, &call, news, now).await?;
                return Ok(false);
            }
        };
        tx.update_call(&next).await?;
        super::emit(tx, &next);
        match &next.state {
            CallState::Ended { outcome, .. } => self.ended(tx, &mut booking, &next, *outcome, now).await?,
            CallState::InProgress { .. } => {
                tx.renew_lease(&next.id, now).await?;
                let answered = BookingEvent::Answered { call: next.id.clone() };
                self.advance(tx, &mut booking, &answered, now).await?;
            }
            _ => tx.renew_lease(&next.id, now).await?,
        }
        self.schedule_watch(tx, &next, now).await?;
        self.judge_health(tx, &next, now).await?;
        Ok(true)
    }

    /// Old news is a sign of life all the same; and news of life from a call that we gave up means that
    /// a telephone rings for nobody.
    async fn hear_stale(&self, tx: &mut OrgTx, call: &Call, news: &CallNews, now: Instant) -> Result<()> {
        let alive = !matches!(news, CallNews::Ended { .. } | CallNews::SubmissionLost);
        match &call.state {
            CallState::Ended { outcome, .. } => {
                let given_up =
                    matches!(outcome, CallOutcome::NeverPlaced | CallOutcome::Lost | CallOutcome::Cancelled);
                if given_up
                    && alive
                    && let Some(vendor_ref) = news.vendor_ref()
                {
                    tracing::warn!(call = %call.id, "a call that was given up is alive at the vendor; ending it");
                    if call.vendor_ref.is_none() {
                        let known = Call { vendor_ref: Some(vendor_ref.to_owned()), ..call.clone() };
                        tx.update_call(&known).await?;
                    }
                    let job = self.job(&tx.org().clone(), &Work::HangUp { call: call.id.clone() }, now);
                    tx.enqueue(&job, now).await?;
                }
                Ok(())
            }
            _ if alive => Ok(tx.renew_lease(&call.id, now).await?),
            _ => Ok(()),
        }
    }

    async fn ended(
        &self,
        tx: &mut OrgTx,
        booking: &mut Booking,
        call: &Call,
        outcome: CallOutcome,
        now: Instant,
    ) -> Result<()> {
        tx.release_lease(&call.id).await?;
        tx.system().wake_dispatch();
        if outcome.verdict() == Verdict::Unplaced {
            booking.misfires += 1;
        } else {
            booking.attempts += 1;
        }
        let retry = tx.organisation().await?.retry;
        let then = retry.after(outcome, booking.attempts, booking.misfires, now, self.chance());
        let ended = BookingEvent::CallEnded { call: call.id.clone(), then };
        if !self.advance(tx, booking, &ended, now).await? {
            // The booking has moved on without this call (it was called off); only the count is new.
            tx.update_booking(booking).await?;
        }
        metrics::counter!("ringwright_calls_ended_total", "outcome" => outcome.as_str()).increment(1);
        Ok(())
    }

    /// The watch looks sooner when there is something to see: a lost answer at once, the end of the
    /// paid time when it comes.
    async fn schedule_watch(&self, tx: &mut OrgTx, call: &Call, now: Instant) -> Result<()> {
        let at = match &call.state {
            CallState::SubmissionUnknown => now,
            CallState::InProgress { .. } => match call.overdue_at() {
                Some(at) => at.plus(super::watch::GRACE),
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        let work = Work::WatchCall { call: call.id.clone() };
        if let Some(key) = work.dedupe_key() {
            tx.system().hasten(&key, at).await?;
        }
        Ok(())
    }

    async fn judge_health(&self, tx: &mut OrgTx, call: &Call, now: Instant) -> Result<()> {
        let account = &call.account;
        match &call.state {
            CallState::SubmissionUnknown => {
                let error = Some("the answer to a call request was lost");
                Ok(tx.move_breaker(account, |breaker| breaker.failed(now), error).await?)
            }
            CallState::Ended { outcome, .. } if outcome.blames_vendor() => {
                Ok(tx.move_breaker(account, |breaker| breaker.failed(now), None).await?)
            }
            CallState::Ringing | CallState::InProgress { .. } => {
                Ok(tx.move_breaker(account, |breaker| breaker.succeeded(), None).await?)
            }
            _ => Ok(()),
        }
    }
}

/// Reads a call and its booking under their locks; the booking first, as everywhere.
async fn lock(tx: &mut OrgTx, id: &CallId) -> Result<(Booking, Call)> {
    let gone = || Error::Broken(format!("there is no call {id}"));
    let call = tx.call(id).await?.ok_or_else(gone)?;
    let booking = tx
        .booking_for_update(&call.booking)
        .await?
        .ok_or_else(|| Error::Broken(format!("the call {id} has no booking")))?;
    let call = tx.call_for_update(id).await?.ok_or_else(gone)?;
    Ok((booking, call))
}
