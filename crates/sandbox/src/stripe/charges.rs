//! Charges, and what they come to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::customers::{created, page};
use super::error::{Answer, Refusal};
use super::form::Fields;
use super::{Stripe, view};

/// One charge.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.charges.get(id).ok_or_else(|| Refusal::not_found("charge", id, "id"))?;
    Ok(view::charge(row))
}

/// Charges, also failed ones, newest first.
pub fn list(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&[
        "created",
        "customer",
        "ending_before",
        "expand",
        "limit",
        "payment_intent",
        "starting_after",
        "transfer_group",
    ])?;
    let (created, customer) = (created(fields)?, fields.text("customer")?);
    let intent = fields.text("payment_intent")?;
    let rows = stripe.charges.newest().filter(|row| {
        created.holds(row.created)
            && customer.is_none_or(|id| row.customer.as_deref() == Some(id))
            && intent.is_none_or(|id| row.intent == id)
    });
    page(fields, "charge", "/v1/charges", rows, view::charge)
}

/// What the shop has, by currency: what was charged, less what was refunded or is held back by a dispute.
pub fn balance(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&["expand"])?;
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for charge in stripe.charges.newest().filter(|charge| charge.paid) {
        let held = stripe.holding(&charge.id).map_or(0, |dispute| dispute.amount);
        *sums.entry(&charge.currency).or_default() += charge.amount - charge.refunded - held;
    }
    let funds: Vec<Value> = sums
        .iter()
        .map(|(currency, sum)| json!({"amount": sum, "currency": currency, "source_types": {"card": sum}}))
        .collect();
    Ok(json!({"object": "balance", "available": funds, "livemode": false, "pending": [],
        "refund_and_dispute_prefunding": {"available": [], "pending": []}}))
}
