//! What an operator does all day: the queue, searching, dead letters, webhooks, accounts, agents, figures.

use std::time::Duration;

use futures::future::join_all;
use reqwest::Method;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::JobId;
use ringwright_store::NewJob;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, form, phone, within};

async fn pause_all(house: &House, operator: &Operator, paused: bool) {
    for account in house.accounts("vapi").await {
        let path = format!("/api/operator/accounts/{}/pause", account.id);
        operator.post(&path, &json!({ "paused": paused })).await.good();
    }
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_priority_moves_a_booking_to_the_front() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    pause_all(&house, &operator, true).await;
    let mut all = Vec::new();
    for n in 40..43 {
        all.push(house.visitor.book_and_pay("standard", &phone(n)).await);
    }
    for booked in &all {
        house.visitor.reaches(booked, "queued").await;
    }
    let path = |n: usize, verb: &str| format!("/api/operator/bookings/{}/{verb}", all[n].id);
    let moved = operator.post(&path(2, "priority"), &json!({ "priority": 50 })).await.good();
    assert_eq!(moved["queue"]["place"], 1);
    let queue = operator.get("/api/operator/overview").await.good()["queue"].clone();
    assert_eq!((&queue[0]["bookingId"], &queue[0]["priority"]), (&json!(all[2].id), &json!(50)));
    let wrong = operator.post(&path(2, "priority"), &json!({ "priority": 101 })).await;
    wrong.problem(422, "validation_failed");
    let event = house.events().await.into_iter().find(|event| event.kind == "booking.reprioritised").unwrap();
    assert!(event.data["by"].as_str().unwrap().starts_with("usr_"), "{:?}", event.data);
    operator.post(&path(0, "cancel"), &json!({})).await.good();
    operator.post(&path(0, "priority"), &json!({ "priority": 1 })).await.problem(409, "booking_not_movable");
    pause_all(&house, &operator, false).await;
    for booked in &all[1..] {
        assert_eq!(house.visitor.end(booked).await["state"], "completed");
    }
}

/// A free call that reached nobody is tried once more; a paid one, whose money goes back, is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_still_has_its_money_is_called_again() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let retry =
        async |id: &str| operator.post(&format!("/api/operator/bookings/{id}/retry"), &json!({})).await;
    let free = house.visitor.book("free_trial", &phone(2)).await;
    assert_eq!(house.visitor.end(&free).await["state"], "no_answer");
    let attempts = house.visitor.view(&free).await["attempts"].as_array().unwrap().len();
    assert_eq!(retry(&free.id).await.good()["id"], free.id.as_str());
    let ended = house.visitor.follow(&free, "it ends again", |booking| {
        booking["state"] == "no_answer" && booking["attempts"].as_array().unwrap().len() > attempts
    });
    ended.await;
    let kinds = house.kinds(&free.id).await;
    assert!(kinds.contains(&"booking.retried".to_owned()), "{kinds:?}");
    let paid = house.visitor.book_and_pay("standard", &phone(2)).await;
    assert_eq!(house.visitor.end(&paid).await["state"], "no_answer");
    retry(&paid.id).await.problem(409, "booking_not_retryable");
    let pending = house.visitor.book("standard", &phone(42)).await;
    retry(&pending.id).await.problem(409, "booking_not_retryable");
    assert_eq!(house.visitor.view(&paid).await["payment"]["state"], "refunded");
    house.assert_lines_free().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bookings_are_found_by_what_people_say() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let mut ada = form("standard", &phone(42));
    ada["name"] = "Åsa Lovelace".into();
    ada["email"] = "asa.l@example.com".into();
    let mut bo = form("premium", &phone(43));
    bo["name"] = "Bo Ek".into();
    let made = join_all([&ada, &bo].map(|form| house.visitor.post("/api/bookings", form))).await;
    let made: Vec<Value> = made.into_iter().map(Answer::good).collect();
    let [ada, bo] = [&made[0], &made[1]].map(|body| body["booking"]["id"].as_str().unwrap());
    let list = async |query: &str| operator.get(&format!("/api/operator/bookings?{query}")).await.good();
    for (query, wanted) in [
        ("q=love", vec![ada]),
        ("q=%C3%A5sa%20lovelace", vec![ada]),
        ("q=asa.l%40example.com", vec![ada]),
        ("q=(202)%20555-0143", vec![bo]),
        ("q=%2B12025550142", vec![ada]),
        ("q=nobody", vec![]),
        ("plan=premium", vec![bo]),
        ("plan=premium&q=love", vec![]),
        ("state=queued,pending_payment&plan=standard", vec![ada]),
        ("state=completed", vec![]),
        ("to=2001-01-01", vec![]),
        (&format!("q={bo}"), vec![bo]),
    ] {
        assert_eq!(ids(&list(query).await), wanted, "{query}");
    }
    for wrong in ["state=unheard", "from=yesterday", "cursor=x"] {
        let path = format!("/api/operator/bookings?{wrong}");
        operator.get(&path).await.problem(422, "validation_failed");
    }
}

