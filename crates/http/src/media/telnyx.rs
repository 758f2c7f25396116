//! Telnyx: a ring is answered by a command that connects the call to our socket, which then carries its sound.

use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_engine::live::{CarrierLine, LineEvent, OwnAgent, Ring, StreamPass};
use ringwright_vendors::telnyx::media::{self, InOrder, Start};
use ringwright_vendors::telnyx::news::{self, CallNews};
use ringwright_vendors::telnyx::{StreamWish, TelnyxCalls, webhook};
use ringwright_voice::frame::Rate;
use ringwright_voice::session::EndReason;

use super::carrier;
use super::socket::{CarrierSocket, bounded};
use crate::{HttpState, Problem};

/// The name of the vendor, of its accounts and of its calls.
const CARRIER: &str = "telnyx";
/// The telephone rings so much longer for a greeting that is not spoken yet.
const RINGING: Duration = Duration::from_millis(1_500);
/// A socket that does not say what it is about by then is closed.
const FIRST_WORD: Duration = Duration::from_secs(10);

/// Telnyx, as this installation knows it.
#[derive(Debug, Clone)]
pub struct Telnyx {
    /// The key by which it signs, as it shows it: 32 bytes in base64.
    pub public_key: String,
    /// Commands to its calls.
    pub calls: TelnyxCalls,
}

/// `POST /voice/telnyx`: what Telnyx tells about calls to numbers of ours.
pub(crate) async fn told(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(telnyx) = state.settings.telnyx.clone() else {
        return Problem::of(FailureCode::AccountNotFound).into_response();
    };
    if let Err(problem) = webhook::verify(&telnyx.public_key, &headers, &body, state.engine.now()) {
        tracing::warn!(vendor = "telnyx", reason = %problem, "a request was refused");
        return Problem::of(FailureCode::WrongSignature).because(problem.to_string()).into_response();
    }
    let done = match news::parse(&body) {
        Ok(CallNews::Rings { id, call, from, to }) => rings(&state, &telnyx, &id, call, from, &to).await,
        Ok(CallNews::StreamEnded { id, call }) => stream_again(&state, &telnyx, &id, call).await,
        Ok(CallNews::Other) => Some(()),
        Err(error) => {
            tracing::warn!(vendor = "telnyx", %error, "a message could not be read");
            Some(())
        }
    };
    // What was not done is told again: the commands bear the id of the message and are obeyed once.
    done.map_or(StatusCode::SERVICE_UNAVAILABLE, |()| StatusCode::OK).into_response()
}

/// Somebody calls.
async fn rings(
    state: &HttpState,
    telnyx: &Telnyx,
    id: &str,
    call: String,
    person: Option<String>,
    to: &str,
) -> Option<()> {
    let agent = match state.engine.agent_of_number(CARRIER, to).await {
        // Where media are unsigned, every number has an agent.
        Ok(None) if state.settings.unsigned_media => state.live.default_agent().await.ok(),
        Ok(agent) => agent,
        Err(error) => {
            tracing::warn!(%error, "the agent of a number could not be looked for");
            return None;
        }
    };
    let Some(agent) = agent.filter(|_| state.live.is_able()) else {
        return told_to(telnyx.calls.reject(&call, id).await);
    };
    // What is said first is spoken while it rings.
    state.live.be_ready(&agent.profile, Rate::Narrow, RINGING).await;
    let pass = StreamPass { org: agent.org, agent: agent.agent, call: call.clone(), person };
    let wish = wish(state, &pass, id)?;
    told_to(telnyx.calls.answer(&call, &wish).await)
}

/// The sound of a call does not come any more. A call that is still held had its connection broken, and is connected
/// again.
async fn stream_again(state: &HttpState, telnyx: &Telnyx, id: &str, call: String) -> Option<()> {
    let open = state.engine.agent_of_open_call(CARRIER, &call).await;
    let open = open.inspect_err(|error| tracing::warn!(%error, "a call could not be looked for")).ok()?;
    let Some((org, agent)) = open else { return Some(()) };
    let pass = StreamPass { org, agent, call: call.clone(), person: None };
    let wish = wish(state, &pass, id)?;
    told_to(telnyx.calls.stream(&call, &wish).await)
}

