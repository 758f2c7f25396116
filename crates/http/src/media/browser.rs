//! Calls from the browser: sound as 16-bit little-endian samples at 16 kHz in binary messages, both ways, and JSON
//! beside it.
//!
//! | from the page | |
//! | --- | --- |
//! | `{"event":"start","agent":"agt_…"}` | first of all; without `agent`, the one that the organisation has chosen |
//! | `{"event":"mark","name":"7"}` | what came before this mark was played |
//! | `{"event":"key","key":"1"}` | a key |
//! | `{"event":"say","words":"…"}` | what the caller wrote in place of saying it, up to 1,000 characters |
//! | `{"event":"stop"}` | hangs up |
//!
//! | to the page | |
//! | --- | --- |
//! | `{"event":"mark","name":"7"}` | to be sent back when what came before is played |
//! | `{"event":"clear"}` | throw away what is not played |
//! | `{"event":"said","speaker":"agent","kind":"whole","number":3,"words":"…"}` | a line of the transcript |
//! | `{"event":"replied","turn":2,"voiceToVoiceMs":410,…}` | how long a reply took |

use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_domain::ids::OrgId;
use ringwright_domain::permission::CallsWrite;
use ringwright_engine::live::{CarrierLine, LineEvent, LineNews, OwnAgent, Ring};
use ringwright_voice::frame::{Rate, ulaw_decode};
use serde_json::json;

use super::page::{self, FromPage};
use super::socket::{CarrierSocket, MOST_UNREADABLE, Received, bounded};
use crate::extract::May;
use crate::{HttpState, Problem, headers};

/// A socket that does not say what it is about by then is closed.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// `/media/browser`: a call of somebody who is signed in.
pub(crate) async fn media(
    State(state): State<HttpState>,
    caller: May<CallsWrite>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // A page of another origin could open a socket with this one's cookie.
    if !headers::is_same_origin(&headers) {
        return Problem::of(FailureCode::CrossOrigin).into_response();
    }
    let org = caller.org().clone();
    bounded(upgrade).on_upgrade(move |socket| serve(state, org, socket))
}

async fn serve(state: HttpState, org: OrgId, socket: WebSocket) {
    let mut socket = CarrierSocket::new(socket);
    let first = tokio::time::timeout(FIRST_WORD, start(&mut socket)).await;
    let Ok(Some(wanted)) = first else { return };
    let Some(agent) = agent(&state, &org, wanted.as_deref()).await else { return };
    let chance = state.engine.chance();
    let carrier_ref = format!("{:016x}{:016x}", chance.bits(), chance.bits());
    let line = Line { socket, closing: false };
    let ring = Ring { carrier: "browser", carrier_ref, may_repeat: false, agent, person: None };
    if let Err(error) = state.live.hold(ring, Box::new(line)).await {
        tracing::warn!(%error, "a call from the browser was not taken");
    }
}

/// The agent that the page names: one of the organisation's own.
async fn agent(state: &HttpState, org: &OrgId, wanted: Option<&str>) -> Option<OwnAgent> {
    let found = match wanted {
        Some(id) => state.engine.own_agent(org, &id.parse().ok()?).await,
        None => match state.engine.chosen_agent(org).await {
            Ok(None) => {
                let default = state.live.default_agent().await;
                default.map(|agent| Some(agent).filter(|agent| agent.org == *org))
            }
            chosen => chosen,
        },
    };
    found.inspect_err(|error| tracing::warn!(%error, "an agent could not be looked for")).ok().flatten()
}

/// The first message, with the agent that it names.
async fn start(socket: &mut CarrierSocket) -> Option<Option<String>> {
    for _ in 0..MOST_UNREADABLE {
        match std::future::poll_fn(|context| socket.poll(context)).await {
            Received::Text(text) => match page::read(&text) {
                Some(FromPage::Start { agent }) => return Some(agent),
                Some(FromPage::Stop) => return None,
                _ => {}
            },
            Received::Bytes(_) => {}
            Received::Closed | Received::Lost => return None,
        }
    }
    None
}

/// A call's line to a page.
struct Line {
    socket: CarrierSocket,
    closing: bool,
}

impl CarrierLine for Line {
    fn rate(&self) -> Rate {
        Rate::Wide
    }

    fn play(&mut self, sound: &[u8]) {
        let mut bytes = Vec::with_capacity(2 * sound.len());
        for byte in sound {
            bytes.extend_from_slice(&ulaw_decode(*byte).to_le_bytes());
        }
        self.socket.send_sound(Message::Binary(bytes.into()));
    }

    fn clear(&mut self) {
        self.socket.send_command(text(&json!({ "event": "clear" })));
    }

    fn mark(&mut self, chunk: u32) {
        self.socket.send_command(text(&json!({ "event": "mark", "name": chunk.to_string() })));
    }

    fn close(&mut self) {
        self.closing = true;
        self.socket.send_command(Message::Close(None));
    }

    fn tell(&mut self, news: LineNews<'_>) {
        let message = match news {
            LineNews::Said(entry) => json!({ "event": "said", "speaker": entry.speaker, "kind": entry.kind,
                "number": entry.number, "words": entry.text }),
            LineNews::Replied(turn) => json!({ "event": "replied", "turn": turn.turn, "askedMs": turn.asked,
                "firstTokenMs": turn.first_token, "firstAudioMs": turn.first_audio, "decidedMs": turn.decided,
                "voiceToVoiceMs": turn.voice_to_voice }),
        };
        // Without it the call goes on: it is left out where sound would be.
        self.socket.send_sound(text(&message));
    }

    fn poll_event(&mut self, context: &mut Context<'_>, sound: &mut Vec<u8>) -> Poll<LineEvent> {
        loop {
            let message = match std::task::ready!(self.socket.poll(context)) {
                Received::Bytes(bytes) => {
                    page::append(&bytes, sound);
                    return Poll::Ready(LineEvent::Sound);
                }
                Received::Text(message) => message,
                Received::Closed => return Poll::Ready(LineEvent::HungUp),
                Received::Lost => return Poll::Ready(LineEvent::Lost),
            };
            match page::read(&message) {
                Some(FromPage::Mark { name }) => {
                    if let Ok(chunk) = name.parse() {
                        return Poll::Ready(LineEvent::Played(chunk));
                    }
                }
                Some(FromPage::Key { key }) => return Poll::Ready(LineEvent::Key(key)),
                Some(FromPage::Say { words }) => return Poll::Ready(LineEvent::Typed(words)),
                Some(FromPage::Stop) => return Poll::Ready(LineEvent::HungUp),
                Some(FromPage::Start { .. }) => {}
                None => {
                    if self.socket.count_unreadable() {
                        return Poll::Ready(LineEvent::Lost);
                    }
                }
            }
        }
    }
}

fn text(message: &serde_json::Value) -> Message {
    Message::Text(message.to_string().into())
}