/// A job that was given up, as a failing vendor leaves it.
pub async fn dead_letter(house: &House, webhook: &str) -> String {
    let (engine, now) = (house.engine(), house.engine().now());
    let id = JobId::new(now, engine.chance());
    let job = NewJob {
        id: id.clone(),
        org: Some(house.org.clone()),
        kind: "webhook.process",
        dedupe_key: None,
        payload: json!({ "webhook": webhook, "silent": false }),
        priority: 0,
        run_at: now,
        claimed_by: Some((engine.node().clone(), now.plus(Duration::from_secs(60)))),
    };
    let mut tx = engine.store().begin().await.unwrap();
    tx.enqueue(&job, now).await.unwrap();
    tx.bury(&id, engine.node(), now, "the vendor said no").await.unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
pub async fn dead_letters_are_tried_again_or_let_be() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
    house.visitor.end(&booked).await;
    let webhooks = operator.get("/api/operator/webhooks").await.good();
    let webhook = ids(&webhooks)[0];
    let (first, second) = (dead_letter(&house, webhook).await, dead_letter(&house, webhook).await);
    let dead = operator.get("/api/operator/jobs?state=dead").await.good();
    assert_eq!((ids(&dead).len(), &dead["counts"]["dead"]), (2, &json!(2)));
    let shown = dead["items"].as_array().unwrap().iter().find(|job| job["id"] == first.as_str()).unwrap();
    assert_eq!(
        (&shown["lastError"], &shown["about"]["webhook"]),
        (&json!("the vendor said no"), &json!(webhook))
    );
    let revived = operator.post(&format!("/api/operator/jobs/{first}/retry"), &json!({})).await.good();
    assert_eq!(revived["deadAt"], Value::Null);
    house.settle().await;
    let path = format!("/api/operator/jobs/{second}");
    assert_eq!(Answer::of(operator.request(Method::DELETE, &path)).await.status, 204);
    Answer::of(operator.request(Method::DELETE, &path)).await.problem(404, "job_not_found");
    let dead = operator.get("/api/operator/jobs?state=dead").await.good();
    assert_eq!((&dead["items"], &dead["counts"]["dead"]), (&json!([]), &json!(0)));
    let kinds: Vec<_> = house.events().await.into_iter().map(|event| event.kind).collect();
    for kind in ["job.retried", "job.deleted"] {
        assert!(kinds.iter().any(|seen| seen == kind), "{kind}");
    }
}

