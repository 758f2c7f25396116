//! A business says what it offers and who does it.

use ringwright_domain::identity::Role;
use serde_json::{Value, json};

use crate::harness::{House, Operator};

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_are_made_changed_removed_and_given_back() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let asa = admin.post("/api/staff", &json!({ "name": "Åsa Ek", "phone": "(202) 555-0100" })).await;
    assert_eq!(asa.status, 201);
    let asa = asa.good();
    assert_eq!((&asa["phone"], &asa["schedule"]), (&json!("+12025550100"), &Value::Null));
    let form = json!({
        "name": "Check-up", "category": "Care", "durationMinutes": 30, "bufferMinutes": 10, "priceMinor": 8_000,
        "staff": [asa["id"]],
    });
    let made = admin.post("/api/services", &form).await.good();
    assert_eq!(
        (&made["currency"], &made["active"], &made["staff"]),
        (&json!("USD"), &json!(true), &form["staff"])
    );
    let wrong = json!({ "name": "", "durationMinutes": 1, "staff": ["stf_1"] });
    let problem = admin.post("/api/services", &wrong).await.problem(422, "validation_failed");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["staff.0", "name", "durationMinutes"]);
    let path = format!("/api/services/{}", made["id"].as_str().unwrap());
    let changed = admin.put(&path, &json!({ "name": "Cleaning", "durationMinutes": 60 })).await.good();
    assert_eq!((&changed["name"], &changed["staff"]), (&json!("Cleaning"), &json!([])));
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.get("/api/services").await.good()["items"], json!([]));
    admin
        .put(&path, &json!({ "name": "Cleaning", "durationMinutes": 60 }))
        .await
        .problem(404, "service_not_found");
    assert_eq!(admin.post(&format!("{path}/restore"), &json!({})).await.good(), changed);
    assert_eq!(names(&admin.get("/api/services").await.good()), ["Cleaning"]);
    let viewer = Operator::new(&house, &house.org, Role::Viewer).await;
    assert_eq!(names(&viewer.get("/api/services").await.good()), ["Cleaning"]);
    viewer.delete(&path).await.problem(403, "role_forbids");
}

/// What was never removed is not given back, and whoever gives back does not go beyond what there may be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_removed_is_given_back_and_only_while_there_is_room() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let form = |name: &str| json!({ "name": name, "durationMinutes": 30 });
    let made = admin.post("/api/services", &form("Wash")).await.good();
    let path = format!("/api/services/{}", made["id"].as_str().unwrap());
    let restore = async || admin.post(&format!("{path}/restore"), &json!({})).await;
    let newest = async || admin.get("/api/audit").await.good()["items"][0]["action"].clone();
    assert_eq!(restore().await.good(), made);
    assert_eq!(newest().await, "service.created", "nothing happened, and nothing is told");
    assert_eq!(admin.delete(&path).await.status, 204);
    let many: Vec<_> = (0..500).map(|n| form(&format!("Service {n}"))).collect();
    admin.post("/api/services/bulk", &json!({ "create": many })).await.good();
    let problem = restore().await.problem(422, "validation_failed");
    assert_eq!(problem["errors"][0]["code"], "too_many");
    let other = admin.get("/api/services").await.good()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(admin.delete(&format!("/api/services/{other}")).await.status, 204);
    assert_eq!(restore().await.good()["name"], "Wash");
    assert_eq!(newest().await, "service.restored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_changes_are_made_together_or_not_at_all() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let service = |name: &str, category: &str, position: i32| json!({ "name": name, "category": category, "durationMinutes": 30, "position": position });
    let bulk = async |body: Value| admin.post("/api/services/bulk", &body).await;
    let first =
        json!({ "create": [service("A", "Hair", 1), service("B", "Hair", 2), service("C", "Nails", 3)] });
    let made = bulk(first).await.good();
    assert_eq!(names(&made), ["A", "B", "C"]);
    let id = |n: usize| made["items"][n]["id"].clone();
    let wrong = json!({
        "create": [service("D", "Hair", 4), service("", "Hair", 5)],
        "update": [{ "id": id(0), "service": { "name": "A2", "durationMinutes": 0 } }],
        "delete": [id(1)],
    });
    let problem = bulk(wrong).await.problem(422, "validation_failed");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["create.1.name", "update.0.durationMinutes"]);
    bulk(json!({ "create": [service("D", "", 4)], "delete": [id(1), "svc_01arz3ndektsv4rrffq69g5fav"] }))
        .await
        .problem(404, "service_not_found");
    assert_eq!(admin.get("/api/services").await.good(), made, "nothing was changed");
    let right = json!({
        "create": [service("D", "Hair", 4)],
        "update": [{ "id": id(0), "service": service("A2", "Hair", 9) }],
        "delete": [id(1)],
    });
    assert_eq!(names(&bulk(right).await.good()), ["C", "D", "A2"]);
    assert_eq!(names(&admin.get("/api/services?category=Hair").await.good()), ["D", "A2"]);
    let categories = admin.get("/api/services/categories").await.good();
    assert_eq!(categories["items"], json!([{ "name": "Hair", "count": 2 }, { "name": "Nails", "count": 1 }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_have_hours_of_their_own() {
    let house = House::start().await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let cut = admin.post("/api/services", &json!({ "name": "Cut", "durationMinutes": 45 })).await.good();
    let week = json!({ "mon": [{ "from": "08:00", "to": "12:00" }] });
    let form = json!({ "name": "Bo", "services": [cut["id"]], "schedule": { "week": week } });
    let bo = admin.post("/api/staff", &form).await.good();
    assert_eq!(bo["schedule"]["week"]["mon"], week["mon"]);
    let of_cut = &admin.get("/api/services").await.good()["items"][0];
    assert_eq!(of_cut["staff"], json!([bo["id"]]));
    let path = format!("/api/staff/{}", bo["id"].as_str().unwrap());
    let backwards = json!({ "week": { "mon": [{ "from": "12:00", "to": "08:00" }] } });
    let problem = admin.put(&path, &json!({ "name": "Bo", "email": "bo", "schedule": backwards })).await;
    let problem = problem.problem(422, "validation_failed");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["email", "schedule.week.mon.0.to"]);
    let away = admin.put(&path, &json!({ "name": "Bo Ek", "active": false })).await.good();
    assert_eq!((&away["schedule"], &away["services"]), (&Value::Null, &json!([])));
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.get("/api/staff").await.good()["items"], json!([]));
    admin.delete(&path).await.problem(404, "staff_not_found");
}
