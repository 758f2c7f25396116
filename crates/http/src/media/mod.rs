//! Live sound: the sockets of carriers, and what a carrier asks when the telephone rings.

mod browser;
mod carrier;
mod page;
mod socket;
mod telnyx;
mod twilio;

use axum::Router;
use axum::routing::{any, post};

use crate::HttpState;

pub use telnyx::Telnyx;

/// The routes of carriers.
pub(crate) fn routes() -> Router<HttpState> {
    Router::new()
        .route("/voice", post(twilio::ring))
        .route("/voice/over", post(twilio::over))
        .route("/media/twilio", any(twilio::media))
        .route("/voice/telnyx", post(telnyx::told))
        .route("/media/telnyx/{pass}", any(telnyx::media))
}

/// The routes of people who are signed in.
pub(crate) fn guarded_routes() -> Router<HttpState> {
    Router::new().route("/media/browser", any(browser::media))
}
