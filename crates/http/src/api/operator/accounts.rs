//! Vendor accounts.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::AccountId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::ById;
use crate::api::overview::{AccountView, Overview};
use crate::extract::{Body, Operator, Path};
use crate::{HttpState, Problem};

/// Whether to take an account out of service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PauseForm {
    /// Out of service, or back in.
    paused: bool,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/operator/accounts/{id}/pause",
        post_with(pause, |o| {
            o.id("pause_account").tag("operator").summary("Take an account out of service, or back in")
        }),
    )
}

async fn pause(
    State(state): State<HttpState>,
    operator: Operator,
    Path(ById { id }): Path<ById>,
    Body(form): Body<PauseForm>,
) -> Result<Json<AccountView>, Problem> {
    let missing = || Problem::of(FailureCode::AccountNotFound);
    let id: AccountId = id.parse().map_err(|_| missing())?;
    state.engine.pause_account(operator.org(), &id, form.paused).await?;
    let board = state.engine.switchboard(operator.org(), state.engine.now()).await?;
    let view = Overview::of(&board).accounts.into_iter().find(|account| account.id == id.as_str());
    view.map(Json).ok_or_else(missing)
}
