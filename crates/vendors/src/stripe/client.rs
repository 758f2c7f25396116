//! The client of Stripe's API (<https://docs.stripe.com/api>).

use std::time::Duration;

use async_trait::async_trait;
use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{Instant, Money};

use super::transport::Transport;
use super::wire::{self, Customer, Intent, List, Reference, Session, marked};
use crate::base_url::is_plain_id;
use crate::payments::{
    BookedCharge, Checkout, CheckoutOrder, Closing, Form, Forms, Payments, Refund, Refunding,
};
use crate::{BaseUrl, Http, Secret, VendorError};

/// The most that a page of a list holds.
const PAGE: &str = "100";

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
        let List { mut data, .. } = self.0.get::<List<Customer>>(&["v1", "customers"], &query).await?;
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

    async fn intent(&self, intent_ref: &str, expand: &str) -> Result<Option<Intent>, VendorError> {
        if !is_plain_id(intent_ref) {
            return Ok(None);
        }
        known(self.0.get(&["v1", "payment_intents", intent_ref], &[("expand[]", expand)]).await)
    }

    async fn close_session(&self, checkout_ref: &str) -> Result<(), VendorError> {
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

    async fn cancel_intent(&self, intent_ref: &str) -> Result<(), VendorError> {
        let path = ["v1", "payment_intents", intent_ref, "cancel"];
        let form = [("cancellation_reason", "abandoned")];
        let cancelled = self.0.post::<Intent>(&path, &form, &format!("cancel-{intent_ref}")).await;
        match cancelled {
            Ok(_) => Ok(()),
            // The same of an intent: it is over, or the money is on its way and cannot be held.
            Err(error @ VendorError::Refused { status: 400, .. }) => {
                match self.intent(intent_ref, "latest_charge").await? {
                    Some(intent) if !intent.can_be_cancelled() => Ok(()),
                    _ => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// What the two kinds of order have in common.
fn order_form(order: &CheckoutOrder, customer: String) -> Vec<(&'static str, String)> {
    vec![
        ("customer", customer),
        ("metadata[booking]", order.booking.to_string()),
        ("metadata[payment]", order.payment.to_string()),
    ]
}

fn borrowed<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, &**value)).collect()
}

/// An intent has another kind of id than a session.
fn is_intent(checkout_ref: &str) -> bool {
    checkout_ref.starts_with("pi_")
}

#[async_trait]
impl Payments for StripeClient {
    async fn open_checkout(&self, order: &CheckoutOrder) -> Result<Checkout, VendorError> {
        let customer = self.customer(order).await?;
        let (booking, payment) = (order.booking.to_string(), order.payment.to_string());
        let mut form = order_form(order, customer.clone());
        form.extend([
            ("mode", "payment".to_owned()),
            ("client_reference_id", booking.clone()),
            ("line_items[0][quantity]", "1".to_owned()),
            ("line_items[0][price_data][currency]", currency(order)),
            ("line_items[0][price_data][unit_amount]", order.amount.minor.to_string()),
            ("line_items[0][price_data][product_data][name]", order.description.clone()),
            ("payment_intent_data[metadata][booking]", booking),
            ("payment_intent_data[metadata][payment]", payment),
            ("expires_at", order.expires_at.seconds().to_string()),
            ("success_url", order.success_url.clone()),
            ("cancel_url", order.cancel_url.clone()),
        ]);
        let key = format!("checkout-{}-{}", order.payment, order.round);
        let session: Session = self.0.post(&["v1", "checkout", "sessions"], &borrowed(&form), &key).await?;
        let Some(url) = session.url else {
            return Err(VendorError::unreadable("the checkout has no address"));
        };
        Ok(Checkout { checkout_ref: session.id, url, customer_ref: Some(customer) })
    }

    async fn look(&self, checkout_ref: &str) -> Result<Option<PaymentNews>, VendorError> {
        if is_intent(checkout_ref) {
            let intent = self.intent(checkout_ref, "latest_charge").await?;
            return Ok(intent.map(|intent| intent.news()));
        }
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

    async fn charges(&self, from: Instant, until: Instant) -> Result<Vec<BookedCharge>, VendorError> {
        let (from, until) = (from.seconds().to_string(), until.seconds().to_string());
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut query = vec![("created[gte]", &*from), ("created[lt]", &*until), ("limit", PAGE)];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let page: List<wire::Charge> = self.0.get(&["v1", "charges"], &query).await?;
            after = page.data.last().map(|charge| charge.id.clone()).filter(|_| page.has_more);
            found.extend(page.data.iter().filter_map(wire::Charge::booked));
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    async fn charge(&self, intent_ref: &str) -> Result<Option<BookedCharge>, VendorError> {
        let intent = self.intent(intent_ref, "latest_charge").await?;
        match intent.and_then(|intent| intent.latest_charge) {
            Some(Reference::Whole(charge)) => Ok(charge.booked()),
            Some(Reference::Id(_)) | None => Ok(None),
        }
    }

    async fn check(&self) -> Result<(), VendorError> {
        self.0.get::<List<Customer>>(&["v1", "customers"], &[("limit", "1")]).await.map(|_| ())
    }

    fn forms(&self) -> Option<&dyn Forms> {
        Some(self)
    }

    fn closing(&self) -> Option<&dyn Closing> {
        Some(self)
    }

    fn refunding(&self) -> Option<&dyn Refunding> {
        Some(self)
    }
}

#[async_trait]
impl Forms for StripeClient {
    async fn open_form(&self, order: &CheckoutOrder) -> Result<Form, VendorError> {
        let customer = self.customer(order).await?;
        let mut form = order_form(order, customer);
        form.extend([
            ("amount", order.amount.minor.to_string()),
            ("currency", currency(order)),
            ("automatic_payment_methods[enabled]", "true".to_owned()),
            ("description", order.description.clone()),
        ]);
        let key = format!("element-{}-{}", order.payment, order.round);
        let intent: Intent = self.0.post(&["v1", "payment_intents"], &borrowed(&form), &key).await?;
        intent.form().ok_or_else(|| VendorError::unreadable("the payment has no client secret"))
    }

    async fn form(&self, checkout_ref: &str) -> Result<Option<Form>, VendorError> {
        Ok(self.intent(checkout_ref, "latest_charge").await?.and_then(Intent::form))
    }
}

#[async_trait]
impl Closing for StripeClient {
    async fn close(&self, checkout_ref: &str) -> Result<(), VendorError> {
        if !is_plain_id(checkout_ref) {
            return Err(VendorError::unreadable("this is no id of a checkout"));
        }
        if is_intent(checkout_ref) {
            self.cancel_intent(checkout_ref).await
        } else {
            self.close_session(checkout_ref).await
        }
    }
}

#[async_trait]
impl Refunding for StripeClient {
    async fn refund(&self, intent_ref: &str, amount: Money, key: &str) -> Result<Refund, VendorError> {
        if !is_plain_id(intent_ref) {
            return Err(VendorError::unreadable("this is no id of a charge"));
        }
        let minor = amount.minor.to_string();
        let form = [("payment_intent", intent_ref), ("amount", &*minor), ("metadata[key]", key)];
        match self.0.post::<wire::Refund>(&["v1", "refunds"], &form, key).await {
            Ok(refund) => Ok(Refund { minor: refund.amount.unwrap_or(amount.minor), ..refund.into() }),
            // Perhaps by this very request, whose answer was lost long ago.
            Err(error @ VendorError::Refused { .. }) if is_already_refunded(&error) => {
                let known = self.refunds(intent_ref).await?;
                known.into_iter().find(|refund| refund.key.as_deref() == Some(key)).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn refunds(&self, intent_ref: &str) -> Result<Vec<Refund>, VendorError> {
        if !is_plain_id(intent_ref) {
            return Ok(Vec::new());
        }
        // A hundred at once: nobody gives one payment back in more parts.
        let query = [("payment_intent", intent_ref), ("limit", PAGE)];
        let refunds = known(self.0.get::<List<wire::Refund>>(&["v1", "refunds"], &query).await)?;
        Ok(refunds.map(|list| list.data.into_iter().map(Refund::from).collect()).unwrap_or_default())
    }
}

fn currency(order: &CheckoutOrder) -> String {
    order.amount.currency.as_str().to_ascii_lowercase()
}

fn is_already_refunded(error: &VendorError) -> bool {
    matches!(error, VendorError::Refused { code: Some(code), .. } if code == "charge_already_refunded")
}

/// `None` where Stripe knows no such thing.
fn known<T>(answer: Result<T, VendorError>) -> Result<Option<T>, VendorError> {
    match answer {
        Ok(thing) => Ok(Some(thing)),
        Err(VendorError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
