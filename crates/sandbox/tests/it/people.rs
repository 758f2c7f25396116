//! Everybody who has a number.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Scene, VAPI_SECRET, hmac};

/// Calls a number and gives the statuses that were reported and the final report.
async fn ring(scene: &mut Scene, number: &str) -> (Vec<String>, Value) {
    let placed = scene.place(number, &format!("try-{number}")).await;
    assert_eq!((placed.status, &placed.body["status"]), (201, &json!("queued")), "{}", placed.body);
    let mut statuses = Vec::new();
    loop {
        let arrived = scene.hooks.next().await;
        let message = arrived.json()["message"].clone();
        assert_eq!(message["call"]["id"], placed.body["id"]);
        match message["status"].as_str() {
            Some(status) => statuses.push(status.to_owned()),
            None => return (statuses, message),
        }
    }
}

#[tokio::test]
async fn everybody_keeps_their_habit() {
    let mut scene = Scene::start().await;
    let talked: &[&str] = &["ringing", "in-progress", "ended"];
    let cases: [(&str, &[&str], &str); 10] = [
        ("+12025550100", talked, "customer-ended-call"),
        ("+12025550101", &["ended"], "customer-busy"),
        ("+12025550102", &["ringing", "ended"], "customer-did-not-answer"),
        ("+12025550103", talked, "voicemail"),
        ("+12025550104", &["ringing", "ended"], "vonage-rejected"),
        ("+12025550105", talked, "customer-ended-call"),
        ("+12025550106", talked, "exceeded-max-duration"),
        ("+12025550107", &["ended"], "twilio-reported-customer-misdialed"),
        ("+12025550108", talked, "customer-ended-call"),
        ("+46701740642", talked, "customer-ended-call"),
    ];
    for (number, statuses, reason) in cases {
        let (seen, report) = ring(&mut scene, number).await;
        assert_eq!(seen, statuses, "{number}");
        assert_eq!(report["endedReason"], reason, "{number}");
        let answered = statuses.len() == 3;
        assert_eq!(report["startedAt"].is_string(), answered, "{number}");
        assert_eq!(report["cost"].as_f64().unwrap() > 0.0, answered, "{number}");
        assert_eq!(report["artifact"]["transcript"] == "", !answered, "{number}");
        if answered {
            assert_eq!(report["analysis"]["structuredData"]["screened"], number.ends_with("108"), "{number}");
        }
        let id = report["call"]["id"].as_str().unwrap();
        let call = scene.vapi(Method::GET, &format!("/call/{id}"), None).await.body;
        assert_eq!((&call["status"], &call["endedReason"]), (&json!("ended"), &json!(reason)));
    }
    let stats = scene.stats().await;
    assert_eq!((&stats["callsPlaced"], &stats["liveCalls"]), (&json!(10), &json!(0)));
    assert_eq!((&stats["doubleRings"], &stats["maxConcurrentCalls"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn webhooks_are_signed_and_carry_the_call() {
    let mut scene = Scene::start().await;
    scene.place("+12025550100", "attempt-1").await;
    for expected in ["ringing", "in-progress", "ended", "end-of-call-report"] {
        let arrived = scene.hooks.next().await;
        assert_eq!((arrived.kind().as_str(), arrived.path.as_str()), (expected, "/vapi-hook"));
        assert_eq!(arrived.header("x-tenant"), "t-1");
        let signed = [arrived.header("x-timestamp").as_bytes(), b".", &arrived.body].concat();
        assert_eq!(arrived.header("x-signature"), hmac(VAPI_SECRET, &signed));
        let message = arrived.json()["message"].clone();
        assert_eq!(message["call"]["name"], "attempt-1");
        assert_eq!(message["call"]["assistantOverrides"]["metadata"]["attempt"], "attempt-1");
        assert!(message["timestamp"].as_i64().unwrap() > 1_790_000_000_000);
        if expected == "end-of-call-report" {
            let transcript = message["artifact"]["transcript"].as_str().unwrap();
            assert!(transcript.starts_with("AI: Hello Asa, this is an AI assistant"), "{transcript}");
            assert!(transcript.contains("tell a joke"));
            assert_eq!(message["artifact"]["messages"][0]["role"], "bot");
        }
    }
}

#[tokio::test]
async fn a_person_before_the_page_picks_up_and_hangs_up() {
    let mut scene = Scene::start().await;
    let id = scene.place("+12025550109", "a").await.body["id"].as_str().unwrap().to_owned();
    let act = |what: &str| format!("/sandbox/api/phones/{id}/{what}");
    scene.hooks.until("ringing").await;
    assert_eq!(scene.post(&act("hang-up"), json!({})).await.status, 409);
    assert_eq!(scene.post(&act("pick-up"), json!({})).await.body["state"], "in-progress");
    scene.hooks.until("in-progress").await;
    assert_eq!(scene.post(&act("hang-up"), json!({})).await.body["endedReason"], "customer-ended-call");
    scene.hooks.until("end-of-call-report").await;
    assert_eq!(scene.post(&act("pick-up"), json!({})).await.status, 409);

    let id = scene.place("+12025550109", "b").await.body["id"].as_str().unwrap().to_owned();
    scene.hooks.until("ringing").await;
    let declined = scene.post(&format!("/sandbox/api/phones/{id}/decline"), json!({})).await;
    assert_eq!(declined.body["endedReason"], "vonage-rejected");

    scene.place("+12025550109", "c").await;
    let report = scene.hooks.until("end-of-call-report").await;
    assert_eq!(report.json()["message"]["endedReason"], "vonage-rejected");
    let report = scene.hooks.until("end-of-call-report").await;
    assert_eq!(report.json()["message"]["endedReason"], "customer-did-not-answer");
}

#[tokio::test]
async fn a_phone_rings_only_once_at_a_time() {
    let mut scene = Scene::start().await;
    scene.place("+12025550109", "first").await;
    scene.hooks.until("ringing").await;
    let second = scene.vapi_as("key-2", Method::POST, "/call", Some(scene.call("+12025550109", "second")));
    assert_eq!(second.await.unwrap().status, 201);
    let report = scene.hooks.until("end-of-call-report").await.json();
    assert_eq!(report["message"]["call"]["name"], "second");
    assert_eq!(report["message"]["endedReason"], "customer-busy");
    let phone = scene.get("/sandbox/api/phones/+12025550109").await.body;
    assert_eq!((&phone["engaged"], &phone["person"]), (&json!(true), &json!("09")));
}

#[tokio::test]
async fn times_can_be_changed() {
    let mut scene = Scene::start().await;
    let people = json!({"people": {"02": {"ring": 1.0}, "other": {"ring": 0.2, "talk": 0.2}}});
    let changed = scene.post("/sandbox/api/settings", people).await.body;
    assert_eq!(changed["people"]["02"]["ring"], 1.0);
    let talkative = json!({"people": {"00": {"ring": 1.0}}});
    let changed = scene.post("/sandbox/api/settings", talkative).await.body;
    assert_eq!(changed["people"]["00"], json!({"ring": 1.0, "talk": 6.0}));
    assert_eq!(
        scene.post("/sandbox/api/settings", json!({"people": {"00": {"ring": -1}}})).await.status,
        400
    );
    let (_, report) = ring(&mut scene, "+12025550199").await;
    assert_eq!(report["endedReason"], "customer-ended-call");
    let bad = scene.post("/sandbox/api/settings", json!({"pace": -1})).await;
    assert_eq!(bad.status, 400);
}
