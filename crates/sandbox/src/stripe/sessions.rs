//! Checkout sessions.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Stripe;
use super::customers::{created, email, page};
use super::error::{Answer, Refusal};
use super::events::Cause;
use super::form::Fields;
use super::model::{Item, Session, Status};
use crate::world::{World, lock};

const CREATE: [&str; 50] = [
    "adaptive_pricing",
    "after_expiration",
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "automatic_tax",
    "billing_address_collection",
    "branding_settings",
    "cancel_url",
    "client_reference_id",
    "consent_collection",
    "currency",
    "custom_fields",
    "custom_text",
    "customer",
    "customer_account",
    "customer_creation",
    "customer_email",
    "customer_update",
    "discounts",
    "excluded_payment_method_types",
    "expand",
    "expires_at",
    "integration_identifier",
    "invoice_creation",
    "line_items",
    "locale",
    "managed_payments",
    "metadata",
    "mode",
    "name_collection",
    "optional_items",
    "origin_context",
    "payment_intent_data",
    "payment_method_collection",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "permissions",
    "phone_number_collection",
    "redirect_on_completion",
    "return_url",
    "saved_payment_method_options",
    "setup_intent_data",
    "shipping_address_collection",
    "shipping_options",
    "submit_type",
    "subscription_data",
    "success_url",
    "tax_id_collection",
    "wallet_options",
];
const INTENT_DATA: [&str; 12] = [
    "application_fee_amount",
    "capture_method",
    "description",
    "metadata",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
];
const LINE: [&str; 6] = ["adjustable_quantity", "metadata", "price", "price_data", "quantity", "tax_rates"];
const PRICE: [&str; 7] = [
    "currency",
    "product",
    "product_data",
    "recurring",
    "tax_behavior",
    "unit_amount",
    "unit_amount_decimal",
];
const PRODUCT: [&str; 7] =
    ["description", "images", "metadata", "name", "tax_code", "tax_details", "unit_label"];
/// Half an hour and a day, in seconds: the limits of `expires_at` from now.
const LIFE: (i64, i64) = (30 * 60, 24 * 60 * 60);
/// The least total that Stripe takes, in the smallest unit.
const LEAST: i64 = 50;

/// Creates a session.
pub fn create(world: &Arc<World>, fields: &Fields<'_>, base: &str) -> Answer<Value> {
    let mut known = CREATE.to_vec();
    known.push("ui_mode");
    fields.known(&known)?;
    hosted_payment(fields)?;
    let (currency, items) = items(world, fields)?;
    let now = world.now_s();
    let id = world.ids.prefixed("cs_test_a1", 56);
    let intent = fields.object("payment_intent_data")?;
    let mut session = Session {
        url: format!("{base}/pay/{id}"),
        created: now,
        expires_at: expires_at(fields, now)?,
        status: Status::Open,
        currency,
        items,
        success_url: address(fields, "success_url")?.ok_or_else(|| Refusal::missing("success_url"))?,
        cancel_url: address(fields, "cancel_url")?,
        customer: fields.text("customer")?.map(str::to_owned),
        customer_email: email(fields, "customer_email")?,
        client_reference_id: fields.short("client_reference_id", 200)?,
        locale: fields.text("locale")?.map(str::to_owned),
        submit_type: fields
            .choice("submit_type", &["auto", "book", "donate", "pay", "subscribe"])?
            .map(str::to_owned),
        metadata: fields.metadata("metadata")?,
        intent_metadata: serde_json::Map::new(),
        intent_description: None,
        receipt_email: None,
        intent: None,
        payer_name: None,
        payer_email: None,
        id,
    };
    if let Some(intent) = intent {
        intent.known(&INTENT_DATA)?;
        session.intent_metadata = intent.metadata("metadata")?;
        session.intent_description = intent.short("description", 1_000)?;
        session.receipt_email = email(&intent, "receipt_email")?;
    }
    check_total(&session)?;
    let mut stripe = lock(&world.stripe);
    check_customer(&stripe, &session)?;
    stripe.due.insert((session.expires_at, session.id.clone()));
    stripe.alarm.notify_one();
    let answer = stripe.session_view(&session);
    world.feed.tell("checkout", || json!({"id": session.id, "url": session.url}));
    stripe.sessions.put(&world.journal, session);
    Ok(answer)
}

