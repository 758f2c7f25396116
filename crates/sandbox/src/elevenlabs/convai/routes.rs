//! The HTTP interface of calls, under `/elevenlabs`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::{create, view};
use crate::calls::{Call, Carrier, Order, Refusal};
use crate::crypto::sha256;
use crate::routes::base_url;
use crate::world::{World, lock};

type Shared = State<Arc<World>>;

const OUTBOUND: &str = "/v1/convai/twilio/outbound-call";
/// The longest talk of an agent, in seconds.
const MAX_SECONDS: f64 = 600.0;
/// Conversations of a list that does not say how many.
const USUAL: usize = 30;

/// The routes of calls.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route(OUTBOUND, post(create_call))
        .route("/v1/convai/conversations", get(list))
        .route("/v1/convai/conversations/{id}", get(conversation))
        .route("/v1/convai/agents", get(agents))
}

/// Whether a request to this path changes something.
pub fn changes(path: &str) -> bool {
    path == OUTBOUND
}

/// An answer that is not what was hoped for.
struct Problem(StatusCode, Value);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"detail": self.1}))).into_response()
    }
}

fn problem(status: StatusCode, code: &str, message: &str) -> Problem {
    Problem(status, json!({"status": code, "message": message}))
}

struct Workspace {
    key: String,
    id: String,
}

fn workspace(headers: &HeaderMap) -> Result<Workspace, Problem> {
    let key = headers.get("xi-api-key").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty());
    let Some(key) = key else {
        return Err(problem(StatusCode::UNAUTHORIZED, "needs_authorization", "An API key is missing"));
    };
    let id = format!("workspace_{}", &sha256(&[b"elevenlabs workspace ", key.as_bytes()])[..16]);
    Ok(Workspace { key: key.to_owned(), id })
}

fn unprocessable((place, message): create::Complaint) -> Problem {
    let detail = json!([{"loc": ["body", place], "msg": message, "type": "value_error"}]);
    Problem(StatusCode::UNPROCESSABLE_ENTITY, detail)
}

async fn create_call(State(world): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, Problem> {
    let Workspace { key, id: org } = workspace(&headers)?;
    let request: Map<String, Value> = match serde_json::from_slice(&body) {
        Ok(Value::Object(request)) => request,
        _ => return Err(unprocessable(("body".to_owned(), "Input should be a valid dictionary".to_owned()))),
    };
    if let Some(complaint) = create::complaint(&request) {
        return Err(unprocessable(complaint));
    }
    let Some(number) = create::number(&request) else {
        // It is Twilio who refuses, and ElevenLabs passes it on.
        let message = "Failed to initiate call: error 21211, invalid 'To' Phone Number";
        return Ok(Json(
            json!({"success": false, "message": message, "conversation_id": null, "callSid": null}),
        ));
    };
    let name = create::given(&request, "user_id").and_then(Value::as_str).map(str::to_owned);
    let order = Order {
        id: world.ids.prefixed("conv_", 26),
        carrier: Carrier::ElevenLabs,
        org,
        key: Some(key),
        name,
        number,
        max_seconds: MAX_SECONDS,
        request,
        base: base_url(&world, &headers),
    };
    match world.place(order) {
        Ok(call) => Ok(Json(json!({
            "success": true, "message": "Outbound call initiated", "conversation_id": call.id,
            "callSid": view::sid(&call),
        }))),
        Err(Refusal::OverCapacity(lines)) => {
            let message = format!("Too many concurrent calls: your plan has {lines}");
            Err(problem(StatusCode::TOO_MANY_REQUESTS, "too_many_concurrent_requests", &message))
        }
    }
}

async fn conversation(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let workspace = workspace(&headers)?;
    let calls = lock(&world.calls);
    let call = calls.get(&id).filter(|call| call.org == workspace.id);
    let unknown = || problem(StatusCode::NOT_FOUND, "conversation_not_found", "Conversation not found");
    call.map(|call| Json(view::full(call))).ok_or_else(unknown)
}

async fn list(
    State(world): Shared,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    let workspace = workspace(&headers)?;
    let known = ["user_id", "page_size"];
    if let Some(name) = query.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(unprocessable((name.clone(), "is not imitated by the sandbox".to_owned())));
    }
    let most = query.get("page_size").and_then(|size| size.parse().ok()).unwrap_or(USUAL).clamp(1, 100);
    let wanted = |call: &&Call| query.get("user_id").is_none_or(|user| call.name.as_ref() == Some(user));
    let calls = lock(&world.calls);
    let found: Vec<Value> = calls.of(&workspace.id).filter(wanted).map(view::summary).collect();
    let has_more = found.len() > most;
    let shown: Vec<Value> = found.into_iter().take(most).collect();
    Ok(Json(json!({"conversations": shown, "has_more": has_more, "next_cursor": null})))
}

async fn agents(headers: HeaderMap) -> Result<Json<Value>, Problem> {
    workspace(&headers)?;
    let agent = json!({
        "agent_id": "agent_sandbox", "name": "Friendly caller", "tags": [],
        "created_at_unix_secs": 1_767_225_600, "archived": false,
        "access_info": {
            "is_creator": true, "creator_name": "Sandbox", "creator_email": "sandbox@example.com", "role": "admin",
        },
    });
    Ok(Json(json!({"agents": [agent], "has_more": false, "next_cursor": null})))
}
