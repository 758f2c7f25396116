//! The client of Retell against a local server, and what its samples say.

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};
use ringwright_domain::ids::CallId;
use ringwright_vendors::retell::webhook::parse;
use ringwright_vendors::{
    AgentWords, BaseUrl, CallOrder, Carrier, CarrierMessage, Choice, Http, Placing, Refusal, RetellClient,
    Secret, VendorError,
};
use serde_json::{Value, json};

use crate::double::{Double, Reply, closed_door, loses_answers};
use crate::vapi::CALL;
use crate::webhooks::sample;

const NOW: Instant = Instant::from_seconds(1_793_000_100);
const THEIRS: &str = "call_7f3d9f0a";

fn client(base: &BaseUrl) -> RetellClient {
    RetellClient::new(Http::default(), base.clone(), Secret::new("retell-key"))
}

fn order() -> CallOrder {
    CallOrder {
        call: CALL.parse().unwrap(),
        to: "+46701740605".parse().unwrap(),
        name: "Åsa Ek".into(),
        request: "A chat about boats".into(),
        assistant_ref: "agent_harbor01".into(),
        number_ref: "+46101380000".into(),
        limit_seconds: 300,
        webhook_url: "https://calls.example.test/webhooks/retell/acc_1".into(),
        words: None,
    }
}

/// A call as Retell shows it.
fn call(status: &str, more: Value) -> Value {
    let mut call = json!({
        "call_type": "phone_call", "call_id": THEIRS, "agent_id": "agent_harbor01", "agent_version": 3,
        "call_status": status, "from_number": "+46101380000", "to_number": "+46701740605",
        "direction": "outbound", "metadata": {"ringwrightCall": CALL},
    });
    call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    call
}

async fn place(reply: Reply) -> Placing {
    client(&Double::start("retell", [reply]).await.base).place(&order()).await
}

fn hear(value: &Value) -> CarrierMessage {
    parse(value.to_string().as_bytes(), NOW).unwrap()
}

#[tokio::test]
async fn a_call_is_placed_with_our_id_and_where_to_report() {
    let retell = Double::start("retell", [Reply::json(201, &call("registered", json!({})))]).await;
    let placed = client(&retell.base).place(&order()).await;
    assert!(matches!(placed, Placing::Accepted { vendor_ref } if vendor_ref == THEIRS));
    let exchange = retell.exchanges().remove(0);
    assert_eq!(exchange.target(), "POST /v2/create-phone-call");
    assert_eq!(exchange.header("authorization"), "Bearer retell-key");
    assert_eq!(
        exchange.json(),
        json!({
            "from_number": "+46101380000",
            "to_number": "+46701740605",
            "override_agent_id": "agent_harbor01",
            "idempotency_key": CALL,
            "metadata": {"ringwrightCall": CALL},
            "retell_llm_dynamic_variables": {"name": "Åsa Ek", "request": "A chat about boats"},
            "agent_override": {"agent": {
                "max_call_duration_ms": 300_000,
                "webhook_url": "https://calls.example.test/webhooks/retell/acc_1",
                "webhook_events": ["call_started", "call_ended", "call_analyzed"],
                "webhook_timeout_ms": 10_000,
            }},
        })
    );
}

#[tokio::test]
async fn what_was_published_here_goes_along() {
    let retell = Double::start("retell", [Reply::json(201, &call("registered", json!({})))]).await;
    let order = CallOrder {
        words: Some(AgentWords {
            instructions: "You talk about boats.".into(),
            first_message: Some("Hej {{name}}!".into()),
            language: "sv".into(),
            model: None,
            voice: Some(Choice { provider: "retell".into(), id: "voice-1".into() }),
        }),
        ..order()
    };
    client(&retell.base).place(&order).await;
    let body = retell.exchanges().remove(0).json();
    let over = &body["agent_override"];
    assert_eq!(over["retell_llm"], json!({"begin_message": "Hej {{name}}!", "start_speaker": "agent"}));
    assert_eq!(
        (&over["agent"]["language"], &over["agent"]["voice_id"]),
        (&json!("sv-SE"), &json!("voice-1"))
    );
    assert_eq!(body["retell_llm_dynamic_variables"]["instructions"], "You talk about boats.");
}

#[tokio::test]
async fn a_duration_that_retell_does_not_take_is_brought_to_its_limits() {
    for (seconds, millis) in [(10, 60_000), (3_600, 3_600_000), (43_200, 7_200_000), (u32::MAX, 7_200_000)] {
        let retell = Double::start("retell", [Reply::json(201, &call("registered", json!({})))]).await;
        let order = CallOrder { limit_seconds: seconds, ..order() };
        client(&retell.base).place(&order).await;
        let body = retell.exchanges().remove(0).json();
        assert_eq!(body["agent_override"]["agent"]["max_call_duration_ms"], millis);
    }
}

