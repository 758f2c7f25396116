//! Deepgram's HTTP interface, under `/deepgram`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::listen::{Listener, spread};
use super::results::{MODEL_UUID, alternative};
use super::speak::{self, Wanted};
use super::wish::Wish;
use crate::crypto::sha256;
use crate::sound::codec::Encoding;
use crate::sound::ear::{Ear, Heard};
use crate::sound::settings::ms;
use crate::sound::voice::Mute;
use crate::sound::wav::{self, Clip};
use crate::sound::{RATE, seconds};
use crate::stream::{Incoming, LARGEST_MESSAGE, Over, Stream};
use crate::world::{Vendor, World, iso, lock};

/// A client that sends nothing for so long is cut off.
const SILENT: Duration = Duration::from_secs(10);
/// No recording is larger.
const LARGEST_FILE: usize = 32 * 1024 * 1024;

type Shared = State<Arc<World>>;

/// The routes under `/deepgram`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/v1/listen", get(listen).post(transcribe))
        .route("/v1/speak", get(speak_live).post(speak_once))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here.") })
        .layer(middleware::from_fn(with_key))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
}

/// An error as Deepgram writes it.
pub fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let body =
        json!({"err_code": code, "err_msg": message, "request_id": "00000000-0000-4000-8000-000000000000"});
    (status, Json(body)).into_response()
}

fn bad(message: &str) -> Response {
    refusal(StatusCode::BAD_REQUEST, "Bad Request", message)
}

/// Any key will do, but there has to be one, in one of the ways that are documented.
async fn with_key(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authorization = text(header::AUTHORIZATION);
    let key = authorization.strip_prefix("Token ").or_else(|| authorization.strip_prefix("Bearer "));
    let protocol = text(header::SEC_WEBSOCKET_PROTOCOL).strip_prefix("token,");
    match key.or(protocol).map(str::trim) {
        Some(key) if !key.is_empty() => next.run(request).await,
        _ => refusal(StatusCode::UNAUTHORIZED, "INVALID_AUTH", "Invalid credentials."),
    }
}

async fn listen(State(world): Shared, RawQuery(query): RawQuery, upgrade: WebSocketUpgrade) -> Response {
    let wish = match Wish::read(&query.unwrap_or_default()) {
        Ok(wish) => wish,
        Err(message) => return bad(&message),
    };
    let upgrade = upgrade.protocols(["token"]).max_message_size(LARGEST_MESSAGE);
    upgrade.on_upgrade(move |socket| {
        let stream = Stream::new(Arc::clone(&world), Vendor::Deepgram, socket);
        hear_out(world, wish, stream)
    })
}

async fn hear_out(world: Arc<World>, wish: Wish, mut stream: Stream) {
    let speech = lock(&world.settings).speech.clone();
    let mut listener = Listener::new(wish, speech, world.ids.uuid(), world.phrases.open());
    match follow(&world, &mut listener, &mut stream).await {
        Err(Over) => {}
        Ok((code, reason)) => stream.close(code, reason).await,
    }
}

async fn follow(
    world: &World,
    listener: &mut Listener,
    stream: &mut Stream,
) -> Result<(u16, &'static str), Over> {
    let mut cut_off = Instant::now() + SILENT;
    let mut closing = false;
    loop {
        let due = listener.next_due();
        if closing && due.is_none() {
            return Ok((1000, ""));
        }
        let wake = due.map_or(cut_off, |due| due.min(cut_off));
        tokio::select! {
            () = tokio::time::sleep_until(wake) => {
                let now = Instant::now();
                while let Some(message) = listener.take(now) {
                    stream.say(&message).await?;
                }
                if now >= cut_off && !closing {
                    return Ok((1011, "NET-0001"));
                }
            }
            incoming = stream.next(), if !closing => {
                let now = Instant::now();
                cut_off = now + SILENT;
                match incoming? {
                    Incoming::Binary(bytes) if !bytes.is_empty() => {
                        listener.learn(world.phrases.open());
                        listener.hear(now, &bytes);
                    }
                    // An empty message once was the way to close.
                    Incoming::Binary(_) => closing = true,
                    Incoming::Text(text) => {
                        let message: Value = serde_json::from_str(&text).unwrap_or_default();
                        match message["type"].as_str() {
                            Some("KeepAlive") => {}
                            Some("Finalize") => listener.finalize(now),
                            Some("CloseStream") => closing = true,
                            _ => return Ok((1008, "DATA-0000")),
                        }
                    }
                }
                if closing {
                    listener.close(now, &iso(world.now_ms()));
                }
            }
        }
    }
}

