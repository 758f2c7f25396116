//! Payments as earlier versions stored them, read as what they are now.

use serde::Deserialize;

use super::{Charge, PaymentState, Refund, RefundState, RefundedBy};
use crate::ids::RefundId;
use crate::{FailureCode, Instant};

/// What may stand in the database.
#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(super) enum Stored {
    Pending,
    Failed {
        code: FailureCode,
    },
    Expired,
    Paid(Charge),
    /// Until a payment could have several refunds, this was a state.
    Refunding {
        intent_ref: String,
        paid_at: Instant,
        minor: i64,
    },
    /// The same.
    Refunded {
        intent_ref: String,
        paid_at: Instant,
        minor: i64,
        refund_ref: String,
    },
}

impl From<Stored> for PaymentState {
    fn from(stored: Stored) -> Self {
        let only_refund = |intent_ref, paid_at, minor, state| {
            let refund = Refund {
                id: RefundId::unnamed(),
                minor,
                state,
                by: RefundedBy::Automatic,
                reason: String::new(),
                at: paid_at,
            };
            Self::Paid(Charge { intent_ref, paid_at, refunds: vec![refund], disputes: Vec::new() })
        };
        match stored {
            Stored::Pending => Self::Pending,
            Stored::Failed { code } => Self::Failed { code },
            Stored::Expired => Self::Expired,
            Stored::Paid(charge) => Self::Paid(charge),
            Stored::Refunding { intent_ref, paid_at, minor } => {
                only_refund(intent_ref, paid_at, minor, RefundState::Asked)
            }
            Stored::Refunded { intent_ref, paid_at, minor, refund_ref } => {
                only_refund(intent_ref, paid_at, minor, RefundState::Given { refund_ref })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PaymentState {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_earlier_versions_stored_is_read() {
        let old = r#""intent_ref":"pi_1","paid_at":"2026-11-20T10:00:00Z""#;
        let PaymentState::Paid(paid) = read(&format!(r#"{{"state":"paid",{old}}}"#)) else { panic!() };
        assert_eq!((paid.refunds.len(), paid.left(500)), (0, 500));
        let refunding = read(&format!(r#"{{"state":"refunding",{old},"minor":500}}"#));
        let PaymentState::Paid(refunding) = refunding else { panic!() };
        assert_eq!((refunding.name(500), refunding.left(500)), ("refunding", 0));
        let refunded = read(&format!(r#"{{"state":"refunded",{old},"minor":500,"refund_ref":"re_1"}}"#));
        let PaymentState::Paid(refunded) = refunded else { panic!() };
        assert_eq!((refunded.name(500), refunded.given()), ("refunded", 500));
        assert_eq!(refunded.refunds[0].refund_ref(), Some("re_1"));
        assert_eq!(refunded.refunds[0].id, RefundId::unnamed());
    }

    #[test]
    fn what_is_stored_is_read_back() {
        let at = Instant::from_seconds(3);
        let mut charge =
            Charge { intent_ref: "pi_1".into(), paid_at: at, refunds: Vec::new(), disputes: Vec::new() };
        for (n, state) in [
            RefundState::Asked,
            RefundState::Given { refund_ref: "re_1".into() },
            RefundState::Failed { failure: "expired_or_canceled_card".into() },
        ]
        .into_iter()
        .enumerate()
        {
            let id = RefundId::new(at, &crate::chance::SeededChance::new(n as u64));
            let (by, reason) = (RefundedBy::Operator, "as asked".to_owned());
            charge.refunds.push(Refund { id, minor: 5, state, by, reason, at });
        }
        let state = PaymentState::Paid(charge);
        assert_eq!(read(&serde_json::to_string(&state).unwrap()), state);
        for state in [PaymentState::Pending, PaymentState::Failed { code: FailureCode::CardDeclined }] {
            assert_eq!(read(&serde_json::to_string(&state).unwrap()), state);
        }
    }
}
