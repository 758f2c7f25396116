//! A payment: opened before a card is charged, moved by news from the vendor, given back in whole or in
//! part.
//!
//! A booking may have several payments, one for each way to pay that was tried; money that came counts,
//! whichever of them it came through.

mod books;
mod dispute;
mod hear;
mod method;
mod news;
mod refund;
mod state;
mod stored;

pub use books::{Difference, DifferenceKind, InTheBooks};
pub use dispute::{Dispute, DisputeState};
pub use method::{PaymentMethod, UnknownMethod};
pub use news::PaymentNews;
pub use refund::{Refund, RefundAsk, RefundRefusal, RefundState, RefundedBy};
pub use state::{Charge, PaymentState};

use crate::ids::{BookingId, PaymentId};
use crate::{Instant, Money};

/// A payment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Our id; the vendor gets it in the idempotency key and the metadata.
    pub id: PaymentId,
    /// The booking that it pays.
    pub booking: BookingId,
    /// How it is paid.
    pub method: PaymentMethod,
    /// How much is asked.
    pub amount: Money,
    /// Where it stands.
    pub state: PaymentState,
    /// How many checkout pages, forms or invoices were opened for it.
    pub round: u32,
    /// The vendor's id of the newest checkout page, form or invoice.
    pub checkout_ref: Option<String>,
    /// Where the visitor pays, if that is a page of the vendor's.
    pub checkout_url: Option<String>,
    /// When the newest checkout closes.
    pub expires_at: Instant,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last moved.
    pub updated_at: Instant,
}

impl Payment {
    /// The name of its state in the API and the database: pending, failed, expired, paid, refunding,
    /// `partly_refunded` or refunded.
    pub fn state_name(&self) -> &'static str {
        match &self.state {
            PaymentState::Pending => "pending",
            PaymentState::Failed { .. } => "failed",
            PaymentState::Expired => "expired",
            PaymentState::Paid(charge) => charge.name(self.amount.minor),
        }
    }

    /// The money that came, if it did.
    pub const fn charge(&self) -> Option<&Charge> {
        match &self.state {
            PaymentState::Paid(charge) => Some(charge),
            _ => None,
        }
    }

    /// Minor units that are gone again: given back, or lost in a dispute.
    pub fn refunded_minor(&self) -> i64 {
        self.charge().map_or(0, |charge| charge.gone().min(self.amount.minor))
    }

    /// Minor units that could still be asked back.
    pub fn left_minor(&self) -> i64 {
        self.charge().map_or(0, |charge| charge.left(self.amount.minor))
    }
}
