//! What Stripe remembers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::table::Row;

/// A customer.
#[derive(Clone, Serialize, Deserialize)]
pub struct Customer {
    pub id: String,
    pub created: i64,
    pub email: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub description: Option<String>,
    pub metadata: Map<String, Value>,
}

/// Where a checkout session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    Complete,
    Expired,
}

impl Status {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// Something that is bought.
#[derive(Clone, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub price: String,
    pub product: String,
    pub name: String,
    pub description: Option<String>,
    pub unit: i64,
    pub quantity: i64,
}

/// A checkout session.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    pub id: String,
    pub created: i64,
    pub expires_at: i64,
    pub status: Status,
    pub currency: String,
    pub items: Vec<Item>,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub url: String,
    pub customer: Option<String>,
    pub customer_email: Option<String>,
    pub client_reference_id: Option<String>,
    pub locale: Option<String>,
    pub submit_type: Option<String>,
    pub metadata: Map<String, Value>,
    pub intent_metadata: Map<String, Value>,
    pub intent_description: Option<String>,
    pub receipt_email: Option<String>,
    pub intent: Option<String>,
    pub payer_name: Option<String>,
    pub payer_email: Option<String>,
}

impl Session {
    /// What is to be paid.
    pub fn total(&self) -> i64 {
        self.items.iter().fold(0, |sum, item| sum.saturating_add(item.unit.saturating_mul(item.quantity)))
    }
}

/// The card of an attempt: never its number.
#[derive(Clone, Serialize, Deserialize)]
pub struct CardFace {
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
}

/// A payment intent.
#[derive(Clone, Serialize, Deserialize)]
pub struct Intent {
    pub id: String,
    pub created: i64,
    pub session: String,
    pub amount: i64,
    pub currency: String,
    pub status: String,
    pub customer: Option<String>,
    pub description: Option<String>,
    pub receipt_email: Option<String>,
    pub metadata: Map<String, Value>,
    pub charge: Option<String>,
    pub error: Option<Value>,
    pub canceled_at: Option<i64>,
    /// The card that waits for its holder to authenticate.
    pub waiting: Option<CardFace>,
}

/// A charge, also a failed one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Charge {
    pub id: String,
    pub created: i64,
    pub intent: String,
    pub session: String,
    pub amount: i64,
    pub refunded: i64,
    pub currency: String,
    pub paid: bool,
    pub customer: Option<String>,
    pub description: Option<String>,
    pub metadata: Map<String, Value>,
    pub card: CardFace,
    pub name: Option<String>,
    pub email: Option<String>,
    /// Code and message of a failure.
    pub failure: Option<(String, String)>,
}

/// A refund.
#[derive(Clone, Serialize, Deserialize)]
pub struct Refund {
    pub id: String,
    pub created: i64,
    pub charge: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub reason: Option<String>,
    pub metadata: Map<String, Value>,
}

/// The stored answer to an idempotency key.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    pub key: String,
    pub fingerprint: String,
    pub at: i64,
    pub status: u16,
    pub body: String,
}

macro_rules! rows {
    ($($type:ident $kind:literal $id:ident),*) => {
        $(impl Row for $type {
            const KIND: &'static str = $kind;

            fn id(&self) -> &str {
                &self.$id
            }
        })*
    };
}
rows!(
    Customer "customer" id,
    Session "session" id,
    Intent "intent" id,
    Charge "charge" id,
    Refund "refund" id,
    Kept "idempotency" key
);
