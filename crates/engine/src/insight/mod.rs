//! Figures for those who run the line: targets, the way of bookings, and what goes wrong.

mod failures;
mod funnel;
mod span;
mod targets;

pub use failures::{BookingFailure, CallFailure, Failures, PaymentFailure};
pub(crate) use funnel::add_up;
pub use funnel::{DayFunnel, Funnel, Steps};
pub use span::DaySpan;
pub use targets::{Target, TargetCode, Targets, Unit};
