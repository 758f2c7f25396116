//! Bookings: making, following, changing, calling off.

mod advance;
mod cancel;
mod change_phone;
mod create;
mod reprioritise;
mod retry;
mod start;
pub mod token;
mod trial;
mod validate;
mod view;

pub(crate) use advance::emit;
use ringwright_domain::booking::Booking;
use ringwright_store::Subject;

pub use create::{BookingRequest, Created};
pub(crate) use reprioritise::PRIORITIES;
pub use trial::TRIAL_WINDOW;
pub use view::{BookingView, QueueView};

/// A booking as the audit trail names it: by what was booked, not by whom.
pub(crate) fn about(booking: &Booking) -> Subject {
    crate::audit::subject("booking", &booking.id, &booking.terms.plan_name)
}
