//! Retell's HTTP interface, and the life of its calls.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Scene, hmac};

const KEY: &str = "key_retell_1";

impl Scene {
    async fn retell_as(&self, key: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}/retell{path}", self.base)).bearer_auth(key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await.unwrap()
    }

    async fn retell(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.retell_as(KEY, method, path, body).await
    }

    fn retell_call(&self, number: &str, name: &str) -> Value {
        json!({
            "from_number": "+12025550190", "to_number": number, "override_agent_id": "agent_1",
            "idempotency_key": name, "metadata": {"attempt": name},
            "retell_llm_dynamic_variables": {"name": "Asa"},
            "agent_override": {"agent": {
                "max_call_duration_ms": 60_000,
                "webhook_url": format!("{}/retell-hook", self.hooks.url),
                "webhook_events": ["call_started", "call_ended", "call_analyzed"],
            }},
        })
    }

    async fn place_at_retell(&self, number: &str, name: &str) -> Value {
        let answer = self.retell(Method::POST, "/v2/create-phone-call", Some(self.retell_call(number, name)));
        let answer = answer.await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body
    }
}

/// The events of a call, to its analysis.
async fn events(scene: &mut Scene) -> Vec<Value> {
    let mut events = Vec::new();
    while events.last().is_none_or(|event: &Value| event["event"] != "call_analyzed") {
        let arrived = scene.hooks.next().await;
        assert_eq!(arrived.path, "/retell-hook");
        let (time, digest) = arrived.header("x-retell-signature").split_once(",d=").unwrap();
        let signed = [&arrived.body[..], time.strip_prefix("v=").unwrap().as_bytes()].concat();
        assert_eq!(digest, hmac(KEY, &signed), "signed by the key that placed the call");
        events.push(arrived.json());
    }
    events
}

#[tokio::test]
async fn every_person_ends_a_call_in_a_way_of_their_own() {
    let mut scene = Scene::start().await;
    let talked = ["call_started", "call_ended", "call_analyzed"];
    let silent = ["call_ended", "call_analyzed"];
    let cases: [(&str, &[&str], &str, &str); 8] = [
        ("00", &talked, "ended", "user_hangup"),
        ("01", &silent, "not_connected", "dial_busy"),
        ("02", &silent, "not_connected", "dial_no_answer"),
        ("03", &talked, "ended", "voicemail_reached"),
        ("04", &silent, "not_connected", "user_declined"),
        ("06", &talked, "ended", "max_duration_reached"),
        ("07", &silent, "not_connected", "invalid_destination"),
        ("08", &talked, "ended", "user_hangup"),
    ];
    for (person, kinds, status, reason) in cases {
        let placed = scene.place_at_retell(&format!("+120255501{person}"), person).await;
        assert_eq!(
            (&placed["call_status"], &placed["direction"]),
            (&json!("registered"), &json!("outbound"))
        );
        let events = events(&mut scene).await;
        let told: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
        assert_eq!(told, kinds, "{person}");
        let last = &events[kinds.len() - 1]["call"];
        assert_eq!((&last["call_status"], &last["disconnection_reason"]), (&json!(status), &json!(reason)));
        assert_eq!((&last["call_id"], &last["metadata"]["attempt"]), (&placed["call_id"], &json!(person)));
        assert_eq!(last["start_timestamp"].is_i64(), kinds.len() == 3, "{person}: {last}");
        assert_eq!(last["call_analysis"]["in_voicemail"], person == "03", "{person}");
        assert_eq!(last["call_analysis"]["custom_analysis_data"]["screened"], person == "08", "{person}");
        let path = format!("/v2/get-call/{}", placed["call_id"].as_str().unwrap());
        assert_eq!(scene.retell(Method::GET, &path, None).await.body, *last);
    }
    assert_eq!(scene.stats().await["callsPlaced"], 8);
}

