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
