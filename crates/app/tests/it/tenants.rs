//! Who may see and do what.

use reqwest::Method;
use ringwright_domain::Permission;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_store::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, Stream, phone, rows, within};

/// The paths under the guard with their methods, from the API's own document, and the stream of events.
async fn guarded(house: &House) -> Vec<(Method, String)> {
    let document = house.visitor.get("/api/openapi.json").await.good();
    let mut all = vec![(Method::GET, "/api/events".to_owned())];
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["x-permission"].is_string() {
                let method = method.to_uppercase().parse::<Method>().unwrap();
                all.push((
                    method,
                    path.replace("{id}", "bkg_01arz3ndektsv4rrffq69g5fav").replace("{code}", "standard"),
                ));
            }
        }
    }
    assert!(all.len() >= 40, "{all:?}");
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_in_without_a_session() {
    let house = House::start().await;
    for (method, path) in guarded(&house).await {
        for cookie in ["", "ringwright_session=", "ringwright_session=wrong", "other=1"] {
            let request = house.visitor.request(method.clone(), &path).header("cookie", cookie);
            Answer::of(request.json(&json!({}))).await.problem(401, "not_signed_in");
        }
    }
}

/// Every route refuses the roles that lack its permission, and no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_refuses_whoever_lacks_its_permission() {
    let house = House::start().await;
    let document = house.visitor.get("/api/openapi.json").await.good();
    // The agent of test calls is there; making it would need more.
    let owner = Operator::new(&house, &house.org, Role::Owner).await;
    owner.post("/api/onboarding/test-call", &json!({})).await.good();
    let mut tried = 0;
    for role in Role::ALL {
        let who = Operator::new(&house, &house.org, role).await;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let Some(needed) = operation["x-permission"].as_str().and_then(Permission::read) else {
                    continue;
                };
                // A live stream of events never ends.
                if path == "/api/events" && needed.is_of(role) {
                    continue;
                }
                let method: Method = method.to_uppercase().parse().unwrap();
                let path =
                    path.replace("{id}", "acc_01arz3ndektsv4rrffq69g5fav").replace("{code}", "standard");
                let answer = Answer::of(who.request(method.clone(), &path).json(&json!({}))).await;
                let refused = answer.status == 403;
                assert_eq!(refused, !needed.is_of(role), "{role} {method} {path}: {}", answer.text);
                tried += 1;
            }
        }
    }
    assert!(tried >= 120, "{tried}");
}

