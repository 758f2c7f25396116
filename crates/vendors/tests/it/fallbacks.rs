//! Those who stand in, on the wire: OpenAI's transcriptions and speech and ElevenLabs' `stream-input` against a local
//! server that speaks as they do, and espeak-ng itself.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ringwright_vendors::recognizer::{Certainty, ListenOrder, Listening, Recognizer as _, Words};
use ringwright_vendors::synthesizer::{SpeakOrder, Speaking, SpeechNews, Synthesizer};
use ringwright_vendors::{
    BaseUrl, DeepgramAccess, DeepgramSpeak, ElevenLabsAccess, ElevenLabsSpeak, Espeak, OpenAiAccess,
    OpenAiSpeak, OpenAiTranscribe, Secret, Streams, VendorError, VoiceOffer,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Seen = Arc<Mutex<Vec<Vec<u8>>>>;

async fn start() -> (BaseUrl, Seen) {
    let seen = Seen::default();
    let app = Router::new()
        .route("/audio/transcriptions", post(transcribe))
        .route("/audio/speech", post(speak))
        .route("/v1/voices", get(voices))
        .route("/v1/text-to-speech/{voice}/stream-input", any(speak_live))
        .with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (base, seen)
}

fn position(text: &[u8], part: &[u8]) -> usize {
    text.windows(part.len()).position(|window| window == part).unwrap()
}

/// The transcript is how many milliseconds the file has; a model named otherwise goes wrong.
async fn transcribe(State(seen): State<Seen>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers["authorization"], "Bearer sk-1");
    let kind = headers["content-type"].to_str().unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(body.ends_with(format!("--{boundary}--\r\n").as_bytes()));
    seen.lock().unwrap().push(body.to_vec());
    let model = body[position(&body, b"name=\"model\"\r\n\r\n") + 16..].split(|byte| *byte == b'\r').next();
    match model.unwrap() {
        b"whisper-1" => {}
        b"garbage" => return "<html>".into_response(),
        _ => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    let file = &body[position(&body, b"RIFF")..];
    let length = u32::from_le_bytes(file[40..44].try_into().unwrap());
    axum::Json(json!({ "text": format!("{} ms", length / 16), "usage": {} })).into_response()
}

/// As many samples of 24 kHz as the text has letters, a thousand times.
async fn speak(State(seen): State<Seen>, body: Bytes) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap();
    seen.lock().unwrap().push(body.to_vec());
    let text = asked["input"].as_str().unwrap();
    match text {
        "refuse" => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        "garbage" => return axum::Json(json!({ "audio": "?" })).into_response(),
        "nothing" => return wave(0).into_response(),
        _ => {}
    }
    wave(text.len() * 1_000).into_response()
}