fn hosted_payment(fields: &Fields<'_>) -> Answer<()> {
    match fields.required("mode")? {
        "payment" => {}
        "setup" | "subscription" => {
            return Err(Refusal::invalid("The sandbox imitates only mode=payment."));
        }
        _ => return Err(Refusal::invalid("Invalid mode: must be one of payment, setup, or subscription")),
    }
    match fields.choice("ui_mode", &["elements", "embedded_page", "form", "hosted_page"])? {
        None | Some("hosted_page") => Ok(()),
        Some(_) => Err(Refusal::invalid("The sandbox imitates only ui_mode=hosted_page.")),
    }
}

fn items(world: &World, fields: &Fields<'_>) -> Answer<(String, Vec<Item>)> {
    let lines = fields.objects("line_items")?;
    let mut all = Vec::with_capacity(lines.len());
    let mut currency: Option<String> = None;
    for line in &lines {
        let (its_currency, item) = item(world, line)?;
        if currency.get_or_insert_with(|| its_currency.clone()) != &its_currency {
            return Err(Refusal::invalid("All line items must have the same currency."));
        }
        all.push(item);
    }
    currency.map(|currency| (currency, all)).ok_or_else(|| Refusal::missing("line_items"))
}

fn item(world: &World, line: &Fields<'_>) -> Answer<(String, Item)> {
    line.known(&LINE)?;
    if let Some(price) = line.text("price")? {
        return Err(Refusal::no_such("price", price, &line.name("price")));
    }
    let price = line.object("price_data")?.ok_or_else(|| Refusal::missing(&line.name("price_data")))?;
    price.known(&PRICE)?;
    if let Some(product) = price.text("product")? {
        return Err(Refusal::no_such("product", product, &price.name("product")));
    }
    let currency = price.required("currency")?.to_ascii_lowercase();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Refusal::invalid(format!("Invalid currency: {currency}.")));
    }
    let unit = price.integer("unit_amount")?.ok_or_else(|| Refusal::missing(&price.name("unit_amount")))?;
    let quantity = line.integer("quantity")?.ok_or_else(|| Refusal::missing(&line.name("quantity")))?;
    for (name, number, least) in [(price.name("unit_amount"), unit, 0), (line.name("quantity"), quantity, 1)]
    {
        if !(least..=99_999_999).contains(&number) {
            return Err(Refusal::param(&name, "parameter_invalid_integer", "Invalid integer"));
        }
    }
    let product =
        price.object("product_data")?.ok_or_else(|| Refusal::missing(&price.name("product_data")))?;
    product.known(&PRODUCT)?;
    product.metadata("metadata")?;
    let item = Item {
        id: world.ids.prefixed("li_1", 23),
        price: world.ids.prefixed("price_1", 23),
        product: world.ids.prefixed("prod_", 14),
        name: product.required("name")?.to_owned(),
        description: product.short("description", 40_000)?,
        unit,
        quantity,
    };
    Ok((currency, item))
}

fn expires_at(fields: &Fields<'_>, now: i64) -> Answer<i64> {
    let Some(time) = fields.integer("expires_at")? else { return Ok(now + LIFE.1) };
    let limits =
        [(time < now + LIFE.0, "at least 30 minutes from"), (time > now + LIFE.1, "less than 24 hours from")];
    match limits.iter().find(|(broken, _)| *broken) {
        Some((_, limit)) => Err(Refusal::param(
            "expires_at",
            "parameter_invalid_integer",
            format!("The `expires_at` timestamp must be {limit} Checkout Session creation."),
        )),
        None => Ok(time),
    }
}

fn address(fields: &Fields<'_>, name: &str) -> Answer<Option<String>> {
    let Some(text) = fields.text(name)? else { return Ok(None) };
    let valid =
        url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if valid {
        Ok(Some(text.to_owned()))
    } else {
        Err(Refusal::param(name, "url_invalid", "Not a valid URL"))
    }
}

