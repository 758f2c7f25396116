//! Cryptomus's HTTP interface: everything is a POST whose body is signed.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::error::Refusal;
use super::invoices::{self, Body};
use super::view;
use crate::crypto::md5_sign;
use crate::routes::page_url;
use crate::world::{World, lock};

type Shared = State<Arc<World>>;
type Answer = Result<Response, Refusal>;

/// The routes under `/cryptomus/v1`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/payment", post(create))
        .route("/payment/info", post(info))
        .route("/payment/list", post(list))
        .route("/payment/services", post(services))
        .route("/payment/resend", post(resend))
        .fallback(|| async { Refusal::message(StatusCode::NOT_FOUND, "Not found") })
        .method_not_allowed_fallback(|| async {
            Refusal::message(StatusCode::METHOD_NOT_ALLOWED, "The method is not supported for this route.")
        })
}

fn result(value: Value) -> Response {
    Json(json!({"state": 0, "result": value})).into_response()
}

/// The merchant that signed a body, and what the body says.
fn open(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<(String, Body), Refusal> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let merchant = header("merchant");
    let key = lock(&world.settings).cryptomus_merchants.get(merchant).cloned();
    // It is a sandbox: nobody can learn anything from how long the comparison takes.
    if key.is_none_or(|key| md5_sign(body, &key) != header("sign")) {
        return Err(Refusal::sign());
    }
    let body = match body {
        b"" => Body::new(),
        body => serde_json::from_slice(body)
            .map_err(|_| Refusal::message(StatusCode::BAD_REQUEST, "The body is not a JSON object"))?,
    };
    Ok((merchant.to_owned(), body))
}

async fn create(State(world): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let (merchant, body) = open(&world, &headers, &body)?;
    invoices::create(&world, &merchant, &body, &page_url(&world, &headers)).map(result)
}

async fn info(State(world): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let (merchant, body) = open(&world, &headers, &body)?;
    let uuid = invoices::find(&lock(&world.cryptomus), &merchant, &body)?.uuid.clone();
    world.expire_invoice(&uuid);
    Ok(result(view::invoice(invoices::find(&lock(&world.cryptomus), &merchant, &body)?)))
}

async fn list(
    State(world): Shared,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (merchant, body) = open(&world, &headers, &body)?;
    let cursor = query.get("cursor").map(String::as_str);
    invoices::list(&lock(&world.cryptomus), &merchant, &body, cursor).map(result)
}

async fn services(State(world): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    open(&world, &headers, &body)?;
    Ok(result(view::services()))
}

async fn resend(State(world): Shared, headers: HeaderMap, body: Bytes) -> Answer {
    let (merchant, body) = open(&world, &headers, &body)?;
    let uuid = invoices::find(&lock(&world.cryptomus), &merchant, &body)?.uuid.clone();
    match world.resend(&uuid) {
        Ok(_) => Ok(result(json!([]))),
        Err(message) => Err(Refusal::message(StatusCode::UNPROCESSABLE_ENTITY, message)),
    }
}
