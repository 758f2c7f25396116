//! What goes wrong on purpose.

use reqwest::Method;
use serde_json::json;

use crate::harness::{SESSION, Scene};

#[tokio::test]
async fn a_lost_answer_still_does_the_work() {
    let scene = Scene::start().await;
    scene.faults(json!({"vapi": {"loseAnswers": 1}, "stripe": {"loseAnswers": 1}})).await;
    let lost = scene.vapi_as("key-1", Method::POST, "/call", Some(scene.call("+12025550109", "lost"))).await;
    assert!(lost.is_err(), "{lost:?}");
    let calls = scene.vapi(Method::GET, "/call", None).await.body;
    assert_eq!(calls[0]["name"], "lost");
    let lost = scene.try_stripe(Method::POST, "checkout/sessions", &SESSION, Some("k")).await;
    assert!(lost.is_err());
    let again = scene.stripe(Method::POST, "checkout/sessions", &SESSION, Some("k")).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let list = scene.stripe(Method::GET, "checkout/sessions", &[], None).await.body;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["id"], again.body["id"]);
    assert_eq!(scene.stats().await["answersLost"], 2);
}

#[tokio::test]
async fn failures_and_outages_do_no_work() {
    let scene = Scene::start().await;
    scene.faults(json!({"vapi": {"failNext5xx": 1}, "stripe": {"down": true}})).await;
    assert_eq!(scene.place("+12025550109", "a").await.status, 500);
    assert_eq!(scene.place("+12025550109", "a").await.status, 201);
    let down = scene.stripe(Method::POST, "checkout/sessions", &SESSION, None).await;
    assert_eq!((down.status, &down.body["error"]["type"]), (503, &json!("api_error")));
    scene.faults(json!({"stripe": {"down": false}})).await;
    let stats = scene.stats().await;
    assert_eq!((&stats["callsPlaced"], &stats["sessions"]["open"]), (&json!(1), &json!(0)));
    scene.faults(json!({"seed": 5, "vapi": {"failRate5xx": 1.0}})).await;
    assert_eq!(scene.vapi(Method::GET, "/call", None).await.status, 500);
}

#[tokio::test]
async fn webhooks_come_twice_or_never_or_the_wrong_way_round() {
    let mut scene = Scene::start().await;
    scene.faults(json!({"vapi": {"webhookDuplicate": 1}})).await;
    scene.place("+12025550101", "twice").await;
    let mut kinds = Vec::new();
    for _ in 0..4 {
        kinds.push(scene.hooks.next().await.kind());
    }
    assert_eq!(kinds, ["ended", "ended", "end-of-call-report", "end-of-call-report"]);

    scene.faults(json!({"vapi": {"webhookDuplicate": 0, "dropNextWebhooks": 1}})).await;
    scene.place("+12025550101", "dropped").await;
    assert_eq!(scene.hooks.kinds_until("end-of-call-report").await, ["end-of-call-report"]);
    assert_eq!(scene.stats().await["webhooksDropped"], 1);

    scene.faults(json!({"vapi": {"webhookReorder": true}})).await;
    scene.place("+12025550101", "swapped").await;
    assert_eq!(scene.hooks.kinds_until("ended").await, ["end-of-call-report", "ended"]);

    // An odd one is not held back for ever.
    scene.faults(json!({"stripe": {"webhookReorder": true, "webhookDelayMs": 5}})).await;
    let session = scene.session(None).await;
    scene.confirm(session["id"].as_str().unwrap(), "4000000000000002").await;
    assert_eq!(scene.hooks.next().await.kind(), "payment_intent.payment_failed");
}

#[tokio::test]
async fn events_are_retried_until_somebody_takes_them() {
    let mut scene = Scene::start().await;
    scene.hooks.will_answer(&[500, 404, 302]);
    let session = scene.session(None).await;
    scene.confirm(session["id"].as_str().unwrap(), "4000000000000002").await;
    let first = scene.hooks.next().await.json();
    for _ in 0..3 {
        assert_eq!(scene.hooks.next().await.json()["id"], first["id"]);
    }
}

#[tokio::test]
async fn nonsense_is_refused() {
    let scene = Scene::start().await;
    let put = async |body: serde_json::Value| {
        let request = scene.client.put(format!("{}/sandbox/api/faults", scene.base)).json(&body);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(put(json!({"vapi": {"slow": 1}})).await, 400);
    assert_eq!(put(json!({"vapi": {"webhookDropRate": 1.5}})).await, 400);
    assert_eq!(put(json!({"nobody": {}})).await, 400);
    assert_eq!(put(json!({"vapi": {"slowMs": 1}})).await, 200);
}