#[tokio::test]
async fn requests_are_checked() {
    let scene = Scene::start().await;
    let place = async |change: Value| {
        let mut call = scene.retell_call("+12025550100", "a");
        call.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        scene.retell(Method::POST, "/v2/create-phone-call", Some(call)).await
    };
    let agent = |settings: Value| json!({"agent_override": {"agent": settings}});
    for (change, complaint) in [
        (json!({"tone": "kind"}), "must NOT have additional properties: tone"),
        (json!({"to_number": "12025550100"}), "to_number is not a valid E.164"),
        (json!({"from_number": null}), "must have required property 'from_number'"),
        (json!({"retell_llm_dynamic_variables": {"age": 42}}), "age must be string"),
        (agent(json!({"max_call_duration_ms": 10_000})), "max_call_duration_ms must be an integer"),
        (agent(json!({"webhook_url": "nowhere"})), "webhook_url must be a URL"),
        (agent(json!({"webhook_events": ["sneeze"]})), "webhook_events"),
    ] {
        let answer = place(change).await;
        let message = answer.body["message"].as_str().unwrap().to_owned();
        assert!(answer.status == 400 && message.contains(complaint), "{message}");
    }
    let nobody = scene.client.post(format!("{}/retell/v3/list-calls", scene.base)).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    assert_eq!(scene.stats().await["callsPlaced"], 0);
}

#[tokio::test]
async fn a_call_is_placed_once_for_its_key_and_found_by_its_mark() {
    let scene = Scene::start().await;
    let first = scene.place_at_retell("+12025550109", "one").await;
    let again = scene.place_at_retell("+12025550109", "one").await;
    assert_eq!(first["call_id"], again["call_id"]);
    let other = scene.place_at_retell("+12025550108", "two").await;
    let stats = scene.stats().await;
    assert_eq!((&stats["callsPlaced"], &stats["doubleRings"]), (&json!(2), &json!(0)));
    let search = |value: &str| {
        let mark = json!({"type": "string", "op": "eq", "key": "attempt", "value": value});
        Some(json!({"filter_criteria": {"metadata": [mark]}}))
    };
    let list = async |key: &str, body| scene.retell_as(key, Method::POST, "/v3/list-calls", body).await.body;
    let found = list(KEY, search("one")).await;
    assert_eq!((found["items"].as_array().unwrap().len(), &found["has_more"]), (1, &json!(false)));
    assert_eq!(found["items"][0]["call_id"], first["call_id"]);
    assert_eq!(list(KEY, search("three")).await["items"], json!([]));
    assert_eq!(list("key_other", search("one")).await["items"], json!([]), "of another workspace");
    let newest = list(KEY, Some(json!({"limit": 1}))).await;
    assert_eq!((&newest["items"][0]["call_id"], &newest["has_more"]), (&other["call_id"], &json!(true)));
    let beyond = json!({"filter_criteria": {"agent": []}});
    assert_eq!(scene.retell(Method::POST, "/v3/list-calls", Some(beyond)).await.status, 400);
    let path = format!("/v2/get-call/{}", first["call_id"].as_str().unwrap());
    assert_eq!(scene.retell_as("key_other", Method::GET, &path, None).await.status, 422);
}

#[tokio::test]
async fn a_call_can_be_stopped_and_its_answer_lost() {
    let mut scene = Scene::start().await;
    let call = scene.place_at_retell("+12025550109", "stop").await;
    let path = format!("/v2/stop-call/{}", call["call_id"].as_str().unwrap());
    assert_eq!(scene.retell(Method::POST, &path, None).await.status, 200);
    let events = events(&mut scene).await;
    assert_eq!(events[0]["call"]["disconnection_reason"], "manual_stopped");
    assert_eq!(scene.retell(Method::POST, &path, None).await.status, 400, "it is over");
    scene.faults(json!({"retell": {"loseAnswers": 1}})).await;
    let lost = scene.retell_call("+12025550109", "lost");
    let url = format!("{}/retell/v2/create-phone-call", scene.base);
    assert!(scene.client.post(url).bearer_auth(KEY).json(&lost).send().await.is_err());
    assert_eq!(scene.retell(Method::POST, "/v3/list-calls", Some(json!({}))).await.status, 200);
    assert_eq!(scene.stats().await["callsPlaced"], 2, "the work was done");
    scene.faults(json!({"retell": {"down": true}})).await;
    let down = scene.retell(Method::POST, "/v2/list-agents", Some(json!({}))).await;
    assert_eq!((down.status, &down.body["status"]), (503, &json!("error")));
}
