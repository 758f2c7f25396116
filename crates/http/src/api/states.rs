//! The states of things as they travel: words that are listed in the API's document, so that a client
//! knows all of them.

use ringwright_domain::booking::BookingState as Booking;
use ringwright_domain::call::{CallOutcome, CallState};
use ringwright_domain::dispatch::BreakerState;
use ringwright_domain::payment::PaymentState as Payment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
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
    Refunded,
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
    fn from(state: &Payment) -> Self {
        match state {
            Payment::Pending => Self::Pending,
            Payment::Failed { .. } => Self::Failed,
            Payment::Expired => Self::Expired,
            Payment::Paid { .. } => Self::Paid,
            Payment::Refunding { .. } => Self::Refunding,
            Payment::Refunded { .. } => Self::Refunded,
        }
    }
}

impl PaymentState {
    /// The state of this name in the database.
    pub(crate) fn named(name: &str) -> Option<Self> {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer};
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        Self::deserialize(name).ok()
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
    use ringwright_domain::{FailureCode, Instant};

    /// The words that travel are the words of the domain.
    #[test]
    fn states_travel_under_their_own_names() {
        let at = Instant::from_seconds(1);
        for state in [
            Payment::Pending,
            Payment::Failed { code: FailureCode::CardDeclined },
            Payment::Expired,
            Payment::Paid { intent_ref: String::new(), paid_at: at },
        ] {
            let travelling = serde_json::to_value(PaymentState::from(&state)).unwrap();
            assert_eq!(travelling, state.name());
            assert_eq!(PaymentState::named(state.name()), Some(PaymentState::from(&state)));
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
