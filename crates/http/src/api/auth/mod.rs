//! Signing in and out, and who is signed in.

mod cookies;
mod google;
mod invitations;
mod register;
mod second_factor;
mod session;
mod sessions;
mod sign_in;

use aide::axum::ApiRouter;

pub(crate) use cookies::Browser;
pub(crate) use session::{SessionView, view_of};

use crate::HttpState;

/// Routes that need no session.
pub(crate) fn open_routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(sign_in::routes())
        .merge(google::routes())
        .merge(register::routes())
        .merge(invitations::routes())
}

/// Routes behind the guard.
pub(crate) fn guarded_routes() -> ApiRouter<HttpState> {
    ApiRouter::new().merge(session::routes()).merge(sessions::routes()).merge(second_factor::routes())
}
