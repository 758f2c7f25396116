//! Deepgram and OpenAI on the wire, live: sockets and streams against a local server that speaks as they do.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use futures::StreamExt as _;
use ringwright_vendors::language_model::{LanguageModel as _, Message as Line, Question, Thought, Tokens};
use ringwright_vendors::recognizer::{Certainty, ListenOrder, Listening, Recognizer as _};
use ringwright_vendors::synthesizer::{SpeakOrder, Speaking, SpeechNews, Synthesizer as _};
use ringwright_vendors::{
    BaseUrl, ChatModel, DeepgramAccess, DeepgramListen, DeepgramSpeak, ModelChoice, OpenAiAccess, Secret,
    Streams, VendorError,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the server was told.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

async fn start() -> (BaseUrl, Seen) {
    let seen = Seen::default();
    let app = Router::new()
        .route("/v1/listen", any(listen))
        .route("/v1/speak", any(speak))
        .route("/v1/models", get(models))
        .route("/v1/chat/completions", post(chat))
        .with_state(seen.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (base, seen)
}

async fn listen(
    State(seen): State<Seen>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    seen.note(format!("{} {}", query.unwrap(), headers["authorization"].to_str().unwrap()));
    upgrade.on_upgrade(async move |mut socket| {
        let mut heard = 0;
        while let Some(Ok(message)) = socket.recv().await {
            match message {
                Message::Binary(sound) => heard += sound.len(),
                Message::Text(text) if text.contains("Finalize") => {
                    #[expect(clippy::cast_precision_loss, reason = "a few seconds of sound")]
                    let duration = heard as f64 / 8_000.0;
                    let words = json!([{ "word": "hello", "start": 0.25, "end": 0.5 }]);
                    let alternatives = json!([{ "transcript": "hello", "confidence": 1.0, "words": words }]);
                    let results = json!({ "type": "Results", "channel_index": [0, 1], "start": 0.0,
                        "duration": duration, "is_final": true, "speech_final": false,
                        "channel": { "alternatives": alternatives }, "metadata": {} });
                    socket.send(Message::Text(results.to_string().into())).await.unwrap();
                }
                Message::Text(text) => seen.note(text.as_str()),
                _ => break,
            }
        }
    })
}

async fn speak(State(seen): State<Seen>, RawQuery(query): RawQuery, upgrade: WebSocketUpgrade) -> Response {
    seen.note(query.unwrap());
    upgrade.on_upgrade(async move |mut socket| {
        let mut text = String::new();
        while let Some(Ok(Message::Text(message))) = socket.recv().await {
            let message: Value = serde_json::from_str(&message).unwrap();
            seen.note(message["type"].as_str().unwrap());
            match message["type"].as_str().unwrap() {
                "Speak" => message["text"].as_str().unwrap().clone_into(&mut text),
                "Flush" if text == "stop" => return,
                // The voice takes its time over this until it is told otherwise.
                "Flush" if text == "slow" => {}
                "Flush" => say(&mut socket, &text).await,
                "Clear" => {
                    say(&mut socket, "old").await;
                    let cleared = r#"{"type":"Cleared","sequence_id":0}"#;
                    socket.send(Message::Text(cleared.into())).await.unwrap();
                }
                other => panic!("{other}"),
            }
        }
    })
}

/// A sound of the words' own letters, and the end of it.
async fn say(socket: &mut WebSocket, text: &str) {
    socket.send(Message::Binary(text.as_bytes().to_vec().into())).await.unwrap();
    let flushed = r#"{"type":"Flushed","sequence_id":0}"#;
    socket.send(Message::Text(flushed.into())).await.unwrap();
}

async fn models() -> Response {
    axum::Json(json!({ "object": "list", "data": [{ "id": "first" }, { "id": "second" }] })).into_response()
}

async fn chat(State(seen): State<Seen>, headers: HeaderMap, body: String) -> Response {
    seen.note(headers["authorization"].to_str().unwrap());
    let asked: Value = serde_json::from_str(&body).unwrap();
    seen.note(body);
    let words = asked["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
    if words == "refuse" {
        let problem = json!({ "error": { "message": "no credit", "code": "insufficient_quota" } });
        return (axum::http::StatusCode::TOO_MANY_REQUESTS, axum::Json(problem)).into_response();
    }
    let chunk = |content: &str| json!({ "choices": [{ "index": 0, "delta": { "content": content }, "finish_reason": null }] });
    let finish = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 3, "completion_tokens": 2 } });
    let events = [chunk("You said "), chunk(words), finish, usage].map(|event| format!("data: {event}\n\n"));
    let body = events.concat() + "data: [DONE]\n\n";
    ([("content-type", "text/event-stream")], body).into_response()
}

fn deepgram(base: BaseUrl) -> DeepgramAccess {
    DeepgramAccess { base, key: Secret::new("dg-key") }
}

fn order() -> SpeakOrder {
    SpeakOrder { hertz: 8_000, language: "en".into(), voice: None }
}

async fn words(stream: &mut dyn Listening) -> Result<ringwright_vendors::recognizer::Words, VendorError> {
    poll_fn(|context| stream.poll_words(context)).await
}

async fn news(stream: &mut dyn Speaking) -> SpeechNews {
    poll_fn(|context| stream.poll_sound(context)).await
}

fn sound(chunk: u32, text: &'static str) -> SpeechNews {
    SpeechNews::Sound { chunk, sound: text.as_bytes().into() }
}

