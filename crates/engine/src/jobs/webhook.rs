//! Taking in what a webhook says: the news, the mark on the webhook and the end of its job are one
//! transaction, so that it has its effect once.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::{InboxId, JobId, OrgId, PaymentId};
use ringwright_domain::payment::PaymentNews;
use ringwright_store::{Job, OrgTx, Webhook};
use ringwright_vendors::{CarrierMessage, cryptomus, elevenlabs, retell, stripe, vapi};

use super::{Done, Work};
use crate::vendor::Vendor;
use crate::{Engine, Error, Result};

/// How long the report of an ended call may take before the vendor is asked for it.
const REPORT_WAIT: Duration = Duration::from_secs(5);

/// A refund or a dispute may be told before the payment that it is about is known to be paid, since its
/// charge is only known then. It is looked at again, later and later, until it may be somebody else's.
const AHEAD_LOOK: Duration = Duration::from_secs(60);
const AHEAD_MOST: Duration = Duration::from_secs(24 * 3_600);

/// A carrier that does not give our id back may tell of a call before its own id is noted here. That is a
/// matter of moments; afterwards it is somebody else's.
const UNNOTED_LOOK: Duration = Duration::from_secs(1);
const UNNOTED_MOST: Duration = Duration::from_secs(30);

/// What a webhook says to us.
pub(crate) enum Said {
    /// Nothing that we act on: a kind of message that we do not use, or about something that is not ours.
    /// Most of what vendors send is this, and no database is needed to see it.
    Nothing,
    Carrier(CarrierMessage),
    Stripe(stripe::StripeEvent),
    Cryptomus(cryptomus::CryptomusEvent),
}

impl From<CarrierMessage> for Said {
    fn from(message: CarrierMessage) -> Self {
        let silent = message.news.is_none() && !message.report_due;
        let nobody = message.call.is_none() && message.vendor_ref.is_none();
        if silent || nobody { Self::Nothing } else { Self::Carrier(message) }
    }
}

impl From<stripe::StripeEvent> for Said {
    fn from(event: stripe::StripeEvent) -> Self {
        let nobody = event.payment.is_none() && event.checkout_ref.is_none() && event.intent_ref.is_none();
        if event.news.is_none() || nobody { Self::Nothing } else { Self::Stripe(event) }
    }
}

impl From<cryptomus::CryptomusEvent> for Said {
    fn from(event: cryptomus::CryptomusEvent) -> Self {
        if event.news.is_none() { Self::Nothing } else { Self::Cryptomus(event) }
    }
}

fn read(webhook: &Webhook, now: Instant) -> Result<Said> {
    let body = webhook.body.as_bytes();
    match Vendor::of(&webhook.vendor) {
        Some(Vendor::Vapi) => Ok(vapi::webhook::parse(body, now).map_err(Error::Carrier)?.into()),
        Some(Vendor::Retell) => Ok(retell::webhook::parse(body, now).map_err(Error::Carrier)?.into()),
        Some(Vendor::ElevenLabs) => Ok(elevenlabs::webhook::parse(body, now).map_err(Error::Carrier)?.into()),
        Some(Vendor::Stripe) => Ok(stripe::webhook::parse(body).map_err(Error::Payments)?.into()),
        Some(Vendor::Cryptomus) => Ok(cryptomus::webhook::parse(body).map_err(Error::Payments)?.into()),
        None => Err(Error::Broken(format!("the vendor {} is not known", webhook.vendor))),
    }
}

impl Engine {
    /// Works on many webhooks: those that say nothing to us are done with in one transaction, the others
    /// one by one.
    pub async fn process_webhooks(&self, jobs: Vec<Job>) {
        let silent = |job: &Job| match Work::read(&job.kind, &job.payload) {
            Some(Work::ProcessWebhook { webhook, silent: true }) => Some((webhook, job.id.clone())),
            _ => None,
        };
        let (webhooks, done): (Vec<InboxId>, Vec<JobId>) = jobs.iter().filter_map(silent).unzip();
        if !webhooks.is_empty()
            && let Err(error) = self.pass_over(&webhooks, &done).await
        {
            // Their leases run out and somebody tries again.
            tracing::warn!(%error, count = done.len(), "webhooks could not be marked as done");
        }
        let rest = jobs.iter().filter(|job| silent(job).is_none());
        futures::future::join_all(rest.map(|job| self.execute(job))).await;
    }

    async fn pass_over(&self, webhooks: &[InboxId], jobs: &[JobId]) -> Result<()> {
        let mut tx = self.store().begin().await?;
        tx.webhooks_done(webhooks, jobs, self.node(), self.now(), "ignored").await?;
        tx.commit().await?;
        metrics::counter!("ringwright_webhooks_processed_total", "outcome" => "ignored")
            .increment(jobs.len() as u64);
        Ok(())
    }

