//! What travels: the JSON of the API (camelCase; times are RFC 3339 in UTC).

use ringwright_domain::Instant;
use ringwright_domain::call::{Call, CallState};
use ringwright_domain::payment::{Dispute, Payment, PaymentState as Money, Refund};
use ringwright_domain::{FailureCode, booking};
use ringwright_engine::booking::BookingView;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::states::{
    AttemptOutcome, AttemptState, BookingState, DisputeState, PaymentMethod, PaymentState, RefundState,
    RefundedBy,
};
use super::timeline::timeline;

/// A booking with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Booking {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: BookingState,
    /// The organisation that is booked with, by its name in addresses.
    pub organisation: String,
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
    /// How it is paid.
    pub method: PaymentMethod,
    /// The ways in which it can be paid now; none when there is nothing to pay.
    pub methods: Vec<PaymentMethod>,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// Given back or lost in a dispute, in minor units.
    pub refunded_minor: i64,
    /// The currency (ISO 4217).
    pub currency: String,
    /// Where to pay, while it can be paid on a page of the vendor's.
    pub checkout_url: Option<String>,
    /// Why the last try was declined.
    pub failure_code: Option<String>,
    /// What went back, or was to; oldest first.
    pub refunds: Vec<RefundView>,
    /// What the customer's bank disputes.
    pub dispute: Option<DisputeView>,
    /// The vendor's id of the charge. For operators only.
    pub intent_ref: Option<String>,
    /// The vendor's id of the newest page, form or invoice. For operators only.
    pub checkout_ref: Option<String>,
    /// The account that takes it. For operators only.
    pub account_id: Option<String>,
}

/// Money that goes back, or was to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefundView {
    /// Its id.
    pub id: String,
    /// How much, in minor units.
    pub minor: i64,
    /// Where it stands.
    pub state: RefundState,
    /// Who wanted it. For operators only.
    pub by: Option<RefundedBy>,
    /// Why, in words.
    pub reason: String,
    /// When it was asked for.
    pub at: String,
}

/// What the customer's bank disputes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DisputeView {
    /// How much, in minor units.
    pub minor: i64,
    /// Where it stands.
    pub state: DisputeState,
    /// What the customer claims, in the vendor's word.
    pub reason: String,
    /// Until when evidence can be handed in.
    pub due_by: Option<String>,
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

impl PaymentView {
    fn of(payment: &Payment, methods: Vec<PaymentMethod>) -> Self {
        let failure_code = match &payment.state {
            Money::Failed { code } => Some(code.code().to_owned()),
            _ => None,
        };
        let charge = payment.charge();
        Self {
            state: PaymentState::from(payment),
            method: payment.method.into(),
            methods,
            amount_minor: payment.amount.minor,
            refunded_minor: payment.refunded_minor(),
            currency: payment.amount.currency.to_string(),
            checkout_url: payment.checkout_url.clone().filter(|_| payment.state.is_open()),
            failure_code,
            refunds: charge
                .map(|charge| charge.refunds.iter().map(RefundView::from).collect())
                .unwrap_or_default(),
            dispute: charge.and_then(|charge| charge.dispute()).map(DisputeView::from),
            intent_ref: None,
            checkout_ref: None,
            account_id: None,
        }
    }
}

impl From<&Refund> for RefundView {
    fn from(refund: &Refund) -> Self {
        Self {
            id: refund.id.to_string(),
            minor: refund.minor,
            state: RefundState::from(&refund.state),
            by: None,
            reason: refund.reason.clone(),
            at: refund.at.to_string(),
        }
    }
}

impl From<&Dispute> for DisputeView {
    fn from(dispute: &Dispute) -> Self {
        Self {
            minor: dispute.minor,
            state: dispute.state.into(),
            reason: dispute.reason.clone(),
            due_by: text(dispute.due_by),
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
            organisation: view.organisation.clone(),
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
            payment: view.payment.as_ref().map(|payment| {
                let methods: Vec<_> = view.methods.iter().map(|method| (*method).into()).collect();
                PaymentView::of(payment, methods)
            }),
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

impl Booking {
    /// The same for an operator, who also sees what the vendors call things.
    pub fn for_operator(view: &BookingView, now: Instant) -> Self {
        let mut booking = Self::of(view, now);
        if let (Some(shown), Some(payment)) = (&mut booking.payment, &view.payment) {
            shown.intent_ref = payment.state.intent_ref().map(str::to_owned);
            shown.checkout_ref.clone_from(&payment.checkout_ref);
            shown.account_id = view.payment_account.as_ref().map(ToString::to_string);
            let refunds = payment.charge().map(|charge| charge.refunds.iter()).into_iter().flatten();
            for (shown, refund) in shown.refunds.iter_mut().zip(refunds) {
                shown.by = Some(refund.by.into());
            }
        }
        booking
    }
}

/// An instant as it travels.
pub(crate) fn text(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_string())
}
