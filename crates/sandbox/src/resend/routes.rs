//! Resend's HTTP interface.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Mail;
use crate::world::{World, iso, lock};

type Shared = State<Arc<World>>;

/// The routes under `/resend`.
pub fn router() -> Router<Arc<World>> {
    Router::new().route("/emails", post(send)).route("/emails/{id}", get(read))
}

#[derive(Deserialize)]
struct NewMail {
    from: String,
    to: Recipients,
    subject: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    html: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Recipients {
    One(String),
    Many(Vec<String>),
}

fn refuse(status: StatusCode, name: &str, message: &str) -> Response {
    let body = json!({"statusCode": status.as_u16(), "name": name, "message": message});
    (status, Json(body)).into_response()
}

fn has_key(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.starts_with("Bearer re_"))
}

fn is_address(text: &str) -> bool {
    let bare = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end_matches('>'));
    bare.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

async fn send(State(world): Shared, headers: HeaderMap, body: Bytes) -> Response {
    if !has_key(&headers) {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "missing_api_key",
            "Missing API key in the authorization header",
        );
    }
    let Ok(new) = serde_json::from_slice::<NewMail>(&body) else {
        let message = "Missing one of the required fields: from, to, subject";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "missing_required_field", message);
    };
    let to = match new.to {
        Recipients::One(to) => vec![to],
        Recipients::Many(to) => to,
    };
    if to.is_empty() || to.len() > 50 || !to.iter().all(|to| is_address(to)) {
        let message = "Invalid `to` field. The email address needs to follow the `email@example.com` format.";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "validation_error", message);
    }
    if !is_address(&new.from) {
        let message =
            "Invalid `from` field. The email address needs to follow the `email@example.com` format.";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "validation_error", message);
    }
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let mail = Mail {
        id: world.ids.uuid(),
        from: new.from,
        to,
        subject: new.subject,
        text: new.text,
        html: new.html,
        key,
        created_ms: world.now_ms(),
    };
    let id = lock(&world.resend).take(&world.journal, mail);
    world.feed.tell("mail", || json!({"id": id}));
    Json(json!({ "id": id })).into_response()
}

async fn read(State(world): Shared, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !has_key(&headers) {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "missing_api_key",
            "Missing API key in the authorization header",
        );
    }
    let found: Option<Value> = lock(&world.resend).get(&id).map(|mail| {
        json!({
            "object": "email", "id": mail.id, "from": mail.from, "to": mail.to, "subject": mail.subject,
            "text": mail.text, "html": mail.html, "created_at": iso(mail.created_ms), "last_event": "delivered",
        })
    });
    match found {
        Some(mail) => Json(mail).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "not_found", "Email not found"),
    }
}
