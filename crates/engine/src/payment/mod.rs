//! Payments: opening a checkout, hearing of it, watching it, giving money back.

mod checkout;
mod close;
mod hear;
mod refund;
mod watch;

pub use checkout::CheckoutLink;
pub(crate) use checkout::OPEN_FOR;
pub(crate) use watch::FIRST_LOOK;

use ringwright_domain::payment::{Payment, PaymentState};
use ringwright_store::{NewEvent, OrgTx};

/// Notes where a payment stands now as an event.
pub(crate) fn emit(tx: &mut OrgTx, payment: &Payment) {
    let kind = match &payment.state {
        PaymentState::Pending => "payment.pending",
        PaymentState::Failed { .. } => "payment.failed",
        PaymentState::Expired => "payment.expired",
        PaymentState::Paid { .. } => "payment.paid",
        PaymentState::Refunding { .. } => "payment.refunding",
        PaymentState::Refunded { .. } => "payment.refunded",
    };
    let code = match &payment.state {
        PaymentState::Failed { code } => Some(code.code()),
        _ => None,
    };
    tx.emit(NewEvent {
        kind,
        booking: Some(payment.booking.clone()),
        call: None,
        data: serde_json::json!({
            "payment": payment.id, "amountMinor": payment.amount.minor,
            "currency": payment.amount.currency, "code": code,
        }),
    });
}
