//! Payment intents without a checkout session: made by the shop, confirmed by the browser.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::attempt::Attempt;
use super::cards::Card;
use super::customers::{created, email, page};
use super::error::{Answer, Refusal};
use super::events::Cause;
use super::form::Fields;
use super::model::{Intent, Payer, Status};
use super::routes::Caller;
use super::{Stripe, view};
use crate::pages::money;
use crate::world::{World, lock};

const CREATE: [&str; 38] = [
    "allowed_payment_method_types",
    "amount",
    "amount_details",
    "application_fee_amount",
    "automatic_payment_methods",
    "capture_method",
    "confirm",
    "confirmation_method",
    "confirmation_token",
    "currency",
    "customer",
    "customer_account",
    "description",
    "error_on_requires_action",
    "excluded_payment_method_types",
    "expand",
    "hooks",
    "mandate",
    "mandate_data",
    "metadata",
    "off_session",
    "on_behalf_of",
    "payment_details",
    "payment_method",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "radar_options",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
    "use_stripe_sdk",
    "payment_method_types",
];
const CONFIRM: [&str; 13] = [
    "client_secret",
    "expand",
    "expected_payment_method_type",
    "key",
    "mandate_data",
    "off_session",
    "payment_method",
    "payment_method_data",
    "payment_method_options",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "use_stripe_sdk",
];
const REASONS: [&str; 4] = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
/// The least and the most that Stripe takes, in the smallest unit.
const AMOUNTS: (i64, i64) = (50, 99_999_999);

/// Creates an intent.
pub fn create(world: &Arc<World>, fields: &Fields<'_>, cause: &Cause) -> Answer<Value> {
    fields.known(&CREATE)?;
    let (amount, currency) = price(fields)?;
    if fields.choice("capture_method", &["automatic", "automatic_async", "manual"])? == Some("manual") {
        return Err(Refusal::invalid("The sandbox imitates only capture_method=automatic."));
    }
    if fields.text("confirm")? == Some("true") || fields.text("payment_method")?.is_some() {
        return Err(Refusal::invalid("The sandbox imitates only intents that the browser confirms."));
    }
    if let Some(methods) = fields.object("automatic_payment_methods")? {
        methods.known(&["allow_redirects", "enabled"])?;
        methods.choice("allow_redirects", &["always", "never"])?;
        let enabled = methods.choice("enabled", &["false", "true"])?;
        enabled.ok_or_else(|| Refusal::missing(&methods.name("enabled")))?;
    }
    let id = world.ids.prefixed("pi_3", 23);
    let intent = Intent {
        amount,
        currency,
        customer: fields.text("customer")?.map(str::to_owned),
        description: fields.short("description", 1_000)?,
        receipt_email: email(fields, "receipt_email")?,
        metadata: fields.metadata("metadata")?,
        ..Intent::new(id.clone(), id, world)
    };
    let mut stripe = lock(&world.stripe);
    if let Some(customer) = intent.customer.as_deref().filter(|id| stripe.customers.get(id).is_none()) {
        return Err(Refusal::no_such("customer", customer, "customer"));
    }
    let answer = view::intent(&intent);
    stripe.intents.put(&world.journal, intent.clone());
    world.event("payment_intent.created", &intent.subject, answer.clone(), Some(cause));
    Ok(answer)
}

fn price(fields: &Fields<'_>) -> Answer<(i64, String)> {
    let amount = fields.integer("amount")?.ok_or_else(|| Refusal::missing("amount"))?;
    let currency = fields.required("currency")?.to_ascii_lowercase();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Refusal::param(
            "currency",
            "parameter_invalid",
            format!("Invalid currency: {currency}."),
        ));
    }
    if amount < 1 {
        return Err(Refusal::param("amount", "parameter_invalid_integer", "Invalid positive integer"));
    }
    if amount < AMOUNTS.0 {
        let message = format!("Amount must be at least {}", money(AMOUNTS.0, &currency));
        return Err(Refusal::param("amount", "amount_too_small", message));
    }
    if amount > AMOUNTS.1 {
        let message = format!("Amount must be no more than {}", money(AMOUNTS.1, &currency));
        return Err(Refusal::param("amount", "amount_too_large", message));
    }
    Ok((amount, currency))
}

