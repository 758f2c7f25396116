//! Agents: a draft is written, published, and taken back; callers hear what is published.

use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{House, Operator};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_published_and_an_older_version_comes_back() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let made = admin.post("/api/agents", &json!({ "name": "Robin" })).await;
    assert_eq!(made.status, 201);
    let made = made.good();
    assert_eq!(
        (&made["vendor"], &made["published"], &made["versions"]),
        (&json!("voice"), &Value::Null, &json!([]))
    );
    let path = format!("/api/agents/{}", made["id"].as_str().unwrap());
    let mut script = made["draft"]["script"].clone();
    let publish = async |note: &str| admin.post(&format!("{path}/publish"), &json!({ "note": note })).await;
    let first = publish("First").await.good();
    assert_eq!((&first["published"]["number"], &first["draft"]["changed"]), (&json!(1), &json!(false)));
    publish("Again").await.problem(409, "nothing_to_publish");

    script["instructions"] = json!("We are at {{address}}.");
    let changed = admin.put(&format!("{path}/draft"), &script).await.good();
    assert_eq!((&changed["draft"]["changed"], &changed["published"]["number"]), (&json!(true), &json!(1)));
    let problem = publish("").await.problem(422, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "instructions");
    script["variables"] = json!([{ "name": "address", "value": "1 Main Street" }]);
    admin.put(&format!("{path}/draft"), &script).await.good();
    let second = publish("With the address").await.good();
    assert_eq!(second["published"]["number"], 2);
    assert_eq!(second["versions"][0]["note"], "With the address");

    let diff = admin.get(&format!("{path}/diff?from=1&to=2")).await.good();
    let fields: Vec<_> = diff["items"].as_array().unwrap().iter().map(|change| &change["field"]).collect();
    assert_eq!(fields, ["instructions", "variables.address"]);
    assert_eq!(diff["items"][1]["after"], "1 Main Street");
    assert_eq!(admin.get(&format!("{path}/diff")).await.good()["items"], json!([]));
    let old = admin.get(&format!("{path}/versions/1")).await.good();
    assert_eq!(old["script"]["instructions"], "Be warm and brief.");
    admin.get(&format!("{path}/versions/9")).await.problem(404, "version_not_found");
    admin.get(&format!("{path}/diff?from=9")).await.problem(404, "version_not_found");

    let back = admin.post(&format!("{path}/rollback"), &json!({ "number": 1 })).await.good();
    assert_eq!(back["published"]["number"], 3, "history is never written over");
    assert_eq!(back["draft"]["script"], old["script"]);
    assert_eq!(back["versions"].as_array().unwrap().len(), 3);
    admin.post(&format!("{path}/rollback"), &json!({ "number": 1 })).await.problem(409, "nothing_to_publish");

    let list = admin.get("/api/agents").await.good();
    let item = list["items"].as_array().unwrap().iter().find(|item| item["id"] == made["id"]).unwrap();
    assert_eq!((&item["published"], &item["changed"]), (&json!(3), &json!(false)));
    let viewer = Operator::new(&house, &house.org, Role::Viewer).await;
    viewer.get(&path).await.good();
    viewer.put(&format!("{path}/draft"), &script).await.problem(403, "role_forbids");
}

/// What a call is held by is what was published, with the names filled in, and the version is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_holds_calls_by_what_is_published() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let made = admin.post("/api/agents", &json!({ "name": "Robin" })).await.good();
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let own = async || house.engine().own_agent(&house.org, &id).await.unwrap().unwrap();
    assert_eq!(own().await.version, None);
    let path = format!("/api/agents/{id}");
    let mut script = made["draft"]["script"].clone();
    script["firstMessage"] = json!("{{business}}, {{agent}} speaking.");
    script["language"] = json!("sv");
    admin.put(&format!("{path}/draft"), &script).await.good();
    assert_eq!(own().await.version, None, "a draft is not heard");
    admin.post(&format!("{path}/publish"), &json!({})).await.good();
    let held = own().await;
    assert_eq!((held.version, held.profile.language.as_str()), (Some(1), "sv"));
    assert_eq!(held.profile.greeting.as_deref(), Some("Evening Line, Robin speaking."));
    let mut config = admin.get("/api/organizations/config").await.good();
    config["disclosure"] = json!({ "ai": false, "sentence": "" });
    admin.put("/api/organizations/config", &config).await.good();
    let voice = json!({ "agentId": id, "interruptible": false });
    admin.put("/api/organizations/voice-config", &voice).await.good();
    let chosen = house.engine().chosen_agent(&house.org).await.unwrap().unwrap();
    assert_eq!((chosen.agent, chosen.profile.disclosure), (id.clone(), None));
    assert!(chosen.profile.timings.hush > held.profile.timings.hush, "nobody is interrupted");
}
