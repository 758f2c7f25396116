//! A business is set up from nothing to its first test call.

use reqwest::Method;
use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator};
use crate::tenants::second_organisation;

fn done(status: &Value, code: &str) -> bool {
    let items = status["items"].as_array().unwrap();
    items.iter().find(|item| item["code"] == code).unwrap()["done"] == true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_goes_from_nothing_to_its_first_test_call() {
    let house = House::start().await;
    let org = second_organisation(&house).await;
    let owner = Operator::new(&house, &org, Role::Owner).await;
    let status = async || owner.get("/api/onboarding/setup-status").await.good();
    let before = status().await;
    assert_eq!((&before["live"], &before["percent"]), (&json!(false), &json!(0)));
    let types = owner.get("/api/onboarding/business-types").await.good();
    assert_eq!(types["items"].as_array().unwrap().len(), 7);
    let zones = owner.get("/api/onboarding/timezones").await.good();
    assert!(zones["items"].as_array().unwrap().iter().any(|zone| zone["id"] == "Europe/Stockholm"));

    let mut profile = owner.get("/api/organizations").await.good();
    profile["contact"]["email"] = json!("desk@example.com");
    owner.put("/api/organizations", &profile).await.good();
    let apply =
        async |code: &str| owner.post("/api/onboarding/apply-template", &json!({ "code": code })).await;
    apply("bakery").await.problem(422, "validation_failed");
    let applied = apply("dental").await.good();
    assert_eq!((&applied["servicesAdded"], &applied["hoursSet"]), (&json!(5), &json!(true)));
    let again = apply("dental").await.good();
    assert_eq!(
        (&again["servicesAdded"], &again["hoursSet"], &again["agentId"]),
        (&json!(0), &json!(false), &applied["agentId"]),
        "twice adds nothing"
    );
    assert_eq!(owner.get("/api/organizations").await.good()["businessType"], "dental");
    let agent = format!("/api/agents/{}", applied["agentId"].as_str().unwrap());
    let tag = owner.get(&agent).await.good()["draft"]["tag"].clone();
    owner.post(&format!("{agent}/publish"), &json!({ "tag": tag })).await.good();
    let halfway = status().await;
    for code in ["profile", "hours", "services", "agent"] {
        assert!(done(&halfway, code), "{code}: {halfway}");
    }
    assert!(!done(&halfway, "testCall") && !done(&halfway, "line") && halfway["live"] == false);

    owner
        .post("/api/onboarding/test-call", &json!({ "phone": "12" }))
        .await
        .problem(422, "validation_failed");
    let placed = owner.post("/api/onboarding/test-call", &json!({})).await;
    assert_eq!(placed.status, 201);
    let booking = placed.good()["bookingId"].as_str().unwrap().to_owned();
    let path = format!("/api/operator/bookings/{booking}");
    let over = async || {
        let state = owner.get(&path).await.good()["booking"]["state"].clone();
        (state == "completed").then_some(())
    };
    house.until("the test call is over", over).await;
    let whole = status().await;
    assert!(done(&whole, "testCall") && done(&whole, "line") && whole["live"] == true, "{whole}");
    assert!(!done(&whole, "liveLine"), "it was the sandbox");
    let calls = owner.get("/api/calls").await.good();
    assert_eq!(
        (&calls["items"][0]["bookingId"], &calls["items"][0]["state"]),
        (&json!(booking), &json!("completed"))
    );
}

/// What a test call needs is made with it, once, on record, and only by whoever may make such things.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_call_makes_its_line_once_and_on_record() {
    let house = House::start().await;
    let org = second_organisation(&house).await;
    let owner = Operator::new(&house, &org, Role::Owner).await;
    let operator = Operator::new(&house, &org, Role::Operator).await;
    let path = "/api/onboarding/test-call";
    let accounts = async || {
        let overview = owner.get("/api/operator/overview").await.good();
        overview["accounts"].as_array().unwrap().len()
    };
    operator.post(path, &json!({})).await.problem(403, "role_forbids");
    owner.post(path, &json!({ "phone": "12" })).await.problem(422, "validation_failed");
    assert_eq!(accounts().await, 0, "what was refused made nothing");
    let none = json!({});
    let (one, other) = tokio::join!(owner.post(path, &none), owner.post(path, &none));
    assert_eq!(one.good(), other.good(), "it is one call");
    assert_eq!(accounts().await, 1);
    assert_eq!(owner.get("/api/operator/agents").await.good()["items"].as_array().unwrap().len(), 1);
    let trail = owner.get("/api/audit").await.good();
    let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    assert_eq!(actions[..3], ["booking.test_call", "agent.created", "account.created"]);
    operator.post(path, &none).await.good();
}

