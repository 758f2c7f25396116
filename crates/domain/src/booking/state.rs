//! The state machine of a booking.

use serde::{Deserialize, Serialize};

use super::AfterCall;
use crate::ids::CallId;
use crate::{FailureCode, Illegal, Instant, Progress};

/// Where a booking stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BookingState {
    /// Taken down; neither admitted nor asked to pay.
    Pending,
    /// Waits for the visitor's payment.
    PendingPayment,
    /// The last try to pay was declined; another may follow.
    PaymentFailed {
        /// Why.
        code: FailureCode,
    },
    /// Paid, or free: the call is owed.
    Confirmed,
    /// Waits for the time that the person chose.
    Scheduled {
        /// That time.
        at: Instant,
    },
    /// Waits for a free line.
    Queued {
        /// Not to be called before.
        due_at: Instant,
    },
    /// A line is taken and the vendor is asked.
    Initiating {
        /// The attempt.
        call: CallId,
    },
    /// A person or machine is on the line.
    Calling {
        /// The attempt.
        call: CallId,
    },
    /// The conversation took place.
    Completed {
        /// The attempt that held it.
        call: CallId,
    },
    /// Nobody was reached in any attempt.
    NoAnswer,
    /// Called off.
    Cancelled {
        /// By whom.
        by: CancelledBy,
    },
    /// It cannot be done.
    Failed {
        /// Why.
        code: FailureCode,
    },
}

/// Who called a booking off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledBy {
    /// The person who booked.
    Customer,
    /// The organisation.
    Operator,
    /// The payment was never finished.
    Unpaid,
}

/// What happens to a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingEvent {
    /// It has a price: the visitor is to pay.
    PaymentAsked,
    /// A try to pay was declined.
    PaymentDeclined {
        /// Why.
        code: FailureCode,
    },
    /// The payment was never finished.
    PaymentAbandoned,
    /// The money came, or none is owed: the call is owed.
    Admitted,
    /// The person chose a time that lies ahead.
    Scheduled {
        /// That time.
        at: Instant,
    },
    /// It takes its place in the queue.
    Enqueued {
        /// Not to be called before.
        due_at: Instant,
    },
    /// It got a line; the attempt is recorded.
    Assigned {
        /// The attempt.
        call: CallId,
    },
    /// Somebody picked up.
    Answered {
        /// The attempt.
        call: CallId,
    },
    /// An attempt ended.
    CallEnded {
        /// The attempt.
        call: CallId,
        /// What follows.
        then: AfterCall,
    },
    /// The organisation wants it called at once, or once more. That its money is still here is for the asker
    /// to know.
    Retried {
        /// Not before.
        due_at: Instant,
    },
    /// Somebody calls it off.
    Cancelled {
        /// Who.
        by: CancelledBy,
    },
}

/// What follows from a step, besides the new state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The queue has something new to look at.
    WakeDispatcher,
    /// The money is owed back, all of it, if any came.
    Refund,
    /// End this call.
    HangUp(CallId),
    /// Close the open checkout page, so that it takes no money.
    CloseCheckout,
}

/// A new state and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state it is in now.
    pub state: BookingState,
    /// What is to be done about it, in the same transaction.
    pub effects: Vec<Effect>,
}

impl BookingEvent {
    /// The name for messages.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PaymentAsked => "asking for payment",
            Self::PaymentDeclined { .. } => "declining the payment",
            Self::PaymentAbandoned => "abandoning the payment",
            Self::Admitted => "admitting",
            Self::Scheduled { .. } => "scheduling",
            Self::Enqueued { .. } => "queueing",
            Self::Assigned { .. } => "assigning a line",
            Self::Answered { .. } => "answering",
            Self::CallEnded { .. } => "ending the call",
            Self::Retried { .. } => "calling again",
            Self::Cancelled { .. } => "cancelling",
        }
    }
}

