//! Payments: opening one, hearing of it, watching it, giving money back, comparing the books.

mod checkout;
mod close;
mod element;
mod hear;
mod methods;
mod open;
mod reconcile;
mod refund;
mod return_money;
mod watch;

pub use checkout::CheckoutLink;
pub use element::ElementForm;
pub(crate) use methods::Offer;
pub(crate) use watch::FIRST_LOOK;

use std::time::Duration;

use ringwright_domain::payment::{DisputeState, Payment, PaymentMethod, PaymentState, Refund, RefundState};
use ringwright_store::{NewEvent, OrgTx};

/// How long a page, form or invoice takes money. Stripe wants at least 30 minutes for a page; the margin
/// is for clocks. A transfer in crypto takes longer than a card.
pub(crate) const fn open_for(method: PaymentMethod) -> Duration {
    match method {
        PaymentMethod::Checkout | PaymentMethod::Element => Duration::from_secs(35 * 60),
        PaymentMethod::Crypto => Duration::from_secs(60 * 60),
    }
}

/// Notes what happened to a payment as an event; `before` it was recorded there was none.
pub(crate) fn emit(tx: &mut OrgTx, before: Option<&Payment>, payment: &Payment) {
    emit_as(tx, kind(before, payment), payment);
}

/// The same under a name that only the teller knows.
pub(crate) fn emit_as(tx: &mut OrgTx, kind: &'static str, payment: &Payment) {
    let code = match &payment.state {
        PaymentState::Failed { code } => Some(code.code()),
        _ => None,
    };
    tx.emit(NewEvent {
        kind,
        booking: Some(payment.booking.clone()),
        call: None,
        data: serde_json::json!({
            "payment": payment.id, "method": payment.method, "amountMinor": payment.amount.minor,
            "refundedMinor": payment.refunded_minor(), "currency": payment.amount.currency, "code": code,
        }),
    });
}

fn kind(before: Option<&Payment>, payment: &Payment) -> &'static str {
    let earlier = before.and_then(Payment::charge);
    if let (Some(earlier), Some(charge)) = (earlier, payment.charge()) {
        let known = |at: usize| earlier.disputes.get(at).map(|dispute| dispute.state);
        let disputes = charge.disputes.iter().enumerate();
        if let Some((_, dispute)) =
            disputes.into_iter().find(|(at, dispute)| known(*at) != Some(dispute.state))
        {
            return match dispute.state {
                DisputeState::Open => "payment.disputed",
                DisputeState::Won => "payment.dispute_won",
                DisputeState::Lost => "payment.dispute_lost",
            };
        }
        let failed = |refund: &Refund| matches!(refund.state, RefundState::Failed { .. });
        let count = |refunds: &[Refund]| refunds.iter().filter(|refund| failed(refund)).count();
        let asked_again = payment.state_name() != "paid" && payment.state_name() != "partly_refunded";
        if count(&charge.refunds) > count(&earlier.refunds) && !asked_again {
            return "payment.refund_failed";
        }
    }
    match payment.state_name() {
        "pending" => "payment.pending",
        "failed" => "payment.failed",
        "expired" => "payment.expired",
        "refunding" => "payment.refunding",
        "partly_refunded" => "payment.partly_refunded",
        "refunded" => "payment.refunded",
        _ => "payment.paid",
    }
}
