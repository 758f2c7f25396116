//! Agents that hold calls, over the integration of Twilio.

mod create;
mod news;
mod routes;
mod view;

pub use routes::{changes, router};
pub use view::reason;
