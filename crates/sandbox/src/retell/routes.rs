//! Retell's HTTP interface, under `/retell`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::list::Search;
use super::{create, view};
use crate::calls::{Call, Carrier, Input, Order, Refusal};
use crate::crypto::sha256;
use crate::routes::base_url;
use crate::world::{World, lock};

type Shared = State<Arc<World>>;

/// The routes under `/retell`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/v2/create-phone-call", post(create_call))
        .route("/v2/get-call/{id}", get(get_call))
        .route("/v2/stop-call/{id}", post(stop_call))
        .route("/v3/list-calls", post(list_calls))
        .route("/v2/list-agents", post(list_agents))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "Not Found") })
}

/// Whether a request to this path changes something.
pub fn changes(path: &str) -> bool {
    path == "/v2/create-phone-call" || path.starts_with("/v2/stop-call/")
}

/// An answer that is not what was hoped for.
struct Problem(StatusCode, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        refusal(self.0, &self.1)
    }
}

fn problem(status: StatusCode, message: impl Into<String>) -> Problem {
    Problem(status, message.into())
}

/// An error as Retell writes it.
pub fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"status": "error", "message": message}))).into_response()
}

/// A key and the workspace that it belongs to: whichever it is, it exists.
struct Workspace {
    key: String,
    id: String,
}

fn workspace(headers: &HeaderMap) -> Result<Workspace, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match value.strip_prefix("Bearer ").map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) => {
            let id = format!("org_{}", &sha256(&[b"retell workspace ", key.as_bytes()])[..16]);
            Ok(Workspace { key: key.to_owned(), id })
        }
        None => Err(problem(StatusCode::UNAUTHORIZED, "Invalid API Key")),
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(problem(StatusCode::BAD_REQUEST, "request/body must be object")),
    }
}

async fn create_call(
    State(world): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let Workspace { key, id: org } = workspace(&headers)?;
    let request = object(&body)?;
    if let Some(complaint) = create::complaint(&request) {
        return Err(problem(StatusCode::BAD_REQUEST, complaint));
    }
    let text = |name: &str| request.get(name).and_then(Value::as_str).map(str::to_owned);
    let name = text("idempotency_key");
    if let Some(name) = &name {
        let calls = lock(&world.calls);
        let known = calls.of(&org).find(|call| call.name.as_ref() == Some(name));
        if let Some(call) = known {
            return Ok((StatusCode::CREATED, Json(view::slim(call))));
        }
    }
    let number = text("to_number").unwrap_or_default();
    let order = Order {
        id: world.ids.prefixed("call_", 27),
        carrier: Carrier::Retell,
        org,
        key: Some(key),
        name,
        number,
        max_seconds: create::max_seconds(&request),
        request,
        base: base_url(&world, &headers),
    };
    match world.place(order) {
        Ok(call) => Ok((StatusCode::CREATED, Json(view::slim(&call)))),
        Err(Refusal::OverCapacity(lines)) => {
            let message = format!("Concurrency limit of {lines} calls reached");
            Err(problem(StatusCode::TOO_MANY_REQUESTS, message))
        }
    }
}

fn own(world: &World, headers: &HeaderMap, id: &str) -> Result<Call, Problem> {
    let workspace = workspace(headers)?;
    let calls = lock(&world.calls);
    let call = calls.get(id).filter(|call| call.org == workspace.id);
    call.cloned().ok_or_else(|| {
        problem(StatusCode::UNPROCESSABLE_ENTITY, "Cannot find requested asset under given api key.")
    })
}

async fn get_call(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(view::analysed(&own(&world, &headers, &id)?)))
}

async fn stop_call(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    own(&world, &headers, &id)?;
    match world.happen(&id, Input::Control) {
        Ok(_) => Ok(StatusCode::OK),
        Err(_) => Err(problem(StatusCode::BAD_REQUEST, "Call is not ongoing")),
    }
}

async fn list_calls(State(world): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, Problem> {
    let workspace = workspace(&headers)?;
    let search =
        Search::read(&object(&body)?).map_err(|complaint| problem(StatusCode::BAD_REQUEST, complaint))?;
    let calls = lock(&world.calls);
    let mut found: Vec<&Call> = calls.of(&workspace.id).filter(|call| search.finds(call)).collect();
    if search.ascending {
        found.reverse();
    }
    let items: Vec<Value> = found.iter().take(search.limit).map(|call| view::slim(call)).collect();
    Ok(Json(json!({"items": items, "has_more": found.len() > search.limit})))
}

async fn list_agents(headers: HeaderMap) -> Result<Json<Value>, Problem> {
    workspace(&headers)?;
    let agent = json!({
        "agent_id": "agent_sandbox", "agent_name": "Friendly caller", "channel": "voice", "is_suspended": false,
        "tags": {}, "user_modified_timestamp": 1_767_225_600_000_i64, "is_transfer_agent": false,
    });
    Ok(Json(json!({"items": [agent], "has_more": false})))
}
