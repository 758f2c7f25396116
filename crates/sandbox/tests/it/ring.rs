//! People who call a number of ours, against a small agent that follows Twilio's documents.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::sync::mpsc;

use crate::harness::Scene;

const PATIENCE: Duration = Duration::from_secs(60);
const TOKEN: &str = "sandbox-twilio-token";
const ACCOUNT: &str = "AC00000000000000000000000000000001";

/// What the agent was asked and told.
#[derive(Clone)]
struct Agent {
    url: String,
    /// Milliseconds of speech at the beginning and after the caller's.
    greeting: usize,
    told: mpsc::UnboundedSender<Value>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn signature(text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

async fn agent(greeting: usize) -> (Agent, mpsc::UnboundedReceiver<Value>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = listener.local_addr().unwrap().to_string();
    let (told, hears) = mpsc::unbounded_channel();
    let agent = Agent { url, greeting, told, asked: Arc::default() };
    let app =
        Router::new().route("/voice", post(voice)).route("/media", any(media)).with_state(agent.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (agent, hears)
}

async fn voice(State(agent): State<Agent>, headers: HeaderMap, body: String) -> Response {
    let mut fields: Vec<(String, String)> =
        url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    fields.sort();
    let text: String = fields.iter().map(|(name, value)| format!("{name}{value}")).collect();
    assert_eq!(headers["x-twilio-signature"], signature(&format!("http://{}/voice{text}", agent.url)));
    agent.asked.lock().unwrap().push(text);
    format!(
        "<Response><Connect action=\"http://{0}/voice\"><Stream url=\"ws://{0}/media\">\
         <Parameter name=\"agent\" value=\"a&amp;b\"/></Stream></Connect></Response>",
        agent.url
    )
    .into_response()
}

async fn media(State(agent): State<Agent>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    assert_eq!(headers["x-twilio-signature"], signature(&format!("ws://{}/media", agent.url)));
    upgrade.on_upgrade(move |socket| converse(agent, socket))
}

/// Greets, stops when the caller speaks, and tells everything but sound.
async fn converse(agent: Agent, mut socket: WebSocket) {
    let mut stream = Value::Null;
    let mut voiced = 0;
    while let Some(Ok(Message::Text(text))) = socket.recv().await {
        let message: Value = serde_json::from_str(&text).unwrap();
        let mut answers = Vec::new();
        match message["event"].as_str().unwrap() {
            "start" => {
                stream = message["streamSid"].clone();
                // Speech that ends in silence.
                let mut sound = vec![0x10; agent.greeting * 8];
                sound.extend([0xff; 800]);
                let sound = STANDARD.encode(sound);
                answers.push(json!({"event": "media", "streamSid": stream, "media": {"payload": sound}}));
                answers.push(json!({"event": "mark", "streamSid": stream, "mark": {"name": "greeted"}}));
            }
            "media" => {
                let sound = STANDARD.decode(message["media"]["payload"].as_str().unwrap()).unwrap();
                assert_eq!((sound.len(), &message["streamSid"]), (160, &stream));
                let loud = sound.iter().any(|code| *code != 0xff);
                voiced += usize::from(loud);
                if loud && voiced == 3 {
                    answers.push(json!({"event": "clear", "streamSid": stream}));
                }
            }
            _ => {}
        }
        if message["event"] != "media" {
            agent.told.send(message).unwrap();
        }
        for answer in answers {
            socket.send(Message::text(answer.to_string())).await.unwrap();
        }
    }
}

async fn ring(scene: &Scene, agent: &Agent, script: Value) -> String {
    scene.post("/sandbox/api/settings", json!({"speech": {"voice": "tones"}})).await;
    let order = json!({"url": format!("http://{}/voice", agent.url), "script": script});
    let answer = scene.post("/sandbox/api/twilio/calls", order).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["sid"].as_str().unwrap().to_owned()
}

/// What the agent was told until the call was over.
async fn until_stop(hears: &mut mpsc::UnboundedReceiver<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    while all.last().is_none_or(|message| message["event"] != "stop") {
        all.push(tokio::time::timeout(PATIENCE, hears.recv()).await.expect("news in time").unwrap());
    }
    all
}

fn events(told: &[Value]) -> Vec<&str> {
    told.iter().map(|message| message["event"].as_str().unwrap()).collect()
}

/// The notes of a call without their times.
async fn notes(scene: &Scene, sid: &str) -> Vec<String> {
    let call = scene.get(&format!("/sandbox/api/twilio/calls/{sid}")).await.body;
    call["notes"].as_array().unwrap().iter().map(|note| note["what"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_person_calls_waits_for_the_greeting_speaks_and_hangs_up() {
    let scene = Scene::start().await;
    let (agent, mut hears) = agent(300).await;
    let script = json!([{"hesitate": {"parts": ["Hello,", "good day."], "pauseMs": 400}}, {"press": "7"}]);
    let sid = ring(&scene, &agent, script).await;
    let told = until_stop(&mut hears).await;
    assert_eq!(events(&told), ["connected", "start", "mark", "dtmf", "stop"]);
    let start = &told[1]["start"];
    assert_eq!((&start["callSid"], &start["customParameters"]), (&json!(sid), &json!({"agent": "a&b"})));
    assert_eq!((&told[2]["mark"]["name"], &told[3]["dtmf"]["digit"]), (&json!("greeted"), &json!("7")));
    let asked = agent.asked.lock().unwrap()[0].clone();
    assert!(asked.contains(&format!("CallSid{sid}")) && asked.contains("CallStatusringing"), "{asked}");
    let notes = notes(&scene, &sid).await;
    let said: Vec<&str> = notes.iter().map(String::as_str).filter(|note| !note.starts_with("mark")).collect();
    assert_eq!(
        said,
        [
            "agent begins",
            "agent ends",
            "caller begins 0.0",
            "caller ends 0.0",
            "caller begins 0.1",
            "caller ends 0.1",
            "caller presses 7",
            "caller hangs up"
        ]
    );
}

#[tokio::test]
async fn who_is_interrupted_and_clears_is_not_heard_any_more() {
    let scene = Scene::start().await;
    let (agent, mut hears) = agent(20_000).await;
    let script = json!([{"interrupt": {"text": "Stop, please.", "afterMs": 200}}, "hangUp"]);
    let sid = ring(&scene, &agent, script).await;
    let told = until_stop(&mut hears).await;
    // A mark that is cleared counts as reached.
    assert_eq!(events(&told), ["connected", "start", "mark", "stop"]);
    let notes = notes(&scene, &sid).await;
    assert!(notes.contains(&"agent is cut off".to_owned()), "{notes:?}");
    assert!(!notes.contains(&"agent ends".to_owned()), "{notes:?}");
}

#[tokio::test]
async fn a_stream_that_breaks_is_asked_about_and_the_caller_is_still_there() {
    let scene = Scene::start().await;
    let (agent, mut hears) = agent(100).await;
    scene.faults(json!({"twilio": {"disconnectNext": 1}})).await;
    ring(&scene, &agent, json!([{"press": "7"}])).await;
    let told = until_stop(&mut hears).await;
    let starts = events(&told).into_iter().filter(|event| *event == "start").count();
    assert_eq!(starts, 2);
    assert_eq!(told.last().unwrap()["event"], "stop");
    assert!(agent.asked.lock().unwrap().len() >= 2);
    let streams: Vec<&Value> = told.iter().filter(|message| message["event"] == "start").collect();
    assert_eq!(streams[0]["start"]["callSid"], streams[1]["start"]["callSid"]);
    assert_ne!(streams[0]["streamSid"], streams[1]["streamSid"]);
}

#[tokio::test]
async fn a_call_is_looked_at_and_ended_over_the_api() {
    let scene = Scene::start().await;
    let (agent, mut hears) = agent(100).await;
    let sid = ring(&scene, &agent, json!([{"silent": {"ms": 3_000_000}}])).await;
    let path = format!("{}/twilio/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid}.json", scene.base);
    let told =
        tokio::time::timeout(PATIENCE, async { (hears.recv().await, hears.recv().await) }).await.unwrap();
    assert_eq!(told.1.unwrap()["event"], "start");
    let ask = |request: reqwest::RequestBuilder| scene.send(request.basic_auth(ACCOUNT, Some(TOKEN)));
    let call = ask(scene.client.get(&path)).await.unwrap();
    assert_eq!((call.status, &call.body["status"]), (200, &json!("in-progress")));
    assert_eq!(scene.send(scene.client.get(&path)).await.unwrap().status, 401);
    let form = [("Status", "completed")];
    assert_eq!(ask(scene.client.post(&path).form(&form)).await.unwrap().status, 200);
    let told = until_stop(&mut hears).await;
    assert_eq!(told.last().unwrap()["stop"]["callSid"], json!(sid));
}

#[tokio::test]
async fn nobody_at_the_address_is_a_call_that_fails() {
    let scene = Scene::start().await;
    let (mut agent, _hears) = agent(100).await;
    agent.url = format!("{}/nothing", agent.url);
    let sid = ring(&scene, &agent, json!(["hangUp"])).await;
    let events = scene.client.get(format!("{}/sandbox/api/events", scene.base)).send().await.unwrap();
    let mut stream = events.bytes_stream();
    // The feed wakes us; the call tells.
    loop {
        let call = scene.get(&format!("/sandbox/api/twilio/calls/{sid}")).await.body;
        if call["status"] == "failed" {
            assert!(call["error"].as_str().unwrap().contains("404"), "{call}");
            break;
        }
        futures::StreamExt::next(&mut stream).await;
    }
    let order = json!({"url": "http://127.0.0.1:1/", "account": "AC_unknown", "script": []});
    assert_eq!(scene.post("/sandbox/api/twilio/calls", order).await.status, 422);
}
