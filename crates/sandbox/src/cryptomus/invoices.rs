//! Invoices as the merchant makes, reads and lists them.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::amount::Amount;
use super::error::Refusal;
use super::model::{COINS, Coin, Invoice, Status, dollars};
use super::{Cryptomus, view};
use crate::agenda::Errand;
use crate::world::{World, lock};

/// The limits of an invoice's lifetime and what it is when nobody says, in seconds.
const LIFETIME: (i64, i64, i64) = (300, 43_200, 3_600);
/// Invoices on one page of a list.
const PAGE: usize = 15;

/// A request's fields.
pub type Body = Map<String, Value>;

/// Makes an invoice, or finds the one of the same order.
pub fn create(world: &Arc<World>, merchant: &str, body: &Body, base: &str) -> Result<Value, Refusal> {
    let wish = Wish::read(body)?;
    let mut cryptomus = lock(&world.cryptomus);
    let order = (merchant.to_owned(), wish.order_id.clone());
    let known = cryptomus.by_order.get(&order).and_then(|id| cryptomus.invoices.get(id)).cloned();
    if let Some(known) = known {
        let expired = known.status == Status::Cancel || known.expires_at <= world.now_s();
        if !(wish.refresh && expired && known.received.is_zero()) {
            return Ok(view::invoice(&known));
        }
        return Ok(world.refresh(&mut cryptomus, known, wish.lifetime));
    }
    let now = world.now_s();
    let uuid = world.ids.uuid();
    let mut row = Invoice {
        url: format!("{base}/cryptomus/pay/{uuid}"),
        uuid: uuid.clone(),
        merchant: merchant.to_owned(),
        order_id: wish.order_id,
        created: now,
        updated: now,
        expires_at: now + wish.lifetime,
        lifetime: wish.lifetime,
        amount: wish.amount,
        currency: wish.currency,
        status: Status::Check,
        coin: wish.coin,
        address: None,
        received: Amount::default(),
        awaited: None,
        from: None,
        txid: None,
        multiple: wish.multiple,
        accuracy: wish.accuracy,
        subtract: wish.subtract,
        additional_data: wish.additional_data,
        url_return: wish.url_return,
        url_success: wish.url_success,
        url_callback: wish.url_callback,
    };
    row.address = row.coin().map(|coin| world.new_address(coin));
    let answer = view::invoice(&row);
    cryptomus.by_order.insert(order, uuid.clone());
    cryptomus.invoices.put(&world.journal, row);
    drop(cryptomus);
    world.feed.tell("cryptomus", || json!({"type": "check", "subject": uuid}));
    world.at((now + wish.lifetime) * 1_000, Errand::ExpireInvoice(uuid));
    Ok(answer)
}

/// What a merchant asks for.
struct Wish {
    amount: Amount,
    currency: String,
    order_id: String,
    coin: Option<usize>,
    lifetime: i64,
    multiple: bool,
    accuracy: i64,
    subtract: i64,
    refresh: bool,
    additional_data: Option<String>,
    url_return: Option<String>,
    url_success: Option<String>,
    url_callback: Option<String>,
}

impl Wish {
    fn read(body: &Body) -> Result<Self, Refusal> {
        let mut problems: Vec<(&str, &str)> = Vec::new();
        for name in ["amount", "currency", "order_id"] {
            if body.get(name).is_none_or(|value| value.is_null() || value == "") {
                problems.push((name, "required"));
            }
        }
        let amount = body.get("amount").map(|value| match value {
            Value::String(text) => Amount::read(text),
            number => Amount::read(&number.to_string()),
        });
        let amount = amount.flatten().filter(|amount| !amount.is_zero());
        let order_id = text(body, "order_id").unwrap_or_default();
        let dashed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if problems.is_empty() {
            if amount.is_none() {
                problems.push(("amount", "numeric"));
            }
            if order_id.chars().count() > 128 {
                problems.push(("order_id", "max.string"));
            }
            if !order_id.chars().all(dashed) || order_id.is_empty() {
                problems.push(("order_id", "alpha_dash"));
            }
        }
        for name in ["url_return", "url_success", "url_callback"] {
            if text(body, name).is_some_and(|text| !is_web(text)) {
                problems.push((name, "url"));
            }
        }
        let lifetime = integer(body, "lifetime", (LIFETIME.0, LIFETIME.1), LIFETIME.2, &mut problems);
        let accuracy = integer(body, "accuracy_payment_percent", (0, 5), 0, &mut problems);
        let subtract = integer(body, "subtract", (0, 100), 0, &mut problems);
        if text(body, "additional_data").is_some_and(|text| text.chars().count() > 255) {
            problems.push(("additional_data", "max.string"));
        }
        let (Some(amount), true) = (amount, problems.is_empty()) else {
            return Err(Refusal::fields(&problems));
        };
        let currency = text(body, "currency").unwrap_or_default().to_ascii_uppercase();
        if dollars(amount, &currency).is_none() {
            return Err(Refusal::message(StatusCode::UNPROCESSABLE_ENTITY, "The currency was not found"));
        }
        let owned = |name: &str| text(body, name).map(str::to_owned);
        Ok(Self {
            amount,
            coin: coin(body, &currency)?,
            currency,
            order_id: order_id.to_owned(),
            lifetime,
            multiple: flag(body, "is_payment_multiple").unwrap_or(true),
            accuracy,
            subtract,
            refresh: flag(body, "is_refresh").unwrap_or(false),
            additional_data: owned("additional_data"),
            url_return: owned("url_return"),
            url_success: owned("url_success"),
            url_callback: owned("url_callback"),
        })
    }
}

