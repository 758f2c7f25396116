//! Refunds.

use std::sync::Arc;

use serde_json::Value;

use super::Stripe;
use super::customers::{created, page};
use super::error::{Answer, Refusal};
use super::events::Cause;
use super::form::Fields;
use super::model::{Charge, Refund, RefundState, Sequel};
use super::view;
use crate::agenda::Errand;
use crate::pages::money;
use crate::world::{World, lock};

const CREATE: [&str; 12] = [
    "amount",
    "charge",
    "currency",
    "customer",
    "expand",
    "instructions_email",
    "metadata",
    "origin",
    "payment_intent",
    "reason",
    "refund_application_fee",
    "reverse_transfer",
];
/// How long a bank takes over a refund, in sandbox seconds.
const A_WHILE: f64 = 5.0;
const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

/// One refund.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.refunds.get(id).ok_or_else(|| Refusal::not_found("refund", id, "id"))?;
    Ok(view::refund(row))
}

/// Refunds, newest first.
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
    let rows = stripe.refunds.newest().filter(|row| {
        created.holds(row.created)
            && charge.is_none_or(|id| row.charge == id)
            && intent.is_none_or(|id| row.intent == id)
    });
    page(fields, "refund", "/v1/refunds", rows, view::refund)
}

/// Pays a charge back, in part or in full.
pub fn create(world: &Arc<World>, fields: &Fields<'_>, cause: &Cause) -> Answer<Value> {
    fields.known(&CREATE)?;
    let reason = fields.choice("reason", &REASONS)?.map(str::to_owned);
    let metadata = fields.metadata("metadata")?;
    let amount = fields.integer("amount")?;
    let mut stripe = lock(&world.stripe);
    let charge = paid_charge(&stripe, fields)?;
    if stripe.holding(&charge.id).is_some() {
        let message = format!("Charge {} has been charged back; cannot issue a refund.", charge.id);
        return Err(Refusal::invalid(message).code("charge_disputed").executed());
    }
    let left = charge.amount - charge.refunded;
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(Refusal::invalid(message).code("charge_already_refunded").executed());
    }
    let amount = amount.unwrap_or(left);
    if amount < 1 {
        return Err(Refusal::param("amount", "parameter_invalid_integer", "Invalid positive integer"));
    }
    if amount > left {
        let message = format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({})",
            money(amount, &charge.currency),
            money(left, &charge.currency)
        );
        return Err(Refusal::param("amount", "amount_too_large", message).executed());
    }
    let row = Refund {
        id: world.ids.prefixed("re_3", 23),
        created: world.now_s(),
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        amount,
        currency: charge.currency.clone(),
        reason,
        metadata,
        state: match charge.card.sequel {
            Sequel::RefundPends => RefundState::Pending,
            _ => RefundState::Succeeded,
        },
    };
    // The refund is written first: a crash between the lines must never lose the trace of money paid back.
    stripe.refunds.put(&world.journal, row.clone());
    stripe.charges.change(&world.journal, &charge.id, |charge| charge.refunded += amount);
    let answer = view::refund(&row);
    let subject = &charge.subject;
    world.event("refund.created", subject, answer.clone(), Some(cause));
    if let Some(charge) = stripe.charges.get(&charge.id) {
        world.event("charge.refunded", subject, view::charge(charge), Some(cause));
    }
    match charge.card.sequel {
        Sequel::RefundPends => world.later(A_WHILE, Errand::GiveRefund(row.id)),
        sequel => {
            world.event("refund.updated", subject, answer.clone(), Some(cause));
            if sequel == Sequel::RefundFails {
                world.later(A_WHILE, Errand::FailRefund(row.id));
            }
        }
    }
    Ok(answer)
}

impl World {
    /// The bank takes a refund that was pending.
    pub fn give_refund(self: &Arc<Self>, id: &str) {
        let mut stripe = lock(&self.stripe);
        let refund = stripe.refunds.get(id).filter(|refund| refund.state == RefundState::Pending);
        let Some(subject) = refund.and_then(|refund| stripe.subject_of(&refund.charge)) else { return };
        stripe.refunds.change(&self.journal, id, |refund| refund.state = RefundState::Succeeded);
        if let Some(refund) = stripe.refunds.get(id) {
            self.event("refund.updated", &subject, view::refund(refund), None);
        }
    }

    /// The bank sends a refund back: the money is with the shop again.
    pub fn fail_refund(self: &Arc<Self>, id: &str) {
        let mut stripe = lock(&self.stripe);
        let Some(refund) = stripe.refunds.get(id).filter(|refund| refund.state != RefundState::Failed) else {
            return;
        };
        let (charge, amount) = (refund.charge.clone(), refund.amount);
        let Some(subject) = stripe.subject_of(&charge) else { return };
        stripe.refunds.change(&self.journal, id, |refund| refund.state = RefundState::Failed);
        stripe.charges.change(&self.journal, &charge, |charge| charge.refunded -= amount);
        let Some(refund) = stripe.refunds.get(id).map(view::refund) else { return };
        for kind in ["refund.updated", "refund.failed", "charge.refund.updated"] {
            self.event(kind, &subject, refund.clone(), None);
        }
    }
}

fn paid_charge(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Charge> {
    if let Some(id) = fields.text("payment_intent")? {
        let no_such = || Refusal::no_such("payment_intent", id, "payment_intent");
        let intent = stripe.intents.get(id).ok_or_else(no_such)?;
        let charge = intent.charge.as_deref().and_then(|id| stripe.charges.get(id));
        return charge.filter(|charge| charge.paid).cloned().ok_or_else(|| {
            let message = format!("This PaymentIntent ({id}) does not have a successful charge to refund.");
            Refusal::invalid(message).code("payment_intent_unexpected_state").executed()
        });
    }
    let Some(id) = fields.text("charge")? else {
        let message =
            "One of the following params should be provided for this request: payment_intent or charge.";
        return Err(Refusal::invalid(message).code("parameter_missing"));
    };
    let charge = stripe.charges.get(id).ok_or_else(|| Refusal::no_such("charge", id, "charge"))?;
    if !charge.paid {
        return Err(Refusal::invalid("This charge did not succeed and can't be refunded.").executed());
    }
    Ok(charge.clone())
}
