//! Retell: calls whose agent is one of the workspace.

mod create;
mod list;
mod news;
mod routes;
mod view;

pub use routes::{changes, refusal, router};
pub use view::reason;
