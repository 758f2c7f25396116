//! Choosing a voice: what there is, what it sounds like, and calling from the browser.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{House, Mishap, Operator, Speech, within};

async fn house(speech: &Speech) -> House {
    let settings = speech.settings_of_all();
    House::with(|_, tuning| tuning.live = Some(settings)).await
}

/// Asks for sound; the status, the type and the bytes.
async fn hear(who: &Operator, path: &str, body: &Value) -> (u16, String, Vec<u8>) {
    let answer = within("sound", who.request(Method::POST, path).json(body).send()).await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), kind, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voices_are_listed_and_heard() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let owner = Operator::demo(&house).await;
    let models = owner.get("/api/voice/models").await.good();
    let expected = json!({ "recognisers": ["deepgram", "openai"],
        "synthesisers": ["deepgram", "elevenlabs", "openai"], "models": ["openai", "openrouter"] });
    assert_eq!(models, expected);
    assert_eq!(owner.get("/api/voice/health").await.good(), json!({ "able": true, "calls": 0 }));
    let german = owner.get("/api/voice/voices?language=de").await.good();
    let ids: Vec<_> = german["items"].as_array().unwrap().iter().map(|voice| voice["id"].clone()).collect();
    assert!(ids.contains(&json!("aura-2-julius-de")) && ids.contains(&json!("nova")), "{ids:?}");
    assert!(!ids.contains(&json!("aura-2-thalia-en")));
    // Who does not tell is named; the others are there nevertheless.
    assert_eq!(german["unavailable"], json!(["elevenlabs"]));

    // 20 ms for a letter, at 8 kHz by the imitated vendor, played at 16 kHz in 16 bits.
    let (status, kind, file) = hear(&owner, "/api/voice/preview", &json!({ "text": "Good morning." })).await;
    assert_eq!((status, kind.as_str(), file.len()), (200, "audio/wav", 44 + 13 * 160 * 2));
    assert!(file.starts_with(b"RIFF"));
    let (status, ..) = hear(&owner, "/api/voice/preview", &json!({ "text": "Hi.", "voiceId": "nova" })).await;
    assert!(status == 200 && speech.has_served("speech"), "the voice is OpenAI's");
    // One that fails is followed by the next.
    speech.be_mute(Mishap::Disconnect);
    let (status, ..) = hear(&owner, "/api/voice/preview", &json!({ "text": "Hi." })).await;
    assert!(status == 200 && speech.has_served("stream-input"));
    for text in ["", "   ", &"a".repeat(301)] {
        let answer = owner.post("/api/voice/preview", &json!({ "text": text })).await;
        assert_eq!(answer.problem(422, "validation_failed")["errors"][0]["field"], "text");
    }
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_listens_beyond_the_letters_of_a_day() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let owner = Operator::demo(&house).await;
    let text = json!({ "text": "a".repeat(300) });
    let mut heard = 0;
    let refused = loop {
        let answer = owner.post("/api/voice/preview", &text).await;
        if answer.status != 200 {
            break answer;
        }
        heard += 1;
    };
    refused.problem(429, "previews_used_up");
    assert_eq!(heard, 20_000 / 300);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_greeting_is_heard_and_the_browser_told_where_to_call() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let owner = Operator::demo(&house).await;
    let agent = house.engine().default_own_agent().await.unwrap().agent.to_string();
    let which = json!({ "agentId": agent });
    let (status, kind, first) = hear(&owner, "/api/voice/test-greeting", &which).await;
    assert_eq!((status, kind.as_str()), (200, "audio/wav"));
    assert!(first.len() > 10_000);
    // It was kept: nobody is asked for it again.
    speech.be_mute(Mishap::Disconnect);
    let (_, _, again) = hear(&owner, "/api/voice/test-greeting", &which).await;
    assert!(again == first && !speech.has_served("stream-input"));
    let call = owner.post("/api/voice/demo-call", &which).await.good();
    assert_eq!(call["socket"], "/media/browser");
    assert_eq!(call["start"], json!({ "event": "start", "agent": agent }));
    let unknown = json!({ "agentId": "agt_00000000000000000000000000" });
    owner.post("/api/voice/test-greeting", &unknown).await.problem(404, "agent_not_found");
    house.server.stop().await;
}
