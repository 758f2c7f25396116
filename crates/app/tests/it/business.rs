//! An organisation sets itself up as a business.

use std::time::Duration;

use reqwest::Method;
use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator};

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_say_whether_it_is_open_also_on_a_holiday() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let day = json!([{ "from": "09:00", "to": "12:00" }, { "from": "13:00", "to": "17:00" }]);
    let mut schedule = json!({
        "timeZone": "America/New_York",
        "week": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day },
        "special": [{ "date": "2026-11-26", "name": "Thanksgiving", "closed": true }],
    });
    schedule["timeZone"] = json!("Europe/Stockholm");
    let problem = admin.put("/api/organizations/schedule", &schedule).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["timeZone"], "it is changed with the business");
    schedule["timeZone"] = json!("America/New_York");
    admin.put("/api/organizations/schedule", &schedule).await.good();
    let kept = admin.get("/api/organizations/schedule").await.good();
    assert_eq!((&kept["week"]["mon"], &kept["week"]["sun"]), (&day, &json!([])));
    let open = async |at: &str| admin.get(&format!("/api/organizations/schedule/open?at={at}")).await.good();
    // Wednesday at 16:30 in New York; then the holiday.
    let wednesday = open("2026-11-25T21:30:00Z").await;
    assert_eq!((&wednesday["open"], &wednesday["until"]), (&json!(true), &json!("2026-11-25T22:00:00Z")));
    assert_eq!(wednesday["nextOpen"], "2026-11-27T14:00:00Z");
    let holiday = open("2026-11-26T15:00:00Z").await;
    assert_eq!((&holiday["open"], &holiday["nextOpen"]), (&json!(false), &json!("2026-11-27T14:00:00Z")));
    admin.get("/api/organizations/schedule/open?at=soon").await.problem(422, "validation_failed");
    assert_eq!(admin.get("/api/organizations").await.good()["timeZone"], "America/New_York");

    schedule["week"]["mon"] = json!([{ "from": "12:00", "to": "11:00" }]);
    let problem = admin.put("/api/organizations/schedule", &schedule).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["week.mon.0.to"]);
    let events = house.events().await;
    assert_eq!(events.iter().filter(|event| event.kind == "organisation.changed").count(), 1);
}

