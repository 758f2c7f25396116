//! Stripe's webhooks (<https://docs.stripe.com/webhooks>).

use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::ids::{BookingId, PaymentId};
use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{FailureCode, Instant};
use serde::de::DeserializeOwned;

use super::wire::{Dispute, Event, Intent, Refund, Session, marked};
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, not_older, one, seconds};
use crate::{Secret, VendorError};

const SIGNATURE: &str = "stripe-signature";
const TOLERANCE: Duration = Duration::from_secs(300);

/// Judges a webhook of Stripe heard at `now`: HMAC-SHA256 over `{seconds}.{body}` with the whole
/// `whsec_…` text as the key, at most five minutes old. Several signatures may stand in the header while
/// a secret is being changed. Like Stripe's SDKs this takes times in the future.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let header = one(headers, SIGNATURE)?;
    let fields =
        |name: &'static str| header.split(',').filter_map(move |part| part.trim().strip_prefix(name));
    let (Some(time), Some(_)) = (fields("t=").next(), fields("v1=").next()) else {
        return Err(SignatureProblem::unreadable(SIGNATURE, "t=<seconds>,v1=<hexadecimal digest>"));
    };
    let made = seconds(SIGNATURE, time)?;
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[time.as_bytes(), b".", raw_body]);
    if !fields("v1=").any(|digest| fits_hex(digest, &expected)) {
        return Err(SignatureProblem::Differs);
    }
    not_older(made, now, TOLERANCE)
}

/// What a webhook of Stripe says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeEvent {
    /// The id of the event: equal for repeated deliveries.
    pub dedupe_key: String,
    /// The type of event, such as `checkout.session.completed`.
    pub kind: String,
    /// When Stripe made it. Events come in any order.
    pub created: Option<Instant>,
    /// The booking, where it came along.
    pub booking: Option<BookingId>,
    /// The payment, where it came along.
    pub payment: Option<PaymentId>,
    /// The checkout that it is about. News of the end of a checkout that is not the payment's newest
    /// says nothing about the payment.
    pub checkout_ref: Option<String>,
    /// Stripe's id of the charge, where it came along.
    pub intent_ref: Option<String>,
    /// What it says.
    pub news: Option<StripeNews>,
}

/// News of a payment or of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StripeNews {
    /// Of a payment.
    Payment(PaymentNews),
    /// Of a refund, whoever asked for it.
    Refund(crate::Refund),
}

/// Reads a webhook of Stripe whose signature holds. Types of event that are not known carry no news.
///
/// # Errors
/// [`VendorError::Unreadable`] when it is no event, or an event of a known type about something else.
pub fn parse(raw_body: &[u8]) -> Result<StripeEvent, VendorError> {
    let event: Event = serde_json::from_slice(raw_body)
        .map_err(|_| VendorError::unreadable("the webhook is no event of Stripe's"))?;
    if event.id.is_empty() || event.id.len() > 255 || event.kind.is_empty() {
        return Err(VendorError::unreadable("the webhook has no id or no type"));
    }
    let blank = StripeEvent {
        dedupe_key: event.id,
        kind: event.kind.chars().take(100).collect(),
        created: event.created.map(Instant::from_seconds),
        booking: None,
        payment: None,
        checkout_ref: None,
        intent_ref: None,
        news: None,
    };
    let object = event.data.object;
    match &*event.kind {
        kind if kind.starts_with("checkout.session.") => Ok(of_session(blank, kind, &read(object)?)),
        kind if kind.starts_with("payment_intent.") => Ok(of_intent(blank, kind, read(object)?)),
        // Opened, changed and decided. That the money moved tells nothing new.
        "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed" => {
            Ok(of_dispute(blank, read(object)?))
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            Ok(of_refund(blank, read(object)?))
        }
        _ => Ok(blank),
    }
}

fn read<T: DeserializeOwned>(object: serde_json::Value) -> Result<T, VendorError> {
    serde_json::from_value(object).map_err(|_| VendorError::unreadable("the event is not about what it says"))
}

fn of_session(blank: StripeEvent, kind: &str, session: &Session) -> StripeEvent {
    let intent_ref = session.intent_ref().map(str::to_owned);
    let paid =
        intent_ref.clone().filter(|_| session.is_paid()).map(|intent_ref| PaymentNews::Paid { intent_ref });
    let news = match kind {
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => paid,
        "checkout.session.async_payment_failed" => {
            Some(PaymentNews::Declined { code: FailureCode::CardDeclined })
        }
        "checkout.session.expired" => Some(PaymentNews::Expired),
        _ => None,
    };
    StripeEvent {
        booking: session.booking(),
        payment: session.payment(),
        checkout_ref: Some(session.id.clone()),
        intent_ref,
        news: news.map(StripeNews::Payment),
        ..blank
    }
}

fn of_intent(blank: StripeEvent, kind: &str, intent: Intent) -> StripeEvent {
    let news = match kind {
        "payment_intent.succeeded" => Some(PaymentNews::Paid { intent_ref: intent.id.clone() }),
        "payment_intent.payment_failed" => {
            let error = intent.last_payment_error.unwrap_or_default();
            Some(PaymentNews::Declined { code: error.failure() })
        }
        "payment_intent.canceled" => Some(PaymentNews::Expired),
        // `payment_intent.processing` among them: the money is on its way, and may yet not come.
        _ => None,
    };
    // Of the end of an intent it matters whether it is the payment's newest.
    let checkout_ref = (news == Some(PaymentNews::Expired)).then(|| intent.id.clone());
    let text = |name| marked(intent.metadata.as_ref(), name);
    StripeEvent {
        booking: text("booking").and_then(|id| id.parse().ok()),
        payment: text("payment").and_then(|id| id.parse().ok()),
        checkout_ref,
        intent_ref: Some(intent.id),
        news: news.map(StripeNews::Payment),
        ..blank
    }
}

fn of_refund(blank: StripeEvent, refund: Refund) -> StripeEvent {
    let intent_ref = refund.payment_intent.as_ref().map(|intent| intent.id().to_owned());
    let text = |name| marked(refund.metadata.as_ref(), name);
    StripeEvent {
        booking: text("booking").and_then(|id| id.parse().ok()),
        payment: text("payment").and_then(|id| id.parse().ok()),
        intent_ref,
        news: refund.amount.is_some().then(|| StripeNews::Refund(refund.into())),
        ..blank
    }
}

fn of_dispute(blank: StripeEvent, dispute: Dispute) -> StripeEvent {
    let intent_ref = dispute.payment_intent.as_ref().map(|intent| intent.id().to_owned());
    StripeEvent { intent_ref, news: dispute.news().map(StripeNews::Payment), ..blank }
}
