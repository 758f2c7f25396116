//! What an operator sees and does: a file per noun.

mod accounts;
mod agents;
mod bookings;
mod disputes;
mod insight;
mod jobs;
mod overview;
mod payments;
mod plans;
mod storefront;
mod webhooks;

pub(crate) use bookings::ListItem;

use aide::axum::ApiRouter;
use ringwright_domain::Instant;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{HttpState, Problem};

/// Rows of a page.
pub(super) const PAGE: i64 = 50;

/// The path of one thing.
#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

/// Reads where a page begins.
pub(crate) fn cursor<Id: std::str::FromStr>(text: Option<&str>) -> Result<Option<(Instant, Id)>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let parts = text.split_once('.');
    let read =
        parts.and_then(|(micros, id)| Some((Instant::from_micros(micros.parse().ok()?), id.parse().ok()?)));
    let wrong = || Problem::field("cursor", "unsound", "use the nextCursor of the page before");
    read.map(Some).ok_or_else(wrong)
}

/// Cuts a list, of which one more than a page was read, to the page, and names where the next one begins.
pub(super) fn cut<T>(rows: &mut Vec<T>, key: impl Fn(&T) -> (Instant, String)) -> Option<String> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let (at, id) = rows.last().filter(|_| more).map(key)?;
    Some(format!("{}.{id}", at.micros()))
}

/// Everything under `/api/operator`. A handler says by what it takes what is needed: see [`May`](crate::extract::May).
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(overview::routes())
        .merge(bookings::routes())
        .merge(accounts::routes())
        .merge(agents::routes())
        .merge(insight::routes())
        .merge(jobs::routes())
        .merge(webhooks::routes())
        .merge(payments::routes())
        .merge(disputes::routes())
        .merge(plans::routes())
        .merge(storefront::routes())
}
