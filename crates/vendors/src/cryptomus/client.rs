//! The client of Cryptomus's API. Every request is a signed POST.

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderName;
use ringwright_domain::Instant;
use ringwright_domain::payment::PaymentNews;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::wire::{Answer, Invoice, Invoices, NewInvoice, Problem, order_id};
use super::{amount, sign};
use crate::base_url::is_plain_id;
use crate::http::{Answer as HttpAnswer, HttpError, Request};
use crate::payments::{BookedCharge, Checkout, CheckoutOrder, Closing, Forms, Payments, Refunding};
use crate::redact::redact;
use crate::{BaseUrl, Http, Secret, VendorError};

const MERCHANT: HeaderName = HeaderName::from_static("merchant");
const SIGN: HeaderName = HeaderName::from_static("sign");
/// How long to wait before the first, second and third repetition of a request.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(600), Duration::from_millis(1_800)];
/// How long an invoice may live, in seconds.
const LIFETIME: (u64, u64) = (300, 43_200);
/// The zone of the dates in a question is not documented; a day more on both sides holds them all.
const MARGIN: Duration = Duration::from_secs(24 * 3_600);

/// Cryptomus as a place where payments are made. It closes no invoice and sends no money back.
#[derive(Debug, Clone)]
pub struct CryptomusClient {
    http: Http,
    base: BaseUrl,
    merchant: String,
    key: Secret,
    pauses: [Duration; 3],
}

impl CryptomusClient {
    /// A client for the merchant of `key` at `base` (`https://api.cryptomus.com`).
    pub const fn new(http: Http, base: BaseUrl, merchant: String, key: Secret) -> Self {
        Self { http, base, merchant, key, pauses: PAUSES }
    }

    /// The same client with other pauses before the three repetitions of a request.
    #[must_use]
    pub fn with_pauses(self, pauses: [Duration; 3]) -> Self {
        Self { pauses, ..self }
    }

    /// Asks, and asks again as may be: nothing that is asked here has a second effect. A time-out is not
    /// repeated: somebody waits, and may come back.
    async fn ask<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<T, VendorError> {
        let body =
            serde_json::to_vec(body).map_err(|_| VendorError::unreadable("the question is no JSON"))?;
        for pause in self.pauses {
            match self.http.send(self.request(path, query, &body)).await {
                Ok(answer) if !matches!(answer.status.as_u16(), 429 | 500..=599) => return read(&answer),
                Err(HttpError::Timeout) => return Err(VendorError::Timeout),
                Ok(answer) => tracing::debug!(status = answer.status.as_u16(), "Cryptomus is asked again"),
                Err(HttpError::NotSent { detail } | HttpError::Broken { detail }) => {
                    tracing::debug!(detail, "Cryptomus is asked again");
                }
            }
            self.http.pause(pause).await;
        }
        read(&self.http.send(self.request(path, query, &body)).await?)
    }

    fn request(&self, path: &[&str], query: &[(&str, &str)], body: &[u8]) -> Request {
        let request = Request::post(self.base.join(path));
        let request = if query.is_empty() { request } else { request.query(query) };
        request
            .header(MERCHANT, &self.merchant, false)
            .header(SIGN, &sign::sign(body, &self.key), true)
            .raw_json(body)
    }

    async fn invoice(&self, uuid: &str) -> Result<Option<Invoice>, VendorError> {
        if !is_plain_id(uuid) {
            return Ok(None);
        }
        match self.ask(&["v1", "payment", "info"], &[], &json!({ "uuid": uuid })).await {
            Ok(invoice) => Ok(Some(invoice)),
            Err(VendorError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Payments for CryptomusClient {
    async fn open_checkout(&self, order: &CheckoutOrder) -> Result<Checkout, VendorError> {
        let invoice = NewInvoice {
            amount: amount::write(order.amount),
            currency: order.amount.currency.as_str(),
            // An order that is known is answered with its invoice: asking twice makes one.
            order_id: order_id(&order.payment, order.round),
            url_return: &order.cancel_url,
            url_success: &order.success_url,
            url_callback: &order.webhook_url,
            is_payment_multiple: true,
            lifetime: order.open_for.as_secs().clamp(LIFETIME.0, LIFETIME.1),
        };
        let invoice: Invoice = self.ask(&["v1", "payment"], &[], &invoice).await?;
        let url = invoice.url.ok_or_else(|| VendorError::unreadable("the invoice has no address"))?;
        Ok(Checkout { checkout_ref: invoice.uuid, url, customer_ref: None })
    }

    async fn look(&self, checkout_ref: &str) -> Result<Option<PaymentNews>, VendorError> {
        Ok(self.invoice(checkout_ref).await?.map(|invoice| invoice.news()))
    }

    async fn charges(&self, from: Instant, until: Instant) -> Result<Vec<BookedCharge>, VendorError> {
        let dates = json!({
            "date_from": date(from.minus(MARGIN)), "date_to": date(until.plus(MARGIN)),
        });
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let query: Vec<_> = after.as_deref().map(|cursor| ("cursor", cursor)).into_iter().collect();
            let page: Invoices = self.ask(&["v1", "payment", "list"], &query, &dates).await?;
            let within = |invoice: &&Invoice| {
                let made = invoice.created_at.as_deref().and_then(|at| at.parse::<Instant>().ok());
                made.is_some_and(|at| at >= from && at < until)
            };
            found.extend(page.items.iter().filter(within).filter_map(Invoice::booked));
            let next = page.paginate.and_then(|paginate| paginate.next_cursor);
            if next.is_none() || next == after {
                return Ok(found);
            }
            after = next;
        }
    }

    async fn charge(&self, intent_ref: &str) -> Result<Option<BookedCharge>, VendorError> {
        Ok(self.invoice(intent_ref).await?.and_then(|invoice| invoice.booked()))
    }

    async fn check(&self) -> Result<(), VendorError> {
        let services: serde_json::Value = self.ask(&["v1", "payment", "services"], &[], &json!({})).await?;
        drop(services);
        Ok(())
    }

    fn forms(&self) -> Option<&dyn Forms> {
        None
    }

    fn closing(&self) -> Option<&dyn Closing> {
        None
    }

    fn refunding(&self) -> Option<&dyn Refunding> {
        None
    }
}

/// `2026-11-21 09:30:00`.
fn date(at: Instant) -> String {
    let text = Instant::from_seconds(at.seconds()).to_string();
    text.trim_end_matches('Z').replace('T', " ")
}

fn read<T: DeserializeOwned>(answer: &HttpAnswer) -> Result<T, VendorError> {
    if answer.status.is_success() {
        let answer: Answer<T> = answer.json()?;
        if answer.state == 0
            && let Some(result) = answer.result
        {
            return Ok(result);
        }
        return Err(VendorError::unreadable("the answer has no result"));
    }
    let status = answer.status.as_u16();
    let problem = answer.json::<Problem>().unwrap_or_default();
    let fields = problem.errors.as_ref().map(|errors| match errors.as_object() {
        Some(fields) => fields.keys().cloned().collect::<Vec<_>>().join(", "),
        None => "unnamed fields".to_owned(),
    });
    let detail = match (problem.message, fields) {
        (Some(message), _) => redact(&message),
        (None, Some(fields)) => format!("these fields are wrong: {}", redact(&fields)),
        (None, None) => format!("status {status} without words"),
    };
    Err(VendorError::Refused { status, code: None, detail })
}
