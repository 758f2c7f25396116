//! Signing in and out, and who is signed in.

mod cookies;
mod session;
mod sessions;
mod sign_in;

use aide::axum::ApiRouter;

use crate::HttpState;

/// Routes that need no session.
pub(crate) fn open_routes() -> ApiRouter<HttpState> {
    ApiRouter::new().merge(sign_in::routes())
}

/// Routes behind the guard.
pub(crate) fn guarded_routes() -> ApiRouter<HttpState> {
    ApiRouter::new().merge(session::routes()).merge(sessions::routes())
}