fn find<'a>(stripe: &'a Stripe, id: &str) -> Answer<&'a Intent> {
    stripe.intents.get(id).ok_or_else(|| Refusal::not_found("payment_intent", id, "intent"))
}

/// A browser has to show the secret; a shop need not.
fn admit(intent: &Intent, fields: &Fields<'_>, caller: Caller) -> Answer<()> {
    match fields.text("client_secret")? {
        Some(secret) if secret == intent.secret => Ok(()),
        None if caller == Caller::Shop => Ok(()),
        None => Err(Refusal::missing("client_secret")),
        Some(_) => Err(Refusal::param(
            "client_secret",
            "payment_intent_invalid_parameter",
            "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
        )),
    }
}

fn seen_by(caller: Caller, intent: &Intent) -> Value {
    match caller {
        Caller::Shop => view::intent(intent),
        Caller::Browser => view::intent_for_browsers(intent),
    }
}

/// One intent.
pub fn get(stripe: &Stripe, fields: &Fields<'_>, id: &str, caller: Caller) -> Answer<Value> {
    fields.known(&["client_secret", "expand", "key"])?;
    let intent = find(stripe, id)?;
    admit(intent, fields, caller)?;
    Ok(seen_by(caller, intent))
}

/// Intents, newest first.
pub fn list(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&[
        "created",
        "customer",
        "customer_account",
        "ending_before",
        "expand",
        "limit",
        "starting_after",
    ])?;
    let (created, customer) = (created(fields)?, fields.text("customer")?);
    let rows = stripe.intents.newest().filter(|row| {
        created.holds(row.created) && customer.is_none_or(|id| row.customer.as_deref() == Some(id))
    });
    page(fields, "payment_intent", "/v1/payment_intents", rows, view::intent)
}

/// Cancels an intent: nobody can pay it any more.
pub fn cancel(world: &Arc<World>, fields: &Fields<'_>, id: &str, cause: &Cause) -> Answer<Value> {
    fields.known(&["cancellation_reason", "expand"])?;
    let reason = fields.choice("cancellation_reason", &REASONS)?.map(str::to_owned);
    let mut stripe = lock(&world.stripe);
    let intent = find(&stripe, id)?;
    if stripe.sessions.get(&intent.subject).is_some_and(|session| session.status == Status::Open) {
        let message = "You cannot cancel this PaymentIntent because it is owned by a Checkout Session. \
                       Expire the Checkout Session instead.";
        return Err(Refusal::unexpected_state(message, view::intent(intent)));
    }
    if !matches!(intent.status.as_str(), "requires_payment_method" | "requires_action") {
        let message = format!(
            "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one \
             of the following statuses may be canceled: requires_payment_method, requires_capture, \
             requires_confirmation, requires_action.",
            intent.status
        );
        return Err(Refusal::unexpected_state(message, view::intent(intent)));
    }
    let now = world.now_s();
    stripe.intents.change(&world.journal, id, |intent| {
        "canceled".clone_into(&mut intent.status);
        intent.canceled_at = Some(now);
        intent.cancel_reason = reason;
        intent.waiting = None;
    });
    world.intent_event(&stripe, "payment_intent.canceled", id, Some(cause));
    find(&stripe, id).map(view::intent)
}

/// Pays an intent with a card, as Stripe.js does.
pub fn confirm(
    world: &Arc<World>,
    fields: &Fields<'_>,
    id: &str,
    caller: Caller,
    cause: &Cause,
) -> Answer<Value> {
    fields.known(&CONFIRM)?;
    let mut stripe = lock(&world.stripe);
    let intent = find(&stripe, id)?;
    admit(intent, fields, caller)?;
    payable(&stripe, intent, caller)?;
    if let Some(method) = fields.text("payment_method")? {
        return Err(Refusal::no_such("PaymentMethod", method, "payment_method"));
    }
    let (card, payer) = typed(fields)?;
    let back = fields.short("return_url", 2_048)?;
    let read = card.read(world.month()).map_err(Refusal::card_input)?;
    stripe.intents.change(&world.journal, id, |intent| intent.return_url = back);
    let attempt = world.ask_bank(&mut stripe, id, read, payer, Some(cause));
    let intent = find(&stripe, id)?;
    match attempt {
        Attempt::Declined(_) => {
            let error = intent.error.clone().unwrap_or_default();
            Err(Refusal::card(&error, seen_by(caller, intent)))
        }
        Attempt::Charged | Attempt::Processing | Attempt::RequiresAction => Ok(seen_by(caller, intent)),
    }
}

