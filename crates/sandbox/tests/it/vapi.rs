//! Vapi's HTTP interface.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Scene;

#[tokio::test]
async fn requests_are_checked() {
    let scene = Scene::start().await;
    let none = scene.client.post(format!("{}/vapi/call", scene.base)).json(&json!({})).send().await.unwrap();
    assert_eq!(none.status(), 401);
    let cases: [(Value, &str); 6] = [
        (json!({"metadata": {}}), "property metadata should not exist"),
        (json!({"name": "x".repeat(41)}), "name must be shorter than or equal to 40 characters"),
        (json!({"customer": {"number": "12025550100"}}), "customer.number must be a valid phone number"),
        (
            json!({"assistantOverrides": {"maxDurationSeconds": 5}}),
            "assistantOverrides.maxDurationSeconds must not be less than 10",
        ),
        (
            json!({"assistantOverrides": {"tone": "kind"}}),
            "assistantOverrides.property tone should not exist",
        ),
        (
            json!({"assistantOverrides": {"server": {"url": "http://x.test", "credentialId": "other"}}}),
            "credentialId does not exist",
        ),
    ];
    for (change, complaint) in cases {
        let mut call = scene.call("+12025550100", "a");
        call.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = scene.vapi(Method::POST, "/call", Some(call)).await;
        assert_eq!((answer.status, &answer.body["statusCode"]), (400, &json!(400)));
        let message = answer.body["message"][0].as_str().unwrap();
        assert!(message.contains(complaint), "{message}");
    }
    assert_eq!(scene.stats().await["callsPlaced"], 0);
}

#[tokio::test]
async fn calls_are_listed_newest_first_and_by_account() {
    let mut scene = Scene::start().await;
    let mut made = Vec::new();
    for name in ["one", "two", "three"] {
        made.push(scene.place("+12025550101", name).await.body);
        scene.hooks.until("end-of-call-report").await;
    }
    let names = |body: &Value| -> Vec<String> {
        let calls = body.as_array().unwrap().iter();
        calls.map(|call| call["name"].as_str().unwrap().to_owned()).collect()
    };
    let get = async |path: String| scene.vapi(Method::GET, &path, None).await.body;
    assert_eq!(names(&get("/call".into()).await), ["three", "two", "one"]);
    assert_eq!(names(&get("/call?limit=1".into()).await), ["three"]);
    let second = made[1]["createdAt"].as_str().unwrap();
    assert_eq!(names(&get(format!("/call?createdAtGe={second}")).await), ["three", "two"]);
    assert_eq!(names(&get(format!("/call?createdAtGt={second}")).await), ["three"]);
    assert_eq!(names(&get(format!("/call?createdAtLe={second}")).await), ["two", "one"]);
    assert_eq!(names(&get(format!("/call?createdAtLt={second}")).await), ["one"]);
    assert_eq!(scene.vapi(Method::GET, "/call?limit=1001", None).await.status, 400);
    assert_eq!(scene.vapi(Method::GET, "/call?createdAtGe=soon", None).await.status, 400);

    let id = made[0]["id"].as_str().unwrap();
    let other = scene.vapi_as("key-2", Method::GET, "/call", None).await.unwrap();
    assert_eq!(other.body, json!([]));
    let other = scene.vapi_as("key-2", Method::GET, &format!("/call/{id}"), None).await.unwrap();
    assert_eq!(other.status, 404);
    let renamed = scene.vapi(Method::PATCH, &format!("/call/{id}"), Some(json!({"name": "uno"}))).await;
    assert_eq!(renamed.body["name"], "uno");
    assert_eq!(scene.vapi(Method::DELETE, &format!("/call/{id}"), Some(json!({}))).await.status, 200);
    assert_eq!(scene.vapi(Method::GET, &format!("/call/{id}"), None).await.status, 404);
    for path in ["/assistant", "/phone-number"] {
        let things = scene.vapi(Method::GET, path, None).await.body;
        let id = things[0]["id"].as_str().unwrap();
        assert_eq!(scene.vapi(Method::GET, &format!("{path}/{id}"), None).await.body, things[0]);
    }
}

#[tokio::test]
async fn the_caller_can_end_a_call() {
    let mut scene = Scene::start().await;
    let call = scene.place("+12025550106", "a").await.body;
    scene.hooks.until("in-progress").await;
    let control = call["monitor"]["controlUrl"].as_str().unwrap();
    let end = async |message: Value| {
        scene.client.post(control).json(&message).send().await.unwrap().status().as_u16()
    };
    assert_eq!(end(json!({"type": "say"})).await, 400);
    assert_eq!(end(json!({"type": "end-call"})).await, 200);
    assert_eq!(end(json!({"type": "end-call"})).await, 404);
    let report = scene.hooks.until("end-of-call-report").await.json();
    assert_eq!(report["message"]["endedReason"], "manually-canceled");
}

#[tokio::test]
async fn lines_are_counted_by_account() {
    let scene = Scene::start().await;
    assert_eq!(scene.post("/sandbox/api/settings", json!({"maxConcurrentCalls": 2})).await.status, 200);
    for (key, number) in [("a", "+12025550109"), ("a", "+13035550109"), ("b", "+14045550109")] {
        let placed =
            scene.vapi_as(key, Method::POST, "/call", Some(scene.call(number, number))).await.unwrap();
        assert_eq!(placed.status, 201);
    }
    let full = scene.vapi_as("a", Method::POST, "/call", Some(scene.call("+12025550100", "more"))).await;
    let full = full.unwrap();
    assert_eq!(full.status, 400);
    assert!(full.body["message"].as_str().unwrap().starts_with("Over Concurrency Limit"));
    let stats = scene.stats().await;
    assert_eq!((&stats["liveCalls"], &stats["maxConcurrentCalls"]), (&json!(3), &json!(3)));
    assert_eq!(stats["overCapacityRejections"], 1);
    let mut peaks: Vec<i64> = stats["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["maxConcurrentCalls"].as_i64().unwrap())
        .collect();
    peaks.sort_unstable();
    assert_eq!(peaks, [1, 2]);
}

#[tokio::test]
async fn an_attempt_that_is_placed_twice_is_noticed() {
    let scene = Scene::start().await;
    scene.place("+12025550101", "attempt-7").await;
    assert_eq!(scene.place("+12025550101", "attempt-7").await.status, 201);
    let stats = scene.stats().await;
    assert_eq!((&stats["doubleRings"], &stats["attempts"]), (&json!(1), &json!(1)));
    assert_eq!(stats["repeatedAttempts"], json!({"attempt-7": 2}));
}

#[tokio::test]
async fn webhooks_are_retried_only_by_plan() {
    let mut scene = Scene::start().await;
    scene.hooks.will_answer(&[500, 500]);
    scene.place("+12025550101", "no plan").await;
    assert_eq!(scene.hooks.kinds_until("end-of-call-report").await, ["ended", "end-of-call-report"]);

    scene.hooks.will_answer(&[500, 500, 500, 500]);
    let mut call = scene.call("+12025550101", "plan");
    call["assistantOverrides"]["serverMessages"] = json!(["end-of-call-report"]);
    call["assistantOverrides"]["server"]["backoffPlan"] =
        json!({"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 0.5});
    assert_eq!(scene.vapi(Method::POST, "/call", Some(call)).await.status, 201);
    let first = scene.hooks.next().await.body;
    for _ in 0..3 {
        assert_eq!(scene.hooks.next().await.body, first);
    }
    let stats = scene.stats().await;
    assert_eq!(stats["webhooksSent"], 6);
}
