//! The vendors of our own calls on the wire, as small as a story needs: whoever makes a sound said the words that
//! the story gives, every word is spoken as sound of its length, and the model answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
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
    /// It breaks off at once.
    Break,
    /// It never answers.
    Stall,
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

    /// What the model was asked.
    pub fn asked(&self) -> Vec<Value> {
        self.inner.asked.lock().unwrap().clone()
    }
}

/// Whether a mu-law byte is as loud as speech: its segment is one of the upper three.
const fn is_loud(byte: u8) -> bool {
    !byte & 0x7f >= 0x50
}

async fn listen(State(inner): State<Arc<Inner>>, upgrade: WebSocketUpgrade) -> Response {
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
                    let sound = vec![0x2a; letters * 160];
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

async fn chat(State(inner): State<Arc<Inner>>, body: String) -> Response {
    inner.asked.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    let reply = inner.replies.lock().unwrap().pop_front().unwrap_or(Reply::Say("Yes."));
    let event = |delta: Value, finish: Value| {
        let chunk = json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
        format!("data: {chunk}\n\n")
    };
    let body = match reply {
        Reply::Say(words) => {
            let words = words.split_inclusive(' ').map(|word| event(json!({ "content": word }), Value::Null));
            words.collect::<String>() + &event(json!({}), json!("stop")) + "data: [DONE]\n\n"
        }
        Reply::Use(tool) => {
            let function = json!({ "name": tool, "arguments": "{}" });
            let call = json!({ "index": 0, "id": "call_1", "type": "function", "function": function });
            event(json!({ "tool_calls": [call] }), Value::Null)
                + &event(json!({}), json!("tool_calls"))
                + "data: [DONE]\n\n"
        }
        Reply::Break => String::new(),
        Reply::Stall => {
            let never = futures::stream::pending::<Result<bytes::Bytes, std::convert::Infallible>>();
            return axum::body::Body::from_stream(never.fuse()).into_response();
        }
    };
    ([("content-type", "text/event-stream")], body).into_response()
}
