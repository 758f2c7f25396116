//! Vapi: calls whose agent is an assistant at the vendor.

mod create;
mod fixtures;
mod news;
mod routes;
mod view;
mod wish;

pub use routes::router;
pub use view::reason;
