//! Deepgram and OpenAI, as their clients meet them.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::Scene;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const PATIENCE: Duration = Duration::from_secs(30);
const LISTEN: &str =
    "/deepgram/v1/listen?encoding=mulaw&sample_rate=8000&interim_results=true&punctuate=true";
const SPEAK: &str = "/deepgram/v1/speak?encoding=mulaw&sample_rate=8000&model=aura-2-thalia-en";

async fn connect(scene: &Scene, path: &str) -> Result<Socket, Error> {
    let url = format!("{}{path}", scene.base.replacen("http", "ws", 1));
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert(AUTHORIZATION, "Token key".parse().unwrap());
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The next message; nothing at the end.
async fn next(socket: &mut Socket) -> Option<Message> {
    tokio::time::timeout(PATIENCE, socket.next()).await.expect("a message in time")?.ok()
}

fn json_of(message: &Message) -> Value {
    serde_json::from_str(message.to_text().unwrap()).unwrap()
}

async fn send(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.unwrap();
}

/// A person who says this: µ-law at 8 kHz.
async fn person(scene: &Scene, text: &str) -> Vec<u8> {
    let request = scene.client.post(format!("{}/sandbox/api/phrases", scene.base));
    let answer = request.json(&json!({"text": text})).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()["content-type"], "audio/basic");
    answer.bytes().await.unwrap().to_vec()
}

async fn scene() -> Scene {
    let scene = Scene::start().await;
    let speech = json!({"voice": "tones", "deepgram": {"finalMs": 30, "interimMs": 20, "firstAudioMs": 10},
                        "openai": {"firstTokenMs": 10, "tokenMs": 0}});
    let answer = scene.post("/sandbox/api/settings", json!({"speech": speech})).await;
    assert_eq!(answer.body["speech"]["deepgram"]["finalMs"], 30);
    scene
}

#[tokio::test]
async fn what_is_said_into_the_socket_is_recognised() {
    let scene = scene().await;
    let sound = person(&scene, "I would like to book a table.").await;
    let mut socket = connect(&scene, LISTEN).await.unwrap();
    for frame in sound.chunks(160) {
        socket.send(Message::binary(frame.to_vec())).await.unwrap();
    }
    send(&mut socket, json!({"type": "KeepAlive"})).await;
    socket.send(Message::binary(vec![0xff; 1_600])).await.unwrap();
    let last = loop {
        let message = json_of(&next(&mut socket).await.unwrap());
        assert_eq!(message["type"], "Results");
        if message["speech_final"] == true {
            break message;
        }
        assert_eq!(message["is_final"], false);
    };
    let best = &last["channel"]["alternatives"][0];
    assert_eq!(best["transcript"], "I would like to book a table.");
    assert_eq!(best["words"].as_array().unwrap().len(), 7);
    send(&mut socket, json!({"type": "CloseStream"})).await;
    let metadata = json_of(&next(&mut socket).await.unwrap());
    assert_eq!((&metadata["type"], &metadata["channels"]), (&json!("Metadata"), &json!(1)));
    assert!(
        matches!(next(&mut socket).await, Some(Message::Close(Some(frame))) if u16::from(frame.code) == 1000)
    );
}

#[tokio::test]
async fn who_shows_no_key_or_a_wrong_wish_gets_no_socket() {
    let scene = scene().await;
    let refused = |answer: Result<Socket, Error>| match answer {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(connect(&scene, "/deepgram/v1/listen?encoding=mulaw").await), 400);
    let url = format!("{}{LISTEN}", scene.base.replacen("http", "ws", 1));
    assert_eq!(refused(connect_async(url).await.map(|(socket, _)| socket)), 401);
    scene.faults(json!({"deepgram": {"refuseNext429": 1, "failNext5xx": 1}})).await;
    assert_eq!(refused(connect(&scene, LISTEN).await), 500);
    assert_eq!(refused(connect(&scene, LISTEN).await), 429);
    assert!(connect(&scene, LISTEN).await.is_ok());
}