/// What is said in a recording. It knows the people on the phone, and strangers by the setting.
pub fn understood(world: &World, clip: &Clip) -> Vec<Heard> {
    let samples = clip.samples.as_slice();
    let line = Encoding::Mulaw.write(&crate::sound::codec::at_rate(samples, clip.rate, RATE));
    let mut ear = Ear::new(world.phrases.open());
    ear.hear(&line);
    let mut words = ear.take_words();
    if let Some(stretch) = ear.take_stranger() {
        words.extend(spread(lock(&world.settings).speech.heard.line(0), stretch));
    }
    words
}

async fn transcribe(
    State(world): Shared,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = query.unwrap_or_default();
    let json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if json {
        return bad("Recordings behind an address are not imitated; send the file itself.");
    }
    let clip = match wav::read(&body) {
        Some(clip) => clip,
        None => match Wish::read(&query) {
            Ok(wish) => Clip { rate: wish.rate, samples: wish.encoding.read(&body) },
            Err(_) => return bad("failed to process audio: corrupt or unsupported data"),
        },
    };
    let takes = ms(lock(&world.settings).speech.deepgram.transcript_ms);
    tokio::time::sleep(takes).await;
    let punctuate = query.contains("punctuate=true") || query.contains("smart_format=true");
    let duration = seconds(
        u64::try_from(clip.samples.len()).unwrap_or_default() * u64::from(RATE) / u64::from(clip.rate),
    );
    let words = understood(&world, &clip);
    Json(json!({
        "metadata": {
            "transaction_key": "deprecated", "request_id": world.ids.uuid(), "sha256": sha256(&[&body]),
            "created": iso(world.now_ms()), "duration": duration, "channels": 1, "models": [MODEL_UUID],
            "model_info": { MODEL_UUID: {"name": "sandbox", "version": "2026-01-01.0", "arch": "sandbox"} },
        },
        "results": { "channels": [{ "alternatives": [alternative(&words, punctuate)] }] },
    }))
    .into_response()
}

async fn speak_live(State(world): Shared, RawQuery(query): RawQuery, upgrade: WebSocketUpgrade) -> Response {
    let wanted = match Wanted::read(&query.unwrap_or_default()) {
        Ok(wanted) => wanted,
        Err(message) => return bad(&message),
    };
    let upgrade = upgrade.protocols(["token"]).max_message_size(LARGEST_MESSAGE);
    upgrade.on_upgrade(move |socket| {
        let stream = Stream::new(Arc::clone(&world), Vendor::Deepgram, socket);
        speak::serve(world, wanted, stream)
    })
}

async fn speak_once(State(world): Shared, RawQuery(query): RawQuery, body: Bytes) -> Response {
    let query = query.unwrap_or_default();
    let (Ok(wanted), Ok(body)) = (Wanted::read(&query), serde_json::from_slice::<Value>(&body)) else {
        return bad("The request is not understood.");
    };
    let Some(text) = body["text"].as_str().filter(|text| !text.trim().is_empty()) else {
        return bad("The text is missing.");
    };
    let begun = Instant::now();
    let sound = match wanted.spoken(&world, text).await {
        Ok(sound) => sound,
        Err(Mute(why)) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", &why),
    };
    let takes = ms(lock(&world.settings).speech.deepgram.first_audio_ms);
    tokio::time::sleep_until(begun + takes).await;
    let bare = query.contains("container=none") || wanted.encoding != Encoding::Linear16;
    let (kind, sound) = if bare {
        ("audio/basic", sound)
    } else {
        ("audio/wav", wav::write(&Clip { rate: wanted.rate, samples: wanted.encoding.read(&sound) }))
    };
    ([(header::CONTENT_TYPE, kind)], sound).into_response()
}
