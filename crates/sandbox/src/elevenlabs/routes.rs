//! ElevenLabs's HTTP interface, under `/elevenlabs`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::convai;
use super::format::Format;
use super::stream::{self, Wish};
use crate::sound::settings::ms;
use crate::sound::voice::{Mute, Timbre};
use crate::stream::{LARGEST_MESSAGE, Stream};
use crate::world::{Vendor, World, lock};

type Shared = State<Arc<World>>;

/// The routes under `/elevenlabs`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/v1/voices", get(voices))
        .route("/v1/text-to-speech/{voice}", post(speak))
        .route("/v1/text-to-speech/{voice}/stream", post(speak))
        .route("/v1/text-to-speech/{voice}/stream-input", get(speak_live))
        .merge(convai::router())
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "not_found", "Not Found") })
}

/// An error as ElevenLabs writes it.
pub fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({"detail": {"status": code, "message": message}}))).into_response()
}

/// Any key will do, but there has to be one.
fn has_key(headers: &HeaderMap) -> bool {
    headers.get("xi-api-key").is_some_and(|key| !key.is_empty())
}

fn stranger() -> Response {
    refusal(StatusCode::UNAUTHORIZED, "needs_authorization", "An API key is missing")
}

async fn voices(headers: HeaderMap) -> Response {
    if !has_key(&headers) {
        return stranger();
    }
    let voice = |id: &str, name: &str| {
        json!({"voice_id": id, "name": name, "category": "premade", "labels": {"language": "en"},
               "available_for_tiers": [], "preview_url": null, "description": null, "settings": null})
    };
    let voices = [voice("sandboxVoiceOne00001", "Robin"), voice("sandboxVoiceTwo00002", "Kim")];
    Json(json!({"voices": voices})).into_response()
}

async fn speak(State(world): Shared, RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> Response {
    let begun = Instant::now();
    if !has_key(&headers) {
        return stranger();
    }
    let format = match Format::read(&query.unwrap_or_default()) {
        Ok(format) => format,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "invalid_output_format", &message),
    };
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let Some(text) = request["text"].as_str().filter(|text| !text.trim().is_empty()) else {
        let detail = json!([{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]);
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"detail": detail}))).into_response();
    };
    let (speaker, wait) = {
        let settings = lock(&world.settings);
        (settings.speech.voice, settings.speech.elevenlabs.first_audio_ms)
    };
    let said = world.voice.say(speaker, Timbre::Agent, text).await;
    tokio::time::sleep_until(begun + ms(wait)).await;
    match said {
        Ok(clip) => ([(header::CONTENT_TYPE, "audio/basic")], format.write(&clip)).into_response(),
        Err(Mute(why)) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", &why),
    }
}

async fn speak_live(
    State(world): Shared,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let wish = match Wish::read(&query.unwrap_or_default(), has_key(&headers)) {
        Ok(wish) => wish,
        Err(message) => return refusal(StatusCode::BAD_REQUEST, "invalid_parameters", &message),
    };
    upgrade.max_message_size(LARGEST_MESSAGE).on_upgrade(move |socket| {
        let stream = Stream::new(Arc::clone(&world), Vendor::ElevenLabs, socket);
        stream::serve(world, wish, stream)
    })
}
