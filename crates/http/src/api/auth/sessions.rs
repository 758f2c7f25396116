//! The sessions of whoever is signed in: a list, and ending them.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::{FailureCode, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Path, SignedIn};
use crate::{HttpState, Problem};

/// A session.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SessionItem {
    id: String,
    /// What it runs on, such as `Firefox on Linux`.
    device: String,
    /// The address that it was opened from.
    address: String,
    #[schemars(with = "String")]
    created_at: Instant,
    /// When it was last used, to about a minute.
    #[schemars(with = "String")]
    last_seen_at: Instant,
    /// Whether it is the one that asks.
    current: bool,
}

/// Sessions, the one used last first.
#[derive(Serialize, JsonSchema)]
struct SessionList {
    items: Vec<SessionItem>,
}

/// The path of a session.
#[derive(Deserialize, JsonSchema)]
struct BySession {
    /// Its id.
    id: String,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/sessions",
            get_with(list, |o| o.id("list_sessions").tag("auth").summary("Your sessions")).delete_with(
                end_others,
                |o| {
                    o.id("end_other_sessions")
                        .tag("auth")
                        .summary("End all your sessions but this one")
                        .response::<204, ()>()
                },
            ),
        )
        .api_route(
            "/api/auth/sessions/{id}",
            delete_with(end, |o| {
                o.id("end_session").tag("auth").summary("End one of your sessions").response::<204, ()>()
            }),
        )
}

async fn list(State(state): State<HttpState>, who: SignedIn) -> Result<Json<SessionList>, Problem> {
    let sessions = state.engine.sessions_of(&who.user.id).await?;
    let items = sessions.into_iter().map(|one| SessionItem {
        current: one.id == who.session,
        id: one.id.to_string(),
        device: one.device,
        address: one.address,
        created_at: one.created_at,
        last_seen_at: one.last_seen_at,
    });
    Ok(Json(SessionList { items: items.collect() }))
}

async fn end(
    State(state): State<HttpState>,
    who: SignedIn,
    Path(BySession { id }): Path<BySession>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::of(FailureCode::SessionNotFound))?;
    state.engine.end_session(&who.user.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others(State(state): State<HttpState>, who: SignedIn) -> Result<StatusCode, Problem> {
    state.engine.end_other_sessions(&who.user.id, &who.session).await?;
    Ok(StatusCode::NO_CONTENT)
}