fn wave(samples: usize) -> Vec<u8> {
    let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(24_000_u32.to_le_bytes());
    file.extend(48_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0LIST\x04\0\0\0INFOdata\xff\xff\xff\xff");
    file.extend(std::iter::repeat_n([0x10, 0x27], samples).flatten());
    file
}

async fn speak_live(
    State(seen): State<Seen>,
    Path(voice): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    assert_eq!(headers["xi-api-key"], "xi-1");
    seen.lock().unwrap().push(format!("{voice}?{}", query.unwrap()).into_bytes());
    upgrade.on_upgrade(async move |mut socket| {
        let mut said = String::new();
        while let Some(Ok(Message::Text(message))) = socket.recv().await {
            let message: Value = serde_json::from_str(&message).unwrap();
            match message["text"].as_str().unwrap() {
                "" => break,
                text => said.push_str(text),
            }
        }
        let answer = match said.trim() {
            "stop" => return,
            "garbage" => vec!["{".to_owned()],
            "refuse" => vec![r#"{"message":"No credit","error":"quota_exceeded","code":1008}"#.to_owned()],
            text => vec![
                json!({ "audio": STANDARD.encode(text), "isFinal": null, "alignment": null }).to_string(),
                json!({ "audio": null, "isFinal": true }).to_string(),
            ],
        };
        for message in answer {
            if socket.send(Message::Text(message.into())).await.is_err() {
                return;
            }
        }
        // Whoever spoke waits for the other side to be content.
        while let Some(Ok(_)) = socket.recv().await {}
    })
}

async fn voices(headers: HeaderMap) -> Response {
    assert_eq!(headers["xi-api-key"], "xi-1");
    let voice = |id: &str, labels: Value| json!({ "voice_id": id, "name": "Kim", "labels": labels });
    let voices = [voice("a", json!({ "language": "en", "accent": "british" })), voice("b", Value::Null)];
    axum::Json(json!({ "voices": voices })).into_response()
}

fn openai(base: BaseUrl) -> OpenAiAccess {
    OpenAiAccess { name: "openai", base, key: Secret::new("sk-1") }
}

fn listen(base: BaseUrl, model: &str) -> Box<dyn Listening> {
    let terms = ["Maria".to_owned()].into();
    let order = ListenOrder { hertz: 8_000, language: "de-CH".into(), terms };
    let recognizer = OpenAiTranscribe::new(openai(base), Streams::default(), model);
    assert!(recognizer.is_whole());
    recognizer.listen(&order)
}

async fn words(ear: &mut dyn Listening) -> Result<Words, VendorError> {
    tokio::time::timeout(Duration::from_secs(20), poll_fn(|context| ear.poll_words(context))).await.unwrap()
}

async fn news(voice: &mut dyn Speaking) -> SpeechNews {
    tokio::time::timeout(Duration::from_secs(20), poll_fn(|context| voice.poll_sound(context))).await.unwrap()
}

/// The sound of a chunk, to its end.
async fn all_of(voice: &mut dyn Speaking, wanted: u32) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        match news(voice).await {
            SpeechNews::Sound { chunk, sound } if chunk == wanted => all.extend(sound),
            SpeechNews::Done { chunk } if chunk == wanted => return all,
            other => panic!("{other:?}"),
        }
    }
}

fn hear(ear: &mut dyn Listening, byte: u8, millis: usize) {
    (0..millis / 20).for_each(|_| ear.hear(&[byte; 160]));
}

const SILENCE: u8 = 0xff;
const VOICE: u8 = 0x2a;

#[tokio::test]
async fn an_utterance_is_sent_when_it_is_over_with_a_little_before_it() {
    let (base, seen) = start().await;
    let mut ear = listen(base, "whisper-1");
    hear(&mut *ear, SILENCE, 5_000);
    hear(&mut *ear, VOICE, 500);
    hear(&mut *ear, SILENCE, 100);
    ear.finalize();
    let heard = words(&mut *ear).await.unwrap();
    assert_eq!((&*heard.text, heard.certainty), ("1000 ms", Certainty::Final));
    assert_eq!((heard.from.as_millis(), heard.upto.as_millis()), (4_600, 5_600));
    // Nothing was said since: that is known without asking.
    hear(&mut *ear, SILENCE, 1_000);
    ear.finalize();
    let heard = words(&mut *ear).await.unwrap();
    assert_eq!((&*heard.text, heard.upto.as_millis()), ("", 6_600));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    let text = String::from_utf8_lossy(&seen[0]);
    assert!(
        text.contains("name=\"language\"\r\n\r\nde\r\n") && text.contains("name=\"prompt\"\r\n\r\nMaria\r\n")
    );
}

#[tokio::test]
async fn of_a_long_utterance_the_first_words_are_known_before_its_end() {
    let (base, _) = start().await;
    let mut ear = listen(base, "whisper-1");
    hear(&mut *ear, VOICE, 1_800);
    let heard = words(&mut *ear).await.unwrap();
    assert_eq!((&*heard.text, heard.certainty), ("1600 ms", Certainty::Interim));
    hear(&mut *ear, VOICE, 1_800);
    // What is asked of the whole takes the place of what is asked of its beginning.
    ear.finalize();
    hear(&mut *ear, VOICE, 400);
    ear.finalize();
    let heard = words(&mut *ear).await.unwrap();
    assert_eq!((&*heard.text, heard.certainty), ("3600 ms", Certainty::Final));
    let heard = words(&mut *ear).await.unwrap();
    assert_eq!((&*heard.text, heard.from.as_millis()), ("400 ms", 3_600));
}

