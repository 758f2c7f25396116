//! Customers.

use serde_json::{Value, json};

use super::Stripe;
use super::error::{Answer, Refusal};
use super::form::Fields;
use super::model::Customer;
use super::view;
use crate::table::Row;
use crate::world::{World, lock};

const CREATE: [&str; 23] = [
    "address",
    "balance",
    "business_name",
    "cash_balance",
    "description",
    "email",
    "expand",
    "individual_name",
    "invoice_prefix",
    "invoice_settings",
    "metadata",
    "name",
    "next_invoice_sequence",
    "payment_method",
    "phone",
    "preferred_locales",
    "shipping",
    "source",
    "tax",
    "tax_exempt",
    "tax_id_data",
    "test_clock",
    "validate",
];

/// Whether a text can be an e-mail address, as loosely as Stripe sees it.
pub fn email(fields: &Fields<'_>, name: &str) -> Answer<Option<String>> {
    let text = fields.short(name, 512)?;
    match text {
        Some(text) if !is_email(&text) => Err(Refusal::param(
            &fields.name(name),
            "email_invalid",
            format!("Invalid email address: {}", text.chars().take(80).collect::<String>()),
        )),
        text => Ok(text),
    }
}

/// One `@` with something on both sides, a dot in the domain, and no spaces.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    !name.is_empty()
        && domain.contains('.')
        && !domain.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains(char::is_whitespace)
}

/// Creates a customer.
pub fn create(world: &World, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&CREATE)?;
    let row = Customer {
        id: world.ids.prefixed("cus_", 14),
        created: world.now_s(),
        email: email(fields, "email")?,
        name: fields.short("name", 256)?,
        phone: fields.short("phone", 20)?,
        description: fields.short("description", 500)?,
        metadata: fields.metadata("metadata")?,
    };
    let answer = view::customer(&row);
    lock(&world.stripe).customers.put(&world.journal, row);
    Ok(answer)
}

/// One customer.
pub fn get(stripe: &Stripe, id: &str) -> Answer<Value> {
    let row = stripe.customers.get(id).ok_or_else(|| Refusal::not_found("customer", id, "id"))?;
    Ok(view::customer(row))
}

/// Customers, perhaps by e-mail address, newest first.
pub fn list(stripe: &Stripe, fields: &Fields<'_>) -> Answer<Value> {
    fields.known(&["created", "email", "ending_before", "expand", "limit", "starting_after"])?;
    let email = fields.text("email")?;
    let created = created(fields)?;
    let rows = stripe.customers.newest().filter(|row| {
        created.holds(row.created) && email.is_none_or(|email| row.email.as_deref() == Some(email))
    });
    page(fields, "customer", "/v1/customers", rows, view::customer)
}

/// Limits of a creation time.
pub struct Created(Vec<(&'static str, i64)>);

impl Created {
    /// Whether a time is within the limits.
    pub fn holds(&self, time: i64) -> bool {
        self.0.iter().all(|(relation, limit)| match *relation {
            "gt" => time > *limit,
            "gte" => time >= *limit,
            "lt" => time < *limit,
            "lte" => time <= *limit,
            _ => time == *limit,
        })
    }
}

/// Reads `created=…` or `created[gte]=…`.
pub fn created(fields: &Fields<'_>) -> Answer<Created> {
    if let Ok(Some(time)) = fields.integer("created") {
        return Ok(Created(vec![("eq", time)]));
    }
    let mut limits = Vec::new();
    if let Some(range) = fields.object("created")? {
        range.known(&["gt", "gte", "lt", "lte"])?;
        for relation in ["gt", "gte", "lt", "lte"] {
            limits.extend(range.integer(relation)?.map(|time| (relation, time)));
        }
    }
    Ok(Created(limits))
}

/// One page of a list that is ordered from the newest to the oldest.
pub fn page<'a, T: Row + 'a>(
    fields: &Fields<'_>,
    what: &str,
    url: &str,
    rows: impl Iterator<Item = &'a T>,
    view: impl Fn(&T) -> Value,
) -> Answer<Value> {
    let limit = match fields.integer("limit")?.unwrap_or(10) {
        limit @ 1..=100 => usize::try_from(limit).unwrap_or(10),
        limit if limit > 100 => {
            let message =
                format!("This value must be less than or equal to 100 (it currently is '{limit}').");
            return Err(Refusal::param("limit", "parameter_invalid_integer", message));
        }
        _ => {
            let message = "This value must be greater than or equal to 1.";
            return Err(Refusal::param("limit", "parameter_invalid_integer", message));
        }
    };
    let mut rows: Vec<&T> = rows.collect();
    let place = |name: &str, rows: &[&T]| -> Answer<Option<usize>> {
        let Some(id) = fields.text(name)? else { return Ok(None) };
        let found = rows.iter().position(|row| row.id() == id);
        found.map(Some).ok_or_else(|| Refusal::no_such(what, id, name))
    };
    let (after, before) = (place("starting_after", &rows)?, place("ending_before", &rows)?);
    if let Some(before) = before {
        rows.truncate(before);
        let excess = rows.len().saturating_sub(limit);
        let data: Vec<Value> = rows[excess..].iter().map(|row| view(row)).collect();
        return Ok(json!({"object": "list", "url": url, "has_more": excess > 0, "data": data}));
    }
    let rest = rows.get(after.map_or(0, |after| after + 1)..).unwrap_or_default();
    let data: Vec<Value> = rest.iter().take(limit).map(|row| view(row)).collect();
    Ok(json!({"object": "list", "url": url, "has_more": rest.len() > limit, "data": data}))
}
