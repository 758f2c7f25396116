//! The vendors of our own calls on the wire, as small as a story needs: whoever makes a sound said the words that
//! the story gives, every word is spoken as sound of its length, and the model answers what it is told to.
//! Deepgram and OpenAI come first; who stands in for them is there as well.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use ringwright_engine::live::{Endpoint, LiveSettings};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the model answers.
#[derive(Clone)]
pub enum Reply {
    /// These words.
    Say(&'static str),
    /// It wants this tool.
    Use(&'static str),
    /// It wants this tool, and tells it this.
    Ask(&'static str, &'static str),
    /// It breaks off at once.
    Break,
    /// It never answers.
    Stall,
    /// It answers what nobody can read.
    Garbage,
}

/// What goes wrong in a stream of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing comes any more.
    Stall,
    /// The connection breaks.
    Disconnect,
    /// Something comes that nobody can read.
    Garbage,
}

#[derive(Default)]
struct Inner {
    /// What goes wrong when somebody is to be understood, and when something is to be said.
    deaf: Mutex<VecDeque<Mishap>>,
    mute: Mutex<VecDeque<Mishap>>,
    said: Mutex<VecDeque<&'static str>>,
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<Value>>,
    /// Words that were to be expected when somebody was listened to last.
    terms: Mutex<Vec<String>>,
    /// Who understood, spoke or thought, in turn.
    served: Mutex<Vec<&'static str>>,
}

impl Inner {
    fn serves(&self, who: &'static str) {
        self.served.lock().unwrap().push(who);
    }
}

/// The vendors.
#[derive(Clone)]
pub struct Speech {
    inner: Arc<Inner>,
    origin: String,
}

impl Speech {
    pub async fn start() -> Self {
        let inner = Arc::new(Inner::default());
        let app = Router::new()
            .route("/v1/listen", any(listen))
            .route("/v1/speak", any(speak))
            .route("/v1/models", get(async || axum::Json(json!({ "data": [{ "id": "the-model" }] }))))
            .route("/v1/chat/completions", post(chat))
            .route("/v1/audio/transcriptions", post(transcribe))
            .route("/v1/audio/speech", post(speak_file))
            .route("/v1/text-to-speech/{voice}/stream-input", any(speak_live))
            .route("/router/models", get(async || axum::Json(json!({ "data": [{ "id": "another" }] }))))
            .route("/router/chat/completions", post(chat_elsewhere))
            .with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { inner, origin }
    }

    /// How a server finds them.
    pub fn settings(&self) -> LiveSettings {
        let endpoint = |url| Endpoint { url: Some(url), ..Endpoint::default() };
        LiveSettings {
            deepgram: endpoint(format!("ws://{}", self.origin)),
            openai: endpoint(format!("http://{}/v1", self.origin)),
            ..LiveSettings::default()
        }
    }

    /// The same, with everybody who can stand in for them.
    pub fn settings_of_all(&self) -> LiveSettings {
        let endpoint = |url| Endpoint { url: Some(url), ..Endpoint::default() };
        LiveSettings {
            elevenlabs: endpoint(format!("http://{}", self.origin)),
            openrouter: endpoint(format!("http://{}/router", self.origin)),
            ..self.settings()
        }
    }

    /// Whether somebody has understood, spoken or thought.
    pub fn has_served(&self, who: &str) -> bool {
        self.inner.served.lock().unwrap().contains(&who)
    }

    /// What the caller says next, and what the model answers in turn.
    pub fn expect(&self, said: &'static str, replies: impl IntoIterator<Item = Reply>) {
        self.inner.said.lock().unwrap().push_back(said);
        self.inner.replies.lock().unwrap().extend(replies);
    }

    /// The next time that the caller is to be understood, it goes wrong.
    pub fn be_deaf(&self, mishap: Mishap) {
        self.inner.deaf.lock().unwrap().push_back(mishap);
    }

