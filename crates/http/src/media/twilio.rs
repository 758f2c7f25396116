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
use ringwright_engine::live::{CarrierLine, LineEvent, OwnAgent, Ring};
use ringwright_vendors::twilio::media::{self, Start};
use ringwright_vendors::twilio::{twiml, webhook};
use ringwright_voice::frame::Rate;

use super::carrier;
use super::socket::{CarrierSocket, bounded};
use crate::{HttpState, Problem};

/// The name of the vendor, of its accounts and of its calls.
const CARRIER: &str = "twilio";
/// What our TwiML gives along to the stream.
const ORG: &str = "organisation";
const AGENT: &str = "agent";
const PERSON: &str = "person";
/// The telephone rings so much longer for a greeting that is not spoken yet.
const RINGING: Duration = Duration::from_millis(1_500);
/// A socket that does not say what it is about by then is closed.
const FIRST_WORD: Duration = Duration::from_secs(10);

/// `POST /voice`: the telephone rings.
pub(crate) async fn ring(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(problem) = judge(&state, &headers, "/voice", &body) {
        return problem.into_response();
    }
    let agent = match field(&body, "To") {
        Some(number) => agent_of(&state, &number).await,
        None => None,
    };
    let Some(agent) = agent.filter(|_| state.live.is_able() && field(&body, "CallSid").is_some()) else {
        return xml(twiml::busy());
    };
    // What is said first is spoken while it rings.
    state.live.be_ready(&agent.profile, Rate::Narrow, RINGING).await;
    let from = field(&body, "From").unwrap_or_default();
    let parameters = [(ORG, agent.org.as_str()), (AGENT, agent.agent.as_str()), (PERSON, &from)];
    let public = state.engine.public_url("");
    let stream = format!("{}/media/twilio", public.replacen("http", "ws", 1));
    xml(twiml::connect(&stream, &format!("{public}/voice/over"), &parameters))
}

/// `POST /voice/over`: the stream of a call has ended, and Twilio asks what to do with it. A call that is still held
/// had its connection broken, and is connected again.
pub(crate) async fn over(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(problem) = judge(&state, &headers, "/voice/over", &body) {
        return problem.into_response();
    }
    let agent = match field(&body, "CallSid") {
        Some(call) => state.engine.agent_of_open_call(CARRIER, &call).await.ok().flatten(),
        None => None,
    };
    let Some((org, agent)) = agent else { return xml(twiml::hang_up()) };
    let public = state.engine.public_url("");
    let stream = format!("{}/media/twilio", public.replacen("http", "ws", 1));
    let parameters = [(ORG, org.as_str()), (AGENT, agent.as_str())];
    xml(twiml::connect(&stream, &format!("{public}/voice/over"), &parameters))
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

/// The agent that a number belongs to; where media are unsigned, every number has one.
async fn agent_of(state: &HttpState, number: &str) -> Option<OwnAgent> {
    match state.engine.agent_of_number(CARRIER, number).await {
        Ok(Some(agent)) => Some(agent),
        Ok(None) => default_agent(state).await,
        Err(error) => {
            tracing::warn!(%error, "the agent of a number could not be looked for");
            None
        }
    }
}

/// The agent of a call that names none.
async fn default_agent(state: &HttpState) -> Option<OwnAgent> {
    if !state.settings.unsigned_media {
        return None;
    }
    let agent = state.live.default_agent().await;
    agent.inspect_err(|error| tracing::warn!(%error, "there is no default agent")).ok()
}

/// The agent that a stream's start names.
async fn agent_named(state: &HttpState, start: &Start) -> Option<OwnAgent> {
    let parameter = |name| start.custom_parameters.get(name);
    let Some((org, agent)) = parameter(ORG).zip(parameter(AGENT)) else { return default_agent(state).await };
    let (org, agent) = (org.parse().ok()?, agent.parse().ok()?);
    let found = state.engine.own_agent(&org, &agent).await;
    found.inspect_err(|error| tracing::warn!(%error, "an agent could not be looked for")).ok().flatten()
}

async fn serve(state: HttpState, socket: WebSocket) {
    let mut socket = CarrierSocket::new(socket);
    let first = tokio::time::timeout(FIRST_WORD, carrier::start(&mut socket, media::parse)).await;
    let Some(start) = first.ok().flatten().filter(fits) else {
        tracing::debug!("a media socket said nothing");
        return;
    };
    let Some(agent) = agent_named(&state, &start).await else {
        tracing::warn!("a media stream names no agent that takes calls");
        return;
    };
    let person = start.custom_parameters.get(PERSON).filter(|person| !person.is_empty()).cloned();
    let carrier_ref =
        if start.call_sid.is_empty() { start.stream_sid.clone() } else { start.call_sid.clone() };
    let line = Line { socket, stream: start.stream_sid, closing: false };
    let ring =
        Ring { carrier: CARRIER, carrier_ref, may_repeat: state.settings.unsigned_media, agent, person };
    if let Err(error) = state.live.hold(ring, Box::new(line)).await {
        tracing::warn!(%error, "a call was not taken");
    }
}

/// Whether a stream's sound is what a line has.
fn fits(start: &Start) -> bool {
    start
        .media_format
        .as_ref()
        .is_none_or(|format| format.encoding == "audio/x-mulaw" && format.sample_rate == Rate::Narrow.hertz())
}

/// A call's line to Twilio.
struct Line {
    socket: CarrierSocket,
    stream: String,
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
        let Self { socket, closing, .. } = self;
        carrier::poll_event(socket, *closing, context, media::parse, |_, payload| {
            media::decode(payload, sound).map(|()| true)
        })
    }
}