#[tokio::test]
async fn a_caller_is_listened_to_from_the_first_sound_on() {
    let (base, seen) = start().await;
    let terms: Arc<[String]> = ["Maria".to_owned()].into();
    let order = ListenOrder { hertz: 8_000, language: "en".into(), terms };
    let mut stream = DeepgramListen::new(deepgram(base), None).listen(&order);
    // Before the connection stands.
    for _ in 0..25 {
        stream.hear(&[0xff; 160]);
    }
    stream.keep_alive();
    stream.finalize();
    let heard = words(&mut *stream).await.unwrap();
    assert_eq!((&*heard.text, heard.certainty), ("hello", Certainty::Final));
    assert_eq!((heard.from.as_millis(), heard.upto.as_millis()), (250, 500));
    let seen = seen.all();
    assert!(seen[0].starts_with("model=nova-3&language=en&encoding=mulaw&sample_rate=8000&channels=1"));
    assert!(seen[0].ends_with("keyterm=Maria Token dg-key"), "{}", seen[0]);
    assert_eq!(seen[1], r#"{"type":"KeepAlive"}"#);
}

#[tokio::test]
async fn sound_before_the_connection_is_bounded_and_the_newest_stays() {
    let (base, _) = start().await;
    let order = ListenOrder { hertz: 8_000, language: "en".into(), terms: [].into() };
    let mut stream = DeepgramListen::new(deepgram(base), None).listen(&order);
    for _ in 0..1_000 {
        stream.hear(&[0xff; 160]);
    }
    stream.finalize();
    assert_eq!(words(&mut *stream).await.unwrap().upto.as_millis(), 8_180);
}

#[tokio::test]
async fn nobody_at_the_other_end_is_trouble() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let order_ear = ListenOrder { hertz: 8_000, language: "en".into(), terms: [].into() };
    let mut ear = DeepgramListen::new(deepgram(base.clone()), None).listen(&order_ear);
    assert!(matches!(words(&mut *ear).await, Err(VendorError::Unreachable { .. })));
    let mut voice = DeepgramSpeak::new(deepgram(base)).open(&order());
    voice.speak(1, "hello");
    assert!(matches!(news(&mut *voice).await, SpeechNews::Trouble { .. }));
}

#[tokio::test]
async fn chunks_are_spoken_in_order() {
    let (base, seen) = start().await;
    let mut voice = DeepgramSpeak::new(deepgram(base)).open(&order());
    voice.speak(7, "one \"two\"");
    voice.speak(8, "three");
    assert_eq!(news(&mut *voice).await, sound(7, "one \"two\""));
    assert_eq!(news(&mut *voice).await, SpeechNews::Done { chunk: 7 });
    assert_eq!(news(&mut *voice).await, sound(8, "three"));
    assert_eq!(news(&mut *voice).await, SpeechNews::Done { chunk: 8 });
    let expected =
        ["model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000", "Speak", "Flush", "Speak", "Flush"];
    assert_eq!(seen.all(), expected);
}

#[tokio::test]
async fn what_is_cancelled_is_not_heard_and_the_rest_is_said_again() {
    let (base, _) = start().await;
    let mut voice = DeepgramSpeak::new(deepgram(base)).open(&order());
    voice.speak(1, "slow");
    voice.speak(2, "two");
    voice.cancel(1);
    voice.speak(3, "three");
    // The old sound that comes before the answer to `Clear` is nobody's.
    assert_eq!(news(&mut *voice).await, sound(2, "two"));
    assert_eq!(news(&mut *voice).await, SpeechNews::Done { chunk: 2 });
    assert_eq!(news(&mut *voice).await, sound(3, "three"));
}

#[tokio::test]
async fn a_voice_that_hangs_up_in_the_middle_is_trouble_and_can_be_asked_again() {
    let (base, _) = start().await;
    let mut voice = DeepgramSpeak::new(deepgram(base)).open(&order());
    voice.speak(1, "stop");
    assert!(matches!(news(&mut *voice).await, SpeechNews::Trouble { .. }));
    voice.speak(2, "two");
    assert_eq!(news(&mut *voice).await, sound(2, "two"));
}

#[tokio::test]
async fn a_model_answers_bit_by_bit_and_its_refusal_is_told() {
    let (base, seen) = start().await;
    let base = BaseUrl::parse(&format!("{}v1", base.as_str())).unwrap();
    let access = OpenAiAccess { name: "openai", base, key: Secret::new("sk-1") };
    let model = ChatModel::new(access, Streams::default(), ModelChoice::FirstOr("usual"));
    model.get_ready().await;
    let ask = |words: &str| Question {
        messages: vec![Line::System("Be brief.".into()), Line::User(words.into())],
        tools: [].into(),
        model: (words == "with another").then(|| "another".into()),
        most_tokens: 200,
    };
    let all = async |words: &str| -> Vec<Thought> {
        let thoughts = model.think(ask(words)).collect();
        tokio::time::timeout(Duration::from_secs(10), thoughts).await.unwrap()
    };
    let tokens = Tokens { prompt: 3, completion: 2 };
    let expected =
        [Thought::Text("You said ".into()), Thought::Text("hi".into()), Thought::Done(Some(tokens))];
    assert_eq!(all("hi").await, expected);
    let refused = all("refuse").await;
    assert!(matches!(&refused[..], [Thought::Trouble(VendorError::Refused { status: 429, .. })]));
    let asked: Value = serde_json::from_str(&seen.all()[1]).unwrap();
    assert_eq!(asked["model"], "first");
    assert_eq!(asked["stream"], true);
    assert_eq!(asked["messages"][1], json!({ "role": "user", "content": "hi" }));
    assert_eq!(seen.all()[0], "Bearer sk-1");
}
