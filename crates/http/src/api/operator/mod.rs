//! What an operator sees and does: a file per noun.

mod accounts;
mod bookings;
mod overview;
mod payments;
mod plans;
mod storefront;

use aide::axum::ApiRouter;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::HttpState;

/// The path of one thing.
#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

/// Everything under `/api/operator`. A handler says by what it takes who may call it: `Operator` is
/// somebody who is signed in (the guard asks for more than looking wherever something changes), `Admin`
/// somebody who may set the organisation up.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(overview::routes())
        .merge(bookings::routes())
        .merge(accounts::routes())
        .merge(payments::routes())
        .merge(plans::routes())
        .merge(storefront::routes())
}
