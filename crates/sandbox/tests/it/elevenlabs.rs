//! The HTTP interface of ElevenLabs' calls, and the life of them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Scene, hmac};

const KEY: &str = "xi_key_1";
const SECRET: &str = "wsec_elevenlabs";

impl Scene {
    async fn eleven_as(&self, key: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        let url = format!("{}/elevenlabs/v1/convai{path}", self.base);
        let mut request = self.client.request(method, url).header("xi-api-key", key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await.unwrap()
    }

    async fn place_at_eleven(&self, number: &str, name: &str) -> Answer {
        let call = json!({
            "agent_id": "agent_1", "agent_phone_number_id": "phnum_1", "to_number": number,
            "conversation_initiation_client_data": {
                "user_id": name, "dynamic_variables": {"name": "Asa", "count": 3},
            },
        });
        self.eleven_as(KEY, Method::POST, "/twilio/outbound-call", Some(call)).await
    }

    async fn reports_come_here(&self) {
        let url = format!("{}/eleven-hook", self.hooks.url);
        self.settings(json!({"elevenlabsWebhooks": [{"key": KEY, "url": url, "secret": SECRET}]})).await;
    }
}

async fn report(scene: &mut Scene) -> Value {
    let arrived = scene.hooks.next().await;
    assert_eq!(arrived.path, "/eleven-hook");
    let (time, digest) = arrived.header("elevenlabs-signature").split_once(",v0=").unwrap();
    let signed = [time.strip_prefix("t=").unwrap().as_bytes(), b".", &arrived.body[..]].concat();
    assert_eq!(digest, hmac(SECRET, &signed));
    arrived.json()
}

#[tokio::test]
async fn every_person_ends_a_call_in_a_way_of_their_own() {
    let mut scene = Scene::start().await;
    scene.reports_come_here().await;
    let (talked, silent) = ("post_call_transcription", "call_initiation_failure");
    for (person, kind, word, code) in [
        ("00", talked, "Call ended by remote party", ""),
        ("01", silent, "busy", "486"),
        ("02", silent, "no-answer", "487"),
        ("03", talked, "voicemail_detection tool was called", ""),
        ("04", silent, "busy", "603"),
        ("07", silent, "unknown", "404"),
        ("08", talked, "Call ended by remote party", ""),
    ] {
        let placed = scene.place_at_eleven(&format!("+120255501{person}"), person).await.body;
        assert_eq!(placed["success"], true, "{placed}");
        let report = report(&mut scene).await;
        let data = &report["data"];
        assert_eq!((&report["type"], &data["conversation_id"]), (&json!(kind), &placed["conversation_id"]));
        let path = format!("/conversations/{}", placed["conversation_id"].as_str().unwrap());
        let seen = scene.eleven_as(KEY, Method::GET, &path, None).await.body;
        assert_eq!(seen["user_id"], person);
        if kind == silent {
            let said = (&data["failure_reason"], &data["metadata"]["body"]["SipResponseCode"]);
            assert_eq!(said, (&json!(word), &json!(code)), "{person}");
            assert_eq!(seen["status"], "failed");
        } else {
            assert_eq!(*data, seen);
            assert_eq!(
                (&data["status"], &data["metadata"]["termination_reason"]),
                (&json!("done"), &json!(word))
            );
            assert!(data["metadata"]["call_duration_secs"].as_i64().unwrap() >= 1, "{data}");
            let found = &data["analysis"]["data_collection_results"];
            assert_eq!(found["screened"]["value"], person == "08", "{person}");
            assert!(data["transcript"].as_array().unwrap().len() > 1);
        }
    }
    assert_eq!(scene.stats().await["callsPlaced"], 7);
}

#[tokio::test]
async fn requests_are_checked_and_calls_found_by_their_user() {
    let scene = Scene::start().await;
    let refused = scene.place_at_eleven("12025550100", "a").await;
    assert_eq!((refused.status, &refused.body["success"]), (200, &json!(false)), "Twilio's no is passed on");
    for wrong in [
        json!({"agent_id": "a"}),
        json!({"agent_id": "a", "agent_phone_number_id": "p", "to_number": "+12025550100", "webhook_url": "x"}),
        json!({"agent_id": "a", "agent_phone_number_id": "p", "to_number": "+12025550100",
            "conversation_initiation_client_data": {"dynamic_variables": {"a": {}}}}),
    ] {
        let answer = scene.eleven_as(KEY, Method::POST, "/twilio/outbound-call", Some(wrong)).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    let nobody =
        scene.client.get(format!("{}/elevenlabs/v1/convai/agents", scene.base)).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    assert_eq!(scene.stats().await["callsPlaced"], 0);
    let placed = scene.place_at_eleven("+12025550109", "one").await.body;
    scene.place_at_eleven("+12025550108", "two").await;
    let list = async |key: &str, user: &str| {
        let path = format!("/conversations?user_id={user}&page_size=30");
        scene.eleven_as(key, Method::GET, &path, None).await.body["conversations"].clone()
    };
    let found = list(KEY, "one").await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["conversation_id"], placed["conversation_id"]);
    assert_eq!(list("other", "one").await, json!([]));
    assert_eq!(list(KEY, "three").await, json!([]));
    assert_eq!(scene.eleven_as(KEY, Method::GET, "/conversations/conv_x", None).await.status, 404);
    scene.faults(json!({"elevenlabs": {"loseAnswers": 1}})).await;
    let url = format!("{}/elevenlabs/v1/convai/twilio/outbound-call", scene.base);
    let lost = json!({"agent_id": "a", "agent_phone_number_id": "p", "to_number": "+12025550142"});
    assert!(scene.client.post(url).header("xi-api-key", KEY).json(&lost).send().await.is_err());
    assert_eq!(scene.stats().await["callsPlaced"], 3, "the work was done");
}