    pub(crate) async fn process_webhook(&self, job: &Job, id: &InboxId) -> Result<Done> {
        let now = self.now();
        let Some(org) = &job.org else {
            return Err(Error::Broken(format!("the job of the webhook {id} says not whose it is")));
        };
        let mut tx = self.org(org).begin().await?;
        let Some(webhook) = tx.system().webhook(id).await? else { return Ok(Done::Finished) };
        let outcome = match read(&webhook, now)? {
            Said::Nothing => "ignored",
            Said::Carrier(message) => {
                let outcome = self.process_carrier(&mut tx, &webhook, &message, now).await?;
                let age = now.since(webhook.received_at);
                if outcome == "unknown" && message.call.is_none() && age < UNNOTED_MOST {
                    return Ok(Done::Again(now.plus(age.max(UNNOTED_LOOK))));
                }
                outcome
            }
            Said::Stripe(event) => {
                let follows_money = event.payment.is_none() && event.checkout_ref.is_none();
                let outcome = self.process_stripe(&mut tx, &webhook, event, now).await?;
                let age = now.since(webhook.received_at);
                if outcome == "unknown" && follows_money && age < AHEAD_MOST {
                    return Ok(Done::Again(now.plus(age.clamp(AHEAD_LOOK, AHEAD_LOOK * 30))));
                }
                outcome
            }
            Said::Cryptomus(event) => self.process_cryptomus(&mut tx, &webhook, event, now).await?,
        };
        tx.system().webhook_done(id, now, outcome).await?;
        tx.system().finish(&job.id, self.node()).await?;
        tx.commit(now).await?;
        metrics::counter!("ringwright_webhooks_processed_total", "outcome" => outcome).increment(1);
        metrics::histogram!("ringwright_webhook_lag_seconds")
            .record(self.now().since(job.run_at).as_secs_f64());
        Ok(Done::AlreadyFinished)
    }

    async fn process_carrier(
        &self,
        tx: &mut OrgTx,
        webhook: &Webhook,
        message: &CarrierMessage,
        now: Instant,
    ) -> Result<&'static str> {
        // Our own id names the attempt even before we know the vendor's; it counts only for a call that
        // this account carries.
        let known = match (&message.call, &message.vendor_ref) {
            (Some(call), _) => tx.call(call).await?.filter(|call| call.account == webhook.account),
            (None, Some(vendor_ref)) => {
                match tx.system().call_by_vendor_ref(&webhook.account, vendor_ref).await? {
                    Some((org, call)) if same(&org, tx) => tx.call(&call).await?,
                    _ => None,
                }
            }
            (None, None) => None,
        };
        let Some(call) = known else { return Ok("unknown") };
        if message.report_due
            && let Some(key) = (Work::WatchCall { call: call.id.clone() }).dedupe_key()
        {
            tx.system().hasten(&key, now.plus(REPORT_WAIT)).await?;
        }
        match &message.news {
            Some(news) if self.hear_of_call_in(tx, &call.id, news, now).await? => Ok("moved"),
            Some(_) => Ok("stale"),
            None => Ok("noted"),
        }
    }

    async fn process_stripe(
        &self,
        tx: &mut OrgTx,
        webhook: &Webhook,
        event: stripe::StripeEvent,
        now: Instant,
    ) -> Result<&'static str> {
        let Some(id) = self.payment_of_event(tx, webhook, &event).await? else { return Ok("unknown") };
        let Some((payment, account)) = tx.payment(&id).await? else { return Ok("unknown") };
        if account != webhook.account {
            return Ok("unknown");
        }
        let news = match event.news {
            None => return Ok("ignored"),
            Some(stripe::StripeNews::Payment(news)) => news,
            // What was given back by hand at the vendor counts as well.
            Some(stripe::StripeNews::Refund(refund)) => self.refund_news(&refund),
        };
        // The end of an older page or form says nothing about the payment.
        let of_newest = event.checkout_ref.is_none() || event.checkout_ref == payment.checkout_ref;
        if news == PaymentNews::Expired && !of_newest {
            return Ok("stale");
        }
        if self.hear_of_payment_in(tx, &id, &news, now).await? { Ok("moved") } else { Ok("stale") }
    }

    async fn process_cryptomus(
        &self,
        tx: &mut OrgTx,
        webhook: &Webhook,
        event: cryptomus::CryptomusEvent,
        now: Instant,
    ) -> Result<&'static str> {
        let Some(news) = event.news else { return Ok("ignored") };
        let id = match event.payment {
            Some(id) => Some(id),
            None => {
                let found = tx.system().payment_by_checkout(&webhook.account, &event.checkout_ref).await?;
                found.filter(|(org, _)| same(org, tx)).map(|(_, payment)| payment)
            }
        };
        let Some(id) = id else { return Ok("unknown") };
        let Some((payment, account)) = tx.payment(&id).await? else { return Ok("unknown") };
        if account != webhook.account {
            return Ok("unknown");
        }
        // Of an older invoice only money counts.
        let of_newest = payment.checkout_ref.is_none() || payment.checkout_ref == Some(event.checkout_ref);
        if !matches!(news, PaymentNews::Paid { .. }) && !of_newest {
            return Ok("stale");
        }
        if self.hear_of_payment_in(tx, &id, &news, now).await? { Ok("moved") } else { Ok("stale") }
    }

    /// The payment that an event is about: by our own id, by its page or form, or by its charge.
    async fn payment_of_event(
        &self,
        tx: &mut OrgTx,
        webhook: &Webhook,
        event: &stripe::StripeEvent,
    ) -> Result<Option<PaymentId>> {
        if event.payment.is_some() {
            return Ok(event.payment.clone());
        }
        let mut found = None;
        if let Some(checkout_ref) = &event.checkout_ref {
            found = tx.system().payment_by_checkout(&webhook.account, checkout_ref).await?;
        }
        if let Some(intent_ref) = event.intent_ref.as_ref().filter(|_| found.is_none()) {
            found = tx.system().payment_by_intent(&webhook.account, intent_ref).await?;
        }
        Ok(found.filter(|(org, _)| same(org, tx)).map(|(_, payment)| payment))
    }
}

fn same(org: &OrgId, tx: &OrgTx) -> bool {
    org == tx.org()
}
