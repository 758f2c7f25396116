//! Making messages of new events.

use ringwright_domain::Instant;
use ringwright_domain::ids::{DeliveryId, OrgId};
use ringwright_domain::outgoing::DeliveryState;
use ringwright_store::{Delivery, Endpoint, Event, Job, OrgTx};

use crate::jobs::{Done, Work};
use crate::{Engine, Result};

/// Events that are passed on to an endpoint in one transaction, at most.
const BATCH: i64 = 200;

impl Engine {
    pub(crate) async fn pump_outgoing(&self, job: &Job, org: &OrgId) -> Result<Done> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        for endpoint in tx.endpoints().await? {
            if endpoint.active {
                self.pass_on(&mut tx, &endpoint, now).await?;
            }
        }
        tx.commit(now).await?;
        // An event that is written from here on waits for this transaction and then finds no such job, so
        // that it wakes a new one.
        let mut tx = self.org(org).begin().await?;
        let last = tx.lock_events().await?;
        if tx.endpoints().await?.iter().any(|endpoint| endpoint.active && endpoint.cursor < last) {
            return Ok(Done::Again(now));
        }
        tx.system().finish(&job.id, self.node()).await?;
        tx.commit(now).await?;
        Ok(Done::AlreadyFinished)
    }

    async fn pass_on(&self, tx: &mut OrgTx, endpoint: &Endpoint, now: Instant) -> Result<()> {
        let events = tx.events_after(endpoint.cursor, BATCH).await?;
        let Some(last) = events.last() else { return Ok(()) };
        for event in events.iter().filter(|event| endpoint.kinds.want(&event.kind)) {
            let message = self.message(endpoint, &event.kind, Some(event.seq), body(event), now);
            self.post_later(tx, &message).await?;
        }
        Ok(tx.move_endpoint(&endpoint.id, last.seq).await?)
    }

    /// A message to `endpoint`.
    pub(super) fn message(
        &self,
        endpoint: &Endpoint,
        kind: &str,
        event_seq: Option<i64>,
        body: String,
        now: Instant,
    ) -> Delivery {
        Delivery {
            id: DeliveryId::new(now, self.chance()),
            endpoint: endpoint.id.clone(),
            event_seq,
            kind: kind.to_owned(),
            body,
            state: DeliveryState::Waiting,
            tries: 0,
            next_at: Some(now),
            last_status: None,
            last_error: None,
            last_ms: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Keeps a message and the job that posts it.
    pub(super) async fn post_later(&self, tx: &mut OrgTx, message: &Delivery) -> Result<()> {
        if tx.insert_delivery(message).await? {
            let org = tx.org().clone();
            let job = self.job(&org, &Work::Deliver { delivery: message.id.clone() }, message.created_at);
            tx.enqueue(&job, message.created_at).await?;
        }
        Ok(())
    }
}

/// What is posted of an event: ids and states, never names, numbers or words of people. Who needs them
/// asks the API.
fn body(event: &Event) -> String {
    serde_json::json!({
        "type": event.kind,
        "timestamp": event.at.to_string(),
        "data": {
            "seq": event.seq,
            "bookingId": event.booking,
            "callId": event.call,
            "details": event.data,
        },
    })
    .to_string()
}
