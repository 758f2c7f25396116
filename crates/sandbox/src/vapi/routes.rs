//! Vapi's HTTP interface.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ringwright_domain::clock::Instant;
use serde_json::{Map, Value, json};

use super::{create, fixtures, view, wish};
use crate::calls::{Call, Carrier, Input, Order, Refusal};
use crate::crypto::sha256;
use crate::ids::uuid;
use crate::routes::base_url;
use crate::world::{World, lock};

type Shared = State<Arc<World>>;
type Query_ = Query<HashMap<String, String>>;

/// The routes under `/vapi`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/call", post(create_call).get(list_calls))
        .route("/call/{id}", get(get_call).patch(rename_call).delete(delete_call))
        .route("/assistant", get(list_assistants))
        .route("/assistant/{id}", get(get_assistant))
        .route("/phone-number", get(list_numbers))
        .route("/phone-number/{id}", get(get_number))
        .route("/control/{id}", post(control))
        .fallback(unknown)
}

/// An answer that is not what was hoped for.
struct Problem(StatusCode, Value);

impl Problem {
    fn bad(message: impl Into<Value>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }

    fn not_found(what: &str, id: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("Couldn't Get {what}. {what} {id} Does Not Exist.").into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(status, message) = self;
        let body = json!({
            "message": message,
            "error": status.canonical_reason().unwrap_or("Error"),
            "statusCode": status.as_u16(),
        });
        (status, Json(body)).into_response()
    }
}

/// The account that a key belongs to: whichever it is, it exists.
fn account(headers: &HeaderMap) -> Result<String, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = value.strip_prefix("Bearer ").map(str::trim).filter(|key| !key.is_empty());
    let Some(key) = key else {
        let message = "Missing Authorization Header. Hot tip, you may be using the public key instead of the \
                       private key.";
        return Err(Problem(StatusCode::UNAUTHORIZED, message.into()));
    };
    let digest = sha256(&[b"vapi account ", key.as_bytes()]);
    let half = |from: usize| u64::from_str_radix(&digest[from..from + 16], 16).unwrap_or(0);
    Ok(uuid(half(0), half(16)))
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Problem::bad("Expected a JSON object")),
        Err(error) => Err(Problem::bad(format!("Invalid JSON: {error}"))),
    }
}

async fn create_call(
    State(world): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let org = account(&headers)?;
    let request = object(&body)?;
    let complaints = create::complaints(&request, &lock(&world.settings));
    if !complaints.is_empty() {
        return Err(Problem::bad(complaints));
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let number =
        text(request.get("customer").and_then(|customer| customer.get("number"))).unwrap_or_default();
    let order = Order {
        id: world.ids.uuid(),
        carrier: Carrier::Vapi,
        org,
        key: None,
        name: text(request.get("name")),
        number,
        max_seconds: wish::max_seconds(&request),
        request,
        base: base_url(&world, &headers),
    };
    match world.place(order) {
        Ok(call) => {
            let mut answer = view::full(&call);
            let lines = lock(&world.settings).max_concurrent_calls;
            let free = lines.saturating_sub(lock(&world.calls).live_of(&call.org));
            answer["subscriptionLimits"] = json!({
                "concurrencyBlocked": false,
                "concurrencyLimit": lines,
                "remainingConcurrentCalls": free,
            });
            Ok((StatusCode::CREATED, Json(answer)))
        }
        Err(Refusal::OverCapacity(lines)) => Err(Problem::bad(format!(
            "Over Concurrency Limit. Your organization has {lines} concurrent calls at most; wait until a \
                 call ends or reserve more lines."
        ))),
    }
}

async fn list_calls(
    State(world): Shared,
    headers: HeaderMap,
    Query(query): Query_,
) -> Result<Json<Value>, Problem> {
    let org = account(&headers)?;
    let limit = match query.get("limit").map(|limit| limit.parse::<f64>()) {
        None => 100,
        Some(Ok(limit)) if (0.0..=1_000.0).contains(&limit) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            let limit = limit as usize;
            limit
        }
        Some(Ok(limit)) if limit > 1_000.0 => {
            return Err(Problem::bad(vec!["limit must not be greater than 1000"]));
        }
        Some(_) => return Err(Problem::bad(vec!["limit must not be less than 0"])),
    };
    let window = Window::of(&query)?;
    let equal = |name: &str, value: Option<&Value>| {
        query.get(name).is_none_or(|wanted| value.and_then(Value::as_str) == Some(wanted))
    };
    let calls = lock(&world.calls);
    let found = calls.of(&org).filter(|call| {
        window.holds(call)
            && query.get("id").is_none_or(|id| *id == call.id)
            && equal("assistantId", call.request.get("assistantId"))
            && equal("phoneNumberId", call.request.get("phoneNumberId"))
    });
    Ok(Json(found.take(limit).map(view::full).collect()))
}

