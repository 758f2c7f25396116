//! Money that goes back.

use serde::{Deserialize, Serialize};

use crate::Instant;
use crate::ids::RefundId;

/// Money that goes back, or was to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Our id; the vendor gets it as the idempotency key and in the metadata.
    pub id: RefundId,
    /// How much, in minor units.
    pub minor: i64,
    /// Where it stands.
    #[serde(flatten)]
    pub state: RefundState,
    /// Who wanted it.
    pub by: RefundedBy,
    /// Why, in words for people.
    pub reason: String,
    /// When it was asked for, or heard of.
    pub at: Instant,
}

/// Where a refund stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RefundState {
    /// Decided; asked of the vendor, or about to be, or to be sent by hand.
    Asked,
    /// On its way or back.
    Given {
        /// The vendor's id of it, or what a person wrote down who sent it by hand.
        refund_ref: String,
    },
    /// It did not go through: the money is still here.
    Failed {
        /// What the vendor says.
        failure: String,
    },
}

/// Who wanted a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundedBy {
    /// Somebody at the organisation.
    Operator,
    /// Our own rules: the call could never be held, or the money came twice.
    Automatic,
    /// Somebody at the vendor's own dashboard.
    Vendor,
}

/// A refund that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAsk {
    /// The id it gets.
    pub id: RefundId,
    /// How much, in minor units; all that is left when `None`.
    pub minor: Option<i64>,
    /// Who asks.
    pub by: RefundedBy,
    /// Why, in words for people.
    pub reason: String,
}

/// Why a refund cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefundRefusal {
    /// No money came.
    #[error("no money came")]
    NotPaid,
    /// All of it has gone back, or is about to.
    #[error("all of the money has gone back, or is about to")]
    NothingLeft,
    /// It is more than is left, or nothing.
    #[error("only {left} minor units are left to give back")]
    WrongAmount {
        /// What is left, in minor units.
        left: i64,
    },
    /// The bank decides about the money.
    #[error("the bank decides about this money")]
    Disputed,
}

impl Refund {
    /// Whether it is decided and not settled.
    pub const fn is_asked(&self) -> bool {
        matches!(self.state, RefundState::Asked)
    }

    /// Whether the money is on its way or back.
    pub const fn is_given(&self) -> bool {
        matches!(self.state, RefundState::Given { .. })
    }

    /// The vendor's id of it, once it is known.
    pub fn refund_ref(&self) -> Option<&str> {
        match &self.state {
            RefundState::Given { refund_ref } => Some(refund_ref),
            RefundState::Asked | RefundState::Failed { .. } => None,
        }
    }
}
