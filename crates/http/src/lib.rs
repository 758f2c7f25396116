//! HTTP: routes, extractors, Problem+JSON, webhooks, live events, and the embedded page.
//!
//! Files here translate; rules live in `engine` and below.

mod api;
mod extract;
mod front;
mod headers;
mod health;
mod limits;
mod media;
mod openapi;
mod page;
mod problem;
mod requests;
mod router;
mod seo;
mod state;
mod webhooks;

pub use media::Telnyx;
pub use openapi::document;
pub use problem::Problem;
pub use router::{router, system_router};
pub use state::{HttpSettings, HttpState};
