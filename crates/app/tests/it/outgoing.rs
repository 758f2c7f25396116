//! Outgoing webhooks: an organisation's programs hear of its events.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::harness::{Answer, House, Operator, Posted, Receiver, phone};

async fn house() -> House {
    House::with(|args, _| args.loopback_webhooks = true).await
}

async fn endpoint(operator: &Operator, url: &str, kinds: &[&str]) -> (String, String) {
    let made = operator.post("/api/webhook-endpoints", &json!({ "url": url, "kinds": kinds })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made.body["endpoint"]["id"]), text(&made.body["secret"]))
}

/// Judges a message as receivers do, with the scheme's own library. It takes messages of the last five
/// minutes by the machine's clock, so that this is for stories in which no time was jumped.
fn judge(secret: &str, posted: &Posted) {
    Webhook::new(secret).unwrap().verify(&posted.body, &posted.headers).unwrap();
}

async fn deliveries(operator: &Operator, endpoint: &str, state: &str) -> Vec<Value> {
    let path = format!("/api/webhook-endpoints/{endpoint}/deliveries?state={state}");
    operator.get(&path).await.good()["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_of_a_call_is_told_once_signed_and_without_personal_data() {
    let house = house().await;
    let operator = Operator::demo(&house).await;
    let mut receiver = Receiver::start().await;
    let (id, secret) = endpoint(&operator, &receiver.url, &["booking.*", "call.ended"]).await;
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.visitor.reaches(&booked, "completed").await;
    let wanted: Vec<_> = house
        .events()
        .await
        .into_iter()
        .filter(|event| event.kind.starts_with("booking.") || event.kind == "call.ended")
        .collect();
    let mut heard = Vec::new();
    for _ in &wanted {
        let posted = receiver.next().await;
        judge(&secret, &posted);
        let text = String::from_utf8(posted.body.to_vec()).unwrap();
        for personal in ["Ada", "ada@", "12025550100", "5550100"] {
            assert!(!text.contains(personal), "{text}");
        }
        heard.push((posted.json()["data"]["seq"].as_i64().unwrap(), posted.kind()));
    }
    // Messages are posted side by side, so that they may overtake each other; their numbers tell.
    heard.sort_unstable();
    let told: Vec<_> = wanted.iter().map(|event| (event.seq, event.kind.clone())).collect();
    assert_eq!(heard, told);
    house.settle().await;
    receiver.assert_silent();
    assert_eq!(deliveries(&operator, &id, "delivered").await.len(), wanted.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_comes_again_under_the_same_id() {
    let house = house().await;
    let operator = Operator::demo(&house).await;
    let mut receiver = Receiver::start().await;
    let (id, _) = endpoint(&operator, &receiver.url, &["endpoint.test"]).await;
    receiver.answer(&[500, 302, 429]);
    let test = operator.post(&format!("/api/webhook-endpoints/{id}/test"), &json!({})).await.good();
    let message = test["id"].as_str().unwrap().to_owned();
    let mut tries = 1;
    assert_eq!(receiver.next().await.id(), message);
    for wait in [6, 40, 400] {
        house.settle().await;
        receiver.assert_silent();
        assert_eq!(deliveries(&operator, &id, "waiting").await[0]["tries"], tries);
        house.jump(Duration::from_secs(wait)).await;
        assert_eq!(receiver.next().await.id(), message);
        tries += 1;
    }
    house.settle().await;
    let delivered = deliveries(&operator, &id, "delivered").await;
    assert_eq!(
        (delivered.len(), &delivered[0]["tries"], &delivered[0]["lastStatus"]),
        (1, &json!(4), &json!(200))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_up_can_be_sent_again_by_hand() {
    let house = house().await;
    let operator = Operator::demo(&house).await;
    let mut receiver = Receiver::start().await;
    let (id, _) = endpoint(&operator, &receiver.url, &["endpoint.test"]).await;
    receiver.answer(&[503; 11]);
    operator.post(&format!("/api/webhook-endpoints/{id}/test"), &json!({})).await.good();
    let first = receiver.next().await;
    for _ in 1..11 {
        house.settle().await;
        house.jump(Duration::from_secs(7 * 3_600)).await;
        assert_eq!(receiver.next().await.id(), first.id());
    }
    house.settle().await;
    // Nobody stays signed in for so long.
    let operator = Operator::demo(&house).await;
    let dead = deliveries(&operator, &id, "dead").await;
    assert_eq!((dead.len(), &dead[0]["tries"], &dead[0]["lastStatus"]), (1, &json!(11), &json!(503)));
    let listed = operator.get("/api/webhook-endpoints").await.good();
    assert!(listed["items"][0]["failingSince"].is_string(), "{listed}");
    operator.post(&format!("/api/deliveries/{}/replay", first.id()), &json!({})).await.good();
    assert_eq!(receiver.next().await.id(), first.id());
    house.settle().await;
    assert_eq!(deliveries(&operator, &id, "delivered").await.len(), 1);
    let listed = operator.get("/api/webhook-endpoints").await.good();
    assert!(listed["items"][0]["failingSince"].is_null(), "{listed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_is_gone_is_switched_off() {
    let house = house().await;
    let operator = Operator::demo(&house).await;
    let mut receiver = Receiver::start().await;
    let (id, _) = endpoint(&operator, &receiver.url, &[]).await;
    receiver.next().await;
    house.settle().await;
    receiver.answer(&[410]);
    operator.post(&format!("/api/webhook-endpoints/{id}/test"), &json!({})).await.good();
    receiver.next().await;
    house.settle().await;
    let listed = operator.get("/api/webhook-endpoints").await.good();
    let view = &listed["items"][0];
    assert_eq!((&view["active"], &view["stoppedBecause"]), (&json!(false), &json!("gone")));
    let booked = house.visitor.book("free_trial", &phone(0)).await;
    house.visitor.end(&booked).await;
    house.settle().await;
    receiver.assert_silent();
    // Switched on again, it hears of what happens from then on.
    let path = format!("/api/webhook-endpoints/{id}");
    let on = Answer::of(operator.request(Method::PATCH, &path).json(&json!({ "active": true }))).await.good();
    assert_eq!((&on["active"], &on["stoppedBecause"]), (&json!(true), &Value::Null));
    assert_eq!(receiver.next().await.kind(), "endpoint.changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_secret_is_changed_both_sign() {
    let house = house().await;
    let operator = Operator::demo(&house).await;
    let mut receiver = Receiver::start().await;
    let (id, old) = endpoint(&operator, &receiver.url, &["endpoint.test"]).await;
    let changed = operator.post(&format!("/api/webhook-endpoints/{id}/secret"), &json!({})).await.good();
    let new = changed["secret"].as_str().unwrap();
    assert_ne!(old, new);
    operator.post(&format!("/api/webhook-endpoints/{id}/test"), &json!({})).await.good();
    let posted = receiver.next().await;
    judge(&old, &posted);
    judge(new, &posted);
    house.settle().await;
    house.jump(Duration::from_secs(25 * 3_600)).await;
    let operator = Operator::demo(&house).await;
    operator.post(&format!("/api/webhook-endpoints/{id}/test"), &json!({})).await.good();
    let later = receiver.next().await;
    assert_eq!(later.headers["webhook-signature"].to_str().unwrap().split(' ').count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_inside_of_a_network_are_refused() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    for url in [
        "http://example.com/hooks",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://user:secret@example.com/",
        "nonsense",
    ] {
        let answer = operator.post("/api/webhook-endpoints", &json!({ "url": url })).await;
        let problem = answer.problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "url", "{url}");
    }
    let answer = operator.post("/api/webhook-endpoints", &json!({ "kinds": ["Nothing"] })).await;
    assert_eq!(answer.problem(422, "validation_failed")["errors"].as_array().unwrap().len(), 2);
    for _ in 0..20 {
        endpoint(&operator, "https://hooks.example.com/", &["call.ended"]).await;
    }
    let answer =
        operator.post("/api/webhook-endpoints", &json!({ "url": "https://hooks.example.com/" })).await;
    answer.problem(409, "too_many_endpoints");
}