/// The sound until it is flushed.
async fn sound_of(socket: &mut Socket) -> usize {
    let mut bytes = 0;
    loop {
        match next(socket).await.unwrap() {
            Message::Binary(sound) => bytes += sound.len(),
            message => {
                assert_eq!(json_of(&message)["type"], "Flushed");
                return bytes;
            }
        }
    }
}

#[tokio::test]
async fn text_is_spoken_when_it_is_flushed_and_forgotten_when_it_is_cleared() {
    let scene = scene().await;
    let mut socket = connect(&scene, SPEAK).await.unwrap();
    let metadata = json_of(&next(&mut socket).await.unwrap());
    assert_eq!(
        (&metadata["type"], &metadata["model_name"]),
        (&json!("Metadata"), &json!("aura-2-thalia-en"))
    );
    send(&mut socket, json!({"type": "Speak", "text": "Good morning. "})).await;
    send(&mut socket, json!({"type": "Speak", "text": "How are you?"})).await;
    send(&mut socket, json!({"type": "Flush"})).await;
    let whole = sound_of(&mut socket).await;
    assert!(whole > 8_000, "{whole} bytes");
    send(&mut socket, json!({"type": "Speak", "text": "Never mind."})).await;
    send(&mut socket, json!({"type": "Clear"})).await;
    assert_eq!(json_of(&next(&mut socket).await.unwrap())["type"], "Cleared");
    send(&mut socket, json!({"type": "Speak", "text": "Bye."})).await;
    send(&mut socket, json!({"type": "Close"})).await;
    let rest = sound_of(&mut socket).await;
    assert!(rest > 0 && rest < whole / 2, "{rest} of {whole} bytes");
    assert!(matches!(next(&mut socket).await, Some(Message::Close(_))));
}

#[tokio::test]
async fn streams_break_stall_and_talk_nonsense_on_purpose() {
    let scene = scene().await;
    let mut socket = connect(&scene, SPEAK).await.unwrap();
    next(&mut socket).await.unwrap();
    scene.faults(json!({"deepgram": {"garbageNext": 1}})).await;
    send(&mut socket, json!({"type": "Speak", "text": "Hello."})).await;
    send(&mut socket, json!({"type": "Flush"})).await;
    let nonsense = next(&mut socket).await.unwrap();
    assert!(serde_json::from_str::<Value>(nonsense.to_text().unwrap()).is_err());
    sound_of(&mut socket).await;
    scene.faults(json!({"deepgram": {"disconnectNext": 1}})).await;
    send(&mut socket, json!({"type": "Clear"})).await;
    assert!(next(&mut socket).await.is_none());
    // One stalls, the other does not.
    let mut stalled = connect(&scene, SPEAK).await.unwrap();
    next(&mut stalled).await.unwrap();
    scene.faults(json!({"deepgram": {"stallNext": 1}})).await;
    send(&mut stalled, json!({"type": "Clear"})).await;
    send(&mut stalled, json!({"type": "Close"})).await;
    // All that comes is the end.
    assert!(matches!(next(&mut stalled).await, Some(Message::Close(_))));
    let mut well = connect(&scene, SPEAK).await.unwrap();
    next(&mut well).await.unwrap();
    send(&mut well, json!({"type": "Clear"})).await;
    assert_eq!(json_of(&next(&mut well).await.unwrap())["type"], "Cleared");
}

#[tokio::test]
async fn recordings_are_understood_by_both_vendors() {
    let scene = scene().await;
    let sound = person(&scene, "Tomorrow at ten, please.").await;
    let url = format!("{}/deepgram/v1/listen?encoding=mulaw&sample_rate=8000&smart_format=true", scene.base);
    let request = scene.client.post(url).header(AUTHORIZATION, "Token key").body(sound.clone());
    let answer = scene.send(request).await.unwrap();
    let best = &answer.body["results"]["channels"][0]["alternatives"][0];
    assert_eq!((answer.status, &best["transcript"]), (200, &json!("Tomorrow at ten, please.")));

    let mut file =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data".to_vec();
    file.extend(u32::try_from(sound.len()).unwrap().to_le_bytes());
    file.extend(sound);
    let mut form = b"--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
        .to_vec();
    form.extend(file);
    form.extend(b"\r\n--b--\r\n");
    let request = scene.client.post(format!("{}/openai/v1/audio/transcriptions", scene.base));
    let request =
        request.header("content-type", "multipart/form-data; boundary=b").bearer_auth("key").body(form);
    let answer = scene.send(request).await.unwrap();
    assert_eq!((answer.status, &answer.body), (200, &json!({"text": "Tomorrow at ten, please."})));
}