    /// The next time that something is to be said, it goes wrong.
    pub fn be_mute(&self, mishap: Mishap) {
        self.inner.mute.lock().unwrap().push_back(mishap);
    }

    /// Words that were to be expected when somebody was listened to last.
    pub fn terms(&self) -> Vec<String> {
        self.inner.terms.lock().unwrap().clone()
    }

    /// What the model was asked.
    pub fn asked(&self) -> Vec<Value> {
        self.inner.asked.lock().unwrap().clone()
    }
}

/// Whether a mu-law byte is as loud as speech: its segment is one of the upper three.
const fn is_loud(byte: u8) -> bool {
    !byte & 0x7f >= 0x50
}

async fn listen(
    State(inner): State<Arc<Inner>>,
    Query(wishes): Query<Vec<(String, String)>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let terms = wishes.into_iter().filter(|(name, _)| name == "keyterm").map(|(_, term)| term);
    *inner.terms.lock().unwrap() = terms.collect();
    upgrade.on_upgrade(async move |mut socket| {
        let (mut heard, mut loud_from) = (0_usize, None);
        while let Some(Ok(message)) = socket.recv().await {
            match message {
                Message::Binary(sound) => {
                    if sound.iter().any(|byte| is_loud(*byte)) {
                        loud_from.get_or_insert(heard);
                    }
                    heard += sound.len();
                }
                Message::Text(text) if text.contains("Finalize") => {
                    let Some(from) = loud_from else { continue };
                    let mishap = inner.deaf.lock().unwrap().pop_front();
                    if let Some(mishap) = mishap {
                        if go_wrong(&mut socket, mishap).await {
                            continue;
                        }
                        return;
                    }
                    loud_from = None;
                    let Some(said) = inner.said.lock().unwrap().pop_front() else { continue };
                    #[expect(clippy::cast_precision_loss, reason = "a few seconds of sound")]
                    let seconds = |samples: usize| samples as f64 / 8_000.0;
                    let words = json!([{ "word": "w", "start": seconds(from), "end": seconds(heard) }]);
                    let alternatives = json!([{ "transcript": said, "confidence": 1.0, "words": words }]);
                    let results = json!({ "type": "Results", "channel_index": [0, 1], "start": seconds(from),
                        "duration": seconds(heard - from), "is_final": true, "speech_final": true,
                        "channel": { "alternatives": alternatives }, "metadata": {} });
                    if socket.send(Message::Text(results.to_string().into())).await.is_err() {
                        return;
                    }
                }
                Message::Text(_) => {}
                _ => return,
            }
        }
    })
}

/// Understands a whole utterance.
async fn transcribe(State(inner): State<Arc<Inner>>, body: bytes::Bytes) -> Response {
    inner.serves("transcriptions");
    assert!(body.windows(8).any(|window| window == b"WAVEfmt "));
    let mishap = inner.deaf.lock().unwrap().pop_front();
    match mishap {
        None => {}
        Some(Mishap::Stall) => return std::future::pending().await,
        Some(Mishap::Disconnect) => return axum::http::StatusCode::BAD_GATEWAY.into_response(),
        Some(Mishap::Garbage) => return "{\"text\": garbage".into_response(),
    }
    let said = inner.said.lock().unwrap().pop_front().unwrap_or_default();
    axum::Json(json!({ "text": said })).into_response()
}

/// 20 ms of sound for every letter, as a file of 24 kHz.
async fn speak_file(State(inner): State<Arc<Inner>>, body: String) -> Response {
    inner.serves("speech");
    let asked: Value = serde_json::from_str(&body).unwrap();
    let letters = asked["input"].as_str().unwrap().chars().count();
    let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(24_000_u32.to_le_bytes());
    file.extend(48_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data\xff\xff\xff\xff");
    file.extend(std::iter::repeat_n([0, 0x10], letters * 480).flatten());
    file.into_response()
}

/// The same over a socket, for text that is still being written.
async fn speak_live(State(inner): State<Arc<Inner>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let mut said = String::new();
        while let Some(Ok(Message::Text(message))) = socket.recv().await {
            let message: Value = serde_json::from_str(&message).unwrap();
            let text = message["text"].as_str().unwrap();
            said.push_str(text);
            if text.is_empty() {
                inner.serves("stream-input");
                let sound = STANDARD.encode(hum(said.trim().chars().count()));
                let last = json!({ "audio": null, "isFinal": true });
                for message in [json!({ "audio": sound, "isFinal": null }), last] {
                    if socket.send(Message::Text(message.to_string().into())).await.is_err() {
                        return;
                    }
                }
            }
        }
    })
}

