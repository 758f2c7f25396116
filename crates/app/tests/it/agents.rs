//! Agents: a draft is written, published, and taken back; callers hear what is published.

use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{House, Operator, phone};

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
    let publish = async |note: &str| {
        let tag = tag(&admin, &path).await;
        admin.post(&format!("{path}/publish"), &json!({ "tag": tag, "note": note })).await
    };
    let first = publish("First").await.good();
    assert_eq!((&first["published"]["number"], &first["draft"]["changed"]), (&json!(1), &json!(false)));
    publish("Again").await.problem(409, "nothing_to_publish");

    script["instructions"] = json!("We are at {{address}}.");
    let changed = write(&admin, &path, &script).await;
    assert_eq!((&changed["draft"]["changed"], &changed["published"]["number"]), (&json!(true), &json!(1)));
    let problem = publish("").await.problem(422, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "instructions");
    script["variables"] = json!([{ "name": "address", "value": "1 Main Street" }]);
    write(&admin, &path, &script).await;
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

    let first = json!({ "number": 1, "tag": tag(&admin, &path).await });
    let back = admin.post(&format!("{path}/rollback"), &first).await.good();
    assert_eq!(back["published"]["number"], 3, "history is never written over");
    assert_eq!(back["draft"]["script"], old["script"]);
    assert_eq!(back["versions"].as_array().unwrap().len(), 3);
    let first = json!({ "number": 1, "tag": back["draft"]["tag"] });
    admin.post(&format!("{path}/rollback"), &first).await.problem(409, "nothing_to_publish");

    let list = admin.get("/api/agents").await.good();
    let item = list["items"].as_array().unwrap().iter().find(|item| item["id"] == made["id"]).unwrap();
    assert_eq!((&item["published"], &item["changed"]), (&json!(3), &json!(false)));
    let viewer = Operator::new(&house, &house.org, Role::Viewer).await;
    viewer.get(&path).await.good();
    let draft = json!({ "tag": back["draft"]["tag"], "script": script });
    viewer.put(&format!("{path}/draft"), &draft).await.problem(403, "role_forbids");
}

/// Two people open the same agent. Whoever comes second is told, and neither hears the other's half-written words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_do_not_write_over_each_other_or_publish_unseen_words() {
    let house = House::start().await;
    let asa = Operator::new(&house, &house.org, Role::Admin).await;
    let bo = Operator::new(&house, &house.org, Role::Admin).await;
    let made = asa.post("/api/agents", &json!({ "name": "Robin" })).await.good();
    let path = format!("/api/agents/{}", made["id"].as_str().unwrap());
    let seen = &made["draft"]["tag"];
    let words = |text: &str| {
        let mut script = made["draft"]["script"].clone();
        script["instructions"] = json!(text);
        json!({ "tag": seen, "script": script })
    };
    let draft = format!("{path}/draft");
    let kept = asa.put(&draft, &words("Say that we are closed in July.")).await.good();
    assert_ne!(&kept["draft"]["tag"], seen);
    let problem = bo.put(&draft, &words("Offer the new treat")).await.problem(409, "draft_changed");
    assert!(problem["remedy"].as_str().unwrap().contains("again"), "{problem}");
    let kept_words = &kept["draft"]["script"]["instructions"];
    assert_eq!(&asa.get(&path).await.good()["draft"]["script"]["instructions"], kept_words);

    let unseen = json!({ "tag": seen, "note": "" });
    bo.post(&format!("{path}/publish"), &unseen).await.problem(409, "draft_changed");
    assert_eq!(asa.get(&path).await.good()["published"], Value::Null, "nobody hears what was not seen");
    let known = json!({ "tag": kept["draft"]["tag"], "note": "" });
    bo.post(&format!("{path}/publish"), &known).await.good();
    // An older version would take the place of words that nobody has seen.
    let old = json!({ "number": 1, "tag": seen });
    asa.post(&format!("{path}/rollback"), &old).await.problem(409, "draft_changed");
    asa.put(&draft, &kept["draft"]["script"]).await.problem(422, "validation_failed");
}

/// The tag of the draft now.
async fn tag(who: &Operator, path: &str) -> Value {
    who.get(path).await.good()["draft"]["tag"].clone()
}

