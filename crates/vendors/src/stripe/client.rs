//! The client of Stripe's API (<https://docs.stripe.com/api>).

use std::time::Duration;

use async_trait::async_trait;
use ringwright_domain::Money;
use ringwright_domain::payment::PaymentNews;

use super::transport::Transport;
use super::wire::{self, Customer, Intent, List, Reference, Session, marked};
use crate::base_url::is_plain_id;
use crate::payments::{Checkout, CheckoutOrder, Payments, Refund};
use crate::{BaseUrl, Http, Secret, VendorError};

/// How long to wait before the first, second and third repetition of a request.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(600), Duration::from_millis(1_800)];

/// Stripe as the place where payments are made.
#[derive(Debug, Clone)]
pub struct StripeClient(Transport);

impl StripeClient {
    /// A client for the account of `key` at `base` (`https://api.stripe.com`).
    pub const fn new(http: Http, base: BaseUrl, key: Secret) -> Self {
        Self(Transport { http, base, key, pauses: PAUSES })
    }

    /// The same client with other pauses before the three repetitions of a request.
    #[must_use]
    pub fn with_pauses(self, pauses: [Duration; 3]) -> Self {
        Self(Transport { pauses, ..self.0 })
    }

    /// The customer with the mail address of the order, found or made. The same order finds the same
    /// customer, even if others with that address were made meanwhile: its own first, then the oldest.
    async fn customer(&self, order: &CheckoutOrder) -> Result<String, VendorError> {
        let query = [("email", &*order.email), ("limit", "100")];
        let List { mut data } = self.0.get::<List<Customer>>(&["v1", "customers"], &query).await?;
        let payment = order.payment.as_str();
        let own = data.iter().position(|one| marked(one.metadata.as_ref(), "payment") == Some(payment));
        if let Some(at) = own.or(data.len().checked_sub(1)) {
            return Ok(data.swap_remove(at).id);
        }
        let form = [("email", &*order.email), ("name", &*order.name), ("metadata[payment]", payment)];
        let key = format!("customer-{payment}");
        Ok(self.0.post::<Customer>(&["v1", "customers"], &form, &key).await?.id)
    }

    async fn session(&self, checkout_ref: &str) -> Result<Option<Session>, VendorError> {
        if !is_plain_id(checkout_ref) {
            return Ok(None);
        }
        let path = ["v1", "checkout", "sessions", checkout_ref];
        known(self.0.get(&path, &[("expand[]", "payment_intent")]).await)
    }

    /// The newest refund of a charge that was given back before; the charge itself where Stripe does not
    /// show it.
    async fn earlier_refund(&self, intent_ref: &str) -> Result<Refund, VendorError> {
        let path = ["v1", "payment_intents", intent_ref];
        let intent = known(self.0.get::<Intent>(&path, &[("expand[]", "latest_charge.refunds")]).await)?;
        let charge = intent.and_then(|intent| intent.latest_charge);
        let refunds = match charge {
            Some(Reference::Whole(charge)) => charge.refunds.map(|list| list.data).unwrap_or_default(),
            _ => Vec::new(),
        };
        let newest = refunds.into_iter().find(wire::Refund::given).map(|refund| refund.id);
        Ok(Refund { refund_ref: newest.unwrap_or_else(|| intent_ref.to_owned()), given: true })
    }
}

#[async_trait]
impl Payments for StripeClient {
    async fn open_checkout(&self, order: &CheckoutOrder) -> Result<Checkout, VendorError> {
        let customer = self.customer(order).await?;
        let (booking, payment) = (order.booking.as_str(), order.payment.as_str());
        let currency = order.amount.currency.as_str().to_ascii_lowercase();
        let (amount, expires_at) = (order.amount.minor.to_string(), order.expires_at.seconds().to_string());
        let form = [
            ("mode", "payment"),
            ("customer", &*customer),
            ("client_reference_id", booking),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &*currency),
            ("line_items[0][price_data][unit_amount]", &*amount),
            ("line_items[0][price_data][product_data][name]", &*order.description),
            ("metadata[booking]", booking),
            ("metadata[payment]", payment),
            ("payment_intent_data[metadata][booking]", booking),
            ("payment_intent_data[metadata][payment]", payment),
            ("expires_at", &*expires_at),
            ("success_url", &*order.success_url),
            ("cancel_url", &*order.cancel_url),
        ];
        let key = format!("checkout-{payment}-{}", order.round);
        let session: Session = self.0.post(&["v1", "checkout", "sessions"], &form, &key).await?;
        let Some(url) = session.url else {
            return Err(VendorError::unreadable("the checkout has no address"));
        };
        Ok(Checkout { checkout_ref: session.id, url, customer_ref: Some(customer) })
    }

    async fn look(&self, checkout_ref: &str) -> Result<Option<PaymentNews>, VendorError> {
        let Some(session) = self.session(checkout_ref).await? else { return Ok(None) };
        if session.is_paid() {
            let intent =
                session.intent_ref().ok_or_else(|| VendorError::unreadable("paid, but without a charge"))?;
            return Ok(Some(PaymentNews::Paid { intent_ref: intent.to_owned() }));
        }
        if session.status.as_deref() == Some("expired") {
            return Ok(Some(PaymentNews::Expired));
        }
        Ok(Some(session.intent().and_then(Intent::decline).unwrap_or(PaymentNews::StillOpen)))
    }

    async fn expire(&self, checkout_ref: &str) -> Result<(), VendorError> {
        if !is_plain_id(checkout_ref) {
            return Err(VendorError::unreadable("this is no id of a checkout"));
        }
        let path = ["v1", "checkout", "sessions", checkout_ref, "expire"];
        let closed = self.0.post::<Session>(&path, &[], &format!("expire-{checkout_ref}")).await;
        match closed {
            Ok(_) => Ok(()),
            // Stripe refuses to close what is not open: no error if that is so.
            Err(error @ VendorError::Refused { status: 400, .. }) => {
                match self.session(checkout_ref).await? {
                    Some(session) if session.status.as_deref() != Some("open") => Ok(()),
                    _ => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, intent_ref: &str, amount: Money, key: &str) -> Result<Refund, VendorError> {
        if !is_plain_id(intent_ref) {
            return Err(VendorError::unreadable("this is no id of a charge"));
        }
        let minor = amount.minor.to_string();
        let form = [("payment_intent", intent_ref), ("amount", &*minor), ("metadata[key]", key)];
        match self.0.post::<wire::Refund>(&["v1", "refunds"], &form, key).await {
            Ok(refund) => Ok(Refund { given: refund.given(), refund_ref: refund.id }),
            Err(VendorError::Refused { code: Some(code), .. }) if code == "charge_already_refunded" => {
                self.earlier_refund(intent_ref).await
            }
            Err(error) => Err(error),
        }
    }

    async fn check(&self) -> Result<(), VendorError> {
        self.0.get::<List<Customer>>(&["v1", "customers"], &[("limit", "1")]).await.map(|_| ())
    }
}

/// `None` where Stripe knows no such thing.
fn known<T>(answer: Result<T, VendorError>) -> Result<Option<T>, VendorError> {
    match answer {
        Ok(thing) => Ok(Some(thing)),
        Err(VendorError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