/// Worked on once more, a webhook changes nothing that it changed before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_does_no_more_than_once() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let viewer = Operator::new(&house, &house.org, Role::Viewer).await;
    let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
    let before = house.visitor.end(&booked).await;
    house.settle().await;
    let moved = operator.get("/api/operator/webhooks?outcome=moved").await.good();
    assert!(ids(&moved).len() >= 3, "{moved}");
    for id in ids(&moved) {
        let path = format!("/api/operator/webhooks/{id}");
        let whole = operator.get(&path).await.good();
        assert!(whole["body"].as_str().unwrap().starts_with('{') && whole["kind"] != "", "{whole}");
        viewer.get(&path).await.problem(403, "role_forbids");
        for _ in 0..2 {
            let replayed = operator.post(&format!("{path}/replay"), &json!({})).await.good();
            assert_eq!(replayed["outcome"], "stale", "{replayed}");
        }
    }
    house.settle().await;
    assert_eq!(house.visitor.view(&booked).await, before);
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
    let stripe = operator.get("/api/operator/webhooks?vendor=stripe").await.good();
    assert!(stripe["items"].as_array().unwrap().iter().all(|webhook| webhook["vendor"] == "stripe"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_added_account_carries_calls() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let new =
        json!({ "vendor": "vapi", "name": "Vapi South", "mode": "sandbox", "lines": 3, "priority": 99 });
    let account = operator.post("/api/operator/accounts", &new).await.good();
    assert_eq!((&account["kind"], &account["paused"]), (&json!("calls"), &json!(false)));
    let id = account["id"].as_str().unwrap();
    assert!(account["webhookUrl"].as_str().unwrap().ends_with(&format!("/webhooks/vapi/{id}")), "{account}");
    let path = format!("/api/operator/accounts/{id}");
    let check = operator.post(&format!("{path}/check"), &json!({})).await.good();
    assert_eq!(check["ok"], true, "{check}");
    let agent = json!({
        "accountId": id, "name": "Luna South", "persona": "luna", "lines": 2, "priority": 0, "active": true,
        "assistantRef": "a5000000-0000-4000-8000-000000000001",
        "numberRef": "ff000000-0000-4000-8000-000000000001",
    });
    let agent = operator.post("/api/operator/agents", &agent).await.good();
    assert_eq!((&agent["accountName"], &agent["live"]), (&json!("Vapi South"), &json!(0)));
    let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
    assert_eq!(house.visitor.end(&booked).await["state"], "completed");
    let calls = house.events().await.into_iter().filter(|event| event.kind == "call.initiating");
    assert!(calls.into_iter().all(|event| event.data["account"] == id), "the highest priority goes first");
    // An agent that is not active gets no new calls.
    let agent = format!("/api/operator/agents/{}", agent["id"].as_str().unwrap());
    let rest = Answer::of(operator.request(Method::PATCH, &agent).json(&json!({ "active": false }))).await;
    assert_eq!(rest.good()["active"], false);
    let booked = house.visitor.book_and_pay("standard", &phone(43)).await;
    assert_eq!(house.visitor.end(&booked).await["state"], "completed");
    let last = house.events().await.into_iter().rfind(|event| event.kind == "call.initiating").unwrap();
    assert_ne!(last.data["account"], id);
    let patch = async |body: Value| Answer::of(operator.request(Method::PATCH, &path).json(&body)).await;
    let changed = patch(json!({ "name": "South", "lines": 0, "priority": -5 })).await.good();
    assert_eq!((&changed["name"], &changed["lines"]), (&json!("South"), &json!(0)));
    patch(json!({ "name": "", "lines": 5_000, "priority": 500 })).await.problem(422, "validation_failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_voice_rests_and_comes_back_without_a_key() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    operator.post("/api/agents", &json!({ "name": "Robin" })).await.good();
    let account = house.accounts("voice").await.remove(0).id;
    let path = format!("/api/operator/accounts/{account}");
    for paused in [true, false] {
        let answer = operator.post(&format!("{path}/pause"), &json!({ "paused": paused })).await.good();
        assert_eq!(answer["paused"], paused);
    }
    let check = operator.post(&format!("{path}/check"), &json!({})).await.good();
    assert_eq!(check["ok"], true, "{check}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_go_in_and_never_out() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let new = json!({ "vendor": "stripe", "name": "Till", "mode": "live", "lines": 9, "priority": 0 });
    let account = operator.post("/api/operator/accounts", &new).await.good();
    assert_eq!((&account["kind"], &account["paused"]), (&json!("payments"), &json!(true)));
    assert_eq!(account["lines"], 0);
    let path = format!("/api/operator/accounts/{}", account["id"].as_str().unwrap());
    let resume = async || operator.post(&format!("{path}/pause"), &json!({ "paused": false })).await;
    resume().await.problem(409, "account_not_ready");
    let check = operator.post(&format!("{path}/check"), &json!({})).await.good();
    assert_eq!(check["ok"], false, "{check}");
    let put = async |body: Value| operator.put(&format!("{path}/secrets"), &body).await;
    put(json!({ "key": "with space" })).await.problem(422, "validation_failed");
    let secret = "sk_live_0123456789";
    let kept = put(json!({ "key": secret, "webhookSecret": "whsec_9876543210" })).await;
    assert_eq!((kept.status, kept.text.as_str()), (204, ""));
    assert_eq!(resume().await.good()["paused"], false);
    for path in ["/api/operator/overview", "/api/operator/jobs", "/api/operator/webhooks"] {
        let text = operator.get(path).await.text;
        assert!(!text.contains(secret) && !text.contains("whsec_98"), "{path}");
    }
    let events = format!("{:?}", house.events().await);
    assert!(events.contains("account.secrets_changed") && !events.contains(secret));
    let vendor = json!({ "vendor": "acme", "name": " ", "mode": "live", "lines": 9_999, "priority": 0 });
    let wrong = operator.post("/api/operator/accounts", &vendor).await.problem(422, "validation_failed");
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 3, "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_tell_what_was_played() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    for step in ["visit", "visit", "visit", "form", "form"] {
        house.visitor.post("/api/visits", &json!({ "step": step })).await.good();
    }
    let talked = house.visitor.book_and_pay("standard", &phone(42)).await;
    assert_eq!(house.visitor.end(&talked).await["state"], "completed");
    let missed = house.visitor.book("free_trial", &phone(2)).await;
    assert_eq!(house.visitor.end(&missed).await["state"], "no_answer");
    house.visitor.book("premium", &phone(43)).await;
    house.settle().await;
    let funnel = operator.get("/api/operator/funnel").await.good();
    let counts: Vec<_> =
        funnel["steps"].as_array().unwrap().iter().map(|step| step["count"].clone()).collect();
    assert_eq!(counts, [3, 2, 3, 2, 1, 1].map(Value::from), "{funnel}");
    let days = funnel["byDay"].as_array().unwrap();
    assert_eq!((days.len(), &days[29]["booked"], &days[0]["booked"]), (30, &json!(3), &json!(0)));
    let plan =
        |code: &str| funnel["byPlan"].as_array().unwrap().iter().find(|plan| plan["plan"] == code).unwrap();
    assert_eq!((&plan("standard")["revenueMinor"], &plan("standard")["completed"]), (&json!(999), &json!(1)));
    assert_eq!((&plan("free_trial")["paid"], &plan("free_trial")["connected"]), (&json!(1), &json!(0)));
    assert_eq!((&plan("premium")["booked"], &plan("premium")["paid"]), (&json!(1), &json!(0)));
    let failures = operator.get("/api/operator/failures").await.good();
    let [nobody] = failures["bookings"].as_array().unwrap().as_slice() else { panic!("{failures}") };
    assert_eq!((&nobody["code"], &nobody["lastBooking"]), (&json!("nobody_reached"), &json!(missed.id)));
    let calls = failures["calls"].as_array().unwrap();
    let unheld: i64 = calls.iter().map(|call| call["count"].as_i64().unwrap()).sum();
    assert_eq!(unheld, 3, "{failures}");
    assert!(calls.iter().all(|call| call["accountName"].as_str().unwrap().starts_with("Vapi")), "{failures}");
    let targets = operator.get("/api/operator/targets?days=7").await.good();
    let target = |code: &str| {
        targets["targets"].as_array().unwrap().iter().find(|target| target["code"] == code).unwrap().clone()
    };
    assert_eq!((&target("payments")["actual"], &target("payments")["of"]), (&json!(1.0), &json!(1)));
    assert_eq!((&target("connected")["met"], &target("connected")["of"]), (&json!(true), &json!(4)));
    assert_eq!((&target("queue_wait")["met"], &target("queue_wait")["of"]), (&json!(true), &json!(2)));
    for wrong in ["funnel?from=2026-13-01", "failures?from=2001-01-01", "targets?days=91", "targets?days=0"] {
        operator.get(&format!("/api/operator/{wrong}")).await.problem(422, "validation_failed");
    }
}

/// A minute in which the program ran counts, one in which it did not does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_it_runs_is_measured() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let first = house.engine().now().seconds() / 60;
    let sign = async {
        let alive = async || {
            let mut tx = house.engine().store().read().await.unwrap();
            tx.life(first - 5, first + 5).await.unwrap().is_some()
        };
        while !alive().await {
            tokio::task::yield_now().await;
        }
    };
    within("a sign of life", sign).await;
    // The clock stands at no minute between.
    house.jump(Duration::from_secs(10 * 60)).await;
    let targets = operator.get("/api/operator/targets?days=90").await.good();
    let all = targets["targets"].as_array().unwrap();
    let seen = all.iter().find(|target| target["code"] == "uptime").unwrap();
    assert_eq!((&seen["aim"], &seen["met"]), (&json!(0.999), &json!(false)), "{seen}");
    let (part, of) = (seen["actual"].as_f64().unwrap(), seen["of"].as_i64().unwrap());
    assert!((9..=11).contains(&of) && part > 0.0 && part < 0.5, "{seen}");
}