pub async fn second_organisation(house: &House) -> OrgId {
    let (engine, now) = (house.engine(), house.engine().now());
    let id = OrgId::new(now, engine.chance());
    let organisation = NewOrganisation {
        id: id.clone(),
        slug: "other".to_owned(),
        name: "Other Line".to_owned(),
        time_zone: "Europe/Stockholm".to_owned(),
        default_region: "SE".to_owned(),
        retry: ringwright_engine::setup::RETRY,
    };
    let mut tx = engine.store().begin().await.unwrap();
    tx.insert_organisation(&organisation, now).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_organisation_sees_and_moves_nothing() {
    let house = House::start().await;
    let other = second_organisation(&house).await;
    let stranger = Operator::new(&house, &other, Role::Owner).await;
    let booked = house.visitor.book("standard", &phone(42)).await;
    let account = house.accounts("vapi").await.remove(0).id;
    let operator = Operator::demo(&house).await;
    let before = rows(&house.database).await;
    let path = format!("/api/operator/bookings/{}", booked.id);
    stranger.get(&path).await.problem(404, "booking_not_found");
    stranger.post(&format!("{path}/cancel"), &json!({})).await.problem(404, "booking_not_found");
    let account = format!("/api/operator/accounts/{account}");
    for (verb, body) in [("priority", json!({ "priority": 1 })), ("retry", json!({}))] {
        stranger.post(&format!("{path}/{verb}"), &body).await.problem(404, "booking_not_found");
    }
    for (verb, body) in
        [("pause", json!({ "paused": true })), ("close-breaker", json!({})), ("check", json!({}))]
    {
        stranger.post(&format!("{account}/{verb}"), &body).await.problem(404, "account_not_found");
    }
    let secrets = stranger.put(&format!("{account}/secrets"), &json!({ "key": "stolen" })).await;
    secrets.problem(404, "account_not_found");
    let patch =
        async |path: &str, body: Value| Answer::of(stranger.request(Method::PATCH, path).json(&body)).await;
    patch(&account, json!({ "lines": 0 })).await.problem(404, "account_not_found");
    let agents = operator.get("/api/operator/agents").await.good();
    let agent = &agents["items"][0];
    let path_of_agent = format!("/api/operator/agents/{}", agent["id"].as_str().unwrap());
    patch(&path_of_agent, json!({ "active": false })).await.problem(404, "agent_not_found");
    let new = json!({
        "accountId": agent["accountId"], "name": "Spy", "persona": "luna", "assistantRef": "a", "numberRef": "n",
        "lines": 1, "priority": 0, "active": true,
    });
    stranger.post("/api/operator/agents", &new).await.problem(422, "validation_failed");
    let jobs = operator.get("/api/operator/jobs?state=waiting").await.good();
    let job = format!("/api/operator/jobs/{}", jobs["items"][0]["id"].as_str().unwrap());
    stranger.post(&format!("{job}/retry"), &json!({})).await.problem(404, "job_not_found");
    Answer::of(stranger.request(Method::DELETE, &job)).await.problem(404, "job_not_found");
    for list in ["agents", "plans", "jobs?state=waiting", "webhooks", "bookings?q=ada"] {
        let answer = stranger.get(&format!("/api/operator/{list}")).await.good();
        assert_eq!(answer["items"], json!([]), "{list}");
    }
    let funnel = stranger.get("/api/operator/funnel").await.good();
    assert_eq!((&funnel["byPlan"], &funnel["steps"][2]["count"]), (&json!([]), &json!(0)));
    assert_eq!(stranger.get("/api/operator/failures").await.good()["calls"], json!([]));
    assert_eq!(stranger.get("/api/operator/bookings").await.good()["items"], json!([]));
    let overview = stranger.get("/api/operator/overview").await.good();
    for list in ["accounts", "calls", "queue"] {
        assert_eq!(overview[list], json!([]), "{list}");
    }
    assert_eq!(overview["today"]["booked"], 0);
    assert_eq!(stranger.get("/api/operator/storefront").await.good()["slug"], "other");
    assert_eq!(stranger.get("/api/auth/me").await.good()["organisation"]["slug"], "other");
    assert_eq!(rows(&house.database).await, before);
    assert_eq!(house.visitor.view(&booked).await["state"], "pending_payment");
    // Its stream of events carries its own, and only those.
    let mut stream = Stream::open(stranger.request(Method::GET, "/api/events?after=0")).await;
    house.visitor.act(&booked, "cancel").await.good();
    let mut tx = house.engine().org(&other).begin().await.unwrap();
    tx.emit(ringwright_store::NewEvent { kind: "own.event", booking: None, call: None, data: Value::Null });
    tx.commit(house.engine().now()).await.unwrap();
    let first = within("its own event", stream.next()).await.unwrap();
    let event: Value = serde_json::from_str(&first.data).unwrap();
    assert_eq!((first.id, &event["kind"]), (Some(1), &json!("own.event")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_looks_and_an_operator_acts() {
    let house = House::start().await;
    let viewer = Operator::new(&house, &house.org, Role::Viewer).await;
    let operator = Operator::new(&house, &house.org, Role::Operator).await;
    let booked = house.visitor.book("standard", &phone(42)).await;
    let account = house.accounts("vapi").await.remove(0).id;
    let cancel = format!("/api/operator/bookings/{}/cancel", booked.id);
    let pause = format!("/api/operator/accounts/{account}/pause");
    for path in ["/api/operator/overview", "/api/operator/bookings", "/api/auth/me"] {
        viewer.get(path).await.good();
    }
    viewer.post(&cancel, &json!({})).await.problem(403, "role_forbids");
    viewer.post(&pause, &json!({ "paused": true })).await.problem(403, "role_forbids");
    assert_eq!(house.visitor.view(&booked).await["state"], "pending_payment");
    assert_eq!(operator.post(&pause, &json!({ "paused": true })).await.good()["paused"], true);
    assert_eq!(operator.post(&cancel, &json!({})).await.good()["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_ends_a_call_and_the_money_goes_back() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let booked = house.visitor.book_and_pay("extended", &phone(6)).await;
    house.visitor.reaches(&booked, "calling").await;
    house.visitor.act(&booked, "cancel").await.problem(409, "booking_not_cancellable");
    operator.post(&format!("/api/operator/bookings/{}/cancel", booked.id), &json!({})).await.good();
    let ended = house.sandbox.newest_call("ended").await;
    assert_eq!(ended["endedReason"], "manually-canceled");
    let booking = house.visitor.end(&booked).await;
    assert_eq!((&booking["state"], &booking["payment"]["state"]), (&json!("cancelled"), &json!("refunded")));
    let free = async || {
        let leases = house.engine().org(&house.org).read().await.unwrap().leases().await.unwrap();
        leases.is_empty().then_some(())
    };
    house.until("the line is free", free).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_account_carries_nothing_until_it_is_back() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let pause = async |paused: bool| {
        for account in house.accounts("vapi").await {
            let path = format!("/api/operator/accounts/{}/pause", account.id);
            operator.post(&path, &json!({ "paused": paused })).await.good();
        }
    };
    pause(true).await;
    let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
    let waiting = house.visitor.follow(&booked, "it waits", |booking| !booking["queue"].is_null()).await;
    assert_eq!((&waiting["state"], &waiting["queue"]["place"]), (&json!("queued"), &json!(1)));
    house.settle().await;
    assert_eq!(house.sandbox.count("callsPlaced").await, 0);
    pause(false).await;
    assert_eq!(house.visitor.end(&booked).await["state"], "completed");
}
