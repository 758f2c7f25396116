//! Posting a message, until the receiver takes it or a day is over.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{DeliveryId, OrgId};
use ringwright_domain::outgoing::{AfterTry, Answer, DeliveryState, STOP_AFTER, after_try};
use ringwright_store::{Delivery, Endpoint, Job, NewEvent, OrgTx};
use ringwright_vendors::Secret;
use ringwright_vendors::outgoing::{Message, signature};

use super::secrets;
use crate::audit::subject;
use crate::jobs::{Done, Work};
use crate::{Engine, Error, Result};

/// How long a message waits when the endpoint has its hands full.
const FULL: Duration = Duration::from_millis(500);

impl Engine {
    pub(crate) async fn deliver(&self, job: &Job, org: &OrgId, id: &DeliveryId) -> Result<Done> {
        let mut tx = self.org(org).read().await?;
        let Some(delivery) = tx.delivery(id).await? else { return Ok(Done::Finished) };
        let endpoint = tx.endpoint(&delivery.endpoint).await?;
        let Some(endpoint) = endpoint else { return Ok(Done::Finished) };
        if delivery.state != DeliveryState::Waiting {
            return Ok(Done::Finished);
        }
        if !endpoint.active {
            let answer = Answer::None("the endpoint is switched off".to_owned());
            return self.note_try(job, org, id, answer, None).await;
        }
        let secrets = self.signing_secrets(&mut tx, &endpoint).await?;
        drop(tx);
        let Some(_place) = self.posting().take(&endpoint.id) else {
            return Ok(Done::Again(self.now().plus(FULL + FULL.mul_f64(self.chance().fraction()))));
        };
        let began = self.now();
        let message = Message {
            url: endpoint.url,
            id: delivery.id.to_string(),
            seconds: began.seconds(),
            signature: signature(&secrets, delivery.id.as_str(), began.seconds(), delivery.body.as_bytes()),
            body: delivery.body,
        };
        let answer = self.courier().post(&message).await;
        let took = self.now().since(began);
        metrics::histogram!("ringwright_outgoing_seconds").record(took.as_secs_f64());
        self.note_try(job, org, id, answer, Some(took)).await
    }

    async fn signing_secrets(&self, tx: &mut OrgTx, endpoint: &Endpoint) -> Result<Vec<Secret>> {
        let vault = self.desk().vault();
        let missing = || Error::Broken(format!("the endpoint {} has no signing secret", endpoint.id));
        let current = tx.secret(vault, &secrets::current(&endpoint.id)).await?.ok_or_else(missing)?;
        let mut all = vec![Secret::new(current)];
        if endpoint.old_secret_until.is_some_and(|until| until > self.now()) {
            all.extend(tx.secret(vault, &secrets::before(&endpoint.id)).await?.map(Secret::new));
        }
        Ok(all)
    }

    /// Notes a try; the message, the health of its endpoint and the job move in one transaction.
    async fn note_try(
        &self,
        job: &Job,
        org: &OrgId,
        id: &DeliveryId,
        answer: Answer,
        took: Option<Duration>,
    ) -> Result<Done> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let Some(mut delivery) = tx.delivery(id).await? else { return Ok(Done::Finished) };
        let Some(mut endpoint) = tx.endpoint_for_update(&delivery.endpoint).await? else {
            return Ok(Done::Finished);
        };
        delivery.tries += 1;
        delivery.last_ms = took.map(|took| i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
        (delivery.last_status, delivery.last_error) = match &answer {
            Answer::Status(status) => (Some(*status), None),
            Answer::None(why) => (None, Some(why.clone())),
        };
        // A message to an endpoint that was switched off waits for a person.
        let after = match took {
            Some(_) => after_try(delivery.tries, &answer, now, self.chance()),
            None => AfterTry::GiveUp,
        };
        metrics::counter!("ringwright_outgoing_total", "after" => name(after)).increment(1);
        (delivery.state, delivery.next_at) = match after {
            AfterTry::Delivered => (DeliveryState::Delivered, None),
            AfterTry::Again(at) => (DeliveryState::Waiting, Some(at)),
            AfterTry::GiveUp | AfterTry::Gone => (DeliveryState::Dead, None),
        };
        delivery.updated_at = now;
        tx.update_delivery(&delivery).await?;
        judge(&mut tx, &mut endpoint, after, now).await?;
        match after {
            AfterTry::Again(at) => tx.system().postpone(&job.id, self.node(), at, None).await?,
            _ => {
                tx.system().finish(&job.id, self.node()).await?;
            }
        }
        tx.commit(now).await?;
        Ok(Done::AlreadyFinished)
    }

    /// Sends a message again that was given up or taken, under its own id.
    ///
    /// # Errors
    /// When there is no such message.
    pub async fn replay_delivery(&self, org: &OrgId, id: &DeliveryId, by: &Actor) -> Result<Delivery> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let found = tx.delivery(id).await?;
        let mut delivery = found.ok_or(Error::refused(ringwright_domain::FailureCode::EndpointNotFound))?;
        // The waits begin anew.
        delivery.tries = 0;
        delivery.state = DeliveryState::Waiting;
        delivery.next_at = Some(now);
        delivery.updated_at = now;
        tx.update_delivery(&delivery).await?;
        let work = Work::Deliver { delivery: id.clone() };
        let job = self.job(org, &work, now);
        if !tx.enqueue(&job, now).await?
            && let Some(key) = work.dedupe_key()
        {
            tx.system().hasten(&key, now).await?;
        }
        let about = subject("delivery", id, &delivery.kind);
        self.record(&mut tx, by, "delivery.replayed", about, Default::default()).await?;
        tx.commit(now).await?;
        Ok(delivery)
    }
}

/// What a try says about the endpoint: one that fails for days, or asks to stop, is switched off.
async fn judge(tx: &mut OrgTx, endpoint: &mut Endpoint, after: AfterTry, now: Instant) -> Result<()> {
    let stopped = match after {
        AfterTry::Delivered if endpoint.failing_since.is_none() => return Ok(()),
        AfterTry::Delivered => {
            endpoint.failing_since = None;
            None
        }
        AfterTry::Gone => Some("gone"),
        AfterTry::Again(_) | AfterTry::GiveUp => {
            let since = *endpoint.failing_since.get_or_insert(now);
            (now.since(since) >= STOP_AFTER).then_some("failing")
        }
    };
    if let Some(why) = stopped.filter(|_| endpoint.active) {
        endpoint.active = false;
        endpoint.stopped_because = Some(why.to_owned());
        tx.emit(NewEvent {
            kind: "endpoint.stopped",
            booking: None,
            call: None,
            data: serde_json::json!({ "endpoint": endpoint.id, "because": why }),
        });
    }
    Ok(tx.update_endpoint(endpoint).await?)
}

const fn name(after: AfterTry) -> &'static str {
    match after {
        AfterTry::Delivered => "delivered",
        AfterTry::Again(_) => "again",
        AfterTry::GiveUp => "given_up",
        AfterTry::Gone => "gone",
    }
}
