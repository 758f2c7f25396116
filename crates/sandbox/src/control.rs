//! The control interface: everything the control page does, as JSON under `/sandbox/api`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::calls::{Input, summary};
use crate::cryptomus::Deed;
use crate::feed;
use crate::phones::inbound::Order;
use crate::phones::person::Person;
use crate::settings::Change;
use crate::sound::voice::Mute;
use crate::stripe::{Press, TEST_CARDS};
use crate::world::{World, lock};

type Shared = State<Arc<World>>;

/// The routes under `/sandbox/api`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/faults", get(faults).put(set_faults))
        .route("/settings", get(settings).post(set_settings))
        .route("/reset", post(reset))
        .route("/tick", post(tick))
        .route("/calls", get(calls))
        .route("/phones", get(phones))
        .route("/phones/{number}", get(phone))
        .route("/phones/{call}/{action}", post(act))
        .route("/phrases", post(say))
        .route("/twilio/calls", get(twilio_calls).post(ring))
        .route("/twilio/calls/{call}", get(twilio_call))
        .route("/telnyx/calls", get(telnyx_calls).post(ring_by_telnyx))
        .route("/telnyx/calls/{call}", get(telnyx_call))
        .route("/stats", get(stats))
        .route("/webhooks", get(webhooks))
        .route("/checkouts", get(checkouts))
        .route("/mails", get(mails))
        .route("/payments", get(payments))
        .route("/payments/{id}", get(payment))
        .route("/payments/{id}/{action}", post(handle))
        .route("/cards", get(cards))
        .route("/events", get(events))
        .fallback(|| async { problem(StatusCode::NOT_FOUND, "there is nothing here") })
        .layer(middleware::from_fn(only_json))
}

fn problem(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"error": message}))).into_response()
}

