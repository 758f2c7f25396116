//! Stripe's objects as JSON.

use serde_json::{Value, json};

use super::Stripe;
use super::error::{Answer, Refusal};
use super::model::{Charge, Customer, Dispute, DisputeState, Intent, Refund, RefundState, Session, Status};

/// What a dispute costs, in the smallest unit.
const FEE: i64 = 1_500;
/// Stripe expands up to this depth.
const DEEPEST: usize = 4;

/// A customer.
pub fn customer(row: &Customer) -> Value {
    json!({
        "id": row.id, "object": "customer", "address": null, "balance": 0, "created": row.created,
        "currency": null, "default_source": null, "delinquent": false, "description": row.description,
        "email": row.email, "invoice_prefix": row.id.chars().rev().take(8).collect::<String>().to_uppercase(),
        "invoice_settings": {"custom_fields": null, "default_payment_method": null, "footer": null,
            "rendering_options": null},
        "livemode": false, "metadata": row.metadata, "name": row.name, "next_invoice_sequence": 1,
        "phone": row.phone, "preferred_locales": [], "shipping": null, "tax_exempt": "none", "test_clock": null,
    })
}

impl Stripe {
    /// A checkout session.
    pub fn session_view(&self, row: &Session) -> Value {
        let open = row.status == Status::Open;
        let total = row.total();
        let known = row.customer.as_deref().and_then(|id| self.customers.get(id));
        let email = row.payer_email.as_ref().or(row.customer_email.as_ref());
        let email = email.or(known.and_then(|customer| customer.email.as_ref()));
        let name = row.payer_name.as_ref().or(known.and_then(|customer| customer.name.as_ref()));
        let details = (!open || email.is_some()).then(|| {
            json!({"address": null, "business_name": null, "email": email, "individual_name": null,
                "name": name, "phone": null, "tax_exempt": "none", "tax_ids": []})
        });
        let mut view = untouched_session();
        let own = json!({
            "id": row.id, "amount_subtotal": total, "amount_total": total, "cancel_url": row.cancel_url,
            "client_reference_id": row.client_reference_id, "created": row.created, "currency": row.currency,
            "customer": row.customer, "customer_creation": row.customer.is_none().then_some("if_required"),
            "customer_details": details, "customer_email": row.customer_email, "expires_at": row.expires_at,
            "locale": row.locale, "metadata": row.metadata, "payment_intent": row.intent,
            "payment_status": if row.status == Status::Complete { "paid" } else { "unpaid" },
            "status": row.status.word(), "submit_type": row.submit_type, "success_url": row.success_url,
            "url": open.then_some(&row.url),
        });
        if let (Value::Object(view), Value::Object(own)) = (&mut view, own) {
            view.extend(own);
        }
        view
    }

    /// Replaces identifiers by the objects they name.
    pub fn expand(&self, value: &mut Value, paths: &[&str]) -> Answer<()> {
        for path in paths {
            let steps: Vec<&str> = path.split('.').collect();
            let within = if steps.first() == Some(&"data") { DEEPEST + 1 } else { DEEPEST };
            if steps.len() > within {
                let message = format!("You cannot expand more than {DEEPEST} levels of a property ({path}).");
                return Err(Refusal::invalid(message));
            }
            self.expand_one(value, &steps).map_err(|()| {
                Refusal::invalid(format!(
                    "This property cannot be expanded ({path}). You may want to try expanding another property."
                ))
            })?;
        }
        Ok(())
    }

    fn expand_one(&self, value: &mut Value, steps: &[&str]) -> Result<(), ()> {
        let Some((first, rest)) = steps.split_first() else { return Ok(()) };
        if let Value::Array(items) = value {
            return items.iter_mut().try_for_each(|item| self.expand_one(item, steps));
        }
        if *first == "line_items"
            && value["object"] == "checkout.session"
            && value.get("line_items").is_none()
        {
            let row = value["id"].as_str().and_then(|id| self.sessions.get(id));
            value["line_items"] = row.map(line_items).unwrap_or_default();
        }
        let field = value.get_mut(*first).ok_or(())?;
        match field {
            Value::Null => Ok(()),
            Value::String(id) => {
                *field = self.object(id).ok_or(())?;
                self.expand_one(field, rest)
            }
            Value::Array(_) | Value::Object(_) => self.expand_one(field, rest),
            _ => Err(()),
        }
    }

    fn object(&self, id: &str) -> Option<Value> {
        match id.split('_').next()? {
            "pi" => self.intents.get(id).map(intent),
            "ch" => self.charges.get(id).map(charge),
            "cus" => self.customers.get(id).map(customer),
            "re" => self.refunds.get(id).map(refund),
            "dp" => self.disputes.get(id).map(dispute),
            "cs" => self.sessions.get(id).map(|row| self.session_view(row)),
            _ => None,
        }
    }
}

