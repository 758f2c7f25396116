//! What survives the end of the process.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::harness::{Receiver, RunningClock, SESSION, Scene};

#[tokio::test]
async fn everything_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/state.ndjson");
    let clock = RunningClock::new();
    let scene = Scene::with(Some(file.clone()), clock.clone(), Receiver::start().await).await;
    let customer = scene.stripe(Method::POST, "customers", &[("email", "a@b.test")], Some("c")).await;
    let paid = scene.session(Some("paid")).await["id"].as_str().unwrap().to_owned();
    scene.confirm(&paid, "4242424242424242").await;
    let open = scene.session(Some("open")).await["id"].as_str().unwrap().to_owned();
    let due = scene.session(Some("due")).await["id"].as_str().unwrap().to_owned();
    let call = scene.place("+12025550106", "live").await.body["id"].as_str().unwrap().to_owned();
    let before = scene.stripe(Method::GET, &format!("checkout/sessions/{paid}"), &[], None).await.body;
    let Scene { sandbox, hooks, .. } = scene;
    sandbox.stop().await;

    let scene = Scene::with(Some(file), clock.clone(), hooks).await;
    let after = scene.stripe(Method::GET, &format!("checkout/sessions/{paid}"), &[], None).await.body;
    assert_eq!(before, after);
    let found = scene.stripe(Method::GET, "customers?email=a@b.test", &[], None).await.body;
    assert_eq!(found["data"][0], customer.body);
    let replay = scene.stripe(Method::POST, "checkout/sessions", &SESSION, Some("open")).await;
    assert_eq!(
        (&replay.body["id"], &replay.headers["idempotent-replayed"]),
        (&json!(open), &"true".parse().unwrap())
    );
    assert_eq!(scene.confirm(&open, "4242424242424242").await["status"], "paid");
    let stats = scene.stats().await;
    assert_eq!((&stats["charges"], &stats["chargesPerSession"]), (&json!(2), &json!(1)));
    assert_eq!((&stats["callsPlaced"], &stats["maxConcurrentCalls"]), (&json!(1), &json!(1)));

    // The call that was going on ends by its own limit, and the session by the clock.
    let mut scene = scene;
    let report = scene.hooks.until("end-of-call-report").await.json();
    assert_eq!(report["message"]["call"]["id"], call);
    assert_eq!(report["message"]["endedReason"], "exceeded-max-duration");
    scene.clock.advance(Duration::from_secs(90_000));
    let expired = scene.stripe(Method::GET, &format!("checkout/sessions/{due}"), &[], None).await.body;
    assert_eq!(expired["status"], "expired");
}

#[tokio::test]
async fn events_nobody_took_are_sent_by_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.ndjson");
    let clock = RunningClock::new();
    let mut scene = Scene::with(Some(file.clone()), clock.clone(), Receiver::start().await).await;
    scene.hooks.will_answer(&[500]);
    scene.post("/sandbox/api/settings", json!({"pace": 50.0})).await;
    let id = scene.session(None).await["id"].as_str().unwrap().to_owned();
    scene.confirm(&id, "4000000000000002").await;
    let lost = scene.hooks.next().await.json();
    let Scene { sandbox, hooks, .. } = scene;
    sandbox.stop().await;
    let mut scene = Scene::with(Some(file), clock, hooks).await;
    assert_eq!(scene.hooks.next().await.json()["id"], lost["id"]);
}
