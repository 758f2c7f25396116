//! Twilio's HTTP interface, under `/twilio`: a call can be looked at and ended.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::world::{World, lock};

type Shared = State<Arc<World>>;

/// The routes under `/twilio`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Calls/{call}", get(show).post(change))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found") })
}

/// An error as Twilio writes it.
pub fn refusal(status: StatusCode, code: u32, message: &str) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    let body = json!({"code": code, "message": message, "more_info": more, "status": status.as_u16()});
    (status, Json(body)).into_response()
}

/// Whether the account shows its token.
fn allowed(world: &World, account: &str, headers: &HeaderMap) -> bool {
    let known = lock(&world.settings).twilio_account(Some(account));
    let shown =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    known.is_some_and(|(account, token)| {
        shown.is_some_and(|shown| shown == STANDARD.encode(format!("{account}:{token}")))
    })
}

fn found(world: &World, account: &str, call: &str) -> Response {
    let call = call.trim_end_matches(".json");
    let now = world.now_ms();
    let twilio = lock(&world.twilio);
    match twilio.get(call).filter(|call| call.account == account) {
        Some(call) => Json(call.resource(now)).into_response(),
        None => refusal(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found"),
    }
}

fn stranger() -> Response {
    refusal(StatusCode::UNAUTHORIZED, 20_003, "Authenticate")
}

async fn show(
    State(world): Shared,
    Path((account, call)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if allowed(&world, &account, &headers) { found(&world, &account, &call) } else { stranger() }
}

async fn change(
    State(world): Shared,
    Path((account, call)): Path<(String, String)>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    if !allowed(&world, &account, &headers) {
        return stranger();
    }
    match form.get("Status").map(String::as_str) {
        Some("completed" | "canceled") => {
            let call = call.trim_end_matches(".json");
            if let Some(call) = lock(&world.twilio).get(call).filter(|call| call.account == account) {
                call.stop.notify_one();
            }
        }
        _ => return refusal(StatusCode::BAD_REQUEST, 20_001, "Only Status=completed is imitated"),
    }
    found(&world, &account, &call)
}
