//! What comes over the wire from Stripe, API version `2026-10-28.endive`.

use std::collections::BTreeMap;

use ringwright_domain::ids::{BookingId, PaymentId};
use ringwright_domain::payment::{Dispute as DomainDispute, DisputeState, PaymentNews};
use ringwright_domain::{FailureCode, Instant, Money};
use serde::Deserialize;

use crate::lenient::lenient;
use crate::payments::{BookedCharge, Form, Refund as BookedRefund};

/// The version every request names, whatever the account's default is.
pub(super) const VERSION: &str = "2026-10-28.endive";

/// Metadata: up to 50 texts that we gave.
type Metadata = BTreeMap<String, serde_json::Value>;

/// A thing that may stand for itself or be named by its id.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Reference<T> {
    Id(String),
    Whole(T),
}

/// `error` of an answer that says no.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Problem {
    #[serde(deserialize_with = "lenient")]
    pub(super) error: Option<ProblemDetail>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ProblemDetail {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) code: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<String>,
}

/// A list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// `customer`.
#[derive(Deserialize)]
pub(super) struct Customer {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) metadata: Option<Metadata>,
}

/// `checkout.session`.
#[derive(Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payment_status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payment_intent: Option<Reference<Intent>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) client_reference_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) metadata: Option<Metadata>,
}

impl Session {
    /// The id of the payment intent.
    pub(super) fn intent_ref(&self) -> Option<&str> {
        match self.payment_intent.as_ref()? {
            Reference::Id(id) => Some(id),
            Reference::Whole(intent) => Some(&intent.id),
        }
    }

    /// The intent, where it stands in the session.
    pub(super) fn intent(&self) -> Option<&Intent> {
        match self.payment_intent.as_ref()? {
            Reference::Id(_) => None,
            Reference::Whole(intent) => Some(intent),
        }
    }

    pub(super) fn is_paid(&self) -> bool {
        self.payment_status.as_deref() == Some("paid")
    }

    pub(super) fn booking(&self) -> Option<BookingId> {
        let reference = self.client_reference_id.as_deref().and_then(|id| id.parse().ok());
        reference.or_else(|| marked(self.metadata.as_ref(), "booking")?.parse().ok())
    }

    pub(super) fn payment(&self) -> Option<PaymentId> {
        marked(self.metadata.as_ref(), "payment")?.parse().ok()
    }
}

/// `payment_intent`.
#[derive(Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) last_payment_error: Option<PaymentError>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) client_secret: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) latest_charge: Option<Reference<Charge>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) metadata: Option<Metadata>,
}

/// Why a card was declined.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct PaymentError {
    #[serde(deserialize_with = "lenient")]
    code: Option<String>,
    #[serde(deserialize_with = "lenient")]
    decline_code: Option<String>,
}

impl PaymentError {
    /// The code for the visitor (<https://docs.stripe.com/declines/codes>). Of the many reasons of a
    /// decline, only "your bank must confirm it" asks for something else than another card.
    pub(super) fn failure(&self) -> FailureCode {
        const UNCONFIRMED: [&str; 3] = [
            "authentication_required",
            "payment_intent_authentication_failure",
            "authentication_not_handled",
        ];
        let codes = [self.code.as_deref(), self.decline_code.as_deref()];
        if codes.into_iter().flatten().any(|code| UNCONFIRMED.contains(&code)) {
            FailureCode::AuthenticationFailed
        } else {
            FailureCode::CardDeclined
        }
    }
}

impl Intent {
    /// The news of a try that was declined, if the last one was.
    pub(super) fn decline(&self) -> Option<PaymentNews> {
        let error = self.last_payment_error.as_ref()?;
        let waits = self.status.as_deref() == Some("requires_payment_method");
        waits.then(|| PaymentNews::Declined { code: error.failure() })
    }

    /// What it says of its payment (<https://docs.stripe.com/payments/paymentintents/lifecycle>).
    pub(super) fn news(&self) -> PaymentNews {
        match self.status.as_deref() {
            Some("succeeded") => PaymentNews::Paid { intent_ref: self.id.clone() },
            Some("canceled") => PaymentNews::Expired,
            _ => self.decline().unwrap_or(PaymentNews::StillOpen),
        }
    }

