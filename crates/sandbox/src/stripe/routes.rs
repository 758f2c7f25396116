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
use super::{charges, customers, disputes, intents, refunds, sessions, view};
use crate::crypto::sha256;
use crate::routes::page_url;
use crate::world::{Vendor, World, lock};

/// The publishable keys that are known begin so; secret keys may be any.
const PUBLISHABLE: &str = "pk_test_sandbox";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The shop, with a secret key.
    Shop,
    /// Somebody's browser, with a publishable key.
    Browser,
}

/// A request, taken apart.
struct Call {
    method: Method,
    /// What comes after `/v1/`.
    path: String,
    /// Query or form.
    text: String,
    base: String,
    cause: Cause,
    caller: Caller,
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
    if method == Method::OPTIONS {
        return (StatusCode::NO_CONTENT, PREFLIGHT).into_response();
    }
    let result = attend(&world, method, &uri, &headers, &body, &request).await;
    let mut response = result.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    if let Ok(request) = HeaderValue::from_str(&request) {
        headers.insert("request-id", request);
    }
    headers.insert("stripe-version", HeaderValue::from_static(API_VERSION));
    // Any site may ask from a browser, as with Stripe: what it may see and do is up to its key and the secret.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

const PREFLIGHT: [(header::HeaderName, &str); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, idempotency-key, stripe-version"),
    (header::ACCESS_CONTROL_MAX_AGE, "300"),
];

async fn attend(
    world: &Arc<World>,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    request: &str,
) -> Answer<Response> {
    let Some(path) = uri.path().strip_prefix("/v1/").map(|path| path.trim_end_matches('/').to_owned()) else {
        return Err(Refusal::unrecognized(method.as_str(), uri.path()));
    };
    let text = if method == Method::GET {
        uri.query().unwrap_or_default().to_owned()
    } else {
        String::from_utf8(body.to_vec()).map_err(|_| Refusal::invalid("Invalid UTF-8 in the request body"))?
    };
    let caller = caller(headers, &text)?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty());
    let cause = Cause { request: request.to_owned(), key: key.map(str::to_owned) };
    let call = Call { method, path, text, base: page_url(world, headers), cause, caller };
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

/// Any secret key will do, as bearer or as user name; browsers may also name theirs as a parameter.
fn caller(headers: &HeaderMap, text: &str) -> Answer<Caller> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, key) = value.split_once(' ').unwrap_or_default();
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("basic");
    let named = || url::form_urlencoded::parse(text.as_bytes()).find(|(name, _)| name == "key");
    let key = match Some(key.trim()).filter(|key| known && !key.is_empty()) {
        Some(key) => key.to_owned(),
        None => named().map(|(_, key)| key.into_owned()).ok_or_else(Refusal::unauthorized)?,
    };
    if !key.starts_with("pk_") {
        Ok(Caller::Shop)
    } else if key.starts_with(PUBLISHABLE) {
        Ok(Caller::Browser)
    } else {
        Err(Refusal::unknown_key(&key))
    }
}

/// Does what was asked for.
fn work(world: &Arc<World>, call: &Call) -> Answer<Value> {
    let form = decode(&call.text)?;
    let fields = Fields::root(&form);
    let expand = fields.texts("expand")?;
    let segments: Vec<&str> = call.path.split('/').collect();
    let get = call.method == Method::GET;
    let post = call.method == Method::POST;
    let for_browsers = matches!(segments.as_slice(), ["payment_intents", _] if get)
        || matches!(segments.as_slice(), ["payment_intents", _, "confirm"] if post);
    if call.caller == Caller::Browser && !for_browsers {
        return Err(Refusal::secret_key_required());
    }
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
        ["payment_intents"] if post => intents::create(world, &fields, &call.cause),
        ["payment_intents"] if get => intents::list(&lock(&world.stripe), &fields),
        ["payment_intents", id] if get => intents::get(&lock(&world.stripe), &fields, id, call.caller),
        ["payment_intents", id, "cancel"] if post => intents::cancel(world, &fields, id, &call.cause),
        ["payment_intents", id, "confirm"] if post => {
            intents::confirm(world, &fields, id, call.caller, &call.cause)
        }
        ["charges"] if get => charges::list(&lock(&world.stripe), &fields),
        ["charges", id] if get => charges::get(&lock(&world.stripe), id),
        ["balance"] if get => charges::balance(&lock(&world.stripe), &fields),
        ["disputes"] if get => disputes::list(&lock(&world.stripe), &fields),
        ["disputes", id] if get => disputes::get(&lock(&world.stripe), id),
        ["disputes", id, "close"] if post => disputes::close(world, &fields, id, &call.cause),
        ["refunds"] if get => refunds::list(&lock(&world.stripe), &fields),
        ["refunds"] if post => refunds::create(world, &fields, &call.cause),
        ["refunds", id] if get => refunds::get(&lock(&world.stripe), id),
        _ => Err(Refusal::unrecognized(call.method.as_str(), &format!("/v1/{}", call.path))),
    }?;
    if !expand.is_empty() && call.caller == Caller::Shop {
        lock(&world.stripe).expand(&mut value, &expand)?;
    }
    Ok(value)
}