/// The coin that the merchant has chosen already, if so.
fn coin(body: &Body, currency: &str) -> Result<Option<usize>, Refusal> {
    let wanted = text(body, "to_currency").map(str::to_ascii_uppercase);
    let code = wanted.as_deref().unwrap_or(currency);
    let network = text(body, "network").map(str::to_ascii_lowercase);
    let fits = |coin: &Coin| network.as_ref().is_none_or(|network| coin.network == network);
    match COINS.iter().position(|coin| coin.code == code && fits(coin)) {
        Some(place) if wanted.is_some() || network.is_some() => Ok(Some(place)),
        None if wanted.is_some() || COINS.iter().any(|coin| coin.code == code) => {
            Err(Refusal::message(StatusCode::UNPROCESSABLE_ENTITY, "The service was not found"))
        }
        _ => Ok(None),
    }
}

fn text<'a>(body: &'a Body, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn flag(body: &Body, name: &str) -> Option<bool> {
    let value = body.get(name)?;
    value.as_bool().or_else(|| value.as_i64().map(|number| number != 0))
}

fn integer<'a>(
    body: &Body,
    name: &'a str,
    limits: (i64, i64),
    usual: i64,
    problems: &mut Vec<(&'a str, &'a str)>,
) -> i64 {
    let Some(value) = body.get(name).filter(|value| !value.is_null()) else { return usual };
    let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    match number {
        None => problems.push((name, "integer")),
        Some(number) if number < limits.0 => problems.push((name, "min.numeric")),
        Some(number) if number > limits.1 => problems.push((name, "max.numeric")),
        Some(number) => return number,
    }
    usual
}

fn is_web(text: &str) -> bool {
    (6..=255).contains(&text.chars().count())
        && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Finds an invoice by its order, or else by its identifier.
pub fn find<'a>(cryptomus: &'a Cryptomus, merchant: &str, body: &Body) -> Result<&'a Invoice, Refusal> {
    let row = match (text(body, "order_id"), text(body, "uuid")) {
        (None, None) => {
            return Err(Refusal::fields(&[("uuid", "required_without"), ("order_id", "required_without")]));
        }
        (Some(order), _) => {
            let id = cryptomus.by_order.get(&(merchant.to_owned(), order.to_owned()));
            id.and_then(|id| cryptomus.invoices.get(id))
        }
        (None, Some(uuid)) => cryptomus.invoices.get(uuid),
    };
    row.filter(|row| row.merchant == merchant).ok_or_else(Refusal::not_found)
}

/// The merchant's invoices, newest first.
pub fn list(
    cryptomus: &Cryptomus,
    merchant: &str,
    body: &Body,
    cursor: Option<&str>,
) -> Result<Value, Refusal> {
    let limit = |name: &str| match text(body, name) {
        None => Ok(None),
        Some(text) => moment(text).map(Some),
    };
    let (Ok(from), Ok(to)) = (limit("date_from"), limit("date_to")) else {
        return Err(Refusal::fields(&[("date_from", "date_format"), ("date_to", "date_format")]));
    };
    let rows: Vec<&Invoice> = cryptomus
        .invoices
        .newest()
        .filter(|row| row.merchant == merchant)
        .filter(|row| from.is_none_or(|from| row.created >= from) && to.is_none_or(|to| row.created <= to))
        .collect();
    let start = match cursor {
        None => 0,
        Some(cursor) => match rows.iter().position(|row| row.uuid == cursor) {
            Some(place) => place,
            None => return Err(Refusal::fields(&[("cursor", "exists")])),
        },
    };
    let items: Vec<Value> = rows[start..].iter().take(PAGE).map(|row| view::invoice(row)).collect();
    let at = |place: usize| rows.get(place).map(|row| row.uuid.clone());
    let next = at(start + PAGE);
    let previous = (start > 0).then(|| at(start.saturating_sub(PAGE))).flatten();
    Ok(json!({
        "merchant_uuid": merchant,
        "paginate": {"count": items.len(), "hasPages": next.is_some() || previous.is_some(),
            "nextCursor": next, "previousCursor": previous, "perPage": PAGE},
        "items": items,
    }))
}

/// Reads `2023-05-04 00:00:00` in the vendor's zone.
fn moment(text: &str) -> Result<i64, jiff::Error> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S", text)?;
    Ok(time.to_zoned(TimeZone::fixed(view::ZONE))?.timestamp().as_second())
}

impl World {
    /// An address that nobody has paid to before.
    pub(super) fn new_address(&self, coin: &Coin) -> String {
        self.ids.prefixed(coin.address, 33)
    }

    /// Gives an invoice that has expired another lifetime and another address.
    fn refresh(self: &Arc<Self>, cryptomus: &mut Cryptomus, known: Invoice, lifetime: i64) -> Value {
        let now = self.now_s();
        let address = known.coin().map(|coin| self.new_address(coin));
        let row = Invoice {
            status: Status::Check,
            updated: now,
            expires_at: now + lifetime,
            lifetime,
            address,
            ..known
        };
        let answer = view::invoice(&row);
        self.at((now + lifetime) * 1_000, Errand::ExpireInvoice(row.uuid.clone()));
        cryptomus.invoices.put(&self.journal, row);
        answer
    }
}
