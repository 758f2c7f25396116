//! Stripe's HTTP interface.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::error::{Answer, Refusal};
use super::events::{API_VERSION, Cause};
use super::form::{Fields, decode};
use super::idempotency::{Known, begin};
use super::{customers, refunds, sessions, view};
use crate::crypto::sha256;
use crate::routes::page_url;
use crate::world::{Vendor, World, lock};

/// A request, taken apart.
struct Call {
    method: Method,
    /// What comes after `/v1/`.
    path: String,
    /// Query or form.
    text: String,
    base: String,
    cause: Cause,
}

/// Answers everything under `/stripe`.
pub async fn answer(
    State(world): State<Arc<World>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = world.ids.prefixed("req_", 14);
    let result = attend(&world, method, &uri, &headers, &body, &request).await;
    let mut response = result.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    if let Ok(request) = HeaderValue::from_str(&request) {
        headers.insert("request-id", request);
    }
    headers.insert("stripe-version", HeaderValue::from_static(API_VERSION));
    response
}

async fn attend(
    world: &Arc<World>,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    request: &str,
) -> Answer<Response> {
    check_key(headers)?;
    let Some(path) = uri.path().strip_prefix("/v1/").map(|path| path.trim_end_matches('/').to_owned()) else {
        return Err(Refusal::unrecognized(method.as_str(), uri.path()));
    };
    let text = if method == Method::GET {
        uri.query().unwrap_or_default().to_owned()
    } else {
        String::from_utf8(body.to_vec()).map_err(|_| Refusal::invalid("Invalid UTF-8 in the request body"))?
    };
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty());
    let cause = Cause { request: request.to_owned(), key: key.map(str::to_owned) };
    let call = Call { method, path, text, base: page_url(world, headers), cause };
    let claim = match key.filter(|_| call.method == Method::POST) {
        None => None,
        Some(key) => {
            let print = sha256(&[call.path.as_bytes(), b"\n", call.text.as_bytes()]);
            match begin(world, key, print)? {
                Known::Replay(status, body) => {
                    return Ok((status, [("idempotent-replayed", "true"), JSON], body).into_response());
                }
                Known::First(claim) => Some(claim),
            }
        }
    };
    tokio::time::sleep(world.faults.slowness(Vendor::Stripe)).await;
    let (status, body, keep) = match work(world, &call) {
        Ok(value) => (StatusCode::OK, value.to_string(), true),
        Err(refusal) => (refusal.status, refusal.body().to_string(), refusal.executed),
    };
    if let Some(claim) = claim.filter(|_| keep) {
        claim.keep(status, &body);
    }
    Ok((status, [JSON], body).into_response())
}

const JSON: (&str, &str) = ("content-type", "application/json");

/// Any key will do, as bearer or as user name; none will not.
fn check_key(headers: &HeaderMap) -> Answer<()> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, key) = value.split_once(' ').unwrap_or_default();
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("basic");
    if known && !key.trim().is_empty() { Ok(()) } else { Err(Refusal::unauthorized()) }
}

/// Does what was asked for.
fn work(world: &Arc<World>, call: &Call) -> Answer<Value> {
    let form = decode(&call.text)?;
    let fields = Fields::root(&form);
    let expand = fields.texts("expand")?;
    let segments: Vec<&str> = call.path.split('/').collect();
    let get = call.method == Method::GET;
    let post = call.method == Method::POST;
    let mut value = match segments.as_slice() {
        ["customers"] if post => customers::create(world, &fields),
        ["customers"] if get => customers::list(&lock(&world.stripe), &fields),
        ["customers", id] if get => customers::get(&lock(&world.stripe), id),
        ["checkout", "sessions"] if post => sessions::create(world, &fields, &call.base),
        ["checkout", "sessions"] if get => sessions::list(&lock(&world.stripe), &fields),
        ["checkout", "sessions", id] if get => {
            let mut stripe = lock(&world.stripe);
            world.expire_if_due(&mut stripe, id);
            sessions::get(&stripe, id)
        }
        ["checkout", "sessions", id, "line_items"] if get => {
            let stripe = lock(&world.stripe);
            let row = stripe.sessions.get(id);
            row.map(view::line_items).ok_or_else(|| Refusal::not_found("checkout.session", id, "session"))
        }
        ["checkout", "sessions", id, "expire"] if post => sessions::expire(world, &fields, id, &call.cause),
        ["payment_intents", id] if get => {
            let stripe = lock(&world.stripe);
            let row = stripe.intents.get(id);
            row.map(view::intent).ok_or_else(|| Refusal::not_found("payment_intent", id, "intent"))
        }
        ["charges", id] if get => {
            let stripe = lock(&world.stripe);
            let row = stripe.charges.get(id);
            row.map(view::charge).ok_or_else(|| Refusal::not_found("charge", id, "id"))
        }
        ["refunds"] if post => refunds::create(world, &fields, &call.cause),
        ["refunds", id] if get => refunds::get(&lock(&world.stripe), id),
        _ => Err(Refusal::unrecognized(call.method.as_str(), &format!("/v1/{}", call.path))),
    }?;
    if !expand.is_empty() {
        lock(&world.stripe).expand(&mut value, &expand)?;
    }
    Ok(value)
}
