//! Asking the vendor to place a recorded attempt. At most once for each attempt.

use ringwright_domain::booking::Booking;
use ringwright_domain::call::{Call, CallNews, CallOutcome, CallState};
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{Account, Agent};
use ringwright_vendors::{AgentWords, CallOrder, Placing, Refusal};

use crate::agent::words_of;
use crate::jobs::Done;
use crate::{Engine, Error, Result};

impl Engine {
    /// Places an attempt. When this job was claimed before (`tries` above one), whoever had it may have
    /// asked the vendor and died before noting the answer: then nobody asks again, and the attempt is
    /// reconciled by its watch.
    pub(crate) async fn place_call(&self, org: &OrgId, id: &CallId, tries: u32) -> Result<Done> {
        let mut tx = self.org(org).read().await?;
        let Some(call) = tx.call(id).await? else { return Ok(Done::Finished) };
        if call.state != CallState::Initiating {
            return Ok(Done::Finished);
        }
        if tries > 1 {
            drop(tx);
            self.hear_of_call(org, id, &CallNews::SubmissionLost).await?;
            return Ok(Done::Finished);
        }
        let booking = tx.booking(&call.booking).await?.ok_or_else(|| broken(&call, "no booking"))?;
        let account = tx.account(&call.account).await?.ok_or_else(|| broken(&call, "no account"))?;
        let agent = tx.agent(&call.agent).await?.ok_or_else(|| broken(&call, "no agent"))?;
        let words = words_of(&mut tx, &agent, &call.id, self.now()).await?;
        let suspended = tx.organisation().await?.suspended_at.is_some();
        drop(tx);
        let news = if booking.state.is_final() {
            // Called off between the assignment and now: nothing has rung, nothing will.
            self.over(CallOutcome::Cancelled)
        } else if suspended {
            // Since the assignment: the booking waits again.
            self.over(CallOutcome::NeverPlaced)
        } else {
            let order = self.call_order(&call, &booking, &account, agent, words);
            self.ask_to_place(org, &account, &order).await?
        };
        self.hear_of_call(org, id, &news).await?;
        Ok(Done::Finished)
    }

    async fn ask_to_place(&self, org: &OrgId, account: &Account, order: &CallOrder) -> Result<CallNews> {
        let carrier = match self.desk().carrier(account).await {
            Ok(carrier) => carrier,
            Err(error) => {
                self.note_trouble(org, account, &error.to_string()).await?;
                return Ok(self.over(CallOutcome::NeverPlaced));
            }
        };
        let started = self.now();
        let placing = carrier.place(order).await;
        metrics::histogram!("ringwright_place_seconds").record(self.now().since(started).as_secs_f64());
        Ok(match placing {
            Placing::Accepted { vendor_ref } => CallNews::Accepted { vendor_ref },
            Placing::Unknown { detail } => {
                tracing::warn!(call = %order.call, account = %account.id, detail, "the answer to a call request was lost");
                CallNews::SubmissionLost
            }
            Placing::NotSent { detail } => {
                self.note_trouble(org, account, &detail).await?;
                self.over(CallOutcome::NeverPlaced)
            }
            Placing::Refused { reason: Refusal::InvalidNumber, .. } => self.over(CallOutcome::InvalidNumber),
            Placing::Refused { reason: Refusal::Busy | Refusal::Misconfigured, detail } => {
                self.note_trouble(org, account, &detail).await?;
                self.over(CallOutcome::NeverPlaced)
            }
        })
    }

    /// Keeps what the vendor said for the operator to see.
    async fn note_trouble(&self, org: &OrgId, account: &Account, detail: &str) -> Result<()> {
        tracing::warn!(account = %account.id, detail, "the carrier did not take a call");
        let mut tx = self.org(org).begin().await?;
        tx.move_breaker(&account.id, |breaker| breaker, Some(detail)).await?;
        Ok(tx.commit(self.now()).await?)
    }

    fn over(&self, outcome: CallOutcome) -> CallNews {
        CallNews::Ended { vendor_ref: None, outcome, answered_at: None, ended_at: self.now() }
    }

    fn call_order(
        &self,
        call: &Call,
        booking: &Booking,
        account: &Account,
        agent: Agent,
        words: Option<AgentWords>,
    ) -> CallOrder {
        CallOrder {
            call: call.id.clone(),
            to: booking.contact.phone.clone(),
            name: booking.contact.name.as_str().to_owned(),
            request: booking.contact.request.clone(),
            assistant_ref: agent.assistant_ref,
            number_ref: agent.number_ref,
            words,
            limit_seconds: call.limit_seconds,
            webhook_url: self.public_url(&format!("/webhooks/{}/{}", account.vendor, account.id)),
        }
    }
}

fn broken(call: &Call, what: &str) -> Error {
    Error::Broken(format!("the call {} has {what}", call.id))
}
