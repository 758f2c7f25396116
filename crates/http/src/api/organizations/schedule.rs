//! When the business is open.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::Instant;
use ringwright_domain::business::{Hours, SpecialDay, Week};
use ringwright_domain::permission::{OrganisationRead, OrganisationWrite};
use ringwright_engine::auth::Caller;
use ringwright_engine::business::hours_tag;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::dto::text;
use crate::extract::{Body, IfMatch, May, Query, Tagged};
use crate::{HttpState, Problem};

/// The hours of a business.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    /// The organisation's IANA time zone.
    time_zone: String,
    /// The ordinary week; a day has up to six intervals.
    week: Week,
    /// Days that are not like their weekday.
    special: Vec<SpecialDay>,
}

/// The hours of a business as they shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ScheduleBody {
    /// The organisation's IANA time zone, if it is said; another one is refused. It is changed with the business.
    #[serde(default)]
    time_zone: Option<String>,
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

async fn view(state: &HttpState, caller: &Caller) -> Result<Tagged<Schedule>, Problem> {
    let (organisation, business) = state.engine.business(caller.org()).await?;
    let tag = hours_tag(&organisation, &business)?;
    let Hours { week, special } = business.hours;
    Ok(Tagged(tag, Schedule { time_zone: organisation.time_zone, week, special }))
}

async fn schedule(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Tagged<Schedule>, Problem> {
    view(&state, &caller).await
}

async fn change(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    IfMatch(seen): IfMatch,
    Body(body): Body<ScheduleBody>,
) -> Result<Tagged<Schedule>, Problem> {
    let ScheduleBody { time_zone, week, special } = body;
    let hours = Hours { week, special };
    state.engine.change_hours(caller.org(), &caller.actor, &seen, time_zone.as_deref(), &hours).await?;
    view(&state, &caller).await
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