async fn chat(scene: &Scene, body: &Value) -> reqwest::RequestBuilder {
    scene.client.post(format!("{}/openai/v1/chat/completions", scene.base)).bearer_auth("key").json(body)
}

#[tokio::test]
async fn a_chat_is_answered_whole_and_in_pieces() {
    let scene = scene().await;
    let models = scene.client.get(format!("{}/openai/v1/models", scene.base)).bearer_auth("key");
    let model = scene.send(models).await.unwrap().body["data"][0]["id"].clone();
    let mut body = json!({
        "model": model, "messages": [{"role": "user", "content": "Please book Friday at ten."}],
        "tools": [{"type": "function", "function": {"name": "book_slot", "parameters": {"type": "object",
            "required": ["day"], "properties": {"day": {"type": "string"}}}}}],
    });
    let whole = scene.send(chat(&scene, &body).await).await.unwrap();
    let call = &whole.body["choices"][0]["message"]["tool_calls"][0]["function"];
    assert_eq!((&call["name"], &call["arguments"]), (&json!("book_slot"), &json!("{\"day\":\"friday\"}")));
    assert_eq!(whole.body["choices"][0]["finish_reason"], "tool_calls");
    body["stream"] = true.into();
    body["stream_options"] = json!({"include_usage": true});
    let text = scene.send(chat(&scene, &body).await).await.unwrap().body;
    let chunks: Vec<&str> =
        text.as_str().unwrap().split("\n\n").filter_map(|line| line.strip_prefix("data: ")).collect();
    let (last, chunks) = chunks.split_last().unwrap();
    assert_eq!(*last, "[DONE]");
    let chunks: Vec<Value> = chunks.iter().map(|chunk| serde_json::from_str(chunk).unwrap()).collect();
    let arguments: String = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"].as_str())
        .collect();
    assert_eq!(arguments, "{\"day\":\"friday\"}");
    assert!(chunks.last().unwrap()["usage"]["total_tokens"].as_u64().unwrap() > 2);
    assert_eq!(chunks[chunks.len() - 2]["choices"][0]["finish_reason"], "tool_calls");
}

#[tokio::test]
async fn a_chat_breaks_in_the_middle_on_purpose() {
    let scene = scene().await;
    let body = json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": "Hello"}]});
    scene.faults(json!({"openai": {"refuseNext429": 1, "garbageNext": 1}})).await;
    let refused = scene.send(chat(&scene, &body).await).await.unwrap();
    assert_eq!((refused.status, &refused.body["error"]["type"]), (429, &json!("rate_limit_exceeded")));
    let garbled = scene.send(chat(&scene, &body).await).await.unwrap().body;
    let first = garbled.as_str().unwrap().lines().next().unwrap().to_owned();
    assert!(serde_json::from_str::<Value>(first.strip_prefix("data: ").unwrap()).is_err());
    scene.faults(json!({"openai": {"disconnectNext": 1}})).await;
    assert!(scene.send(chat(&scene, &body).await).await.is_err());
    let wrong = scene.send(chat(&scene, &json!({"model": "m", "messages": []})).await).await.unwrap();
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn speech_has_the_length_of_its_text() {
    let scene = scene().await;
    let spoken = async |format: &str| {
        let body =
            json!({"model": "tts-1", "voice": "alloy", "input": "Good morning.", "response_format": format});
        let request = scene.client.post(format!("{}/openai/v1/audio/speech", scene.base)).bearer_auth("key");
        let answer = request.json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap())
    };
    let ((ok, pcm), (also, wav)) = (spoken("pcm").await, spoken("wav").await);
    assert_eq!((ok, also, wav.len()), (200, 200, pcm.len() + 44));
    assert!(wav.starts_with(b"RIFF") && pcm.len() > 24_000, "{} bytes", pcm.len());
    assert_eq!(spoken("mp3").await.0, 400);
}