#[tokio::test]
async fn an_utterance_without_end_is_bounded() {
    let (base, seen) = start().await;
    let mut ear = listen(base, "whisper-1");
    for _ in 0..10 {
        hear(&mut *ear, VOICE, 20_000);
    }
    ear.finalize();
    while words(&mut *ear).await.unwrap().certainty != Certainty::Final {}
    let longest = seen.lock().unwrap().iter().map(Vec::len).max().unwrap();
    assert!(longest < 60 * 16_000 + 2_000, "{longest}");
}

#[tokio::test]
async fn a_refused_or_senseless_transcript_is_trouble() {
    let (base, _) = start().await;
    for (model, senseless) in [("garbage", true), ("other", false)] {
        let mut ear = listen(base.clone(), model);
        hear(&mut *ear, VOICE, 200);
        ear.finalize();
        let error = words(&mut *ear).await.unwrap_err();
        assert_eq!(matches!(error, VendorError::Unreadable { .. }), senseless, "{error}");
        assert_eq!(matches!(error, VendorError::Refused { status: 500, .. }), !senseless, "{error}");
    }
}

fn order(hertz: u32, voice: Option<&str>) -> SpeakOrder {
    SpeakOrder { hertz, language: "en-GB".into(), voice: voice.map(str::to_owned) }
}

#[tokio::test]
async fn speech_comes_in_order_at_the_rate_of_the_line() {
    let (base, seen) = start().await;
    let speech = OpenAiSpeak::new(openai(base), Streams::default(), "tts-1");
    assert!(speech.has_voice("nova") && !speech.has_voice("aura-2-thalia-en"));
    for (hertz, each) in [(8_000, 1_000.0 / 3.0), (16_000, 2_000.0 / 3.0)] {
        let mut voice = speech.open(&order(hertz, Some("nova")));
        voice.speak(1, "one two three");
        voice.speak(2, "four");
        voice.speak(3, "never mind");
        voice.cancel(3);
        for (chunk, letters) in [(1, 13.0), (2, 4.0)] {
            let sound = all_of(&mut *voice, chunk).await;
            let expected = letters * each;
            assert!((sound.len() as f64 - expected).abs() < 20.0, "{} for {expected}", sound.len());
            // 10,000 of 32,768.
            let middle = sound[sound.len() / 2];
            assert_eq!(middle, sound[sound.len() / 2 + 1]);
        }
    }
    let asked: Value = serde_json::from_slice(&seen.lock().unwrap()[0]).unwrap();
    let expected =
        json!({ "model": "tts-1", "voice": "nova", "input": "one two three", "response_format": "wav" });
    assert_eq!(asked, expected);
}

async fn trouble(voice: &mut dyn Speaking, text: &str) -> VendorError {
    voice.speak(1, text);
    let SpeechNews::Trouble { error } = news(voice).await else { panic!("no trouble with {text}") };
    error
}

#[tokio::test]
async fn speech_that_is_refused_senseless_or_empty_is_trouble_and_can_be_asked_again() {
    let (base, _) = start().await;
    let speech = OpenAiSpeak::new(openai(base), Streams::default(), "tts-1");
    let mut voice = speech.open(&order(8_000, None));
    let refused = trouble(&mut *voice, "refuse").await;
    assert!(matches!(refused, VendorError::Refused { status: 429, .. }), "{refused}");
    for text in ["garbage", "nothing"] {
        let error = trouble(&mut *voice, text).await;
        assert!(matches!(error, VendorError::Unreadable { .. }), "{error}");
    }
    voice.speak(2, "again");
    assert!(!all_of(&mut *voice, 2).await.is_empty());
}

fn elevenlabs(base: BaseUrl) -> ElevenLabsSpeak {
    let access = ElevenLabsAccess { base, key: Secret::new("xi-1") };
    ElevenLabsSpeak::new(access, Streams::default(), None)
}

