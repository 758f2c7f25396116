//! Comparing our payments with the vendor's books.

use serde::{Deserialize, Serialize};

use super::Payment;
use crate::Money;
use crate::ids::{BookingId, PaymentId};

/// Something in which our payments and the vendor's books differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What differs.
    pub kind: DifferenceKind,
    /// The payment, where we have one.
    pub payment: Option<PaymentId>,
    /// The booking that it pays.
    pub booking: Option<BookingId>,
    /// The vendor's id of the charge.
    pub vendor_ref: Option<String>,
    /// What stands here, in minor units.
    pub ours: Option<i64>,
    /// What stands there, in minor units.
    pub theirs: Option<i64>,
    /// Whether it was put right by hearing what the vendor says.
    pub healed: bool,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The vendor has money of which we did not hear.
    PaidAtVendorOnly,
    /// We heard of money that the vendor does not have.
    PaidHereOnly,
    /// Another amount came than was asked.
    AmountDiffers,
    /// Another amount went back than we know of.
    RefundDiffers,
    /// The vendor has money that no payment of ours asked for.
    UnknownCharge,
}

impl DifferenceKind {
    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaidAtVendorOnly => "paid_at_vendor_only",
            Self::PaidHereOnly => "paid_here_only",
            Self::AmountDiffers => "amount_differs",
            Self::RefundDiffers => "refund_differs",
            Self::UnknownCharge => "unknown_charge",
        }
    }
}

/// A charge as it stands in the vendor's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTheBooks<'a> {
    /// The vendor's id of it.
    pub intent_ref: &'a str,
    /// How much came.
    pub amount: Money,
    /// How much of it went back, in minor units; `None` where the vendor does not send money back.
    pub refunded_minor: Option<i64>,
}

impl Difference {
    fn of(kind: DifferenceKind, payment: Option<&Payment>, vendor_ref: Option<&str>) -> Self {
        Self {
            kind,
            payment: payment.map(|payment| payment.id.clone()),
            booking: payment.map(|payment| payment.booking.clone()),
            vendor_ref: vendor_ref.map(str::to_owned),
            ours: None,
            theirs: None,
            healed: false,
        }
    }

    /// Compares a payment of ours, if there is one, with the charge of it in the vendor's books, if there
    /// is one.
    pub fn between(ours: Option<&Payment>, theirs: Option<InTheBooks<'_>>) -> Vec<Self> {
        use DifferenceKind as Kind;
        match (ours, theirs) {
            (None, None) => Vec::new(),
            (None, Some(theirs)) => {
                let unknown = Self::of(Kind::UnknownCharge, None, Some(theirs.intent_ref));
                vec![Self { theirs: Some(theirs.amount.minor), ..unknown }]
            }
            (Some(ours), None) => {
                let paid = Self::of(Kind::PaidHereOnly, Some(ours), ours.state.intent_ref());
                vec![Self { ours: Some(ours.amount.minor), ..paid }]
            }
            (Some(ours), Some(theirs)) => Self::of_both(ours, theirs),
        }
    }

    fn of_both(ours: &Payment, theirs: InTheBooks<'_>) -> Vec<Self> {
        use DifferenceKind as Kind;
        let of = |kind| Self::of(kind, Some(ours), Some(theirs.intent_ref));
        let mut found = Vec::new();
        let charge = ours.charge().filter(|charge| charge.intent_ref == theirs.intent_ref);
        if charge.is_none() {
            found.push(Self { theirs: Some(theirs.amount.minor), ..of(Kind::PaidAtVendorOnly) });
        }
        if ours.amount != theirs.amount {
            let (ours, theirs) = (Some(ours.amount.minor), Some(theirs.amount.minor));
            found.push(Self { ours, theirs, ..of(Kind::AmountDiffers) });
        }
        if let (Some(charge), Some(refunded)) = (charge, theirs.refunded_minor)
            && charge.given() != refunded
        {
            let (ours, theirs) = (Some(charge.given()), Some(refunded));
            found.push(Self { ours, theirs, ..of(Kind::RefundDiffers) });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use crate::payment::{PaymentMethod, PaymentState};
    use crate::{Currency, Instant};

    fn payment(state: PaymentState) -> Payment {
        let (at, chance) = (Instant::from_seconds(1), SeededChance::new(1));
        Payment {
            id: PaymentId::new(at, &chance),
            booking: BookingId::new(at, &chance),
            method: PaymentMethod::Checkout,
            amount: Money::new(500, Currency::USD),
            state,
            round: 1,
            checkout_ref: None,
            checkout_url: None,
            expires_at: at,
            created_at: at,
            updated_at: at,
        }
    }

    fn paid() -> Payment {
        payment(PaymentState::paid("pi_1".into(), Instant::from_seconds(2)))
    }

    fn charge(minor: i64, refunded: i64) -> InTheBooks<'static> {
        let amount = Money::new(minor, Currency::USD);
        InTheBooks { intent_ref: "pi_1", amount, refunded_minor: Some(refunded) }
    }

    fn kinds(ours: Option<&Payment>, theirs: Option<InTheBooks<'_>>) -> Vec<&'static str> {
        Difference::between(ours, theirs).iter().map(|found| found.kind.as_str()).collect()
    }

    #[test]
    fn equal_books_differ_in_nothing() {
        assert!(kinds(Some(&paid()), Some(charge(500, 0))).is_empty());
        assert!(kinds(None, None).is_empty());
        // Where a person sends money back, the vendor's books say nothing about it.
        let silent = InTheBooks { refunded_minor: None, ..charge(500, 0) };
        assert!(kinds(Some(&paid()), Some(silent)).is_empty());
    }

    #[test]
    fn every_difference_has_its_name() {
        let open = payment(PaymentState::Pending);
        assert_eq!(kinds(None, Some(charge(500, 0))), ["unknown_charge"]);
        assert_eq!(kinds(Some(&paid()), None), ["paid_here_only"]);
        assert_eq!(kinds(Some(&open), Some(charge(500, 0))), ["paid_at_vendor_only"]);
        assert_eq!(kinds(Some(&open), Some(charge(400, 0))), ["paid_at_vendor_only", "amount_differs"]);
        assert_eq!(kinds(Some(&paid()), Some(charge(400, 100))), ["amount_differs", "refund_differs"]);
        // A second charge for a payment that another charge paid.
        let other = payment(PaymentState::paid("pi_0".into(), Instant::from_seconds(2)));
        assert_eq!(kinds(Some(&other), Some(charge(500, 0))), ["paid_at_vendor_only"]);
        let found = &Difference::between(Some(&paid()), Some(charge(500, 100)))[0];
        assert_eq!((found.ours, found.theirs, found.healed), (Some(0), Some(100), false));
    }
}
