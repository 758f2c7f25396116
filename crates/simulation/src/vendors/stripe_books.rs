//! The payment vendor's books.

use ringwright_domain::Instant;
use serde_json::{Value, json};

/// Where a checkout page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageState {
    Open,
    Complete,
    Expired,
}

/// Somebody who pays.
pub(crate) struct Customer {
    pub id: String,
    pub email: String,
    pub payment: String,
}

/// A checkout page.
pub(crate) struct Session {
    pub id: String,
    pub booking: String,
    pub payment: String,
    pub customer: String,
    pub amount: i64,
    pub currency: String,
    pub expires_at: Instant,
    pub state: PageState,
    pub intent: Option<usize>,
}

/// A charge, or a try at one.
pub(crate) struct Intent {
    pub id: String,
    pub booking: String,
    pub payment: String,
    pub amount: i64,
    pub currency: String,
    pub paid: bool,
    pub paid_at: Instant,
    pub cancelled: bool,
    pub declined: Option<&'static str>,
    pub refunds: Vec<Refund>,
}

/// Money given back.
pub(crate) struct Refund {
    pub id: String,
    pub amount: i64,
    pub key: Option<String>,
}

impl Intent {
    /// What was taken.
    pub(crate) fn taken(&self) -> i64 {
        if self.paid { self.amount } else { 0 }
    }

    /// What people gave back at the vendor's own page.
    pub(crate) fn given_by_hand(&self) -> i64 {
        self.refunds.iter().filter(|refund| refund.key.is_none()).map(|refund| refund.amount).sum()
    }

    /// What was given back.
    pub(crate) fn given_back(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }

    fn metadata(&self) -> Value {
        json!({"booking": self.booking, "payment": self.payment})
    }

    /// The intent as the API shows it.
    pub(crate) fn view(&self) -> Value {
        let status = match (self.paid, self.cancelled) {
            (true, _) => "succeeded",
            (false, true) => "canceled",
            (false, false) => "requires_payment_method",
        };
        let mut view = json!({
            "id": self.id, "object": "payment_intent", "amount": self.amount, "currency": self.currency,
            "amount_received": self.taken(), "status": status, "metadata": self.metadata(),
            "client_secret": format!("{}_secret_{}", self.id, &self.id[3..]),
            "latest_charge": self.paid.then(|| self.charge_id()),
        });
        if let Some(code) = self.declined.filter(|_| !self.paid) {
            view["last_payment_error"] =
                json!({"type": "card_error", "code": "card_declined", "decline_code": code});
        }
        view
    }

    fn charge_id(&self) -> String {
        self.id.replacen("pi_", "ch_", 1)
    }

    /// Its charge, with its refunds.
    pub(crate) fn charge(&self) -> Value {
        json!({
            "id": self.charge_id(), "object": "charge", "created": self.paid_at.seconds(), "amount": self.amount, "currency": self.currency,
            "amount_captured": self.taken(), "amount_refunded": self.given_back(), "paid": self.paid,
            "refunded": self.given_back() == self.amount, "payment_intent": self.id,
            "metadata": self.metadata(), "status": "succeeded",
            "refunds": {"object": "list", "data": self.refunds.iter().rev().map(|one| one.view(self)).collect::<Vec<_>>()},
        })
    }
}

impl Refund {
    /// The refund as the API shows it.
    pub(crate) fn view(&self, intent: &Intent) -> Value {
        json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": intent.currency,
            "payment_intent": intent.id, "charge": intent.charge_id(), "status": "succeeded",
            "metadata": self.key.as_ref().map_or(json!({}), |key| json!({"key": key})),
        })
    }
}

impl Session {
    /// The page as the API shows it.
    pub(crate) fn view(&self, intent: Option<Value>) -> Value {
        let (status, paid) = match self.state {
            PageState::Open => ("open", "unpaid"),
            PageState::Complete => ("complete", "paid"),
            PageState::Expired => ("expired", "unpaid"),
        };
        json!({
            "id": self.id, "object": "checkout.session", "amount_total": self.amount, "currency": self.currency,
            "client_reference_id": self.booking, "customer": self.customer, "mode": "payment",
            "expires_at": self.expires_at.seconds(), "status": status, "payment_status": paid,
            "metadata": {"booking": self.booking, "payment": self.payment}, "payment_intent": intent,
            "url": (self.state == PageState::Open).then(|| format!("https://checkout.example.com/c/pay/{}", self.id)),
        })
    }
}