/// What every session of the sandbox has in common.
fn untouched_session() -> Value {
    json!({
        "object": "checkout.session", "adaptive_pricing": {"enabled": false}, "after_expiration": null,
        "allow_promotion_codes": null,
        "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "billing_address_collection": null, "client_secret": null, "collected_information": null,
        "consent": null, "consent_collection": null, "currency_conversion": null, "custom_fields": [],
        "custom_text": {"after_submit": null, "shipping_address": null, "submit": null,
            "terms_of_service_acceptance": null},
        "discounts": [], "invoice": null,
        "invoice_creation": {"enabled": false, "invoice_data": {"account_tax_ids": null,
            "custom_fields": null, "description": null, "footer": null, "issuer": null, "metadata": {},
            "rendering_options": null}},
        "livemode": false, "mode": "payment", "origin_context": null, "payment_link": null,
        "payment_method_collection": "if_required", "payment_method_configuration_details": null,
        "payment_method_options": {}, "payment_method_types": ["card"], "permissions": null,
        "phone_number_collection": {"enabled": false}, "recovered_from": null,
        "saved_payment_method_options": null, "setup_intent": null, "shipping_address_collection": null,
        "shipping_cost": null, "shipping_options": [], "subscription": null,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page", "wallet_options": null,
    })
}

/// What a session sells.
pub fn line_items(row: &Session) -> Value {
    let items: Vec<Value> = row
        .items
        .iter()
        .map(|item| {
            let amount = item.unit.saturating_mul(item.quantity);
            json!({
                "id": item.id, "object": "item", "amount_discount": 0, "amount_subtotal": amount,
                "amount_tax": 0, "amount_total": amount, "currency": row.currency, "description": item.name,
                "quantity": item.quantity,
                "price": {"id": item.price, "object": "price", "active": false, "currency": row.currency,
                    "product": item.product, "type": "one_time", "unit_amount": item.unit,
                    "unit_amount_decimal": item.unit.to_string(), "livemode": false, "metadata": {},
                    "created": row.created, "billing_scheme": "per_unit"},
            })
        })
        .collect();
    let url = format!("/v1/checkout/sessions/{}/line_items", row.id);
    json!({"object": "list", "data": items, "has_more": false, "url": url})
}

