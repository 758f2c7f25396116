//! Live sound: the sockets of carriers, and what a carrier asks when the telephone rings.

mod socket;
mod twilio;

use axum::Router;
use axum::routing::{any, post};

use crate::HttpState;

/// The routes of carriers.
pub(crate) fn routes() -> Router<HttpState> {
    Router::new()
        .route("/voice", post(twilio::ring))
        .route("/voice/over", post(twilio::over))
        .route("/media/twilio", any(twilio::media))
}
