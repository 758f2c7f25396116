//! The free trial, and requests that come twice.

use std::time::Duration;

use futures::future::join_all;
use reqwest::Method;
use serde_json::Value;

use crate::harness::{Answer, House, form, phone, rows};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_trials_of_one_number_at_once_one_is_taken() {
    let house = House::start().await;
    // However it is written, it is the same number.
    let written = ["+12025550142", "(202) 555-0142", "202.555.0142", "0012025550142", "+1 202 555 0142"];
    let forms: Vec<_> = written.iter().cycle().take(10).map(|phone| form("free_trial", phone)).collect();
    let answers = join_all(forms.iter().map(|form| house.visitor.post("/api/bookings", form))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((taken.len(), refused.len()), (1, 9));
    for answer in refused {
        let problem = answer.problem(409, "trial_used");
        let detail = problem["detail"].as_str().unwrap();
        let next = detail.split(" at ").nth(1).unwrap().trim_end_matches('.');
        let wait = next.parse::<ringwright_domain::Instant>().unwrap().since(house.engine().now());
        assert!((86_300..=86_400).contains(&wait.as_secs()), "{detail}");
    }
    house.settle().await;
    assert_eq!(rows(&house.database).await["booking"], 1);
    house.jump(Duration::from_secs(24 * 3_600)).await;
    house.visitor.post("/api/bookings", &form("free_trial", &phone(42))).await.good();
    let again = house.visitor.post("/api/bookings", &form("free_trial", &phone(42))).await;
    again.problem(409, "trial_used");
}

/// Whoever comes again with another number or another mail address is still the same person.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trial_is_for_a_person_and_told_ahead() {
    let house = House::start().await;
    let ask = async |phone: &str, email: &str| {
        let body = serde_json::json!({ "phone": phone, "email": email });
        house.visitor.post("/api/trial", &body).await
    };
    let free = serde_json::json!({ "available": true, "nextAt": null });
    assert_eq!(ask(&phone(42), "ada@example.com").await.good(), free);
    let trial = |phone: &str, email: &str| {
        let mut form = form("free_trial", phone);
        form["email"] = email.into();
        form
    };
    let book = async |form: Value| house.visitor.post("/api/bookings", &form).await;
    book(trial(&phone(42), "ada@example.com")).await.good();
    for (number, email) in [
        (phone(42), "bo@example.com"),
        ("(202) 555-0142".to_owned(), "cy@example.com"),
        (phone(43), "ada@example.com"),
        (phone(43), "Ada+again@Example.com"),
    ] {
        book(trial(&number, email)).await.problem(409, "trial_used");
        let told = ask(&number, email).await.good();
        assert_eq!(told["available"], false, "{number} {email}");
        let next: ringwright_domain::Instant = told["nextAt"].as_str().unwrap().parse().unwrap();
        let wait = next.since(house.engine().now()).as_secs();
        assert!((86_300..=86_400).contains(&wait), "{told}");
    }
    assert_eq!(ask(&phone(43), "bo@example.com").await.good(), free);
    let problem = ask("12", "nobody").await.problem(422, "validation_failed");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["phone", "email"]);
    house.settle().await;
    house.jump(Duration::from_secs(24 * 3_600)).await;
    assert_eq!(ask(&phone(43), "ada@example.com").await.good(), free);
    book(trial(&phone(43), "ada@example.com")).await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_asks_for_trials_without_end() {
    let house = House::start().await;
    let body = serde_json::json!({ "phone": phone(42), "email": "ada@example.com" });
    let mut limited = 0;
    for _ in 0..60 {
        limited += u32::from(house.visitor.post("/api/trial", &body).await.status == 429);
    }
    assert!(limited > 0);
}

async fn with_key(house: &House, key: &str, form: &Value) -> Answer {
    let request = house.visitor.request(Method::POST, "/api/bookings").header("idempotency-key", key);
    Answer::of(request.json(form)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_makes_one_booking() {
    let house = House::start().await;
    for plan in ["standard", "free_trial"] {
        let form = form(plan, &phone(42));
        let answers = join_all((0..10).map(|_| with_key(&house, plan, &form))).await;
        let bodies: Vec<_> = answers.into_iter().map(Answer::good).collect();
        for body in &bodies {
            assert_eq!(body["booking"]["id"], bodies[0]["booking"]["id"], "{plan}");
            assert_eq!(body["token"], bodies[0]["token"], "{plan}");
        }
        let mut other = form.clone();
        other["name"] = "Grace Example".into();
        with_key(&house, plan, &other).await.problem(409, "idempotency_mismatch");
    }
    assert_eq!(rows(&house.database).await["booking"], 2);
    assert_eq!(house.sandbox.checkouts().await.len(), 1);
    for key in ["", &"k".repeat(101), "two words"] {
        let answer = with_key(&house, key, &form("standard", &phone(42))).await;
        answer.problem(422, "validation_failed");
    }
}
