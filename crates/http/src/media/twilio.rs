//! Twilio: a ring is answered with TwiML that connects the call to our socket, which then carries its sound.

use std::collections::BTreeMap;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_engine::live::{CarrierLine, LineEvent, Profile, Ring};
use ringwright_vendors::twilio::media::{self, FromTwilio, Start};
use ringwright_vendors::twilio::{twiml, webhook};
use ringwright_voice::frame::Rate;

use super::socket::{CarrierSocket, Received, bounded};
use crate::{HttpState, Problem};

/// A socket that does not say what it is about by then is closed.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// Messages that cannot be read, after which a socket is given up.
const MOST_BROKEN: u32 = 50;

/// `POST /voice`: the telephone rings.
pub(crate) async fn ring(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(problem) = judge(&state, &headers, "/voice", &body) {
        return problem.into_response();
    }
    if !state.live.is_able() || field(&body, "CallSid").is_none() {
        return xml(twiml::busy());
    }
    state.live.get_ready(&profile(&state).await, Rate::Narrow);
    let public = state.engine.public_url("");
    let stream = format!("{}/media/twilio", public.replacen("http", "ws", 1));
    xml(twiml::connect(&stream, &format!("{public}/voice/over"), &[]))
}

/// `POST /voice/over`: the stream of a call has ended, and Twilio asks what to do with it.
pub(crate) async fn over(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    match judge(&state, &headers, "/voice/over", &body) {
        Ok(()) => xml(twiml::hang_up()),
        Err(problem) => problem.into_response(),
    }
}

/// `/media/twilio`: the sound of a call.
pub(crate) async fn media(
    State(state): State<HttpState>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let address = state.engine.public_url("/media/twilio").replacen("http", "ws", 1);
    if let Err(problem) = judge_at(&state, &headers, &address, b"") {
        return problem.into_response();
    }
    bounded(upgrade).on_upgrade(move |socket| serve(state, socket))
}

/// Whether a request is Twilio's. Without its token nothing is, unless unsigned media are allowed.
fn judge(state: &HttpState, headers: &HeaderMap, path: &str, body: &[u8]) -> Result<(), Problem> {
    judge_at(state, headers, &state.engine.public_url(path), body)
}

fn judge_at(state: &HttpState, headers: &HeaderMap, url: &str, body: &[u8]) -> Result<(), Problem> {
    match &state.settings.twilio_token {
        Some(token) => webhook::verify(token, headers, url, body).map_err(|problem| {
            tracing::warn!(vendor = "twilio", reason = %problem, "a request was refused");
            Problem::of(FailureCode::WrongSignature).because(problem.to_string())
        }),
        None if state.settings.unsigned_media => Ok(()),
        None => Err(Problem::of(FailureCode::AccountNotFound)),
    }
}

fn field(body: &[u8], name: &str) -> Option<String> {
    let form: BTreeMap<_, _> = url::form_urlencoded::parse(body).collect();
    form.get(name).filter(|value| !value.is_empty()).map(|value| value.to_string())
}

fn xml(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response()
}

/// How the agent holds its calls.
async fn profile(_: &HttpState) -> Profile {
    Profile::usual("Robin", "Evening Line")
}

async fn serve(state: HttpState, socket: WebSocket) {
    let mut socket = CarrierSocket::new(socket);
    let first = tokio::time::timeout(FIRST_WORD, start(&mut socket)).await;
    let Ok(Some(start)) = first else {
        tracing::debug!("a media socket said nothing");
        return;
    };
    let profile = profile(&state).await;
    let carrier_ref =
        if start.call_sid.is_empty() { start.stream_sid.clone() } else { start.call_sid.clone() };
    let line = Line { socket, stream: start.stream_sid, broken: 0, closing: false };
    let ring = Ring { carrier: "twilio", carrier_ref, profile };
    if let Err(error) = state.live.hold(ring, Box::new(line)).await {
        tracing::warn!(%error, "a call was not taken");
    }
}

/// The first message that says what the stream is about.
async fn start(socket: &mut CarrierSocket) -> Option<Start> {
    for _ in 0..MOST_BROKEN {
        let Received::Text(text) = std::future::poll_fn(|context| socket.poll(context)).await else {
            return None;
        };
        match media::parse(&text) {
            Ok(FromTwilio::Start(start)) => {
                let format = start.media_format.as_ref();
                let fits = format.is_none_or(|format| {
                    format.encoding == "audio/x-mulaw" && format.sample_rate == Rate::Narrow.hertz()
                });
                return fits.then_some(*start);
            }
            Ok(FromTwilio::Stop) => return None,
            _ => {}
        }
    }
    None
}

/// A call's line to Twilio.
struct Line {
    socket: CarrierSocket,
    stream: String,
    broken: u32,
    closing: bool,
}

impl CarrierLine for Line {
    fn rate(&self) -> Rate {
        Rate::Narrow
    }

    fn play(&mut self, sound: &[u8]) {
        self.socket.send_sound(Message::Text(media::media(&self.stream, sound).into()));
    }

    fn clear(&mut self) {
        self.socket.send_command(Message::Text(media::clear(&self.stream).into()));
    }

    fn mark(&mut self, chunk: u32) {
        self.socket.send_command(Message::Text(media::mark(&self.stream, &chunk.to_string()).into()));
    }

    fn close(&mut self) {
        self.closing = true;
        self.socket.send_command(Message::Close(None));
    }

    fn poll_event(&mut self, context: &mut Context<'_>, sound: &mut Vec<u8>) -> Poll<LineEvent> {
        loop {
            let text = match std::task::ready!(self.socket.poll(context)) {
                Received::Text(text) => text,
                Received::Bytes => continue,
                Received::Closed if self.closing => return Poll::Ready(LineEvent::HungUp),
                Received::Closed | Received::Lost => return Poll::Ready(LineEvent::Lost),
            };
            let event = match media::parse(&text) {
                Ok(FromTwilio::Media(payload)) => media::decode(&payload, sound).map(|()| LineEvent::Sound),
                Ok(FromTwilio::Mark(name)) => match name.parse() {
                    Ok(chunk) => Ok(LineEvent::Played(chunk)),
                    Err(_) => continue,
                },
                Ok(FromTwilio::Key(key)) => Ok(LineEvent::Key(key)),
                Ok(FromTwilio::Stop) => Ok(LineEvent::HungUp),
                Ok(FromTwilio::Start(_) | FromTwilio::Other) => continue,
                Err(error) => Err(error),
            };
            match event {
                Ok(event) => return Poll::Ready(event),
                Err(_) => {
                    self.broken += 1;
                    if self.broken > MOST_BROKEN {
                        tracing::warn!("a media socket sends what cannot be read");
                        return Poll::Ready(LineEvent::Lost);
                    }
                }
            }
        }
    }
}