#[tokio::test]
async fn speech_of_a_whole_text_breaks_off_or_is_garbage_when_told_to() {
    let scene = scene().await;
    let spoken = async || {
        let body = json!({"model": "tts-1", "voice": "alloy", "input": "Hello.", "response_format": "wav"});
        let request = scene.client.post(format!("{}/openai/v1/audio/speech", scene.base)).bearer_auth("key");
        request.json(&body).send().await?.bytes().await
    };
    for (fault, broken) in [("garbageNext", false), ("disconnectNext", true)] {
        let faults = scene.client.put(format!("{}/sandbox/api/faults", scene.base));
        assert_eq!(scene.send(faults.json(&json!({"openai": {fault: 1}}))).await.unwrap().status, 200);
        let sound = spoken().await;
        assert_eq!(sound.is_err(), broken, "{fault}");
        assert!(sound.is_err() || !sound.unwrap().starts_with(b"RIFF"));
        assert!(spoken().await.unwrap().starts_with(b"RIFF"), "once is enough");
    }
}

#[tokio::test]
async fn text_that_is_still_being_written_is_spoken_when_it_is_flushed_and_at_its_end() {
    let scene = scene().await;
    let path =
        "/elevenlabs/v1/text-to-speech/v1/stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000";
    let url = format!("{}{path}", scene.base.replacen("http", "ws", 1));
    let (mut socket, _) = connect_async(&url).await.unwrap();
    send(&mut socket, json!({"text": " ", "xi_api_key": "key", "voice_settings": {"stability": 0.5}})).await;
    send(&mut socket, json!({"text": "Good morning. "})).await;
    send(&mut socket, json!({"text": "How are you? ", "flush": true})).await;
    let first = json_of(&next(&mut socket).await.unwrap());
    assert_eq!(first["isFinal"], Value::Null);
    assert_eq!(first["alignment"]["chars"][0], "G");
    let sound =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, first["audio"].as_str().unwrap());
    assert_eq!(sound.unwrap().len(), 1_600, "200 ms");
    send(&mut socket, json!({"text": "Bye."})).await;
    send(&mut socket, json!({"text": ""})).await;
    let mut last = first;
    while last["isFinal"] != true {
        last = json_of(&next(&mut socket).await.unwrap());
    }
    assert!(
        matches!(next(&mut socket).await, Some(Message::Close(Some(frame))) if u16::from(frame.code) == 1000)
    );
    // Without a key nothing is said.
    let (mut socket, _) = connect_async(&url).await.unwrap();
    send(&mut socket, json!({"text": " "})).await;
    assert!(
        matches!(next(&mut socket).await, Some(Message::Close(Some(frame))) if u16::from(frame.code) == 1008)
    );
}

#[tokio::test]
async fn a_whole_text_is_spoken_in_the_format_that_is_asked_for() {
    let scene = scene().await;
    let ask = async |query: &str, body: Value| {
        let url = format!("{}/elevenlabs/v1/text-to-speech/v1/stream{query}", scene.base);
        let answer = scene.client.post(url).header("xi-api-key", "key").json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().len())
    };
    let text = json!({"text": "Good morning.", "model_id": "eleven_flash_v2_5"});
    let (narrow, wide) = (
        ask("?output_format=ulaw_8000", text.clone()).await,
        ask("?output_format=pcm_16000", text.clone()).await,
    );
    assert_eq!((narrow.0, wide.0), (200, 200));
    assert!(narrow.1 > 4_000 && wide.1.abs_diff(4 * narrow.1) < 16, "{narrow:?} {wide:?}");
    assert_eq!((ask("", text).await.0, ask("?output_format=ulaw_8000", json!({})).await.0), (400, 422));
    let voices = scene.client.get(format!("{}/elevenlabs/v1/voices", scene.base));
    let voices = scene.send(voices.header("xi-api-key", "key")).await.unwrap();
    assert!(voices.body["voices"][0]["voice_id"].is_string());
}