/// The address of our socket for one call.
fn wish(state: &HttpState, pass: &StreamPass, id: &str) -> Option<StreamWish> {
    let sealed = state.engine.seal_stream_pass(pass);
    let sealed =
        sealed.inspect_err(|error| tracing::error!(%error, "an address could not be sealed")).ok()?;
    let url = state.engine.public_url(&format!("/media/telnyx/{sealed}")).replacen("http", "ws", 1);
    Some(StreamWish { url, command: id.to_owned() })
}

/// Whether a command was taken. One that is refused is not worth repeating: the call is over.
fn told_to(result: Result<(), ringwright_vendors::VendorError>) -> Option<()> {
    match result {
        Ok(()) => Some(()),
        Err(error) => {
            tracing::warn!(vendor = "telnyx", %error, "a command was not taken");
            (!error.is_transient()).then_some(())
        }
    }
}

/// `/media/telnyx/{pass}`: the sound of a call. The address says whose it is; nobody else knows it.
pub(crate) async fn media(
    State(state): State<HttpState>,
    Path(sealed): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let (Some(telnyx), Some(pass)) = (state.settings.telnyx.clone(), state.engine.open_stream_pass(&sealed))
    else {
        return Problem::of(FailureCode::WrongSignature).into_response();
    };
    bounded(upgrade).on_upgrade(move |socket| serve(state, telnyx, pass, socket))
}

async fn serve(state: HttpState, telnyx: Telnyx, pass: StreamPass, socket: WebSocket) {
    let mut socket = CarrierSocket::new(socket);
    let first = tokio::time::timeout(FIRST_WORD, carrier::start(&mut socket, media::parse)).await;
    let Some(start) = first.ok().flatten().filter(fits) else {
        tracing::debug!("a media socket said nothing");
        return;
    };
    if start.call_control_id != pass.call {
        tracing::warn!("a media stream is of another call than its address");
        return;
    }
    let found = state.engine.own_agent(&pass.org, &pass.agent).await;
    let Ok(Some(agent)) = found else {
        tracing::warn!("a media stream names no agent that takes calls");
        return;
    };
    hold(&state, &telnyx, pass, agent, socket).await;
}

async fn hold(state: &HttpState, telnyx: &Telnyx, pass: StreamPass, agent: OwnAgent, socket: CarrierSocket) {
    let line = Line { socket, order: InOrder::default(), closing: false };
    let StreamPass { call, person, .. } = pass;
    let ring = Ring { carrier: CARRIER, carrier_ref: call.clone(), may_repeat: false, agent, person };
    match state.live.hold(ring, Box::new(line)).await {
        // Its sound goes on elsewhere, or whoever called has hung up.
        Ok(EndReason::SocketLost | EndReason::CallerHungUp) => {}
        ended => {
            if let Err(error) = ended {
                tracing::warn!(%error, "a call was not taken");
            }
            // Unlike a socket of Twilio's, one of Telnyx' that is closed ends no call.
            let command = format!("{:032x}", state.engine.chance().bits());
            let _ = told_to(telnyx.calls.hang_up(&call, &command).await);
        }
    }
}

/// Whether a stream's sound is what a line has.
fn fits(start: &Start) -> bool {
    start
        .media_format
        .as_ref()
        .is_none_or(|format| format.encoding == "PCMU" && format.sample_rate == Rate::Narrow.hertz())
}

/// A call's line to Telnyx.
struct Line {
    socket: CarrierSocket,
    order: InOrder,
    closing: bool,
}

impl CarrierLine for Line {
    fn rate(&self) -> Rate {
        Rate::Narrow
    }

    fn play(&mut self, sound: &[u8]) {
        self.socket.send_sound(Message::Text(media::media(sound).into()));
    }

    fn clear(&mut self) {
        self.socket.send_command(Message::Text(media::clear().into()));
    }

    fn mark(&mut self, chunk: u32) {
        self.socket.send_command(Message::Text(media::mark(&chunk.to_string()).into()));
    }

    fn close(&mut self) {
        self.closing = true;
        self.socket.send_command(Message::Close(None));
    }

    fn poll_event(&mut self, context: &mut Context<'_>, sound: &mut Vec<u8>) -> Poll<LineEvent> {
        let Self { socket, order, closing } = self;
        carrier::poll_event(socket, *closing, context, media::parse, |place, payload| {
            order.push(place, payload, sound)
        })
    }
}
