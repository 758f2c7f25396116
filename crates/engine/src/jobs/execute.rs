//! Doing a job that was claimed, and noting what came of it.

use ringwright_domain::dispatch::backoff;
use ringwright_store::Job;

use super::{Done, Work};
use crate::{Engine, Error, Result};

impl Engine {
    /// Does a claimed job and notes what came of it.
    pub async fn execute(&self, job: &Job) {
        let result = match Work::read(&job.kind, &job.payload) {
            Some(work) => self.perform(job, &work).await.map_err(|error| (error, work)),
            None => {
                let error = Error::Broken(format!("no work of the kind {} is known", job.kind));
                self.note_bury(job, &error).await;
                return;
            }
        };
        let noted = match result {
            Ok(Done::AlreadyFinished) => Ok(()),
            Ok(Done::Finished) => self.note_finished(job).await,
            Ok(Done::Again(at)) => self.note_postponed(job, at, None).await,
            Err((error, work)) => self.note_failure(job, &work, &error).await,
        };
        if let Err(error) = noted {
            // The lease runs out and somebody does it again; every kind bears that.
            tracing::warn!(job = %job.id, kind = job.kind, %error, "the result of a job could not be noted");
        }
    }

    async fn perform(&self, job: &Job, work: &Work) -> Result<Done> {
        let org =
            || job.org.as_ref().ok_or_else(|| Error::Broken(format!("{} names no organisation", job.id)));
        match work {
            Work::ProcessWebhook { webhook, .. } => self.process_webhook(job, webhook).await,
            Work::PlaceCall { call } => self.place_call(org()?, call, job.tries).await,
            Work::WatchCall { call } => self.watch_call(org()?, call).await,
            Work::WatchLiveCall { call } => self.watch_live_call(org()?, call).await,
            Work::KeepRecording { call } => self.keep_recording(org()?, call).await,
            Work::DropRecording { call } => self.drop_recording(org()?, call).await,
            Work::HangUp { call } => self.hang_up_call(org()?, call).await,
            Work::StartBooking { booking } => self.start_booking(org()?, booking).await,
            Work::WatchPayment { payment } => self.watch_payment(org()?, payment).await,
            Work::CloseCheckout { payment } => self.close_checkout(org()?, payment).await,
            Work::Refund { payment, refund } => self.refund_payment(org()?, payment, refund, job.tries).await,
            Work::PumpOutgoing => self.pump_outgoing(job, org()?).await,
            Work::Deliver { delivery } => self.deliver(job, org()?, delivery).await,
            Work::Reconcile { account, day } => self.reconcile_as_planned(org()?, account, day).await,
            Work::SendMail { mail } => self.send_mail(job, mail).await,
            Work::CleanUp => self.clean_up().await,
        }
    }

    async fn note_finished(&self, job: &Job) -> Result<()> {
        let mut tx = self.store().begin().await?;
        tx.finish(&job.id, self.node()).await?;
        Ok(tx.commit().await?)
    }

    async fn note_postponed(
        &self,
        job: &Job,
        at: ringwright_domain::Instant,
        error: Option<&str>,
    ) -> Result<()> {
        let mut tx = self.store().begin().await?;
        tx.postpone(&job.id, self.node(), at, error).await?;
        Ok(tx.commit().await?)
    }

    async fn note_failure(&self, job: &Job, work: &Work, error: &Error) -> Result<()> {
        let retry = work.retry();
        // What is never given up is tried again whatever went wrong: a key that was refused may be put right.
        let for_ever = retry.tries == u32::MAX;
        if !for_ever && (!error.is_transient() || job.tries >= retry.tries) {
            self.note_bury(job, error).await;
            return Ok(());
        }
        let wait = backoff(retry.first, retry.longest, job.tries.saturating_sub(1), self.chance());
        tracing::info!(job = %job.id, kind = job.kind, tries = job.tries, %error, "a job failed; it is tried again");
        self.note_postponed(job, self.now().plus(wait), Some(&error.to_string())).await
    }

    async fn note_bury(&self, job: &Job, error: &Error) {
        tracing::error!(job = %job.id, kind = job.kind, tries = job.tries, %error, "a job was given up");
        metrics::counter!("ringwright_jobs_dead_total", "kind" => job.kind.clone()).increment(1);
        let buried = async {
            let mut tx = self.store().begin().await?;
            tx.bury(&job.id, self.node(), self.now(), &error.to_string()).await?;
            tx.commit().await
        };
        if let Err(error) = buried.await {
            tracing::warn!(job = %job.id, %error, "a job that was given up could not be put aside");
        }
    }
}
