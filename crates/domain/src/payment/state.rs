//! The state machine of a payment.

use serde::{Deserialize, Serialize};

use crate::{FailureCode, Instant, Progress};

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
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
    /// The money is here.
    Paid {
        /// The vendor's id of the charge, which a refund names.
        intent_ref: String,
        /// When we heard of it.
        paid_at: Instant,
    },
    /// Being given back: asked of the vendor, or about to be.
    Refunding {
        /// The vendor's id of the charge.
        intent_ref: String,
        /// When the money came.
        paid_at: Instant,
        /// How much, in minor units.
        minor: i64,
    },
    /// Given back, for ever.
    Refunded {
        /// The vendor's id of the charge.
        intent_ref: String,
        /// When the money came.
        paid_at: Instant,
        /// How much, in minor units.
        minor: i64,
        /// The vendor's id of the refund.
        refund_ref: String,
    },
}

/// What is heard of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentNews {
    /// The page is open and nothing was paid. Changes nothing.
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
    /// We decided to give money back.
    RefundDecided {
        /// How much, in minor units.
        minor: i64,
    },
    /// The vendor gave money back.
    Refunded {
        /// How much, in minor units.
        minor: i64,
        /// The vendor's id of the refund.
        refund_ref: String,
    },
}

impl PaymentState {
    /// The name in the API and the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Failed { .. } => "failed",
            Self::Expired => "expired",
            Self::Paid { .. } => "paid",
            Self::Refunding { .. } => "refunding",
            Self::Refunded { .. } => "refunded",
        }
    }

    /// Whether the money came in (and perhaps went back).
    pub const fn was_paid(&self) -> bool {
        matches!(self, Self::Paid { .. } | Self::Refunding { .. } | Self::Refunded { .. })
    }

    /// Whether the visitor can still pay.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::Failed { .. })
    }

    /// Minor units given back.
    pub const fn refunded_minor(&self) -> i64 {
        match self {
            Self::Refunded { minor, .. } => *minor,
            _ => 0,
        }
    }

    /// Hears news at `now`. Money that came is never forgotten for news that says less.
    pub fn hear(&self, news: &PaymentNews, now: Instant) -> Progress<Self> {
        use PaymentNews as News;
        let next = match (self, news) {
            (Self::Pending | Self::Failed { .. } | Self::Expired, News::Paid { intent_ref }) => {
                Self::Paid { intent_ref: intent_ref.clone(), paid_at: now }
            }
            (Self::Pending, News::Declined { code }) => Self::Failed { code: *code },
            (Self::Failed { .. }, News::TriedAgain) => Self::Pending,
            (Self::Pending | Self::Failed { .. }, News::Expired) => Self::Expired,
            (Self::Paid { intent_ref, paid_at }, News::RefundDecided { minor }) => {
                Self::Refunding { intent_ref: intent_ref.clone(), paid_at: *paid_at, minor: *minor }
            }
            (
                Self::Paid { intent_ref, paid_at } | Self::Refunding { intent_ref, paid_at, .. },
                News::Refunded { minor, refund_ref },
            ) => Self::Refunded {
                intent_ref: intent_ref.clone(),
                paid_at: *paid_at,
                minor: *minor,
                refund_ref: refund_ref.clone(),
            },
            _ => return Progress::Stale,
        };
        Progress::Moved(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn news() -> impl Strategy<Value = PaymentNews> {
        prop_oneof![
            Just(PaymentNews::StillOpen),
            Just(PaymentNews::Declined { code: FailureCode::CardDeclined }),
            Just(PaymentNews::TriedAgain),
            Just(PaymentNews::Expired),
            Just(PaymentNews::Paid { intent_ref: "pi_1".into() }),
            Just(PaymentNews::RefundDecided { minor: 500 }),
            Just(PaymentNews::Refunded { minor: 500, refund_ref: "re_1".into() }),
        ]
    }

    proptest! {
        #[test]
        fn money_that_came_is_never_forgotten(all in proptest::collection::vec(news(), 0..30)) {
            let mut state = PaymentState::Pending;
            let mut paid = false;
            for news in all {
                let before = state.clone();
                if let Progress::Moved(next) = state.hear(&news, Instant::from_seconds(1)) {
                    state = next;
                }
                paid |= matches!(news, PaymentNews::Paid { .. });
                prop_assert_eq!(paid, state.was_paid());
                if matches!(before, PaymentState::Refunded { .. }) {
                    prop_assert_eq!(&before, &state, "refunded is final");
                }
                prop_assert!(state.refunded_minor() == 0 || before.was_paid());
            }
        }

        #[test]
        fn the_same_news_twice_is_heard_once(all in proptest::collection::vec(news(), 1..12)) {
            let mut state = PaymentState::Pending;
            for news in all {
                state = state.hear(&news, Instant::from_seconds(1)).moved().unwrap_or(state);
                prop_assert_eq!(state.hear(&news, Instant::from_seconds(2)), Progress::Stale);
            }
        }
    }
}
