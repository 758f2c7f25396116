//! When the business is open.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::Instant;
use ringwright_domain::business::{Hours, SpecialDay, Week};
use ringwright_domain::permission::{OrganisationRead, OrganisationWrite};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::dto::text;
use crate::extract::{Body, May, Query};
use crate::{HttpState, Problem};

/// The hours of a business.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    /// The organisation's IANA time zone.
    time_zone: String,
    /// The ordinary week; a day has up to six intervals.
    week: Week,
    /// Days that are not like their weekday.
    special: Vec<SpecialDay>,
}

/// When to ask about.
#[derive(Deserialize, JsonSchema)]
struct OpenQuery {
    /// An instant (RFC 3339); now when missing.
    at: Option<String>,
}

/// Whether a business is open.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OpenView {
    open: bool,
    /// When it closes.
    until: Option<String>,
    /// When it opens next.
    next_open: Option<String>,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/organizations/schedule",
            get_with(schedule, |o| o.id("get_schedule").tag("organization").summary("The opening hours"))
                .put_with(change, |o| {
                    o.id("put_schedule").tag("organization").summary("Change the opening hours")
                }),
        )
        .api_route(
            "/api/organizations/schedule/open",
            get_with(open, |o| {
                o.id("get_open").tag("organization").summary("Whether it is open, and until when")
            }),
        )
}

async fn schedule(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Json<Schedule>, Problem> {
    let (organisation, business) = state.engine.business(caller.org()).await?;
    let Hours { week, special } = business.hours;
    Ok(Json(Schedule { time_zone: organisation.time_zone, week, special }))
}

async fn change(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    Body(body): Body<Schedule>,
) -> Result<Json<Schedule>, Problem> {
    let Schedule { time_zone, week, special } = body;
    let hours = Hours { week, special };
    state.engine.change_hours(caller.org(), &caller.actor, &time_zone, &hours).await?;
    Ok(Json(Schedule { time_zone, week: hours.week, special: hours.special }))
}

async fn open(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
    Query(query): Query<OpenQuery>,
) -> Result<Json<OpenView>, Problem> {
    let unsound = |_| Problem::field("at", "unsound", "write an instant such as 2026-12-24T10:00:00Z");
    let at = query.at.map(|text| text.parse::<Instant>()).transpose().map_err(unsound)?;
    let opening = state.engine.open_hours(caller.org(), at).await?;
    Ok(Json(OpenView { open: opening.open, until: text(opening.until), next_open: text(opening.next_open) }))
}