#[tokio::test]
async fn every_chunk_has_a_connection_of_its_own_and_its_end() {
    let (base, seen) = start().await;
    let speech = elevenlabs(base);
    assert!(speech.has_voice("EXAVITQu4vr4xnSDxMaL") && !speech.has_voice("nova"));
    let mut voice = speech.open(&order(8_000, None));
    voice.speak(1, "one \"two\"");
    voice.speak(2, "never mind");
    voice.speak(3, "three");
    voice.cancel(2);
    assert_eq!(all_of(&mut *voice, 1).await, b"one \"two\"");
    assert_eq!(all_of(&mut *voice, 3).await, b"three");
    let query = "model_id=eleven_flash_v2_5&output_format=ulaw_8000&language_code=en&inactivity_timeout=180";
    let first = String::from_utf8(seen.lock().unwrap()[0].clone()).unwrap();
    assert_eq!(first, format!("EXAVITQu4vr4xnSDxMaL?{query}"));
    // A wide line gets samples, which become mu-law.
    let mut voice = speech.open(&order(16_000, None));
    voice.speak(1, &"ab".repeat(500));
    let sound = all_of(&mut *voice, 1).await;
    assert!(sound.len() <= 500 && sound.len() > 450, "{}", sound.len());
}

#[tokio::test]
async fn a_connection_that_ends_too_early_or_says_nonsense_is_trouble() {
    let (base, _) = start().await;
    let mut voice = elevenlabs(base).open(&order(8_000, None));
    let error = trouble(&mut *voice, "stop").await;
    assert!(matches!(error, VendorError::Unreachable { .. }), "{error}");
    let error = trouble(&mut *voice, "garbage").await;
    assert!(matches!(error, VendorError::Unreadable { .. }), "{error}");
    let error = trouble(&mut *voice, "refuse").await;
    assert!(matches!(error, VendorError::Refused { .. }), "{error}");
    voice.speak(2, "again");
    assert_eq!(all_of(&mut *voice, 2).await, b"again");
}

#[tokio::test]
async fn everybody_says_which_voices_there_are() {
    let (base, _) = start().await;
    let offer = |id: &str, name: &str, language: Option<&str>| VoiceOffer {
        id: id.into(),
        name: name.into(),
        language: language.map(str::to_owned),
    };
    let theirs = elevenlabs(base.clone()).voices().await.unwrap();
    assert_eq!(theirs, [offer("a", "Kim", Some("en")), offer("b", "Kim", None)]);
    let deepgram = DeepgramSpeak::new(DeepgramAccess { base: base.clone(), key: Secret::new("dg") });
    let speech = OpenAiSpeak::new(openai(base), Streams::default(), "tts-1");
    let all: [&dyn Synthesizer; 3] = [&deepgram, &speech, &Espeak::new("espeak-ng".into())];
    let expected = [
        offer("aura-2-thalia-en", "Thalia", Some("en")),
        offer("nova", "nova", None),
        offer("espeak-sv", "espeak-ng, Swedish", Some("sv")),
    ];
    for (synthesizer, expected) in all.into_iter().zip(expected) {
        let voices = synthesizer.voices().await.unwrap();
        assert!(voices.contains(&expected), "{voices:?}");
        assert!(voices.iter().all(|voice| synthesizer.has_voice(&voice.id)), "{voices:?}");
    }
}

/// Needs espeak-ng (`apt-get install espeak-ng`; `cargo xtask test` sees to it).
#[tokio::test]
async fn without_a_network_espeak_ng_speaks() {
    let program = Espeak::find().expect("espeak-ng is not on the search path");
    let speech = Espeak::new(program);
    for (hertz, voice) in [(8_000, None), (16_000, Some("espeak-sv"))] {
        let mut voice = speech.open(&order(hertz, voice));
        voice.speak(1, "Good morning, how can I help you?");
        voice.speak(2, "Goodbye.");
        let (long, short) = (all_of(&mut *voice, 1).await, all_of(&mut *voice, 2).await);
        let seconds = |sound: &[u8]| sound.len() as f64 / f64::from(hertz);
        assert!((1.0..4.0).contains(&seconds(&long)), "{}", seconds(&long));
        assert!((0.3..1.5).contains(&seconds(&short)), "{}", seconds(&short));
        // There is sound in it: some bytes are loud.
        assert!(long.iter().filter(|byte| !**byte & 0x7f >= 0x50).count() > 500);
    }
    let mut mute = Espeak::new("/nowhere/espeak-ng".into()).open(&order(8_000, None));
    assert!(matches!(trouble(&mut *mute, "Hello").await, VendorError::Unreachable { .. }));
    let mut unknown = speech.open(&order(8_000, Some("espeak-qq")));
    assert!(matches!(trouble(&mut *unknown, "Hello").await, VendorError::Unreadable { .. }));
}
