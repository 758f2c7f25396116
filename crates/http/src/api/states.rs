//! The states of things as they travel: words that are listed in the API's document, so that a client
//! knows all of them.

use ringwright_domain::booking::BookingState as Booking;
use ringwright_domain::call::{CallOutcome, CallState};
use ringwright_domain::dispatch::BreakerState;
use ringwright_domain::payment::{self, Payment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BookingState {
    Pending,
    PendingPayment,
    PaymentFailed,
    Confirmed,
    Scheduled,
    Queued,
    Initiating,
    Calling,
    Completed,
    NoAnswer,
    Cancelled,
    Failed,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentState {
    Pending,
    Failed,
    Expired,
    Paid,
    Refunding,
    PartlyRefunded,
    Refunded,
}

/// How something is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentMethod {
    /// On a page of the payment vendor's.
    Checkout,
    /// In a form on our own page.
    Element,
    /// In a cryptocurrency, by an invoice.
    Crypto,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundState {
    /// Decided; with crypto, somebody has to send it by hand.
    Asked,
    /// On its way or back.
    Given,
    /// It did not go through.
    Failed,
}

/// Who wanted a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundedBy {
    Operator,
    Automatic,
    /// Somebody at the payment vendor's own dashboard.
    Vendor,
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DisputeState {
    Open,
    Won,
    Lost,
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttemptState {
    Initiating,
    SubmissionUnknown,
    Ringing,
    InProgress,
    Ended,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttemptOutcome {
    Completed,
    DurationReached,
    Busy,
    NoAnswer,
    Voicemail,
    Screened,
    Rejected,
    InvalidNumber,
    NeverPlaced,
    VendorFailed,
    Lost,
    Cancelled,
}

/// What the circuit breaker of an account lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthState {
    Closed,
    Open,
    HalfOpen,
}

impl From<&Booking> for BookingState {
    fn from(state: &Booking) -> Self {
        match state {
            Booking::Pending => Self::Pending,
            Booking::PendingPayment => Self::PendingPayment,
            Booking::PaymentFailed { .. } => Self::PaymentFailed,
            Booking::Confirmed => Self::Confirmed,
            Booking::Scheduled { .. } => Self::Scheduled,
            Booking::Queued { .. } => Self::Queued,
            Booking::Initiating { .. } => Self::Initiating,
            Booking::Calling { .. } => Self::Calling,
            Booking::Completed { .. } => Self::Completed,
            Booking::NoAnswer => Self::NoAnswer,
            Booking::Cancelled { .. } => Self::Cancelled,
            Booking::Failed { .. } => Self::Failed,
        }
    }
}

impl From<&Payment> for PaymentState {
    fn from(payment: &Payment) -> Self {
        use payment::PaymentState as State;
        match &payment.state {
            State::Pending => Self::Pending,
            State::Failed { .. } => Self::Failed,
            State::Expired => Self::Expired,
            State::Paid(_) => Self::named(payment.state_name()).unwrap_or(Self::Paid),
        }
    }
}

impl From<payment::PaymentMethod> for PaymentMethod {
    fn from(method: payment::PaymentMethod) -> Self {
        match method {
            payment::PaymentMethod::Checkout => Self::Checkout,
            payment::PaymentMethod::Element => Self::Element,
            payment::PaymentMethod::Crypto => Self::Crypto,
        }
    }
}

impl From<PaymentMethod> for payment::PaymentMethod {
    fn from(method: PaymentMethod) -> Self {
        match method {
            PaymentMethod::Checkout => Self::Checkout,
            PaymentMethod::Element => Self::Element,
            PaymentMethod::Crypto => Self::Crypto,
        }
    }
}

impl From<&payment::RefundState> for RefundState {
    fn from(state: &payment::RefundState) -> Self {
        match state {
            payment::RefundState::Asked => Self::Asked,
            payment::RefundState::Given { .. } => Self::Given,
            payment::RefundState::Failed { .. } => Self::Failed,
        }
    }
}

impl From<payment::RefundedBy> for RefundedBy {
    fn from(by: payment::RefundedBy) -> Self {
        match by {
            payment::RefundedBy::Operator => Self::Operator,
            payment::RefundedBy::Automatic => Self::Automatic,
            payment::RefundedBy::Vendor => Self::Vendor,
        }
    }
}

impl From<payment::DisputeState> for DisputeState {
    fn from(state: payment::DisputeState) -> Self {
        match state {
            payment::DisputeState::Open => Self::Open,
            payment::DisputeState::Won => Self::Won,
            payment::DisputeState::Lost => Self::Lost,
        }
    }
}

/// The state of a name.
fn named<'de, State: Deserialize<'de>>(name: &'de str) -> Option<State> {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    State::deserialize(name).ok()
}

impl BookingState {
    /// The state of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        named(name)
    }
}

impl PaymentState {
    /// The state of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        named(name)
    }
}

impl From<&CallState> for AttemptState {
    fn from(state: &CallState) -> Self {
        match state {
            CallState::Initiating => Self::Initiating,
            CallState::SubmissionUnknown => Self::SubmissionUnknown,
            CallState::Ringing => Self::Ringing,
            CallState::InProgress { .. } => Self::InProgress,
            CallState::Ended { .. } => Self::Ended,
        }
    }
}

impl From<CallOutcome> for AttemptOutcome {
    fn from(outcome: CallOutcome) -> Self {
        match outcome {
            CallOutcome::Completed => Self::Completed,
            CallOutcome::DurationReached => Self::DurationReached,
            CallOutcome::Busy => Self::Busy,
            CallOutcome::NoAnswer => Self::NoAnswer,
            CallOutcome::Voicemail => Self::Voicemail,
            CallOutcome::Screened => Self::Screened,
            CallOutcome::Rejected => Self::Rejected,
            CallOutcome::InvalidNumber => Self::InvalidNumber,
            CallOutcome::NeverPlaced => Self::NeverPlaced,
            CallOutcome::VendorFailed => Self::VendorFailed,
            CallOutcome::Lost => Self::Lost,
            CallOutcome::Cancelled => Self::Cancelled,
        }
    }
}

impl From<BreakerState> for HealthState {
    fn from(state: BreakerState) -> Self {
        match state {
            BreakerState::Closed => Self::Closed,
            BreakerState::Open { .. } => Self::Open,
            BreakerState::HalfOpen => Self::HalfOpen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::Instant;

    /// The words that travel are the words of the domain.
    #[test]
    fn states_travel_under_their_own_names() {
        let at = Instant::from_seconds(1);
        for name in ["pending", "failed", "expired", "paid", "refunding", "partly_refunded", "refunded"] {
            let travelling = PaymentState::named(name).map(|state| serde_json::to_value(state).unwrap());
            assert_eq!(travelling, Some(name.into()));
        }
        for method in payment::PaymentMethod::ALL {
            let travelling = serde_json::to_value(PaymentMethod::from(method)).unwrap();
            assert_eq!(travelling, method.as_str());
        }
        assert_eq!(PaymentState::named("unheard_of"), None);
        for outcome in [CallOutcome::DurationReached, CallOutcome::InvalidNumber, CallOutcome::VendorFailed] {
            let travelling = serde_json::to_value(AttemptOutcome::from(outcome)).unwrap();
            assert_eq!(travelling, outcome.as_str());
        }
        for state in [CallState::SubmissionUnknown, CallState::InProgress { answered_at: at }] {
            let travelling = serde_json::to_value(AttemptState::from(&state)).unwrap();
            assert_eq!(travelling, state.name());
        }
        for state in [Booking::NoAnswer, Booking::PendingPayment, Booking::Queued { due_at: at }] {
            let travelling = serde_json::to_value(BookingState::from(&state)).unwrap();
            assert_eq!(travelling, state.name());
        }
    }
}