impl BookingState {
    /// The name in the API and the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::PendingPayment => "pending_payment",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::Confirmed => "confirmed",
            Self::Scheduled { .. } => "scheduled",
            Self::Queued { .. } => "queued",
            Self::Initiating { .. } => "initiating",
            Self::Calling { .. } => "calling",
            Self::Completed { .. } => "completed",
            Self::NoAnswer => "no_answer",
            Self::Cancelled { .. } => "cancelled",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether nothing more happens to it by itself.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Completed { .. } | Self::NoAnswer | Self::Cancelled { .. } | Self::Failed { .. })
    }

    /// Whether it waits for money.
    pub const fn awaits_payment(&self) -> bool {
        matches!(self, Self::PendingPayment | Self::PaymentFailed { .. })
    }

    /// Whether the person who booked can still call it off, or change the number.
    pub const fn can_be_changed(&self) -> bool {
        matches!(
            self,
            Self::Pending
                | Self::PendingPayment
                | Self::PaymentFailed { .. }
                | Self::Confirmed
                | Self::Scheduled { .. }
                | Self::Queued { .. }
        )
    }

    /// The attempt that is under way.
    pub const fn call(&self) -> Option<&CallId> {
        match self {
            Self::Initiating { call } | Self::Calling { call } => Some(call),
            _ => None,
        }
    }

    /// Why it ended badly, if it did.
    pub const fn failure(&self) -> Option<FailureCode> {
        match self {
            Self::Failed { code } | Self::PaymentFailed { code } => Some(*code),
            Self::NoAnswer => Some(FailureCode::NobodyReached),
            Self::Cancelled { by: CancelledBy::Unpaid } => Some(FailureCode::CheckoutExpired),
            _ => None,
        }
    }

    /// Takes an event.
    ///
    /// News from outside that comes late or twice is [`Progress::Stale`].
    ///
    /// # Errors
    /// [`Illegal`] when our own code asks for a step that the machine does not know.
    pub fn apply(&self, event: &BookingEvent) -> Result<Progress<Step>, Illegal> {
        use BookingEvent as Event;
        let illegal = || Illegal { thing: "booking", state: self.name(), event: event.name() };
        let stale = Ok(Progress::Stale);
        match event {
            Event::PaymentAsked => match self {
                Self::Pending | Self::PaymentFailed { .. } => moved(Self::PendingPayment, []),
                Self::PendingPayment => stale,
                _ => Err(illegal()),
            },
            Event::PaymentDeclined { code } => match self {
                Self::PendingPayment => moved(Self::PaymentFailed { code: *code }, []),
                _ => stale,
            },
            Event::PaymentAbandoned if self.awaits_payment() => {
                moved(Self::Cancelled { by: CancelledBy::Unpaid }, [])
            }
            Event::PaymentAbandoned => stale,
            Event::Admitted => match self {
                Self::Pending | Self::PendingPayment | Self::PaymentFailed { .. } => {
                    moved(Self::Confirmed, [])
                }
                // Money for a call that is off goes back.
                state if state.is_final() => moved(state.clone(), [Effect::Refund]),
                _ => stale,
            },
            Event::Scheduled { at } => match self {
                Self::Confirmed => moved(Self::Scheduled { at: *at }, []),
                _ => Err(illegal()),
            },
            Event::Enqueued { due_at } => match self {
                Self::Confirmed | Self::Scheduled { .. } => {
                    moved(Self::Queued { due_at: *due_at }, [Effect::WakeDispatcher])
                }
                _ => Err(illegal()),
            },
            Event::Assigned { call } => match self {
                Self::Queued { .. } => moved(Self::Initiating { call: call.clone() }, []),
                _ => Err(illegal()),
            },
            Event::Answered { call } => match self {
                Self::Initiating { call: mine } if mine == call => {
                    moved(Self::Calling { call: call.clone() }, [])
                }
                _ => stale,
            },
            Event::CallEnded { call, then } => match self.call() {
                Some(mine) if mine == call => then.step(call),
                _ => stale,
            },
            Event::Retried { due_at } => match self {
                Self::Queued { .. } | Self::NoAnswer | Self::Failed { .. } => {
                    moved(Self::Queued { due_at: *due_at }, [Effect::WakeDispatcher])
                }
                _ => Err(illegal()),
            },
            Event::Cancelled { by } => self.cancel(*by).ok_or_else(illegal),
        }
    }

    fn cancel(&self, by: CancelledBy) -> Option<Progress<Step>> {
        let cancelled = Self::Cancelled { by };
        let effects = match self {
            Self::Pending | Self::PendingPayment | Self::PaymentFailed { .. } => vec![Effect::CloseCheckout],
            Self::Confirmed | Self::Scheduled { .. } | Self::Queued { .. } => vec![Effect::Refund],
            // Only the organisation can break in on a call.
            Self::Initiating { call } | Self::Calling { call } if by == CancelledBy::Operator => {
                vec![Effect::HangUp(call.clone()), Effect::Refund]
            }
            Self::Cancelled { .. } => return Some(Progress::Stale),
            _ => return None,
        };
        Some(Progress::Moved(Step { state: cancelled, effects }))
    }
}