fn payable(stripe: &Stripe, intent: &Intent, caller: Caller) -> Answer<()> {
    let refuse = |message: &str| Err(Refusal::unexpected_state(message, seen_by(caller, intent)));
    if stripe.sessions.get(&intent.subject).is_some() {
        return refuse("This PaymentIntent belongs to a Checkout Session and is paid on its page.");
    }
    match intent.status.as_str() {
        // Somebody who gave up on the bank's question may begin again with another card.
        "requires_payment_method" | "requires_action" => Ok(()),
        "succeeded" => refuse(
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously \
             confirmed.",
        ),
        status => refuse(&format!(
            "You cannot confirm this PaymentIntent because it has a status of {status}. Only a PaymentIntent with \
             one of the following statuses may be confirmed: requires_confirmation, requires_action."
        )),
    }
}

/// The card and who pays, as typed beside it.
fn typed(fields: &Fields<'_>) -> Answer<(Card, Payer)> {
    let data = fields.object("payment_method_data")?;
    let data = data.ok_or_else(|| {
        let message = "You cannot confirm this PaymentIntent because it's missing a payment method.";
        Refusal::invalid(message).code("payment_intent_unexpected_state")
    })?;
    if data.required("type")? != "card" {
        return Err(Refusal::invalid("The sandbox imitates only payment_method_data[type]=card."));
    }
    let typed = data.object("card")?.ok_or_else(|| Refusal::missing(&data.name("card")))?;
    let expiry = format!("{}/{}", typed.required("exp_month")?, typed.required("exp_year")?);
    let card = Card {
        number: typed.required("number")?.to_owned(),
        expiry: Some(expiry),
        cvc: typed.text("cvc")?.map(str::to_owned),
    };
    let mut payer = Payer::default();
    if let Some(details) = data.object("billing_details")? {
        payer.name = details.short("name", 256)?;
        payer.email = details.short("email", 512)?;
        let address = details.object("address")?;
        payer.postal_code = address.map(|address| address.short("postal_code", 20)).transpose()?.flatten();
    }
    Ok((card, payer))
}

impl World {
    /// The bank's question to the holder, for the page that shows it: amount, currency, last four digits.
    pub fn challenge(&self, id: &str, secret: &str) -> Option<(i64, String, Option<String>)> {
        let stripe = lock(&self.stripe);
        let intent = stripe.intents.get(id).filter(|intent| intent.secret == secret)?;
        let asked = intent.waiting.as_ref().filter(|_| intent.status == "requires_action");
        Some((intent.amount, intent.currency.clone(), asked.map(|card| card.last4.clone())))
    }

    /// The holder's answer to the bank; tells what a browser may know of the payment then.
    pub fn answer(self: &Arc<Self>, id: &str, secret: &str, complete: bool) -> Option<Value> {
        let mut stripe = lock(&self.stripe);
        stripe.intents.get(id).filter(|intent| intent.secret == secret)?;
        self.answer_challenge(&mut stripe, id, complete);
        stripe.intents.get(id).map(view::intent_for_browsers)
    }
}

impl Refusal {
    /// Something that the state of an intent does not allow.
    fn unexpected_state(message: impl Into<String>, intent: Value) -> Self {
        Self::invalid(message)
            .code("payment_intent_unexpected_state")
            .with("payment_intent", intent)
            .executed()
    }

    /// A card that its bank declined.
    fn card(error: &Value, intent: Value) -> Self {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let refusal = Self::of_card(StatusCode::PAYMENT_REQUIRED, text("code"), text("message"));
        let refusal = match error.get("charge") {
            Some(charge) => refusal.with("charge", charge.clone()),
            None => refusal,
        };
        refusal.with("decline_code", json!(text("decline_code"))).with("payment_intent", intent).executed()
    }
}
