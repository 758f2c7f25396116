//! What is heard of a payment.

use super::Dispute;
use crate::FailureCode;
use crate::ids::RefundId;

/// What is heard of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentNews {
    /// It is open and nothing was paid, or the money is on its way. Changes nothing.
    StillOpen,
    /// A try was declined.
    Declined {
        /// Why.
        code: FailureCode,
    },
    /// The visitor tries again after a decline.
    TriedAgain,
    /// The checkout closed without money.
    Expired,
    /// The money is here.
    Paid {
        /// The vendor's id of the charge.
        intent_ref: String,
    },
    /// Money went back.
    RefundGiven {
        /// Our id of the refund, where the vendor names it. One that we did not ask for was made by
        /// hand, and gets this id.
        id: RefundId,
        /// Whether `id` is only for a refund that we have not heard of: the vendor named none.
        by_hand: bool,
        /// The vendor's id of the refund.
        refund_ref: String,
        /// How much, in minor units.
        minor: i64,
    },
    /// Money that was to go back did not, or came back.
    RefundFailed {
        /// Our id of the refund, where the vendor names it.
        id: Option<RefundId>,
        /// The vendor's id of the refund, where there is one.
        refund_ref: Option<String>,
        /// What the vendor says.
        failure: String,
    },
    /// The customer's bank disputes the charge, or has decided about it.
    Disputed(Dispute),
}
