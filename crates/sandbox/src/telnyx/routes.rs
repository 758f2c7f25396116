//! Telnyx's HTTP interface, under `/telnyx/v2`: commands to a call.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Command;
use crate::world::World;

type Shared = State<Arc<World>>;

/// The routes under `/telnyx/v2`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/calls/{call}/actions/{action}", post(command))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "10005", "Resource not found") })
}

/// An error as Telnyx writes it.
pub fn refusal(status: StatusCode, code: &str, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    (status, Json(json!({"errors": [{"code": code, "title": title, "detail": detail}]}))).into_response()
}

/// Any key will do, but there has to be one.
fn has_key(headers: &HeaderMap) -> bool {
    let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    key.and_then(|key| key.strip_prefix("Bearer ")).is_some_and(|key| !key.trim().is_empty())
}

async fn command(
    State(world): Shared,
    Path((id, action)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !has_key(&headers) {
        return refusal(StatusCode::UNAUTHORIZED, "10009", "Authentication failed");
    }
    let wish: Value = match serde_json::from_slice(&body) {
        Ok(wish) => wish,
        Err(_) => return refusal(StatusCode::BAD_REQUEST, "10015", "The body is not JSON"),
    };
    let command = match read(&action, &wish) {
        Ok(command) => command,
        Err(why) => return refusal(StatusCode::UNPROCESSABLE_ENTITY, "10027", &why),
    };
    let name = wish["command_id"].as_str().unwrap_or_default();
    let obeyed = world.change_telnyx_call(&id, |call| {
        if call.is_over() {
            return false;
        }
        // A command that comes again is answered and not obeyed.
        if name.is_empty() || !call.obeyed.iter().any(|known| known == name) {
            call.obeyed.push(name.to_owned());
            return call.commands.send(command).is_ok();
        }
        true
    });
    match obeyed {
        None => refusal(StatusCode::NOT_FOUND, "10005", "Resource not found"),
        Some(false) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "90018", "Call has already ended"),
        Some(true) => Json(json!({"data": {"result": "ok"}})).into_response(),
    }
}

/// What an action means.
fn read(action: &str, wish: &Value) -> Result<Command, String> {
    match action {
        "answer" | "streaming_start" => {
            let url =
                wish["stream_url"].as_str().ok_or("The sandbox answers with a stream only: stream_url")?;
            if wish["stream_bidirectional_mode"] != "rtp" || wish["stream_bidirectional_codec"] != "PCMU" {
                return Err("The sandbox plays rtp in PCMU only".to_owned());
            }
            if wish["stream_track"] != "inbound_track" {
                return Err("The sandbox streams the inbound_track only".to_owned());
            }
            Ok(Command::Stream(url.to_owned()))
        }
        "reject" => match wish["cause"].as_str() {
            Some("USER_BUSY" | "CALL_REJECTED") => Ok(Command::Reject),
            _ => Err("cause must be USER_BUSY or CALL_REJECTED".to_owned()),
        },
        "hangup" => Ok(Command::HangUp),
        other => Err(format!("The sandbox does not know {other}")),
    }
}
