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
pub use create::{BookingRequest, Created};
pub(crate) use reprioritise::PRIORITIES;
pub use trial::TRIAL_WINDOW;
pub use view::{BookingView, QueueView};
