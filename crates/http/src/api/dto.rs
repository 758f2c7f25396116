//! What travels: the JSON of the API (camelCase; times are RFC 3339 in UTC).

use ringwright_domain::Instant;
use ringwright_domain::call::{Call, CallState};
use ringwright_domain::payment::{Payment, PaymentState as Money};
use ringwright_domain::{FailureCode, booking};
use ringwright_engine::booking::BookingView;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::states::{AttemptOutcome, AttemptState, BookingState, PaymentState};
use super::timeline::timeline;

/// A booking with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Booking {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: BookingState,
    /// What was booked.
    pub plan: BookedPlan,
    /// The person's name.
    pub name: String,
    /// The person's mail address.
    pub email: String,
    /// The number to call, in E.164.
    pub phone: String,
    /// The number with most digits hidden.
    pub phone_masked: String,
    /// The special request.
    pub request: String,
    /// The place in the queue, while it is due there.
    pub queue: Option<QueuePlace>,
    /// The payment, if it has a price.
    pub payment: Option<PaymentView>,
    /// The attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// The time that the person chose.
    pub scheduled_at: Option<String>,
    /// When it is called next at the earliest, while that lies ahead.
    pub next_attempt_at: Option<String>,
    /// When it was booked.
    pub created_at: String,
    /// When it last moved.
    pub updated_at: String,
    /// Why it ended badly, if it did.
    pub failure: Option<Failure>,
    /// What happened, in plain words, oldest first.
    pub timeline: Vec<TimelineItem>,
}

/// What was booked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BookedPlan {
    /// The plan's code.
    pub code: String,
    /// The plan's name.
    pub name: String,
    /// The longest duration of the conversation, in seconds.
    pub duration_seconds: u32,
    /// The price in minor units.
    pub price_minor: i64,
    /// The currency (ISO 4217).
    pub currency: String,
    /// Whether it is free.
    pub free: bool,
}

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueuePlace {
    /// The place, from 1.
    pub place: u32,
    /// Bookings that go before.
    pub ahead: u32,
    /// The expected wait in seconds; missing when no line serves the queue.
    pub expected_wait_seconds: Option<u64>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentView {
    /// Where it stands.
    pub state: PaymentState,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// Given back, in minor units.
    pub refunded_minor: i64,
    /// The currency (ISO 4217).
    pub currency: String,
    /// Where to pay, while it can be paid.
    pub checkout_url: Option<String>,
    /// Why the last try was declined.
    pub failure_code: Option<String>,
}

/// An attempt.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: AttemptState,
    /// How it ended.
    pub outcome: Option<AttemptOutcome>,
    /// When it was recorded.
    pub created_at: String,
    /// When it was picked up.
    pub answered_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
}

/// A failure, in the words of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Failure {
    /// The stable code.
    pub code: String,
    /// What happened.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

/// Something that happened, in plain words.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct TimelineItem {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: String,
    /// What, such as `call.ringing`.
    pub kind: String,
    /// The same in plain words.
    pub text: String,
}

/// An event of the log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// Its number in the organisation, without gaps.
    pub seq: i64,
    /// When.
    pub at: String,
    /// What, such as `call.ringing`.
    pub kind: String,
    /// The booking that it is about.
    pub booking_id: Option<String>,
    /// The call that it is about.
    pub call_id: Option<String>,
    /// More about it.
    pub data: Value,
}

impl From<&ringwright_store::Event> for Event {
    fn from(event: &ringwright_store::Event) -> Self {
        Self {
            seq: event.seq,
            at: event.at.to_string(),
            kind: event.kind.clone(),
            booking_id: event.booking.as_ref().map(ToString::to_string),
            call_id: event.call.as_ref().map(ToString::to_string),
            data: event.data.clone(),
        }
    }
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self {
            code: code.code().to_owned(),
            sentence: code.sentence().to_owned(),
            remedy: code.remedy().to_owned(),
        }
    }
}

impl From<&booking::Terms> for BookedPlan {
    fn from(terms: &booking::Terms) -> Self {
        Self {
            code: terms.plan.clone(),
            name: terms.plan_name.clone(),
            duration_seconds: terms.duration_seconds,
            price_minor: terms.price.minor,
            currency: terms.price.currency.to_string(),
            free: terms.price.is_zero(),
        }
    }
}

impl From<&Payment> for PaymentView {
    fn from(payment: &Payment) -> Self {
        let failure_code = match &payment.state {
            Money::Failed { code } => Some(code.code().to_owned()),
            _ => None,
        };
        Self {
            state: PaymentState::from(&payment.state),
            amount_minor: payment.amount.minor,
            refunded_minor: payment.state.refunded_minor(),
            currency: payment.amount.currency.to_string(),
            checkout_url: payment.checkout_url.clone().filter(|_| payment.state.is_open()),
            failure_code,
        }
    }
}

impl From<&Call> for Attempt {
    fn from(call: &Call) -> Self {
        let (outcome, answered_at, ended_at) = match &call.state {
            CallState::InProgress { answered_at } => (None, Some(*answered_at), None),
            CallState::Ended { outcome, answered_at, ended_at } => {
                (Some(AttemptOutcome::from(*outcome)), *answered_at, Some(*ended_at))
            }
            _ => (None, None, None),
        };
        Self {
            id: call.id.to_string(),
            state: AttemptState::from(&call.state),
            outcome,
            created_at: call.created_at.to_string(),
            answered_at: text(answered_at),
            ended_at: text(ended_at),
        }
    }
}

impl Booking {
    /// The booking as its view stands at `now`.
    pub fn of(view: &BookingView, now: Instant) -> Self {
        let booking = &view.booking;
        let next = match &booking.state {
            booking::BookingState::Queued { due_at } => Some(*due_at).filter(|at| *at > now),
            booking::BookingState::Scheduled { at } => Some(*at),
            _ => None,
        };
        Self {
            id: booking.id.to_string(),
            state: BookingState::from(&booking.state),
            plan: BookedPlan::from(&booking.terms),
            name: booking.contact.name.as_str().to_owned(),
            email: booking.contact.email.as_str().to_owned(),
            phone: booking.contact.phone.as_str().to_owned(),
            phone_masked: booking.contact.phone.masked(),
            request: booking.contact.request.clone(),
            queue: view.queue.map(|queue| QueuePlace {
                place: queue.place,
                ahead: queue.wait.ahead,
                expected_wait_seconds: queue.wait.expected.map(|wait| wait.as_secs()),
            }),
            payment: view.payment.as_ref().map(PaymentView::from),
            attempts: view.calls.iter().map(Attempt::from).collect(),
            scheduled_at: text(booking.scheduled_at),
            next_attempt_at: text(next),
            created_at: booking.created_at.to_string(),
            updated_at: booking.updated_at.to_string(),
            failure: booking.state.failure().map(Failure::from),
            timeline: timeline(&view.events),
        }
    }
}

/// An instant as it travels.
pub(crate) fn text(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_string())
}