/// A template fills what nobody has chosen, says all that it did, and needs all the permissions for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_template_leaves_what_was_chosen_and_tells_all_that_it_did() {
    let house = House::start().await;
    let org = second_organisation(&house).await;
    let owner = Operator::new(&house, &org, Role::Owner).await;
    let path = "/api/onboarding/apply-template";
    let narrow = json!({ "name": "Settings", "scopes": ["organisation.read", "organisation.write"] });
    let key = owner.post("/api/keys", &narrow).await.good()["key"].as_str().unwrap().to_owned();
    let salon = json!({ "code": "salon" });
    let request = house.visitor.request(Method::POST, path).bearer_auth(&key).json(&salon);
    Answer::of(request).await.problem(403, "role_forbids");

    owner.post(path, &json!({ "code": "giftCalls" })).await.good();
    let first = owner.get("/api/audit").await.good()["items"][0].clone();
    assert_eq!(first["action"], "organisation.template_applied");
    for part in ["businessType", "hours", "actions"] {
        assert_ne!(first["before"][part], first["after"][part], "{part}: {first}");
    }
    let config = "/api/organizations/config";
    let mut chosen = owner.get(config).await.good();
    chosen["actions"]["takeMessage"] = json!(false);
    owner.put(config, &chosen).await.good();
    owner.post(path, &salon).await.good();
    assert_eq!(owner.get(config).await.good(), chosen, "what somebody has chosen stays");
    let trail = owner.get("/api/audit").await.good();
    let second = &trail["items"][0];
    assert_eq!(second["after"], json!({ "businessType": "salon" }), "only that is otherwise");
    let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    for action in ["agent.created", "agent.draft_changed", "account.created", "service.created"] {
        assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_makes_another_organisation_and_every_change_of_it_is_in_its_trail() {
    let house = House::start().await;
    let person = Operator::new(&house, &house.org, Role::Viewer).await;
    let path = "/api/onboarding/create-organization";
    person.post(path, &json!({ "name": "", "timeZone": "Mars" })).await.problem(422, "validation_failed");
    let made = person.post(path, &json!({ "name": "Maple Street", "timeZone": "America/Toronto" })).await;
    assert_eq!(made.status, 201);
    let made = made.good();
    assert_eq!(made["slug"], "maple-street");
    let switched = person.post("/api/auth/switch", &json!({ "organisationId": made["id"] })).await;
    let cookie = switched.cookie("ringwright_session");
    assert_eq!(switched.good()["role"], "owner");
    let owner = Operator { cookie, ..person };
    assert_eq!(owner.get("/api/organizations").await.good()["timeZone"], "America/Toronto");
    owner.post("/api/onboarding/apply-template", &json!({ "code": "salon" })).await.good();
    let staff = owner.post("/api/staff", &json!({ "name": "Bo" })).await.good();
    let staff = format!("/api/staff/{}", staff["id"].as_str().unwrap());
    owner.put(&staff, &json!({ "name": "Bo Ek" })).await.good();
    let agent = owner.get("/api/agents").await.good()["items"][0]["id"].as_str().unwrap().to_owned();
    let agent = format!("/api/agents/{agent}");
    let tag = owner.get(&agent).await.good()["draft"]["tag"].clone();
    owner.post(&format!("{agent}/publish"), &json!({ "tag": tag, "note": "First" })).await.good();
    let trail = owner.get("/api/audit").await.good();
    let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(&actions[..3], [&json!("agent.published"), &json!("staff.changed"), &json!("staff.created")]);
    assert_eq!(trail["items"][1]["before"], json!({ "name": "Bo" }), "only what differs");
    assert_eq!(trail["items"][1]["after"], json!({ "name": "Bo Ek" }));
    for action in ["organisation.made", "organisation.template_applied", "service.created"] {
        assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
    }
}