/// Lets a mishap happen; `false` when the stream is over by it.
async fn go_wrong(socket: &mut WebSocket, mishap: Mishap) -> bool {
    match mishap {
        Mishap::Stall => {
            while let Some(Ok(_)) = socket.recv().await {}
            false
        }
        Mishap::Disconnect => false,
        Mishap::Garbage => socket.send(Message::Text("{\"type\": garbage".into())).await.is_ok(),
    }
}

/// 20 ms of sound for every letter: a tone of 400 Hz at the rate of the telephone.
fn hum(letters: usize) -> Vec<u8> {
    [[0x2a; 10], [0xaa; 10]].concat().repeat(letters * 8)
}

/// 20 ms of sound for every letter.
async fn speak(State(inner): State<Arc<Inner>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let mut letters = 0;
        while let Some(Ok(Message::Text(message))) = socket.recv().await {
            let message: Value = serde_json::from_str(&message).unwrap();
            let answer = match message["type"].as_str().unwrap() {
                "Speak" => {
                    letters = message["text"].as_str().unwrap().chars().count();
                    continue;
                }
                "Flush" => {
                    let mishap = inner.mute.lock().unwrap().pop_front();
                    if let Some(mishap) = mishap {
                        if go_wrong(&mut socket, mishap).await {
                            continue;
                        }
                        return;
                    }
                    let sound = hum(letters);
                    if socket.send(Message::Binary(sound.into())).await.is_err() {
                        return;
                    }
                    r#"{"type":"Flushed","sequence_id":0}"#
                }
                _ => r#"{"type":"Cleared","sequence_id":0}"#,
            };
            if socket.send(Message::Text(answer.into())).await.is_err() {
                return;
            }
        }
    })
}

async fn chat_elsewhere(state: State<Arc<Inner>>, body: String) -> Response {
    state.serves("another");
    chat(state, body).await
}

fn event(delta: Value, finish: Value) -> String {
    let chunk = json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
    format!("data: {chunk}\n\n")
}

fn wanted(tool: &str, arguments: &str) -> String {
    let function = json!({ "name": tool, "arguments": arguments });
    let call = json!({ "index": 0, "id": "call_1", "type": "function", "function": function });
    event(json!({ "tool_calls": [call] }), Value::Null)
        + &event(json!({}), json!("tool_calls"))
        + "data: [DONE]\n\n"
}

async fn chat(State(inner): State<Arc<Inner>>, body: String) -> Response {
    inner.asked.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    let reply = inner.replies.lock().unwrap().pop_front().unwrap_or(Reply::Say("Yes."));
    let body = match reply {
        Reply::Say(words) => {
            let words = words.split_inclusive(' ').map(|word| event(json!({ "content": word }), Value::Null));
            words.collect::<String>() + &event(json!({}), json!("stop")) + "data: [DONE]\n\n"
        }
        Reply::Use(tool) => wanted(tool, "{}"),
        Reply::Ask(tool, arguments) => wanted(tool, arguments),
        Reply::Break => String::new(),
        Reply::Garbage => "data: {\"choices\": garbage\n\n".to_owned(),
        Reply::Stall => {
            let never = futures::stream::pending::<Result<bytes::Bytes, std::convert::Infallible>>();
            return axum::body::Body::from_stream(never.fuse()).into_response();
        }
    };
    ([("content-type", "text/event-stream")], body).into_response()
}