impl AfterCall {
    fn step(&self, call: &CallId) -> Result<Progress<Step>, Illegal> {
        match self {
            Self::Complete => moved(BookingState::Completed { call: call.clone() }, []),
            Self::Retry { due_at } => {
                moved(BookingState::Queued { due_at: *due_at }, [Effect::WakeDispatcher])
            }
            Self::GiveUp => moved(BookingState::NoAnswer, [Effect::Refund]),
            Self::Fail { code } => moved(BookingState::Failed { code: *code }, [Effect::Refund]),
        }
    }
}

fn moved<const N: usize>(state: BookingState, effects: [Effect; N]) -> Result<Progress<Step>, Illegal> {
    Ok(Progress::Moved(Step { state, effects: effects.into() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use proptest::prelude::*;

    fn call(n: u64) -> CallId {
        CallId::new(Instant::from_seconds(1), &SeededChance::new(n))
    }

    fn event() -> impl Strategy<Value = BookingEvent> {
        let id = (0_u64..3).prop_map(call);
        let due = (0_i64..100).prop_map(Instant::from_seconds);
        let then = prop_oneof![
            Just(AfterCall::Complete),
            due.clone().prop_map(|due_at| AfterCall::Retry { due_at }),
            Just(AfterCall::GiveUp),
            Just(AfterCall::Fail { code: FailureCode::InvalidNumber }),
        ];
        prop_oneof![
            Just(BookingEvent::PaymentAsked),
            Just(BookingEvent::PaymentDeclined { code: FailureCode::CardDeclined }),
            Just(BookingEvent::PaymentAbandoned),
            Just(BookingEvent::Admitted),
            due.clone().prop_map(|at| BookingEvent::Scheduled { at }),
            due.clone().prop_map(|due_at| BookingEvent::Enqueued { due_at }),
            due.prop_map(|due_at| BookingEvent::Retried { due_at }),
            id.clone().prop_map(|call| BookingEvent::Assigned { call }),
            id.clone().prop_map(|call| BookingEvent::Answered { call }),
            (id, then).prop_map(|(call, then)| BookingEvent::CallEnded { call, then }),
            prop_oneof![Just(CancelledBy::Customer), Just(CancelledBy::Operator)]
                .prop_map(|by| BookingEvent::Cancelled { by }),
        ]
    }

    /// Every edge of the picture in the module's documentation.
    fn legal(from: &str, to: &str) -> bool {
        let next: &[&str] = match from {
            "pending" => &["pending_payment", "confirmed", "cancelled"],
            "pending_payment" => &["payment_failed", "confirmed", "cancelled"],
            "payment_failed" => &["pending_payment", "confirmed", "cancelled"],
            "confirmed" => &["scheduled", "queued", "cancelled"],
            "scheduled" => &["queued", "cancelled"],
            "queued" => &["initiating", "cancelled", "queued"],
            // Only when somebody asks for it.
            "no_answer" | "failed" => &["queued"],
            "initiating" => &["calling", "completed", "queued", "no_answer", "failed", "cancelled"],
            "calling" => &["completed", "queued", "no_answer", "failed", "cancelled"],
            _ => &[],
        };
        next.contains(&to)
    }

    proptest! {
        #[test]
        fn any_order_of_events_keeps_to_the_picture(all in proptest::collection::vec(event(), 0..60)) {
            let mut state = BookingState::Pending;
            let mut admitted = false;
            for event in &all {
                let Ok(Progress::Moved(step)) = state.apply(event) else { continue };
                if state.is_final() && !matches!(event, BookingEvent::Retried { .. }) {
                    prop_assert_eq!(&state, &step.state, "a final state stays");
                    prop_assert_eq!(event, &BookingEvent::Admitted);
                    prop_assert_eq!(step.effects, vec![Effect::Refund]);
                    continue;
                }
                prop_assert!(legal(state.name(), step.state.name()), "{:?} -> {:?}", state, step.state);
                admitted |= *event == BookingEvent::Admitted;
                let called = matches!(step.state.name(), "initiating" | "calling" | "completed" | "queued");
                prop_assert!(!called || admitted, "nobody is called before paying");
                let over_unserved = matches!(step.state.name(), "no_answer" | "failed")
                    || (step.state.name() == "cancelled" && admitted);
                prop_assert!(!over_unserved || step.effects.contains(&Effect::Refund), "money goes back");
                state = step.state;
            }
        }

        #[test]
        fn news_of_another_attempt_changes_nothing(then in Just(AfterCall::Complete)) {
            let state = BookingState::Calling { call: call(1) };
            let ended = BookingEvent::CallEnded { call: call(2), then };
            prop_assert_eq!(state.apply(&ended), Ok(Progress::Stale));
        }
    }

    #[test]
    fn a_customer_cannot_break_in_on_a_call_but_an_operator_can() {
        let state = BookingState::Calling { call: call(1) };
        assert!(state.apply(&BookingEvent::Cancelled { by: CancelledBy::Customer }).is_err());
        let step =
            state.apply(&BookingEvent::Cancelled { by: CancelledBy::Operator }).unwrap().moved().unwrap();
        assert_eq!(step.effects, vec![Effect::HangUp(call(1)), Effect::Refund]);
    }

    #[test]
    fn money_for_a_booking_that_is_off_goes_back() {
        let state = BookingState::Cancelled { by: CancelledBy::Customer };
        let step = state.apply(&BookingEvent::Admitted).unwrap().moved().unwrap();
        assert_eq!(step, Step { state, effects: vec![Effect::Refund] });
    }

    #[test]
    fn only_what_waits_or_ended_without_a_call_is_called_again() {
        let again = BookingEvent::Retried { due_at: Instant::from_seconds(9) };
        let code = FailureCode::CallNotPlaced;
        for state in [
            BookingState::Queued { due_at: Instant::from_seconds(99) },
            BookingState::NoAnswer,
            BookingState::Failed { code },
        ] {
            let step = state.apply(&again).unwrap().moved().unwrap();
            assert_eq!(step.state, BookingState::Queued { due_at: Instant::from_seconds(9) });
            assert_eq!(step.effects, vec![Effect::WakeDispatcher]);
        }
        for state in [
            BookingState::PendingPayment,
            BookingState::Confirmed,
            BookingState::Calling { call: call(1) },
            BookingState::Completed { call: call(1) },
            BookingState::Cancelled { by: CancelledBy::Operator },
        ] {
            assert!(state.apply(&again).is_err(), "{state:?}");
        }
    }
}
