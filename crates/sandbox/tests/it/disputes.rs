//! Money that goes back: refunds in part, refunds that fail, and disputes.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Receiver, RunningClock, Scene};

async fn paid(scene: &Scene, card: &str) -> (String, String) {
    let intent = scene.intent().await;
    assert_eq!(scene.pay_intent(&intent, card).await.body["status"], "succeeded");
    let path = format!("payment_intents/{}", intent["id"].as_str().unwrap());
    let intent = scene.stripe(Method::GET, &path, &[], None).await.body;
    (intent["id"].as_str().unwrap().to_owned(), intent["latest_charge"].as_str().unwrap().to_owned())
}

async fn refund(scene: &Scene, intent: &str, amount: &str) -> Value {
    scene.stripe(Method::POST, "refunds", &[("payment_intent", intent), ("amount", amount)], None).await.body
}

async fn charge(scene: &Scene, charge: &str) -> Value {
    scene.stripe(Method::GET, &format!("charges/{charge}"), &[], None).await.body
}

#[tokio::test]
async fn parts_go_back_and_are_listed() {
    let scene = Scene::start().await;
    let (intent, _) = paid(&scene, "4242424242424242").await;
    let (other, _) = paid(&scene, "4242424242424242").await;
    assert_eq!(refund(&scene, &intent, "500").await["amount"], 500);
    assert_eq!(refund(&scene, &intent, "700").await["amount"], 700);
    let too_much = refund(&scene, &intent, "800").await;
    assert_eq!(too_much["error"]["code"], "amount_too_large");
    assert_eq!(
        too_much["error"]["message"],
        "Refund amount ($8.00) is greater than unrefunded amount on charge ($7.99)"
    );
    refund(&scene, &other, "1999").await;
    let list = scene.stripe(Method::GET, &format!("refunds?payment_intent={intent}"), &[], None).await.body;
    let amounts: Vec<i64> =
        list["data"].as_array().unwrap().iter().map(|row| row["amount"].as_i64().unwrap()).collect();
    assert_eq!((amounts, &list["has_more"]), (vec![700, 500], &json!(false)));
    let all = scene.stripe(Method::GET, "refunds", &[], None).await.body;
    assert_eq!(all["data"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_refund_can_fail_later() {
    let mut scene = Scene::start().await;
    let (intent, id) = paid(&scene, "4000000000005126").await;
    let given = refund(&scene, &intent, "1500").await;
    assert_eq!(given["status"], "succeeded");
    let failed = scene.hooks.until("refund.failed").await.json();
    let failed = &failed["data"]["object"];
    assert_eq!((&failed["id"], &failed["status"]), (&given["id"], &json!("failed")));
    assert!(failed["failure_reason"].is_string());
    scene.hooks.until("charge.refund.updated").await;
    assert_eq!(charge(&scene, &id).await["amount_refunded"], 0);
    // What came back can be given again.
    assert_eq!(refund(&scene, &intent, "1999").await["amount"], 1999);
}

#[tokio::test]
async fn a_refund_can_take_a_while() {
    let mut scene = Scene::start().await;
    let (intent, _) = paid(&scene, "4000000000007726").await;
    let asked = refund(&scene, &intent, "1999").await;
    assert_eq!((&asked["status"], &asked["pending_reason"]), (&json!("pending"), &json!("processing")));
    let updated = scene.hooks.until("refund.updated").await.json();
    assert_eq!(updated["data"]["object"]["status"], "succeeded");
}

#[tokio::test]
async fn any_refund_fails_at_the_press_of_a_button() {
    let mut scene = Scene::start().await;
    let (intent, id) = paid(&scene, "4242424242424242").await;
    assert_eq!(scene.press(&intent, "fail-refund").await.status, 409);
    let refunded = scene.press(&intent, "refund").await;
    assert_eq!(refunded.body["refunded"], "$19.99");
    assert_eq!(scene.press(&intent, "refund").await.status, 409);
    assert_eq!(scene.press(&intent, "fail-refund").await.body["refunded"], Value::Null);
    scene.hooks.until("refund.failed").await;
    assert_eq!(charge(&scene, &id).await["refunded"], false);
}

#[tokio::test]
async fn a_dispute_takes_the_money_and_may_give_it_back() {
    let mut scene = Scene::start().await;
    let (intent, id) = paid(&scene, "4242424242424242").await;
    refund(&scene, &intent, "999").await;
    let disputed = scene.press(&intent, "dispute").await;
    assert_eq!((disputed.status, &disputed.body["dispute"]), (200, &json!("needs_response")));
    assert_eq!(scene.press(&intent, "dispute").await.status, 409);
    let created = scene.hooks.until("charge.dispute.created").await.json();
    let dispute = &created["data"]["object"];
    assert_eq!((&dispute["amount"], &dispute["charge"]), (&json!(1000), &json!(id)));
    assert_eq!((&dispute["payment_intent"], &dispute["reason"]), (&json!(intent), &json!("fraudulent")));
    assert!(dispute["evidence_details"]["due_by"].as_i64() > created["created"].as_i64());
    let withdrawn = scene.hooks.until("charge.dispute.funds_withdrawn").await.json();
    assert_eq!(withdrawn["data"]["object"]["balance_transactions"][0]["amount"], -1000);
    assert_eq!(charge(&scene, &id).await["disputed"], true);
    let refused = refund(&scene, &intent, "1").await;
    assert_eq!(
        (&refused["error"]["code"], &refused["error"]["type"]),
        (&json!("charge_disputed"), &json!("invalid_request_error"))
    );
    let balance = scene.stripe(Method::GET, "balance", &[], None).await.body;
    assert_eq!(balance["available"][0]["amount"], 0);

    assert_eq!(scene.press(&intent, "win").await.body["dispute"], "won");
    let closed = scene.hooks.until("charge.dispute.closed").await.json();
    assert_eq!(closed["data"]["object"]["status"], "won");
    scene.hooks.until("charge.dispute.funds_reinstated").await;
    assert_eq!(refund(&scene, &intent, "1000").await["amount"], 1000);
    assert_eq!(scene.press(&intent, "lose").await.status, 409);
}

#[tokio::test]
async fn a_lost_dispute_keeps_the_money() {
    let mut scene = Scene::start().await;
    let (intent, _) = paid(&scene, "4000000000000259").await;
    // This card's holder disputes without anybody pressing anything.
    let created = scene.hooks.until("charge.dispute.created").await.json();
    let id = created["data"]["object"]["id"].as_str().unwrap();
    let list = scene.stripe(Method::GET, &format!("disputes?payment_intent={intent}"), &[], None).await.body;
    assert_eq!(list["data"][0]["id"], id);
    let closed = scene.stripe(Method::POST, &format!("disputes/{id}/close"), &[], None).await.body;
    assert_eq!(closed["status"], "lost");
    let told = scene.hooks.until("charge.dispute.closed").await.json();
    assert_eq!(told["data"]["object"]["status"], "lost");
    assert_eq!(refund(&scene, &intent, "1").await["error"]["code"], "charge_disputed");
    assert_eq!(scene.stripe(Method::POST, &format!("disputes/{id}/close"), &[], None).await.status, 400);
    assert_eq!(scene.stripe(Method::GET, &format!("disputes/{id}"), &[], None).await.body["status"], "lost");
    assert_eq!(scene.stats().await["disputes"], 1);
}

#[tokio::test]
async fn what_is_going_to_happen_happens_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.ndjson");
    let clock = RunningClock::new();
    let scene = Scene::with(Some(file.clone()), clock.clone(), Receiver::start().await).await;
    scene.post("/sandbox/api/settings", json!({"pace": 100.0})).await;
    let (intent, id) = paid(&scene, "4000000000005126").await;
    refund(&scene, &intent, "1999").await;
    let (disputed, _) = paid(&scene, "4000000000000259").await;
    let Scene { sandbox, hooks, .. } = scene;
    sandbox.stop().await;
    let mut scene = Scene::with(Some(file), clock, hooks).await;
    assert_eq!(charge(&scene, &id).await["amount_refunded"], 1999);
    scene.clock.advance(Duration::from_secs(600));
    scene.post("/sandbox/api/tick", json!({})).await;
    // Events about different payments come in any order.
    let mut about = std::collections::BTreeMap::new();
    while about.len() < 2 {
        let event = scene.hooks.next().await.json();
        let kind = event["type"].as_str().unwrap().to_owned();
        if ["refund.failed", "charge.dispute.created"].contains(&kind.as_str()) {
            about.insert(kind, event["data"]["object"]["payment_intent"].clone());
        }
    }
    assert_eq!(
        (&about["refund.failed"], &about["charge.dispute.created"]),
        (&json!(intent), &json!(disputed))
    );
    assert_eq!(charge(&scene, &id).await["amount_refunded"], 0);
}