/// Other sites can't send JSON without asking first, which nobody here grants: that keeps them out.
async fn only_json(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let json =
        kind.is_some_and(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json"));
    if json || matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send content-type: application/json")
}

async fn faults(State(world): Shared) -> Json<Value> {
    Json(world.faults.view())
}

async fn set_faults(State(world): Shared, Json(change): Json<Value>) -> Response {
    match world.faults.apply(&change) {
        Ok(faults) => {
            world.feed.tell("faults", || faults.clone());
            Json(faults).into_response()
        }
        Err(message) => problem(StatusCode::BAD_REQUEST, &message),
    }
}

/// The mailbox: mails to the address named by `to`, or all.
async fn mails(State(world): Shared, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    Json(lock(&world.resend).view(query.get("to").map(String::as_str)))
}

async fn settings(State(world): Shared) -> Json<Value> {
    Json(lock(&world.settings).view())
}

async fn set_settings(State(world): Shared, body: Bytes) -> Response {
    let change: Change = match serde_json::from_slice(&body) {
        Ok(change) => change,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let mut settings = lock(&world.settings);
    let speaker = settings.speech.voice;
    match settings.apply(change) {
        Ok(()) => {
            if settings.speech.voice != speaker {
                world.voice.forget();
            }
            let view = settings.view();
            world.feed.tell("settings", || view.clone());
            Json(view).into_response()
        }
        Err(message) => problem(StatusCode::BAD_REQUEST, &message),
    }
}

async fn reset(State(world): Shared) -> Json<Value> {
    world.reset();
    Json(json!({"status": "ok"}))
}

async fn tick(State(world): Shared) -> Json<Value> {
    world.wake();
    Json(json!({"status": "ok"}))
}

async fn calls(State(world): Shared, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
    let state = query.get("state").map(String::as_str);
    let calls = lock(&world.calls);
    let found = calls.newest().filter(|call| match state {
        Some("live") => call.is_live(),
        Some(state) => call.phase.status() == state,
        None => true,
    });
    Json(found.take(limit).map(summary).collect())
}

async fn phones(State(world): Shared) -> Json<Value> {
    let settings = lock(&world.settings);
    Json(Person::ALL.iter().map(|person| person.view(settings.times(*person))).collect())
}

async fn phone(State(world): Shared, Path(number): Path<String>) -> Json<Value> {
    let person = Person::at(&number);
    let calls = lock(&world.calls);
    let own: Vec<Value> = calls.newest().filter(|call| call.number == number).map(summary).collect();
    let mut view = person.view(lock(&world.settings).times(person));
    view["engaged"] = calls.engaged(&number).into();
    view["number"] = number.into();
    view["calls"] = own.into();
    Json(view)
}

async fn act(State(world): Shared, Path((call, action)): Path<(String, String)>) -> Response {
    let input = match action.as_str() {
        "pick-up" => Input::PickUp,
        "decline" => Input::Decline,
        "hang-up" => Input::HangUp,
        _ => return problem(StatusCode::NOT_FOUND, "the actions are pick-up, decline and hang-up"),
    };
    if lock(&world.calls).get(&call).is_none() {
        return problem(StatusCode::NOT_FOUND, "there is no such call");
    }
    match world.happen(&call, input) {
        Ok(call) => Json(summary(&call)).into_response(),
        Err(message) => problem(StatusCode::CONFLICT, message),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saying {
    text: String,
}

/// What a person on the phone sounds like who says this: µ-law at 8 kHz. It is understood from now on.
async fn say(State(world): Shared, body: Bytes) -> Response {
    let saying: Saying = match serde_json::from_slice(&body) {
        Ok(saying) => saying,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match world.recorded(&saying.text).await {
        Ok(sound) => ([(header::CONTENT_TYPE, "audio/basic")], sound).into_response(),
        Err(Mute(why)) => problem(StatusCode::SERVICE_UNAVAILABLE, &why),
    }
}

/// Somebody calls a number of ours.
async fn ring(State(world): Shared, body: Bytes) -> Response {
    let rung = async |order| Ok(world.twilio_call(&world.ring(order).await?));
    rung_as_ordered(&body, rung).await
}

/// The call that was ordered.
async fn rung_as_ordered(
    body: &[u8],
    ring: impl AsyncFnOnce(Order) -> Result<Option<Value>, Mute>,
) -> Response {
    let order: Order = match serde_json::from_slice(body) {
        Ok(order) => order,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match ring(order).await {
        Ok(call) => (StatusCode::CREATED, Json(call)).into_response(),
        Err(Mute(why)) => problem(StatusCode::UNPROCESSABLE_ENTITY, &why),
    }
}

/// A call, if there is one.
fn call_or_none(call: Option<Value>) -> Response {
    match call {
        Some(call) => Json(call).into_response(),
        None => problem(StatusCode::NOT_FOUND, "there is no such call"),
    }
}

async fn twilio_calls(State(world): Shared) -> Json<Value> {
    Json(world.twilio_calls())
}

async fn twilio_call(State(world): Shared, Path(call): Path<String>) -> Response {
    call_or_none(world.twilio_call(&call))
}

/// Somebody calls a number of ours at Telnyx.
async fn ring_by_telnyx(State(world): Shared, body: Bytes) -> Response {
    let rung = async |order| Ok(world.telnyx_call(&world.ring_by_telnyx(order).await?));
    rung_as_ordered(&body, rung).await
}

async fn telnyx_calls(State(world): Shared) -> Json<Value> {
    Json(world.telnyx_calls())
}

async fn telnyx_call(State(world): Shared, Path(call): Path<String>) -> Response {
    call_or_none(world.telnyx_call(&call))
}

async fn stats(State(world): Shared) -> Json<Value> {
    Json(world.figures())
}

async fn webhooks(State(world): Shared) -> Json<Value> {
    Json(world.post.log.view())
}

async fn checkouts(State(world): Shared) -> Json<Value> {
    Json(world.checkouts())
}

/// Payments that are shown.
const SHOWN: usize = 40;

async fn payments(State(world): Shared) -> Json<Value> {
    let mut all = world.card_payments(SHOWN);
    all.extend(world.invoices(SHOWN));
    let time = |payment: &Value| payment["createdAt"].as_str().unwrap_or_default().to_owned();
    // Stable, so that payments of the same moment keep their order.
    all.sort_by_key(|payment| std::cmp::Reverse(time(payment)));
    all.truncate(SHOWN);
    Json(all.into())
}

fn find_payment(world: &World, id: &str) -> Option<Value> {
    world.card_payment(id).or_else(|| world.invoice(id))
}

async fn payment(State(world): Shared, Path(id): Path<String>) -> Response {
    match find_payment(&world, &id) {
        Some(payment) => Json(payment).into_response(),
        None => problem(StatusCode::NOT_FOUND, "there is no such payment"),
    }
}

/// The buttons beside a payment.
async fn handle(State(world): Shared, Path((id, action)): Path<(String, String)>) -> Response {
    let outcome = if world.card_payment(&id).is_some() {
        Press::named(&action).map(|press| world.press(&id, press))
    } else if world.invoice(&id).is_some() {
        Deed::named(&action).map(|deed| world.deed(&id, deed, None).map(drop).map_err(str::to_owned))
    } else {
        return problem(StatusCode::NOT_FOUND, "there is no such payment");
    };
    match outcome {
        None => problem(StatusCode::NOT_FOUND, "there is no such action for this kind of payment"),
        Some(Err(message)) => problem(StatusCode::CONFLICT, &message),
        Some(Ok(())) => payment(State(world), Path(id)).await,
    }
}

async fn cards() -> Json<Value> {
    Json(TEST_CARDS.iter().map(|(number, _, habit)| json!({"number": number, "habit": habit})).collect())
}

async fn events(State(world): Shared) -> impl IntoResponse {
    feed::stream(&world)
}
