//! The client of ElevenLabs' calls against a local server, and what its samples say.

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};
use ringwright_domain::ids::CallId;
use ringwright_vendors::elevenlabs::webhook::parse;
use ringwright_vendors::{
    AgentWords, BaseUrl, CallOrder, Carrier, CarrierMessage, Choice, ElevenLabsAccess, ElevenLabsCalls, Http,
    Placing, Refusal, Secret, VendorError,
};
use serde_json::{Value, json};

use crate::double::{Double, Reply, closed_door, loses_answers};
use crate::vapi::CALL;
use crate::webhooks::sample;

const NOW: Instant = Instant::from_seconds(1_793_000_100);
const THEIRS: &str = "conv_01harbor";

fn client(base: &BaseUrl) -> ElevenLabsCalls {
    let access = ElevenLabsAccess { base: base.clone(), key: Secret::new("xi-key") };
    ElevenLabsCalls::new(Http::default(), access)
}

fn order() -> CallOrder {
    CallOrder {
        call: CALL.parse().unwrap(),
        to: "+46701740605".parse().unwrap(),
        name: "Åsa Ek".into(),
        request: "A chat about boats".into(),
        assistant_ref: "agent_harbor01".into(),
        number_ref: "phnum_01".into(),
        words: None,
        limit_seconds: 300,
        webhook_url: "https://calls.example.test/webhooks/elevenlabs/acc_1".into(),
    }
}

fn placed(success: bool, id: Value, sid: Value, message: &str) -> Value {
    json!({"success": success, "message": message, "conversation_id": id, "callSid": sid})
}

/// A conversation as ElevenLabs shows it.
fn conversation(status: &str, metadata: Value) -> Value {
    json!({
        "agent_id": "agent_harbor01", "conversation_id": THEIRS, "status": status, "user_id": CALL,
        "transcript": [], "metadata": metadata, "has_audio": false, "has_user_audio": false,
        "has_response_audio": false,
    })
}

async fn place(reply: Reply) -> Placing {
    client(&Double::start("elevenlabs", [reply]).await.base).place(&order()).await
}

fn hear(value: &Value) -> CarrierMessage {
    parse(value.to_string().as_bytes(), NOW).unwrap()
}

#[tokio::test]
async fn a_call_is_placed_with_our_id() {
    let good = placed(true, json!(THEIRS), json!("CA1"), "ok");
    let eleven = Double::start("elevenlabs", [Reply::json(200, &good)]).await;
    let answer = client(&eleven.base).place(&order()).await;
    assert!(matches!(answer, Placing::Accepted { vendor_ref } if vendor_ref == THEIRS));
    let exchange = eleven.exchanges().remove(0);
    assert_eq!(exchange.target(), "POST /v1/convai/twilio/outbound-call");
    assert_eq!((exchange.header("xi-api-key"), exchange.header("authorization")), ("xi-key", ""));
    assert_eq!(
        exchange.json(),
        json!({
            "agent_id": "agent_harbor01",
            "agent_phone_number_id": "phnum_01",
            "to_number": "+46701740605",
            "conversation_initiation_client_data": {
                "user_id": CALL,
                "dynamic_variables": {
                    "ringwright_call": CALL, "name": "Åsa Ek", "request": "A chat about boats",
                },
            },
        })
    );
}

#[tokio::test]
async fn what_was_published_here_goes_along() {
    let good = placed(true, json!(THEIRS), json!("CA1"), "ok");
    let eleven = Double::start("elevenlabs", [Reply::json(200, &good)]).await;
    let order = CallOrder {
        words: Some(AgentWords {
            instructions: "You talk about boats.".into(),
            first_message: Some("Hej {{name}}!".into()),
            language: "sv".into(),
            model: None,
            voice: Some(Choice { provider: "elevenlabs".into(), id: "voice-1".into() }),
        }),
        ..order()
    };
    client(&eleven.base).place(&order).await;
    let body = eleven.exchanges().remove(0).json();
    let expected = json!({"agent": {
        "first_message": "Hej {{name}}!", "language": "sv", "prompt": {"prompt": "You talk about boats."},
    }, "tts": {"voice_id": "voice-1"}});
    assert_eq!(body["conversation_initiation_client_data"]["conversation_config_override"], expected);
}

