//! Where a payment stands, and what came of the money.

use serde::{Deserialize, Serialize};

use super::stored::Stored;
use super::{Dispute, DisputeState, Refund};
use crate::{FailureCode, Instant};

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", from = "Stored")]
pub enum PaymentState {
    /// Waits for the visitor.
    Pending,
    /// The last try was declined; the visitor may try again.
    Failed {
        /// Why.
        code: FailureCode,
    },
    /// The checkout closed without money. Money that comes all the same still counts.
    Expired,
    /// The money came; perhaps some of it went back.
    Paid(Charge),
}

/// Money that came, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The vendor's id of the charge, which a refund names.
    pub intent_ref: String,
    /// When we heard of it.
    pub paid_at: Instant,
    /// What went back, or was to; oldest first.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// What the customer's bank disputes; oldest first.
    #[serde(default)]
    pub disputes: Vec<Dispute>,
}

impl PaymentState {
    /// Money that came just now.
    pub const fn paid(intent_ref: String, paid_at: Instant) -> Self {
        Self::Paid(Charge { intent_ref, paid_at, refunds: Vec::new(), disputes: Vec::new() })
    }

    /// Whether the money came in (and perhaps went back).
    pub const fn was_paid(&self) -> bool {
        matches!(self, Self::Paid(_))
    }

    /// Whether the visitor can still pay.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::Failed { .. })
    }

    /// When the money came in, if it did.
    pub const fn paid_at(&self) -> Option<Instant> {
        match self {
            Self::Paid(charge) => Some(charge.paid_at),
            Self::Pending | Self::Failed { .. } | Self::Expired => None,
        }
    }

    /// The vendor's id of the charge, once there is one.
    pub fn intent_ref(&self) -> Option<&str> {
        match self {
            Self::Paid(charge) => Some(&charge.intent_ref),
            Self::Pending | Self::Failed { .. } | Self::Expired => None,
        }
    }
}

impl Charge {
    /// The refunds that are decided and not settled.
    pub fn asked(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|refund| refund.is_asked())
    }

    /// The dispute that matters most: one that is open, else the newest.
    pub fn dispute(&self) -> Option<&Dispute> {
        let open = self.disputes.iter().find(|dispute| dispute.state == DisputeState::Open);
        open.or(self.disputes.last())
    }

    /// Whether the customer's bank has still to decide about it.
    pub fn is_disputed(&self) -> bool {
        self.disputes.iter().any(|dispute| dispute.state == DisputeState::Open)
    }

    /// Minor units given back.
    pub fn given(&self) -> i64 {
        self.refunds.iter().filter(|refund| refund.is_given()).map(|refund| refund.minor).sum()
    }

    /// Minor units given back or lost in a dispute.
    pub(super) fn gone(&self) -> i64 {
        let lost = self.disputes.iter().filter(|dispute| dispute.state == DisputeState::Lost);
        self.given().saturating_add(lost.map(|dispute| dispute.minor).sum())
    }

    /// Minor units of a charge of `amount` that are neither gone nor about to go.
    pub(super) fn left(&self, amount: i64) -> i64 {
        let asked: i64 = self.asked().map(|refund| refund.minor).sum();
        amount.saturating_sub(self.gone()).saturating_sub(asked).max(0)
    }

    pub(super) fn name(&self, amount: i64) -> &'static str {
        if self.asked().next().is_some() {
            "refunding"
        } else if self.gone() >= amount && amount > 0 {
            "refunded"
        } else if self.gone() > 0 {
            "partly_refunded"
        } else {
            "paid"
        }
    }
}
