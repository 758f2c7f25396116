//! What Stripe remembers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::table::Row;
use crate::world::World;

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

/// What a card still has in store for a charge that went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sequel {
    /// Nothing.
    #[default]
    None,
    /// Its holder disputes the charge at once.
    Dispute,
    /// Refunds look given and fail later.
    RefundFails,
    /// Refunds are pending first and given later.
    RefundPends,
}

/// The card of an attempt: never its number.
#[derive(Clone, Serialize, Deserialize)]
pub struct CardFace {
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
    #[serde(default)]
    pub sequel: Sequel,
}

/// Who pays, as typed on the page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Payer {
    /// The name on the card.
    pub name: Option<String>,
    /// Where the receipt goes.
    pub email: Option<String>,
    /// The postal code of the card's holder.
    #[serde(default)]
    pub postal_code: Option<String>,
}

/// A payment intent.
#[derive(Clone, Serialize, Deserialize)]
pub struct Intent {
    pub id: String,
    pub created: i64,
    /// What events about it are in line with: its checkout session, or itself when it has none.
    #[serde(alias = "session")]
    pub subject: String,
    /// What a browser shows to be allowed to pay it.
    #[serde(default)]
    pub secret: String,
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
    #[serde(default)]
    pub cancel_reason: Option<String>,
    /// Where the browser goes back to, as said when the payment was confirmed.
    #[serde(default)]
    pub return_url: Option<String>,
    /// Who pays, as typed beside the card.
    #[serde(default)]
    pub payer: Payer,
    /// The card that waits for its holder to authenticate.
    pub waiting: Option<CardFace>,
}

impl Intent {
    /// An intent that nobody has tried to pay yet, over nothing.
    pub fn new(id: String, subject: String, world: &World) -> Self {
        Self {
            secret: world.ids.prefixed(&format!("{id}_secret_"), 25),
            id,
            created: world.now_s(),
            subject,
            amount: 0,
            currency: String::new(),
            status: "requires_payment_method".to_owned(),
            customer: None,
            description: None,
            receipt_email: None,
            metadata: Map::new(),
            charge: None,
            error: None,
            canceled_at: None,
            cancel_reason: None,
            return_url: None,
            payer: Payer::default(),
            waiting: None,
        }
    }
}

/// A charge, also a failed one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Charge {
    pub id: String,
    pub created: i64,
    pub intent: String,
    /// What events about it are in line with.
    #[serde(alias = "session")]
    pub subject: String,
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
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub receipt_email: Option<String>,
    #[serde(default)]
    pub disputed: bool,
}

/// Where a refund is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RefundState {
    Pending,
    #[default]
    Succeeded,
    Failed,
}

impl RefundState {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
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
    #[serde(default)]
    pub state: RefundState,
}

/// Where a dispute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    NeedsResponse,
    Won,
    Lost,
}

impl DisputeState {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NeedsResponse => "needs_response",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A dispute: the holder of the card takes the money back through the bank.
#[derive(Clone, Serialize, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub created: i64,
    pub charge: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub state: DisputeState,
    pub due_by: i64,
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
    Dispute "dispute" id,
    Kept "idempotency" key
);