#[tokio::test]
async fn only_a_clear_no_is_a_refusal() {
    let no = |message: &str| (200, placed(false, Value::Null, Value::Null, message));
    for ((status, body), expected) in [
        (no("error 21211, invalid 'To' Phone Number +46701740605"), Refusal::InvalidNumber),
        (no("Too many concurrent calls"), Refusal::Busy),
        (no("The number +46101380000 is unverified"), Refusal::Misconfigured),
        ((401, json!({"detail": {"status": "x", "message": "Invalid API key"}})), Refusal::Misconfigured),
        ((404, json!({"detail": "agent not found"})), Refusal::Misconfigured),
        (
            (422, json!({"detail": [{"loc": ["body", "to_number"], "msg": "to_number is wrong"}]})),
            Refusal::InvalidNumber,
        ),
        ((429, json!({})), Refusal::Busy),
    ] {
        let Placing::Refused { reason, detail } = place(Reply::json(status, &body)).await else {
            panic!("{body}")
        };
        assert_eq!(reason, expected, "{body}");
        assert!(!detail.contains("4670174") && !detail.contains("4610138"), "{detail}");
    }
    for status in [302, 408, 409, 500, 502, 503, 504] {
        assert!(matches!(place(Reply::json(status, &json!({}))).await, Placing::Unknown { .. }), "{status}");
    }
    let strange = [
        json!({}),
        json!([]),
        placed(true, Value::Null, json!("CA1"), "ok"),
        // Something is at Twilio: nobody knows whether it rings.
        placed(false, Value::Null, json!("CA1"), "failed"),
    ];
    for strange in strange {
        assert!(matches!(place(Reply::json(200, &strange)).await, Placing::Unknown { .. }), "{strange}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_a_refused_connection_is_not_sent() {
    let (base, seen) = loses_answers(9, &json!({})).await;
    assert!(matches!(client(&base).place(&order()).await, Placing::Unknown { .. }));
    assert_eq!(seen.lock().unwrap().len(), 1, "the order goes out once");
    let (base, _door) = closed_door("http");
    assert!(matches!(client(&base).place(&order()).await, Placing::NotSent { .. }));
}

#[tokio::test]
async fn a_call_is_found_by_the_user_that_we_named() {
    let ours: CallId = CALL.parse().unwrap();
    let list = |ids: &[&str]| {
        let items: Vec<Value> = ids.iter().map(|id| json!({"conversation_id": id})).collect();
        Reply::json(200, &json!({"conversations": items, "has_more": false}))
    };
    let mut strangers = conversation("done", json!({}));
    strangers["user_id"] = Value::Null;
    let replies = [
        list(&[THEIRS]),
        Reply::json(200, &conversation("initiated", json!({}))),
        list(&[]),
        list(&["conv_other"]),
        Reply::json(200, &strangers),
        Reply::json(500, &json!({})),
    ];
    let eleven = Double::start("elevenlabs", replies).await;
    let find = async || client(&eleven.base).find(&ours, NOW).await;
    let found = find().await.unwrap().unwrap();
    assert_eq!((found.vendor_ref.as_str(), found.call), (THEIRS, Some(ours.clone())));
    assert_eq!(found.news, CallNews::Accepted { vendor_ref: THEIRS.into() });
    assert_eq!(find().await, Ok(None));
    assert!(matches!(find().await, Err(VendorError::Unreadable { .. })), "it was not searched");
    assert!(find().await.unwrap_err().is_transient());
    let targets: Vec<_> = eleven.exchanges().iter().map(|exchange| exchange.target()).collect();
    assert_eq!(targets[0], format!("GET /v1/convai/conversations?user_id={CALL}&page_size=30"));
    assert_eq!(targets[1], format!("GET /v1/convai/conversations/{THEIRS}"));
}

#[tokio::test]
async fn the_state_of_a_call_is_read() {
    let times = |reason: &str, seconds: u32| {
        json!({
            "start_time_unix_secs": 1_793_000_000, "call_duration_secs": seconds, "termination_reason": reason,
        })
    };
    let started = Instant::from_seconds(1_793_000_000);
    let end = |outcome| CallNews::Ended {
        vendor_ref: Some(THEIRS.into()),
        outcome,
        answered_at: Some(started),
        ended_at: Instant::from_seconds(1_793_000_060),
    };
    for (body, expected) in [
        (conversation("initiated", json!({})), CallNews::Accepted { vendor_ref: THEIRS.into() }),
        (
            conversation("in-progress", times("", 0)),
            CallNews::Answered { vendor_ref: THEIRS.into(), at: started },
        ),
        (conversation("done", times("Call ended by remote party", 60)), end(CallOutcome::Completed)),
        (conversation("processing", times("max duration", 60)), end(CallOutcome::DurationReached)),
    ] {
        let eleven = Double::start("elevenlabs", [Reply::json(200, &body)]).await;
        let seen = client(&eleven.base).look(THEIRS).await.unwrap().unwrap();
        assert_eq!((seen.news, seen.call.unwrap().as_str()), (expected, CALL));
        eleven.exchanges();
    }
    let eleven = Double::start("elevenlabs", [Reply::json(404, &json!({}))]).await;
    assert_eq!(client(&eleven.base).look(THEIRS).await, Ok(None));
    assert_eq!(client(&eleven.base).look("../agents").await, Ok(None));
    assert_eq!(eleven.exchanges().len(), 1);
}

#[tokio::test]
async fn the_keys_are_checked_and_no_call_is_ended() {
    let good = json!({"agents": [], "has_more": false});
    let wrong = json!({"detail": {"status": "invalid_api_key", "message": "Invalid API key"}});
    let eleven = Double::start("elevenlabs", [Reply::json(200, &good), Reply::json(401, &wrong)]).await;
    let client = client(&eleven.base);
    client.check().await.unwrap();
    let error = client.check().await.unwrap_err();
    assert_eq!(error.to_string(), "the vendor refused with status 401: Invalid API key");
    assert_eq!(eleven.exchanges()[0].target(), "GET /v1/convai/agents?page_size=1");
    assert!(!format!("{client:?}").contains("xi-key"));
    assert!(!client.ends_calls() && client.hang_up(THEIRS).await.is_err());
    assert_eq!(eleven.exchanges().len(), 2, "nothing is asked that does not exist");
}

#[test]
fn the_report_tells_how_it_was() {
    let mut report = sample("elevenlabs/post_call_transcription");
    let message = hear(&report);
    let started = Instant::from_seconds(1_792_999_910);
    let news = CallNews::Ended {
        vendor_ref: Some(THEIRS.into()),
        outcome: CallOutcome::Completed,
        answered_at: Some(started),
        ended_at: Instant::from_seconds(1_792_999_971),
    };
    assert_eq!((message.news, message.report_due, message.call), (Some(news), false, None));
    assert_eq!(message.dedupe_key, format!("{THEIRS}:post_call_transcription"));
    report["data"]["conversation_initiation_client_data"]["dynamic_variables"]["ringwright_call"] =
        json!(CALL);
    assert_eq!(hear(&report).call.unwrap().as_str(), CALL);
    report["data"]["conversation_initiation_client_data"] = json!(7);
    report["data"]["user_id"] = json!(CALL);
    assert_eq!(hear(&report).call.unwrap().as_str(), CALL);
}

#[test]
fn a_call_that_did_not_come_about_is_told() {
    for (file, expected) in [("twilio", CallOutcome::Busy), ("sip", CallOutcome::NoAnswer)] {
        let message = hear(&sample(&format!("elevenlabs/call_initiation_failure.{file}")));
        let Some(CallNews::Ended { vendor_ref, outcome, answered_at, ended_at }) = message.news else {
            panic!("{file}")
        };
        assert_eq!((vendor_ref.as_deref(), outcome), (Some(THEIRS), expected));
        assert_eq!((answered_at, ended_at), (None, Instant::from_seconds(1_793_000_000)));
    }
}

#[test]
fn other_messages_say_nothing() {
    let audio =
        hear(&json!({"type": "post_call_audio", "data": {"conversation_id": THEIRS, "full_audio": "x"}}));
    assert_eq!((audio.news, audio.report_due), (None, false));
    let long = json!({"type": "post_call_transcription", "data": {"conversation_id": "x".repeat(300)}});
    assert!(hear(&long).dedupe_key.len() < 100);
    for wrong in ["", "[]", "{}", r#"{"type":""}"#, r#"{"type":7}"#] {
        assert!(parse(wrong.as_bytes(), NOW).is_err(), "{wrong}");
    }
    assert_eq!(hear(&json!({"type": "post_call_transcription"})).news, None);
}