/// A payment intent.
pub fn intent(row: &Intent) -> Value {
    let received = if row.status == "succeeded" { row.amount } else { 0 };
    let next_action = (row.status == "requires_action")
        .then(|| json!({"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}));
    let processing = (row.status == "processing").then(|| json!({"type": "card", "card": {}}));
    json!({
        "id": row.id, "object": "payment_intent", "amount": row.amount, "amount_capturable": 0,
        "amount_details": {"tip": {}}, "amount_received": received, "application": null,
        "application_fee_amount": null, "automatic_payment_methods": {"enabled": true},
        "canceled_at": row.canceled_at,
        "cancellation_reason": cancel_reason(row), "capture_method": "automatic",
        "client_secret": row.secret, "confirmation_method": "automatic",
        "created": row.created, "currency": row.currency, "customer": row.customer,
        "description": row.description, "last_payment_error": row.error, "latest_charge": row.charge,
        "livemode": false, "metadata": row.metadata, "next_action": next_action, "on_behalf_of": null,
        "payment_method": row.charge.as_ref().filter(|_| row.status == "succeeded")
            .map(|charge| charge.replacen("ch_", "pm_", 1)),
        "payment_method_configuration_details": null, "payment_method_options": {},
        "payment_method_types": ["card"], "processing": processing, "receipt_email": row.receipt_email,
        "review": null, "setup_future_usage": null, "shipping": null, "source": null,
        "statement_descriptor": null, "statement_descriptor_suffix": null, "status": row.status,
        "transfer_data": null, "transfer_group": null,
    })
}

/// What a browser that knows the secret may know of an intent.
pub fn intent_for_browsers(row: &Intent) -> Value {
    let mut error = row.error.clone();
    if let Some(Value::Object(error)) = &mut error {
        error.remove("charge");
    }
    let all = intent(row);
    let mut view =
        json!({"last_payment_error": error, "setup_future_usage": null, "shipping": null, "source": null});
    for name in [
        "id",
        "object",
        "amount",
        "amount_details",
        "automatic_payment_methods",
        "canceled_at",
        "cancellation_reason",
        "capture_method",
        "client_secret",
        "confirmation_method",
        "created",
        "currency",
        "description",
        "livemode",
        "next_action",
        "payment_method",
        "payment_method_configuration_details",
        "payment_method_types",
        "processing",
        "receipt_email",
        "status",
    ] {
        view[name] = all[name].clone();
    }
    view
}

/// Who a checkout session's intent is canceled by does not say why; a shop may.
fn cancel_reason(row: &Intent) -> Option<&str> {
    row.canceled_at?;
    let of_session = row.subject != row.id;
    row.cancel_reason.as_deref().or(of_session.then_some("automatic"))
}

/// A charge.
pub fn charge(row: &Charge) -> Value {
    let (code, message) = row.failure.as_ref().map(|(code, message)| (code, message)).unzip();
    let outcome = if row.paid {
        json!({"network_status": "approved_by_network", "reason": null, "risk_level": "normal",
            "risk_score": 12, "seller_message": "Payment complete.", "type": "authorized"})
    } else {
        json!({"network_status": "declined_by_network", "reason": code, "risk_level": "normal",
            "risk_score": 12, "seller_message": message, "type": "issuer_declined"})
    };
    let card = json!({"brand": "visa", "country": "US", "exp_month": row.card.exp_month,
        "exp_year": row.card.exp_year, "funding": "credit", "last4": row.card.last4, "network": "visa",
        "three_d_secure": null, "wallet": null});
    let address = row.postal_code.as_ref().map(|code| {
        json!({"city": null, "country": null, "line1": null, "line2": null, "postal_code": code, "state": null})
    });
    let payer =
        json!({"address": address, "email": row.email, "name": row.name, "phone": null, "tax_id": null});
    json!({
        "id": row.id, "object": "charge", "amount": row.amount,
        "amount_captured": if row.paid { row.amount } else { 0 }, "amount_refunded": row.refunded,
        "application": null, "application_fee": null, "application_fee_amount": null,
        "balance_transaction": row.paid.then(|| row.id.replacen("ch_", "txn_", 1)),
        "billing_details": payer,
        "calculated_statement_descriptor": "SANDBOX", "captured": row.paid, "created": row.created,
        "currency": row.currency, "customer": row.customer, "description": row.description,
        "disputed": row.disputed, "failure_balance_transaction": null, "failure_code": code, "failure_message": message,
        "fraud_details": {}, "livemode": false, "metadata": row.metadata, "on_behalf_of": null,
        "outcome": outcome, "paid": row.paid, "payment_intent": row.intent,
        "payment_method": row.id.replacen("ch_", "pm_", 1),
        "payment_method_details": {"type": "card", "card": card},
        "receipt_email": row.receipt_email, "receipt_number": null, "receipt_url": null,
        "refunded": row.paid && row.refunded == row.amount, "review": null, "shipping": null, "source": null,
        "source_transfer": null, "statement_descriptor": null, "statement_descriptor_suffix": null,
        "status": if row.paid { "succeeded" } else { "failed" }, "transfer_data": null, "transfer_group": null,
    })
}

/// A refund.
pub fn refund(row: &Refund) -> Value {
    let mut view = json!({
        "id": row.id, "object": "refund", "amount": row.amount,
        "balance_transaction": (row.state != RefundState::Pending).then(|| row.id.replacen("re_", "txn_", 1)),
        "charge": row.charge,
        "created": row.created, "currency": row.currency,
        "destination_details": {"type": "card", "card": {"reference_status": "pending",
            "reference_type": "acquirer_reference_number", "type": "refund"}},
        "metadata": row.metadata, "payment_intent": row.intent, "reason": row.reason, "receipt_number": null,
        "source_transfer_reversal": null, "status": row.state.word(), "transfer_reversal": null,
    });
    if row.state == RefundState::Failed {
        view["failure_reason"] = "lost_or_stolen_card".into();
        view["failure_balance_transaction"] = row.id.replacen("re_", "txn_f", 1).into();
    }
    if row.state == RefundState::Pending {
        view["pending_reason"] = "processing".into();
    }
    view
}

/// A dispute.
pub fn dispute(row: &Dispute) -> Value {
    let movement = |name: &str, amount: i64, fee: i64, what: &str| {
        json!({"id": row.id.replacen("dp_", name, 1), "object": "balance_transaction", "amount": amount,
            "available_on": row.created, "created": row.created, "currency": row.currency,
            "description": format!("Chargeback {what} for {}", row.charge), "exchange_rate": null, "fee": fee,
            "fee_details": [], "net": amount - fee, "reporting_category": format!("dispute{}",
                if amount > 0 { "_reversal" } else { "" }),
            "source": row.id, "status": "available", "type": "adjustment"})
    };
    let mut movements = vec![movement("txn_", -row.amount, FEE, "withdrawal")];
    if row.state == DisputeState::Won {
        movements.push(movement("txn_r", row.amount, 0, "reversal"));
    }
    json!({
        "id": row.id, "object": "dispute", "amount": row.amount, "balance_transactions": movements,
        "charge": row.charge, "created": row.created, "currency": row.currency,
        "enhanced_eligibility_types": [], "evidence": {},
        "evidence_details": {"due_by": row.due_by, "enhanced_eligibility": {}, "has_evidence": false,
            "past_due": false, "submission_count": 0},
        "is_charge_refundable": row.state == DisputeState::Won, "livemode": false, "metadata": {},
        "payment_intent": row.intent,
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "case_type": "chargeback",
            "network_reason_code": "10.4"}},
        "reason": row.reason, "status": row.state.word(),
    })
}