/// Writes a draft over the newest one.
async fn write(who: &Operator, path: &str, script: &Value) -> Value {
    let draft = json!({ "tag": tag(who, path).await, "script": script });
    who.put(&format!("{path}/draft"), &draft).await.good()
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
    let draft = write(&admin, &path, &script).await;
    assert_eq!(own().await.version, None, "a draft is not heard");
    admin.post(&format!("{path}/publish"), &json!({ "tag": draft["draft"]["tag"] })).await.good();
    let held = own().await;
    assert_eq!((held.version, held.profile.language.as_str()), (Some(1), "sv"));
    assert_eq!(held.profile.greeting.as_deref(), Some("Evening Line, Robin speaking."));
    assert!(!held.profile.instructions.contains("open now"), "nobody said when");
    let always = json!([{ "from": "00:00", "to": "24:00" }]);
    let mut schedule = admin.get("/api/organizations/schedule").await.good();
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        schedule["week"][day] = always.clone();
    }
    admin.put("/api/organizations/schedule", &schedule).await.good();
    let open = own().await.profile.instructions;
    assert!(open.contains("Monday 00:00 to 24:00") && open.contains("It is open now"), "{open}");
    let mut config = admin.get("/api/organizations/config").await.good();
    config["disclosure"] = json!({ "ai": false, "sentence": "" });
    admin.put("/api/organizations/config", &config).await.good();
    let voice = json!({ "agentId": id, "interruptible": false });
    admin.put("/api/organizations/voice-config", &voice).await.good();
    let chosen = house.engine().chosen_agent(&house.org).await.unwrap().unwrap();
    assert_eq!((chosen.agent, chosen.profile.disclosure), (id.clone(), None));
    assert!(chosen.profile.timings.hush > held.profile.timings.hush, "nobody is interrupted");
}

/// A vendor whose agent holds the call is told what was published, with the person's name and wish, and the call knows
/// the version.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendors_agent_says_what_is_published() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let agents = admin.get("/api/agents").await.good();
    let agents = agents["items"].as_array().unwrap().iter();
    let theirs: Vec<_> = agents.filter(|agent| agent["vendor"] == "vapi").collect();
    let path = |agent: &Value| format!("/api/agents/{}", agent["id"].as_str().unwrap());
    let called = async |person: u32| {
        let booked = house.visitor.book_and_pay("standard", &phone(person)).await;
        let ended = house.visitor.end(&booked).await;
        house.settle().await;
        let ours = ended["attempts"][0]["id"].as_str().unwrap().to_owned();
        let mut calls = Vec::new();
        for account in house.accounts("vapi").await {
            let theirs = house.sandbox.ask("/vapi/call", &house.key(&account).await).await;
            calls.extend(theirs.as_array().unwrap().clone());
        }
        let call = calls.iter().find(|call| call["name"] == ours.as_str()).unwrap();
        let detail = admin.get(&format!("/api/calls/{ours}")).await.good();
        (call.clone(), detail["call"].clone())
    };
    let (as_set_there, known) = called(0).await;
    assert_eq!(known["agentVersion"], Value::Null);
    assert_eq!(as_set_there["assistantOverrides"]["firstMessage"], Value::Null);

    let agent = admin.get(&path(theirs[0])).await.good();
    assert!(agent["modelProviders"].as_array().unwrap().contains(&json!("anthropic")), "{agent}");
    let mut script = agent["draft"]["script"].clone();
    script["firstMessage"] = json!("{{business}}, {{agent}} speaking.");
    script["model"] = json!("gpt-5");
    script["voice"] = json!({ "provider": "espeak", "voiceId": "sv", "name": "" });
    let publish = async |agent: &Value, script: &Value| {
        let path = path(agent);
        let tag = write(&admin, &path, script).await["draft"]["tag"].clone();
        admin.post(&format!("{path}/publish"), &json!({ "tag": tag })).await
    };
    let problem = publish(theirs[0], &script).await.problem(422, "validation_failed");
    let wrong: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(wrong, ["provider", "voice.provider"], "{problem}");
    script["provider"] = json!("openai");
    script["voice"]["provider"] = json!("11labs");
    for agent in &theirs {
        publish(agent, &script).await.good();
    }

    let (told, known) = called(8).await;
    assert_eq!(known["agentVersion"], 1);
    let name = theirs.iter().find(|agent| agent["id"] == known["agentId"]).unwrap()["name"].as_str().unwrap();
    let said = &told["assistantOverrides"];
    let first = said["firstMessage"].as_str().unwrap();
    assert!(first.ends_with(&format!("Evening Line, {name} speaking.")), "{first}");
    assert!(first.contains("automated"), "it says that it is a machine: {first}");
    assert_eq!((&said["model"]["provider"], &said["model"]["model"]), (&json!("openai"), &json!("gpt-5")));
    assert_eq!(said["voice"], json!({ "provider": "11labs", "voiceId": "sv" }));
    let system = &told["artifact"]["messagesOpenAIFormatted"][0];
    assert!(system["content"].as_str().unwrap().contains("Be warm and brief."), "{system}");
}