    /// Whether it still waits for the visitor.
    pub(super) fn can_be_cancelled(&self) -> bool {
        !matches!(self.status.as_deref(), Some("succeeded" | "canceled" | "processing"))
    }

    /// The form that it is paid with.
    pub(super) fn form(self) -> Option<Form> {
        Some(Form { checkout_ref: self.id, client_secret: self.client_secret? })
    }
}

/// `charge`.
#[derive(Deserialize)]
pub(super) struct Charge {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    payment_intent: Option<Reference<Named>>,
    #[serde(default, deserialize_with = "lenient")]
    amount: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    amount_refunded: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    metadata: Option<Metadata>,
}

/// Anything of which only the id counts.
#[derive(Deserialize)]
pub(super) struct Named {
    id: String,
}

impl Charge {
    /// How it stands in the books, if money came. A charge without an intent is named by itself: it is
    /// none of ours.
    pub(super) fn booked(&self) -> Option<BookedCharge> {
        let came = self.status.as_deref() == Some("succeeded");
        let currency = self.currency.as_deref()?.parse().ok().filter(|_| came)?;
        let intent_ref = self.payment_intent.as_ref().map_or(&*self.id, Reference::id);
        Some(BookedCharge {
            intent_ref: intent_ref.to_owned(),
            payment: marked(self.metadata.as_ref(), "payment").and_then(|id| id.parse().ok()),
            amount: Money::new(self.amount?, currency),
            refunded_minor: self.amount_refunded.unwrap_or(0),
        })
    }
}

impl Reference<Named> {
    /// The id, however it stands there.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Whole(named) => &named.id,
        }
    }
}

/// `dispute`.
#[derive(Deserialize)]
pub(super) struct Dispute {
    id: String,
    #[serde(default, deserialize_with = "lenient")]
    amount: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payment_intent: Option<Reference<Named>>,
    #[serde(default, deserialize_with = "lenient")]
    reason: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    evidence_details: Option<EvidenceDetails>,
}

#[derive(Deserialize)]
struct EvidenceDetails {
    #[serde(default, deserialize_with = "lenient")]
    due_by: Option<i64>,
}

impl Dispute {
    /// What it means for us (<https://docs.stripe.com/api/disputes/object>). A question of the bank
    /// (`warning_…`) takes no money and says nothing; one that was settled before it came about
    /// (`prevented`) took none either.
    pub(super) fn news(self) -> Option<PaymentNews> {
        let state = match self.status.as_deref()? {
            "needs_response" | "under_review" => DisputeState::Open,
            "won" => DisputeState::Won,
            "lost" => DisputeState::Lost,
            _ => return None,
        };
        Some(PaymentNews::Disputed(DomainDispute {
            dispute_ref: self.id,
            minor: self.amount?,
            reason: self.reason.unwrap_or_else(|| "general".to_owned()).chars().take(100).collect(),
            due_by: self.evidence_details.and_then(|details| details.due_by).map(Instant::from_seconds),
            state,
        }))
    }
}

/// `refund`.
#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) amount: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) payment_intent: Option<Reference<Named>>,
    #[serde(default, deserialize_with = "lenient")]
    failure_reason: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) metadata: Option<Metadata>,
}

impl From<Refund> for BookedRefund {
    fn from(refund: Refund) -> Self {
        let given = refund.given();
        Self {
            key: marked(refund.metadata.as_ref(), "key").map(str::to_owned),
            minor: refund.amount.unwrap_or(0),
            given,
            failure: refund.failure_reason.or(refund.status).filter(|_| !given),
            refund_ref: refund.id,
        }
    }
}

impl Refund {
    /// Whether the money is back or on its way (<https://docs.stripe.com/api/refunds/object>). A refund
    /// without a status went through: only refunds of other ways to pay than cards wait.
    fn given(&self) -> bool {
        matches!(self.status.as_deref(), None | Some("succeeded" | "pending" | "requires_action"))
    }
}

/// `event`.
#[derive(Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) created: Option<i64>,
    pub(super) data: EventData,
}

/// What an event is about.
#[derive(Deserialize)]
pub(super) struct EventData {
    pub(super) object: serde_json::Value,
}

/// A text that we put into the metadata.
pub(super) fn marked<'a>(metadata: Option<&'a Metadata>, name: &str) -> Option<&'a str> {
    metadata?.get(name)?.as_str()
}
