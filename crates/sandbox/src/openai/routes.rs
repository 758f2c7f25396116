//! OpenAI's HTTP interface, under `/openai/v1`.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{chat, form};
use crate::deepgram::understood;
use crate::faults::Mishap;
use crate::sound::codec::at_rate;
use crate::sound::settings::ms;
use crate::sound::voice::{Mute, Timbre};
use crate::sound::wav::{self, Clip};
use crate::sound::{RATE, seconds};
use crate::stream::GARBAGE;
use crate::world::{Vendor, World, ended, lock};

/// No recording is larger.
const LARGEST_FILE: usize = 25 * 1024 * 1024;
/// The models there are; the one to talk with comes first.
const MODELS: [&str; 4] = ["sandbox-mini", "sandbox-large", "whisper-1", "tts-1"];
/// The rate of speech without a header.
const PCM_RATE: u32 = 24_000;

type Shared = State<Arc<World>>;

/// The routes under `/openai/v1`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/models", get(models))
        .route("/models/{model}", get(model))
        .route("/chat/completions", post(completions))
        .route("/audio/transcriptions", post(transcriptions))
        .route("/audio/speech", post(speech))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "Invalid URL") })
        .layer(middleware::from_fn(with_key))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
}

/// An error as OpenAI writes it.
pub fn refusal(status: StatusCode, message: &str) -> Response {
    let kind = match status {
        StatusCode::TOO_MANY_REQUESTS => "rate_limit_exceeded",
        _ if status.is_server_error() => "server_error",
        _ => "invalid_request_error",
    };
    (status, Json(json!({"error": {"message": message, "type": kind, "param": null, "code": null}})))
        .into_response()
}

/// Any key will do, but there has to be one.
async fn with_key(request: axum::extract::Request, next: Next) -> Response {
    let key = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    match key.and_then(|key| key.strip_prefix("Bearer ")).map(str::trim) {
        Some(key) if !key.is_empty() => next.run(request).await,
        _ => refusal(StatusCode::UNAUTHORIZED, "You didn't provide an API key."),
    }
}

fn described(name: &str) -> Value {
    json!({"id": name, "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"})
}

async fn models() -> Json<Value> {
    Json(json!({"object": "list", "data": MODELS.map(described)}))
}

async fn model(Path(name): Path<String>) -> Response {
    match MODELS.into_iter().find(|model| **model == name) {
        Some(name) => Json(described(name)).into_response(),
        None => refusal(StatusCode::NOT_FOUND, &format!("The model '{name}' does not exist")),
    }
}

async fn completions(State(world): Shared, body: Bytes) -> Response {
    match serde_json::from_slice::<Value>(&body) {
        Ok(request) => chat::complete(world, &request).await,
        Err(_) => refusal(StatusCode::BAD_REQUEST, "We could not parse the JSON body of your request."),
    }
}

/// What comes in place of an answer when something goes wrong on purpose.
async fn broken(world: &Arc<World>) -> Option<Response> {
    Some(match world.mishap(Vendor::OpenAi)? {
        Mishap::Garbage => GARBAGE.into_response(),
        Mishap::Disconnect => {
            let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            Body::from_stream(futures::stream::once(async { Err::<Bytes, _>(broken) })).into_response()
        }
        Mishap::Stall => {
            ended(world.stopped.clone()).await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    })
}

async fn transcriptions(State(world): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let fields = form::boundary(kind).and_then(|boundary| form::fields(&body, boundary));
    let Some(fields) = fields else {
        return refusal(StatusCode::BAD_REQUEST, "Could not parse multipart form");
    };
    let field = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.content);
    if field("model").is_none_or(<[u8]>::is_empty) {
        return refusal(StatusCode::BAD_REQUEST, "you must provide a model parameter");
    }
    let Some(clip) = field("file").and_then(wav::read) else {
        return refusal(StatusCode::BAD_REQUEST, "The sandbox reads WAVE files of G.711 or 16 bits only.");
    };
    let takes = ms(lock(&world.settings).speech.openai.transcript_ms);
    tokio::time::sleep(takes).await;
    if let Some(broken) = broken(&world).await {
        return broken;
    }
    let words = understood(&world, &clip);
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    match field("response_format") {
        Some(b"text") => text.into_response(),
        Some(b"verbose_json") => {
            let length = u64::try_from(clip.samples.len()).unwrap_or_default();
            let words: Vec<Value> = words
                .iter()
                .map(
                    |word| json!({"word": word.text, "start": seconds(word.start), "end": seconds(word.end)}),
                )
                .collect();
            Json(json!({
                "task": "transcribe", "language": "english", "text": text, "words": words,
                "duration": seconds(length * u64::from(RATE) / u64::from(clip.rate)),
            }))
            .into_response()
        }
        _ => Json(json!({"text": text})).into_response(),
    }
}

async fn speech(State(world): Shared, body: Bytes) -> Response {
    let begun = Instant::now();
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (Some(text), true, true) =
        (request["input"].as_str(), request["model"].is_string(), !request["voice"].is_null())
    else {
        return refusal(StatusCode::BAD_REQUEST, "model, input and voice are required");
    };
    let format = request["response_format"].as_str().unwrap_or("mp3");
    if !matches!(format, "wav" | "pcm") {
        let message = format!("The sandbox speaks wav and pcm; it cannot write {format}.");
        return refusal(StatusCode::BAD_REQUEST, &message);
    }
    let (speaker, wait) = {
        let settings = lock(&world.settings);
        (settings.speech.voice, settings.speech.openai.first_audio_ms)
    };
    let clip = match world.voice.say(speaker, Timbre::Agent, text).await {
        Ok(clip) => Clip { rate: PCM_RATE, samples: at_rate(&clip.samples, clip.rate, PCM_RATE) },
        Err(Mute(why)) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, &why),
    };
    tokio::time::sleep_until(begun + ms(wait)).await;
    if let Some(broken) = broken(&world).await {
        return broken;
    }
    match format {
        "wav" => ([(header::CONTENT_TYPE, "audio/wav")], wav::write(&clip)).into_response(),
        _ => {
            let sound = crate::sound::codec::Encoding::Linear16.write(&clip.samples);
            ([(header::CONTENT_TYPE, "audio/pcm")], sound).into_response()
        }
    }
}
