//! Plans: what can be booked, and making or changing it.

mod change;
mod rules;

pub use change::PlanForm;
pub(crate) use rules::is_code;
