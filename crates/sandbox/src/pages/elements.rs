//! Stripe.js and the frames it opens on other people's pages.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::checkout::test_cards;
use super::html::money;
use super::page;
use crate::world::World;

const SCRIPT: &str = include_str!("../assets/stripe-v3.js");
const FRAME: &str = include_str!("../assets/elements.html");
const FRAME_CSS: &str = include_str!("../assets/elements.css");
const FRAME_JS: &str = include_str!("../assets/elements.js");
const BANK: &str = include_str!("../assets/three-d-secure.html");
const BANK_JS: &str = include_str!("../assets/three-d-secure.js");

/// Frames for any page: everything they need comes from here, and they talk only to here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors http: https:";
/// Other origins may load what carries this.
const FOR_ALL: (HeaderName, &str) = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");

/// The routes under `/stripe/v3`.
pub fn router() -> Router<Arc<World>> {
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move {
            ([(header::CONTENT_TYPE, kind), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), FOR_ALL], text)
        })
    };
    let frame = |html: String| {
        get(move || async move { ([FOR_ALL], page(StatusCode::OK, POLICY, html)).into_response() })
    };
    let (css, js) = ("text/css; charset=utf-8", "text/javascript; charset=utf-8");
    Router::new()
        .route("/stripe/v3/", file(js, SCRIPT))
        .route("/stripe/v3", file(js, SCRIPT))
        .route("/stripe/v3/elements.css", file(css, FRAME_CSS))
        .route("/stripe/v3/elements.js", file(js, FRAME_JS))
        .route("/stripe/v3/three-d-secure.js", file(js, BANK_JS))
        .route("/stripe/v3/elements-inner-payment.html", frame(FRAME.replace("{{cards}}", &test_cards())))
        .route("/stripe/v3/three-d-secure.html", frame(BANK.to_owned()))
        .route("/stripe/v3/challenge", post(challenge))
}

/// What the bank's frame asks and answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Challenge {
    client_secret: String,
    outcome: Option<Answer>,
}

/// What the holder of the card does.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Complete,
    Fail,
}

async fn challenge(State(world): State<Arc<World>>, Json(body): Json<Challenge>) -> Response {
    let id = body.client_secret.split_once("_secret_").map(|(id, _)| id).unwrap_or_default();
    let answer = match body.outcome {
        None => world
            .challenge(id, &body.client_secret)
            .map(|(amount, currency, last4)| json!({"amount": money(amount, &currency), "last4": last4})),
        Some(outcome) => world.answer(id, &body.client_secret, matches!(outcome, Answer::Complete)),
    };
    match answer {
        Some(answer) => Json(answer).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({"error": "there is no such payment"}))).into_response(),
    }
}