/// Two people have the same page open. Whoever saves second is told, and loses nothing of the other's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_not_written_over_unseen() {
    let house = House::start().await;
    let asa = Operator::new(&house, &house.org, Role::Admin).await;
    let bo = Operator::new(&house, &house.org, Role::Admin).await;
    let send = async |who: &Operator, path: &str, tag: &str, body: &Value| {
        Answer::of(who.request(Method::PUT, path).header("if-match", tag).json(body)).await
    };
    for (path, field, ours, theirs) in [
        ("/api/organizations", "/businessType", json!("dental"), json!("salon")),
        ("/api/organizations/config", "/escalation/number", json!("+12025550100"), json!("+12025550101")),
        ("/api/organizations/voice-config", "/greeting", json!("Good morning."), json!("Good evening.")),
        (
            "/api/organizations/schedule",
            "/week/mon",
            json!([{ "from": "09:00", "to": "12:00" }]),
            json!([{ "from": "10:00", "to": "12:00" }]),
        ),
    ] {
        let read = bo.get(path).await;
        let seen = read.header("etag").to_owned();
        let body = |value: &Value| {
            let mut body = read.body.clone();
            *body.pointer_mut(field).unwrap() = value.clone();
            body
        };
        let saved = send(&asa, path, &seen, &body(&ours)).await;
        assert_eq!(saved.status, 200, "{path}: {}", saved.text);
        let problem = send(&bo, path, &seen, &body(&theirs)).await.problem(412, "settings_changed");
        assert!(problem["remedy"].as_str().unwrap().contains("Reload"), "{problem}");
        let newest = bo.get(path).await;
        assert_eq!((newest.body.pointer(field), newest.header("etag")), (Some(&ours), saved.header("etag")));
        // What was read again may be changed; `*` means whatever is there.
        send(&bo, path, newest.header("etag"), &body(&theirs)).await.good();
        send(&asa, path, "*", &body(&ours)).await.good();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_is_what_its_admin_says() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let mut profile = admin.get("/api/organizations").await.good();
    assert_eq!((&profile["slug"], &profile["currency"]), (&json!("demo"), &json!("USD")));
    profile["name"] = json!("Maple Street Dental");
    profile["currency"] = json!("CAD");
    profile["contact"]["email"] = json!("hello@example.com");
    profile["brand"]["accent"] = json!("#0f766e");
    let changed = admin.put("/api/organizations", &profile).await.good();
    assert_eq!(changed, profile);
    assert_eq!(admin.get("/api/organizations").await.good(), profile);
    profile["brand"]["accent"] = json!("teal");
    profile["contact"]["phone"] = json!("12");
    profile["region"] = json!("Canada");
    let problem = admin.put("/api/organizations", &profile).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["contact.phone", "brand.accent", "region"]);

    let config = admin.get("/api/organizations/config").await.good();
    assert_eq!((&config["disclosure"]["ai"], &config["consent"]["recording"]), (&json!(true), &json!(false)));
    let mut wanted = config.clone();
    wanted["consent"] = json!({ "recording": true, "announcement": "" });
    let problem = admin.put("/api/organizations/config", &wanted).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["consent.announcement"]);
    wanted["consent"]["announcement"] = json!("This call is recorded.");
    assert_eq!(admin.put("/api/organizations/config", &wanted).await.good(), wanted);
    assert_eq!(admin.get("/api/organizations/config").await.good(), wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_taken_by_its_bytes_and_shown_to_everybody() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let send = async |bytes: Vec<u8>| {
        let request = admin.request(Method::PUT, "/api/organizations/logo");
        Answer::of(request.header("content-type", "image/png").body(bytes)).await
    };
    send(b"<svg onload='alert(1)'/>".to_vec()).await.problem(415, "unsupported_media_type");
    let png = |size: usize| [b"\x89PNG\r\n\x1a\n".to_vec(), vec![7; size]].concat();
    send(png(512 * 1024)).await.problem(413, "body_too_large");
    let kept = send(png(200 * 1024)).await.good();
    let path = kept["logoUrl"].as_str().unwrap();
    assert_eq!(admin.get("/api/organizations").await.good()["brand"]["logoUrl"], kept["logoUrl"]);
    let shown = house.visitor.get(path).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));
    assert!(shown.header("cache-control").contains("immutable"));
    house.visitor.get("/api/organizations/logo/none").await.problem(404, "logo_not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_speaks_as_it_says_and_notes_how_far_it_is() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let mut voice = admin.get("/api/organizations/voice-config").await.good();
    assert_eq!((&voice["language"], &voice["interruptible"]), (&json!("en"), &json!(true)));
    voice["greeting"] = json!("Maple Street Dental, this is {{agent}}.");
    voice["agentId"] = admin.get("/api/operator/agents").await.good()["items"][0]["id"].clone();
    assert_eq!(admin.put("/api/organizations/voice-config", &voice).await.good(), voice);
    assert_eq!(admin.get("/api/organizations/voice-config").await.good(), voice);
    voice["agentId"] = json!("nobody");
    let problem =
        admin.put("/api/organizations/voice-config", &voice).await.problem(422, "validation_failed");
    assert_eq!(fields(&problem), ["agentId"]);

    let path = "/api/organizations/onboarding-progress";
    assert_eq!(admin.get(path).await.good()["step"], 1);
    let noted = admin.put(path, &json!({ "step": 2, "done": ["business"] })).await.good();
    assert_eq!((&noted["step"], &noted["completedAt"]), (&json!(2), &Value::Null));
    let whole = json!({ "step": 5, "done": ["business"], "completedAt": "2001-01-01T00:00:00Z" });
    let complete = admin.put(path, &whole).await.good();
    assert!(complete["completedAt"].as_str().unwrap() > "2026", "the server's time counts: {complete}");
    house.jump(Duration::from_secs(60)).await;
    assert_eq!(admin.put(path, &whole).await.good(), complete, "it was complete before");
    admin.put(path, &json!({ "step": 6 })).await.problem(422, "validation_failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_connects_with_a_vendor_and_parts_again() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let path = "/api/organizations/integrations";
    let before = admin.get(path).await.good()["items"].as_array().unwrap().len();
    let form = json!({ "vendor": "vapi", "name": "Front desk", "mode": "sandbox" });
    let made = admin.post(path, &form).await;
    assert_eq!(made.status, 201);
    let made = made.good();
    assert_eq!((&made["kind"], &made["state"]), (&json!("calls"), &json!("connected")));
    let id = made["id"].as_str().unwrap();
    assert_eq!(admin.get(path).await.good()["items"].as_array().unwrap().len(), before + 1);
    assert_eq!(admin.delete(&format!("{path}/{id}")).await.status, 204);
    assert_eq!(admin.get(path).await.good()["items"].as_array().unwrap().len(), before);
    let overview = admin.get("/api/operator/overview").await.good();
    let account =
        overview["accounts"].as_array().unwrap().iter().find(|account| account["id"] == id).unwrap();
    assert_eq!(account["paused"], true, "its history is kept");
    let resume = json!({ "paused": false });
    let resumed = admin.post(&format!("/api/operator/accounts/{id}/pause"), &resume).await;
    resumed.problem(409, "account_not_ready");
    admin
        .post(path, &json!({ "vendor": "acme", "name": "?", "mode": "live" }))
        .await
        .problem(422, "validation_failed");
}