#[tokio::test]
async fn only_a_clear_no_is_a_refusal() {
    let said = |words: &str| json!({"status": "error", "message": words});
    for (status, body, expected) in [
        (400, said("to_number +46701740605 is not valid"), Refusal::InvalidNumber),
        (400, json!({"error_message": "override_agent_id is unknown"}), Refusal::Misconfigured),
        (401, said("Invalid API Key"), Refusal::Misconfigured),
        (402, said("Out of credit"), Refusal::Misconfigured),
        (422, said("from_number is not a phone number of yours"), Refusal::Misconfigured),
        (429, said("slow down"), Refusal::Busy),
        (429, json!([]), Refusal::Busy),
    ] {
        let Placing::Refused { reason, detail } = place(Reply::json(status, &body)).await else {
            panic!("{status}")
        };
        assert_eq!(reason, expected, "{status} {body}");
        assert!(!detail.contains("4670174"), "{detail}");
    }
    for status in [302, 408, 409, 500, 502, 503, 504] {
        assert!(matches!(place(Reply::json(status, &json!({}))).await, Placing::Unknown { .. }), "{status}");
    }
    for strange in [json!({}), json!([]), json!({"call_id": 7}), json!("ok")] {
        assert!(matches!(place(Reply::json(201, &strange)).await, Placing::Unknown { .. }), "{strange}");
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
async fn a_call_is_found_by_what_was_given_along() {
    let ours: CallId = CALL.parse().unwrap();
    let list = |items: &[Value]| Reply::json(200, &json!({"items": items, "has_more": false}));
    let strangers = call("ongoing", json!({"metadata": {"booking": 4711}}));
    let replies = [
        list(&[call("registered", json!({}))]),
        list(&[]),
        list(&[strangers]),
        Reply::json(500, &json!({})),
        Reply::json(200, &json!([])),
    ];
    let retell = Double::start("retell", replies).await;
    let find = async || client(&retell.base).find(&ours, NOW).await;
    let found = find().await.unwrap().unwrap();
    assert_eq!((found.vendor_ref.as_str(), found.call), (THEIRS, Some(ours.clone())));
    assert_eq!(found.news, CallNews::Accepted { vendor_ref: THEIRS.into() });
    assert_eq!(find().await, Ok(None));
    assert!(matches!(find().await, Err(VendorError::Unreadable { .. })), "it was not searched");
    assert!(find().await.unwrap_err().is_transient());
    assert!(find().await.is_err());
    let exchange = retell.exchanges().remove(0);
    assert_eq!(exchange.target(), "POST /v3/list-calls");
    let criterion = json!({"type": "string", "op": "eq", "key": "ringwrightCall", "value": CALL});
    assert_eq!(exchange.json(), json!({"filter_criteria": {"metadata": [criterion]}, "limit": 10}));
}

#[tokio::test]
async fn the_state_of_a_call_is_read() {
    let times = json!({"start_timestamp": 1_793_000_000_000_i64, "end_timestamp": 1_793_000_060_000_i64});
    let ended = |reason: &str, analysis: Value| {
        let mut more = times.clone();
        more["disconnection_reason"] = reason.into();
        more["call_analysis"] = analysis;
        call("ended", more)
    };
    let started = Instant::from_seconds(1_793_000_000);
    let end = |outcome, answered_at| CallNews::Ended {
        vendor_ref: Some(THEIRS.into()),
        outcome,
        answered_at,
        ended_at: Instant::from_seconds(1_793_000_060),
    };
    for (body, expected) in [
        (call("registered", json!({})), CallNews::Accepted { vendor_ref: THEIRS.into() }),
        (
            call("ongoing", json!({"start_timestamp": 1_793_000_000_000_i64})),
            CallNews::Answered { vendor_ref: THEIRS.into(), at: started },
        ),
        (ended("agent_hangup", Value::Null), end(CallOutcome::Completed, Some(started))),
        (ended("agent_hangup", json!({"in_voicemail": true})), end(CallOutcome::Voicemail, Some(started))),
        (
            ended("user_hangup", json!({"custom_analysis_data": {"screened": true}})),
            end(CallOutcome::Screened, Some(started)),
        ),
        (ended("max_duration_reached", json!({})), end(CallOutcome::DurationReached, Some(started))),
    ] {
        let retell = Double::start("retell", [Reply::json(200, &body)]).await;
        let seen = client(&retell.base).look(THEIRS).await.unwrap().unwrap();
        assert_eq!((seen.news, seen.vendor_ref.as_str()), (expected, THEIRS));
        assert_eq!(retell.exchanges()[0].target(), format!("GET /v2/get-call/{THEIRS}"));
    }
}

#[tokio::test]
async fn a_call_that_retell_does_not_know_is_none() {
    let unknown = json!({"status": "error", "message": "Cannot find requested asset under given api key."});
    let replies = [Reply::json(404, &json!({})), Reply::json(422, &unknown), Reply::json(422, &json!({}))];
    let retell = Double::start("retell", replies).await;
    assert_eq!(client(&retell.base).look(THEIRS).await, Ok(None));
    assert_eq!(client(&retell.base).look(THEIRS).await, Ok(None));
    assert!(client(&retell.base).look(THEIRS).await.is_err());
    assert_eq!(client(&retell.base).look("../list-agents").await, Ok(None));
    assert_eq!(retell.exchanges().len(), 3);
}

#[tokio::test]
async fn a_call_is_ended_and_ending_what_is_over_is_no_error() {
    let refused = Reply::json(400, &json!({"message": "Call is not ongoing"}));
    let replies = [
        Reply::json(200, &json!({})),
        refused.clone(),
        Reply::json(200, &call("ended", json!({}))),
        refused,
        Reply::json(200, &call("ongoing", json!({}))),
    ];
    let retell = Double::start("retell", replies).await;
    client(&retell.base).hang_up(THEIRS).await.unwrap();
    client(&retell.base).hang_up(THEIRS).await.unwrap();
    assert!(matches!(
        client(&retell.base).hang_up(THEIRS).await,
        Err(VendorError::Refused { status: 400, .. })
    ));
    client(&retell.base).hang_up("../x").await.unwrap();
    let targets: Vec<_> = retell.exchanges().iter().map(|exchange| exchange.target()).collect();
    assert_eq!(targets[0], format!("POST /v2/stop-call/{THEIRS}"));
    assert_eq!(targets.len(), 5);
}

#[tokio::test]
async fn the_keys_are_checked() {
    let good = json!({"items": [], "has_more": false});
    let replies = [Reply::json(200, &good), Reply::json(401, &json!({"message": "Invalid API Key"}))];
    let retell = Double::start("retell", replies).await;
    client(&retell.base).check().await.unwrap();
    let error = client(&retell.base).check().await.unwrap_err();
    assert_eq!(error.to_string(), "the vendor refused with status 401: Invalid API Key");
    assert_eq!(retell.exchanges()[0].target(), "POST /v2/list-agents?limit=1");
    let shown = format!("{:?}", client(&retell.base));
    assert!(!shown.contains("retell-key"), "{shown}");
}

#[test]
fn retell_tells_that_somebody_picked_up() {
    let mut started = sample("retell/call_started");
    let message = hear(&started);
    let at = Instant::from_millis(1_792_999_880_000);
    assert_eq!(message.news, Some(CallNews::Answered { vendor_ref: THEIRS.into(), at }));
    assert_eq!((message.kind.as_str(), message.report_due, message.call), ("call_started", false, None));
    assert_eq!(message.dedupe_key, format!("{THEIRS}:call_started"));
    assert_eq!(message.vendor_ref.as_deref(), Some(THEIRS));
    started["call"]["metadata"]["ringwrightCall"] = json!(CALL);
    assert_eq!(hear(&started).call.unwrap().as_str(), CALL);
    started["call"]["metadata"] = json!("ours");
    assert_eq!(hear(&started).call, None);
}

#[test]
fn retell_tells_the_end_by_the_analysis_unless_the_reason_says_it_all() {
    let ended = hear(&sample("retell/call_ended"));
    assert_eq!((ended.news, ended.report_due), (None, true));
    let analysed = hear(&sample("retell/call_analyzed"));
    let Some(CallNews::Ended { outcome, answered_at, ended_at, .. }) = analysed.news else { panic!() };
    assert_eq!((outcome, ended_at), (CallOutcome::Completed, Instant::from_millis(1_793_000_000_000)));
    assert_eq!(answered_at, Some(Instant::from_millis(1_792_999_880_000)));
    assert_ne!(analysed.dedupe_key, ended.dedupe_key);
    let silent = hear(&sample("retell/call_ended.dial_no_answer"));
    let vendor_ref = Some(THEIRS.to_owned());
    let outcome = CallOutcome::NoAnswer;
    assert_eq!(silent.news, Some(CallNews::Ended { vendor_ref, outcome, answered_at: None, ended_at: NOW }));
}

#[test]
fn other_events_say_nothing_and_are_told_apart() {
    let event =
        |text: &str| json!({"event": "transcript_updated", "call": {"call_id": THEIRS, "transcript": text}});
    let (one, two) = (hear(&event("a")), hear(&event("b")));
    assert_eq!((&one.news, one.report_due), (&None, false));
    assert_ne!(one.dedupe_key, two.dedupe_key);
    assert_eq!(hear(&event("a")).dedupe_key, one.dedupe_key);
    let long = json!({"event": "call_ended", "call": {"call_id": "x".repeat(300)}});
    assert!(hear(&long).dedupe_key.len() < 100);
    for wrong in ["", "[]", "{}", r#"{"event":""}"#, r#"{"event":7}"#] {
        assert!(parse(wrong.as_bytes(), NOW).is_err(), "{wrong}");
    }
    assert_eq!(hear(&json!({"event": "call_started"})).news, None);
    assert_eq!(hear(&json!({"event": "call_started", "call": {"call_id": 7}})).news, None);
}
