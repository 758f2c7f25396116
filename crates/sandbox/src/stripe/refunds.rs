//! Refunds.

use std::sync::Arc;

use serde_json::Value;

use super::Stripe;
use super::error::{Answer, Refusal};
use super::events::Cause;
use super::form::Fields;
use super::model::{Charge, Refund};
use super::view;
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
const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

/// One refund.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.refunds.get(id).ok_or_else(|| Refusal::not_found("refund", id, "id"))?;
    Ok(view::refund(row))
}

/// Pays a charge back, in part or in full.
pub fn create(world: &Arc<World>, fields: &Fields<'_>, cause: &Cause) -> Answer<Value> {
    fields.known(&CREATE)?;
    let reason = fields.choice("reason", &REASONS)?.map(str::to_owned);
    let metadata = fields.metadata("metadata")?;
    let amount = fields.integer("amount")?;
    let mut stripe = lock(&world.stripe);
    let charge = paid_charge(&stripe, fields)?;
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
    };
    // The refund is written first: a crash between the lines must never lose the trace of money paid back.
    stripe.refunds.put(&world.journal, row.clone());
    stripe.charges.change(&world.journal, &charge.id, |charge| charge.refunded += amount);
    let answer = view::refund(&row);
    let subject = &charge.session;
    world.event("refund.created", subject, answer.clone(), Some(cause));
    if let Some(charge) = stripe.charges.get(&charge.id) {
        world.event("charge.refunded", subject, view::charge(charge), Some(cause));
    }
    world.event("refund.updated", subject, answer.clone(), Some(cause));
    Ok(answer)
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
