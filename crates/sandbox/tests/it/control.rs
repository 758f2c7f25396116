//! The control page and its interface.

use futures::StreamExt;
use serde_json::json;

use crate::harness::Scene;

#[tokio::test]
async fn the_page_and_its_parts_are_served_with_a_strict_policy() {
    let scene = Scene::start().await;
    let page = scene.client.get(&scene.base).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(!html.contains("<script>") && !html.contains("style=") && !html.contains("onclick"));
    for part in html.split('"').filter(|text| text.starts_with("/sandbox/assets/")) {
        assert_eq!(scene.get(part).await.status, 200, "{part}");
    }
}

#[tokio::test]
async fn other_sites_are_kept_out() {
    let scene = Scene::start().await;
    let url = format!("{}/sandbox/api/reset", scene.base);
    assert_eq!(scene.client.post(&url).send().await.unwrap().status(), 415);
    let form = scene.client.post(&url).form(&[("a", "b")]).send().await.unwrap();
    assert_eq!(form.status(), 415);
}

#[tokio::test]
async fn watchers_see_everything() {
    let mut scene = Scene::start().await;
    let events = scene.client.get(format!("{}/sandbox/api/events", scene.base)).send().await.unwrap();
    let mut stream = events.bytes_stream();
    let mut text = String::new();
    let mut placed = false;
    while !text.contains("\"state\":\"delivered\"") {
        text.push_str(&String::from_utf8_lossy(&stream.next().await.unwrap().unwrap()));
        if text.contains("event: hello") && !placed {
            scene.place("+12025550101", "watched").await;
            placed = true;
        }
    }
    assert!(
        text.contains("event: call") && text.contains("customer-busy") && text.contains("event: webhook")
    );
    scene.hooks.until("end-of-call-report").await;
    let log = scene.get("/sandbox/api/webhooks").await.body;
    assert_eq!((&log[1]["type"], &log[1]["status"]), (&json!("status-update ended"), &json!(200)));
    let calls = scene.get("/sandbox/api/calls?limit=5").await.body;
    assert_eq!((&calls[0]["name"], &calls[0]["number"]), (&json!("watched"), &json!("+12025550101")));
}

#[tokio::test]
async fn reset_forgets_all_but_the_settings() {
    let scene = Scene::start().await;
    scene.post("/sandbox/api/settings", json!({"maxConcurrentCalls": 3, "stripeWebhookUrl": ""})).await;
    scene.faults(json!({"vapi": {"slowMs": 5}})).await;
    scene.place("+12025550109", "a").await;
    scene.session(None).await;
    assert_eq!(scene.post("/sandbox/api/reset", json!({})).await.status, 200);
    let stats = scene.stats().await;
    assert_eq!(
        (&stats["callsPlaced"], &stats["liveCalls"], &stats["sessions"]["open"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!(scene.get("/sandbox/api/faults").await.body["vapi"]["slowMs"], 0);
    let settings = scene.get("/sandbox/api/settings").await.body;
    assert_eq!((&settings["maxConcurrentCalls"], &settings["stripeWebhookUrl"]), (&json!(3), &json!("")));
    assert_eq!(scene.place("+12025550109", "b").await.status, 201);
    for path in ["phones", "cards", "checkouts"] {
        assert!(scene.get(&format!("/sandbox/api/{path}")).await.body.is_array(), "{path}");
    }
}