fn check_total(session: &Session) -> Answer<()> {
    if session.total() >= LEAST {
        return Ok(());
    }
    let message = format!(
        "The Checkout Session's total amount due must add up to at least {LEAST} in the smallest unit of {}",
        session.currency
    );
    Err(Refusal::invalid(message).code("amount_too_small"))
}

fn check_customer(stripe: &Stripe, session: &Session) -> Answer<()> {
    let Some(customer) = &session.customer else { return Ok(()) };
    if session.customer_email.is_some() {
        let message = "You may only specify one of these parameters: customer, customer_email.";
        return Err(Refusal::invalid(message));
    }
    match stripe.customers.get(customer) {
        Some(_) => Ok(()),
        None => Err(Refusal::no_such("customer", customer, "customer")),
    }
}

/// One session.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.sessions.get(id);
    let row = row.ok_or_else(|| Refusal::not_found("checkout.session", id, "session"))?;
    Ok(stripe.session_view(row))
}

/// Sessions, newest first.
pub fn list(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&[
        "created",
        "customer",
        "customer_details",
        "ending_before",
        "expand",
        "limit",
        "payment_intent",
        "starting_after",
        "status",
    ])?;
    let (customer, intent) = (fields.text("customer")?, fields.text("payment_intent")?);
    let status = fields.choice("status", &["complete", "expired", "open"])?;
    let details = fields.object("customer_details")?;
    let email = details.map(|details| details.text("email")).transpose()?.flatten();
    let created = created(fields)?;
    let rows = stripe.sessions.newest().filter(|row| {
        created.holds(row.created)
            && customer.is_none_or(|id| row.customer.as_deref() == Some(id))
            && intent.is_none_or(|id| row.intent.as_deref() == Some(id))
            && status.is_none_or(|status| row.status.word() == status)
            && email.is_none_or(|email| {
                row.payer_email.as_deref().or(row.customer_email.as_deref()) == Some(email)
            })
    });
    page(fields, "checkout.session", "/v1/checkout/sessions", rows, |row| stripe.session_view(row))
}

/// Expires a session by request.
pub fn expire(world: &Arc<World>, fields: &Fields<'_>, id: &str, cause: &Cause) -> Answer<Value> {
    fields.known(&["expand"])?;
    let mut stripe = lock(&world.stripe);
    let row = stripe.sessions.get(id);
    let row = row.ok_or_else(|| Refusal::not_found("checkout.session", id, "session"))?;
    if row.status != Status::Open {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a \
             status of `{}`.",
            row.status.word()
        );
        return Err(Refusal::invalid(message).executed());
    }
    world.expire(&mut stripe, id, Some(cause));
    get(&stripe, id)
}

impl World {
    /// Ends an open session; its payment, if one was begun, can't be made any more.
    pub(super) fn expire(self: &Arc<Self>, stripe: &mut Stripe, id: &str, cause: Option<&Cause>) {
        let Some(session) = stripe.sessions.get(id) else {
            stripe.due.retain(|(_, other)| other != id);
            return;
        };
        stripe.due.remove(&(session.expires_at, id.to_owned()));
        if session.status != Status::Open {
            return;
        }
        let now = self.now_s();
        if let Some(intent) = session.intent.clone() {
            stripe.intents.change(&self.journal, &intent, |intent| {
                "canceled".clone_into(&mut intent.status);
                intent.canceled_at = Some(now);
                intent.waiting = None;
            });
            self.intent_event(stripe, "payment_intent.canceled", &intent, cause);
        }
        stripe.sessions.change(&self.journal, id, |session| session.status = Status::Expired);
        if let Some(session) = stripe.sessions.get(id) {
            self.event("checkout.session.expired", id, stripe.session_view(session), cause);
        }
    }

    /// Ends the session if its time is over, also when nobody has looked at the clock since it was moved.
    pub(super) fn expire_if_due(self: &Arc<Self>, stripe: &mut Stripe, id: &str) {
        let due = stripe.sessions.get(id).is_some_and(|session| session.expires_at <= self.now_s());
        if due {
            self.expire(stripe, id, None);
        }
    }
}
