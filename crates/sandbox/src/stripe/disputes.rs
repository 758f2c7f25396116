//! Disputes: the holder of a card takes the money back through the bank.

use std::sync::Arc;

use serde_json::Value;

use super::customers::{created, page};
use super::error::{Answer, Refusal};
use super::events::Cause;
use super::form::Fields;
use super::model::{Dispute, DisputeState};
use super::{Stripe, view};
use crate::world::{World, lock};

/// How long a shop has to answer, in seconds.
const TIME_TO_ANSWER: i64 = 7 * 24 * 60 * 60;

/// How a bank decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// For the shop: the money comes back.
    Won,
    /// For the holder of the card.
    Lost,
}

impl Stripe {
    /// The dispute that keeps a charge's money away from the shop.
    pub(super) fn holding(&self, charge: &str) -> Option<&Dispute> {
        self.disputes.newest().find(|row| row.charge == charge && row.state != DisputeState::Won)
    }
}

/// One dispute.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.disputes.get(id).ok_or_else(|| Refusal::not_found("dispute", id, "id"))?;
    Ok(view::dispute(row))
}

/// Disputes, newest first.
pub fn list(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&[
        "charge",
        "created",
        "ending_before",
        "expand",
        "limit",
        "payment_intent",
        "starting_after",
    ])?;
    let (charge, intent) = (fields.text("charge")?, fields.text("payment_intent")?);
    let created = created(fields)?;
    let rows = stripe.disputes.newest().filter(|row| {
        created.holds(row.created)
            && charge.is_none_or(|id| row.charge == id)
            && intent.is_none_or(|id| row.intent == id)
    });
    page(fields, "dispute", "/v1/disputes", rows, view::dispute)
}

/// The shop gives a dispute up.
pub fn close(world: &Arc<World>, fields: &Fields<'_>, id: &str, cause: &Cause) -> Answer<Value> {
    fields.known(&["expand"])?;
    get(&lock(&world.stripe), id)?;
    match world.decide(id, Verdict::Lost, Some(cause)) {
        Ok(dispute) => Ok(dispute),
        Err(message) => Err(Refusal::invalid(message).executed()),
    }
}

impl World {
    /// Opens a dispute about what is left of a charge, or says why that can't be.
    pub fn dispute(self: &Arc<Self>, charge: &str) -> Result<Value, &'static str> {
        let mut stripe = lock(&self.stripe);
        let charge = stripe.charges.get(charge).filter(|charge| charge.paid).ok_or("nothing was charged")?;
        let amount = charge.amount - charge.refunded;
        if amount == 0 {
            return Err("all of it was refunded");
        }
        if stripe.disputes.newest().any(|row| row.charge == charge.id) {
            return Err("it was disputed before");
        }
        let (id, subject) = (charge.id.clone(), charge.subject.clone());
        let row = Dispute {
            id: self.ids.prefixed("dp_1", 23),
            created: self.now_s(),
            charge: id.clone(),
            intent: charge.intent.clone(),
            amount,
            currency: charge.currency.clone(),
            reason: "fraudulent".to_owned(),
            state: DisputeState::NeedsResponse,
            due_by: self.now_s() + TIME_TO_ANSWER,
        };
        let answer = view::dispute(&row);
        stripe.disputes.put(&self.journal, row);
        stripe.charges.change(&self.journal, &id, |charge| charge.disputed = true);
        for kind in ["charge.dispute.created", "charge.dispute.funds_withdrawn"] {
            self.event(kind, &subject, answer.clone(), None);
        }
        Ok(answer)
    }

    /// Opens a dispute unless there can't be one any more.
    pub fn dispute_if_paid(self: &Arc<Self>, charge: &str) {
        if let Err(reason) = self.dispute(charge) {
            tracing::debug!(charge, reason, "no dispute after all");
        }
    }

    /// The bank decides a dispute, or says why it can't.
    pub fn decide(
        self: &Arc<Self>,
        id: &str,
        verdict: Verdict,
        cause: Option<&Cause>,
    ) -> Result<Value, &'static str> {
        let mut stripe = lock(&self.stripe);
        let open = stripe.disputes.get(id).filter(|row| row.state == DisputeState::NeedsResponse);
        let charge = open.ok_or("this dispute is closed")?.charge.clone();
        let subject = stripe.subject_of(&charge).ok_or("nothing was charged")?;
        stripe.disputes.change(&self.journal, id, |row| {
            row.state = match verdict {
                Verdict::Won => DisputeState::Won,
                Verdict::Lost => DisputeState::Lost,
            };
        });
        let dispute = stripe.disputes.get(id).map(view::dispute).ok_or("there is no such dispute")?;
        self.event("charge.dispute.closed", &subject, dispute.clone(), cause);
        if verdict == Verdict::Won {
            self.event("charge.dispute.funds_reinstated", &subject, dispute.clone(), cause);
        }
        Ok(dispute)
    }
}
