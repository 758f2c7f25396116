//! A payment: opened before a card is charged, moved by news from the vendor.

mod state;

pub use state::{PaymentNews, PaymentState};

use crate::ids::{BookingId, PaymentId};
use crate::{Instant, Money};

/// A payment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Our id; the vendor gets it in the idempotency key and the metadata.
    pub id: PaymentId,
    /// The booking that it pays.
    pub booking: BookingId,
    /// How much is asked.
    pub amount: Money,
    /// Where it stands.
    pub state: PaymentState,
    /// How many checkout pages were opened for it.
    pub round: u32,
    /// The vendor's id of the newest checkout page.
    pub checkout_ref: Option<String>,
    /// Where the visitor pays.
    pub checkout_url: Option<String>,
    /// When the newest checkout page closes.
    pub expires_at: Instant,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last moved.
    pub updated_at: Instant,
}
