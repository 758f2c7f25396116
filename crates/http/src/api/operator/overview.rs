//! The switchboard.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::Day;
use ringwright_domain::permission::BookingsRead;

use crate::api::overview::Overview;
use crate::extract::May;
use crate::{HttpState, Problem};

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/operator/overview",
        get_with(overview, |o| {
            o.id("get_overview").tag("operator").summary("Lines, calls, queue and the day's figures")
        }),
    )
}

async fn overview(
    State(state): State<HttpState>,
    operator: May<BookingsRead>,
) -> Result<Json<Overview>, Problem> {
    let zone = &operator.organisation.time_zone;
    let since = Day::of(state.engine.now(), zone).start(zone);
    let board = state.engine.switchboard(operator.org(), since).await?;
    Ok(Json(Overview::of(&state.engine, &board)))
}