/// The limits of a list in time.
struct Window(Vec<(bool, &'static str, i64)>);

impl Window {
    fn of(query: &HashMap<String, String>) -> Result<Self, Problem> {
        let mut limits = Vec::new();
        for (prefix, created) in [("createdAt", true), ("updatedAt", false)] {
            for suffix in ["Gt", "Ge", "Lt", "Le"] {
                let name = format!("{prefix}{suffix}");
                let Some(text) = query.get(&name) else { continue };
                let time: Instant = text.parse().map_err(|_| {
                    Problem::bad(vec![format!("{name} must be a valid ISO 8601 date string")])
                })?;
                limits.push((created, suffix, time.millis()));
            }
        }
        Ok(Self(limits))
    }

    fn holds(&self, call: &Call) -> bool {
        self.0.iter().all(|(created, relation, limit)| {
            let time = if *created { call.created_ms } else { call.updated_ms };
            match *relation {
                "Gt" => time > *limit,
                "Ge" => time >= *limit,
                "Lt" => time < *limit,
                _ => time <= *limit,
            }
        })
    }
}

fn own(world: &World, headers: &HeaderMap, id: &str) -> Result<Call, Problem> {
    let org = account(headers)?;
    let calls = lock(&world.calls);
    let call = calls.get(id).filter(|call| call.org == org);
    call.cloned().ok_or_else(|| Problem::not_found("Call", id))
}

async fn get_call(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(view::full(&own(&world, &headers, &id)?)))
}

async fn rename_call(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    own(&world, &headers, &id)?;
    let change = object(&body)?;
    if let Some(other) = change.keys().find(|name| *name != "name") {
        return Err(Problem::bad(vec![format!("property {other} should not exist")]));
    }
    let call = world.rename(&id, change.get("name").and_then(Value::as_str));
    call.map(|call| Json(view::full(&call))).ok_or_else(|| Problem::not_found("Call", &id))
}

async fn delete_call(
    State(world): Shared,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    if own(&world, &headers, &id)?.is_live() {
        return Err(Problem::bad("Couldn't Delete Call. It has not ended yet."));
    }
    world.remove(&id).map(|call| Json(view::full(&call))).ok_or_else(|| Problem::not_found("Call", &id))
}

/// Live call control; whoever knows the address may, as with the vendor.
async fn control(State(world): Shared, Path(id): Path<String>, body: Bytes) -> Result<Json<Value>, Problem> {
    let message = object(&body)?;
    match message.get("type").and_then(Value::as_str) {
        Some("end-call") => match world.happen(&id, Input::Control) {
            Ok(_) => Ok(Json(json!({"status": "ok"}))),
            Err(_) => Err(Problem(StatusCode::NOT_FOUND, format!("Call {id} Is Not Active.").into())),
        },
        Some(other) => Err(Problem::bad(format!("control message {other} is not imitated by the sandbox"))),
        None => Err(Problem::bad(vec!["type must be a string"])),
    }
}

async fn list_assistants(headers: HeaderMap) -> Result<Json<Value>, Problem> {
    Ok(Json(fixtures::assistants(&account(&headers)?).into()))
}

async fn list_numbers(headers: HeaderMap) -> Result<Json<Value>, Problem> {
    Ok(Json(fixtures::phone_numbers(&account(&headers)?).into()))
}

fn find(things: Vec<Value>, what: &str, id: &str) -> Result<Json<Value>, Problem> {
    let found = things.into_iter().find(|thing| thing["id"] == id);
    found.map(Json).ok_or_else(|| Problem::not_found(what, id))
}

async fn get_assistant(headers: HeaderMap, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    find(fixtures::assistants(&account(&headers)?), "Assistant", &id)
}

async fn get_number(headers: HeaderMap, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    find(fixtures::phone_numbers(&account(&headers)?), "Phone Number", &id)
}

async fn unknown(request: axum::extract::Request) -> Problem {
    let place = format!("Cannot {} {}", request.method(), request.uri().path());
    Problem(StatusCode::NOT_FOUND, place.into())
}
