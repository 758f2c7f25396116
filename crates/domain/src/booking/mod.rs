//! A booking: an order for one conversation.
//!
//! ```text
//! pending ─► pending_payment ⇄ payment_failed
//!    │              │                │
//!    └──────────────┴─► confirmed ◄──┘        (free, or paid)
//!                           │
//!                       scheduled ─► queued ─► initiating ─► calling ─► completed
//!                           └──────────▲  ▲        │            │
//!                                         └────────┴── retry ◄──┘
//!   from every state that waits: cancelled; from every state that is called: failed, no_answer;
//!   from failed and no_answer back to queued, when an operator asks for it and the money is still here
//! ```

mod after_call;
mod search;
mod state;

pub use after_call::{AfterCall, RetryPolicy};
pub use search::Question;
pub use state::{BookingEvent, BookingState, CancelledBy, Effect, Step};

use serde::{Deserialize, Serialize};

use crate::ids::{BookingId, CustomerId};
use crate::person::{Email, PersonName};
use crate::{Instant, Money, Phone};

/// The plan of test calls, which nobody can buy.
pub const TEST_PLAN: &str = "test_call";

/// What a plan promised when it was booked. A later change of the plan does not touch it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The plan's code, such as `standard`.
    pub plan: String,
    /// The plan's name as shown.
    pub plan_name: String,
    /// The price; zero for a free call.
    pub price: Money,
    /// The longest duration of the conversation, in seconds.
    pub duration_seconds: u32,
    /// Which persona talks.
    pub persona: String,
}

/// Whom to call and what about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The person's name.
    pub name: PersonName,
    /// The number to call.
    pub phone: Phone,
    /// Where bills and news go.
    pub email: Email,
    /// The special request, at most [`Contact::REQUEST_MOST`] characters.
    pub request: String,
}

impl Contact {
    /// The longest special request, in characters.
    pub const REQUEST_MOST: usize = 500;
}

/// A booking as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Whom to call and what about.
    pub contact: Contact,
    /// What was promised.
    pub terms: Terms,
    /// Where it stands.
    pub state: BookingState,
    /// Higher goes first in the queue.
    pub priority: i32,
    /// The time that the person chose; `None` means as soon as possible.
    pub scheduled_at: Option<Instant>,
    /// Attempts that rang or may have rung.
    pub attempts: u32,
    /// Attempts that never rang, through no fault of the person.
    pub misfires: u32,
    /// When the person agreed to be called by an artificial voice.
    pub consented_at: Instant,
    /// The age that the person confirmed to have reached, where the plan asks for one.
    pub confirmed_age: Option<u32>,
    /// When it was booked.
    pub created_at: Instant,
    /// When it last moved.
    pub updated_at: Instant,
}
