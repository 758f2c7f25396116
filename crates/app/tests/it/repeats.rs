//! News that comes again, late, and in the wrong order has its effect once.

use reqwest::Method;
use ringwright_store::Account;
use serde_json::{Value, json};

use crate::harness::{Answer, Booked, House, phone, rows, states, stripe_signature, vapi_signature};

/// How often every webhook comes.
const TIMES: usize = 5;

type Signature = fn(&str, i64, &str) -> Vec<(&'static str, String)>;

/// Sends a webhook `times` times at once, and waits until all has been worked on.
async fn tell(house: &House, account: &Account, sign: Signature, body: &Value, times: usize) {
    let (text, secret) = (body.to_string(), house.webhook_secret(account).await);
    let send = async |_| {
        let path = format!("/webhooks/{}/{}", account.vendor, account.id);
        let mut request = house.visitor.request(Method::POST, &path).body(text.clone());
        for (name, value) in sign(&secret, house.engine().now().seconds(), &text) {
            request = request.header(name, value);
        }
        Answer::of(request).await.good();
    };
    futures::future::join_all((0..times).map(send)).await;
    house.settle().await;
}

/// What Stripe tells of a session that was paid.
async fn stripe_events(house: &House, account: &Account, booked: &Booked) -> Vec<Value> {
    let session = booked.checkout.as_deref().unwrap().rsplit('/').next().unwrap();
    let key = house.key(account).await;
    let session = house.sandbox.ask(&format!("/stripe/v1/checkout/sessions/{session}"), &key).await;
    let intent = session["payment_intent"].as_str().unwrap();
    let intent = house.sandbox.ask(&format!("/stripe/v1/payment_intents/{intent}"), &key).await;
    let event = |kind: &str, object: &Value| {
        json!({
            "id": format!("evt_{kind}_{}", booked.id), "object": "event", "type": kind,
            "created": house.engine().now().seconds(), "data": { "object": object },
        })
    };
    vec![event("payment_intent.succeeded", &intent), event("checkout.session.completed", &session)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_is_heard_once() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "stripe": { "webhookDropRate": 1.0 } })).await;
    let account = house.accounts("stripe").await.remove(0);
    let mut stories = Vec::new();
    for (times, reversed) in [(1, false), (TIMES, false), (TIMES, true)] {
        let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
        let mut events = stripe_events(&house, &account, &booked).await;
        if reversed {
            events.reverse();
        }
        let before = rows(&house.database).await["inbox"];
        for event in &events {
            tell(&house, &account, stripe_signature, event, times).await;
        }
        assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
        let calls = 4;
        let kept = rows(&house.database).await["inbox"] - before;
        assert!((2..=2 + calls).contains(&kept), "{kept}");
        stories.push(payment_part(house.kinds(&booked.id).await));
    }
    assert_eq!(stories[0], ["payment.pending", "payment.paid", "booking.confirmed", "booking.queued"]);
    assert!(stories.iter().all(|story| *story == stories[0]), "{stories:?}");
    assert_eq!(house.sandbox.count("callsPlaced").await, 3);
}

fn payment_part(kinds: Vec<String>) -> Vec<String> {
    let mine = |kind: &String| {
        kind.starts_with("payment.") || kind == "booking.confirmed" || kind == "booking.queued"
    };
    kinds.into_iter().filter(mine).collect()
}

/// What Vapi tells of a call that was held, in order.
async fn vapi_messages(house: &House) -> (Account, Vec<Value>) {
    let ended = house.sandbox.newest_call("ended").await;
    let live = house.engine().org(&house.org).read().await.unwrap().live_calls().await.unwrap();
    let accounts = house.accounts("vapi").await;
    let account = accounts.into_iter().find(|account| account.id == live[0].account).unwrap();
    let path = format!("/vapi/call/{}", ended["id"].as_str().unwrap());
    let call = house.sandbox.ask(&path, &house.key(&account).await).await;
    let now = house.engine().now().millis();
    let message = |n: i64, kind: &str, status: &str| {
        let mut message = json!({ "type": kind, "timestamp": now + n, "call": call });
        if kind == "status-update" {
            message["status"] = status.into();
        }
        if status == "ended" {
            message["endedReason"] = call["endedReason"].clone();
        }
        json!({ "message": message })
    };
    let statuses = ["ringing", "in-progress", "ended"];
    let mut messages: Vec<_> =
        (0..).zip(statuses).map(|(n, status)| message(n, "status-update", status)).collect();
    messages.push(message(3, "end-of-call-report", "ended"));
    (account, messages)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_heard_once_whatever_the_order() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "vapi": { "webhookDropRate": 1.0 } })).await;
    let mut stories = Vec::new();
    for (times, reversed) in [(1, false), (TIMES, false), (TIMES, true)] {
        let booked = house.visitor.book_and_pay("standard", &phone(42)).await;
        house
            .visitor
            .follow(&booked, "it rings", |booking| booking["attempts"][0]["state"] == "ringing")
            .await;
        let (account, mut messages) = vapi_messages(&house).await;
        if reversed {
            messages.reverse();
        }
        let before = rows(&house.database).await["inbox"];
        for message in &messages {
            tell(&house, &account, vapi_signature, message, times).await;
        }
        assert_eq!(rows(&house.database).await["inbox"] - before, 4, "each message is kept once");
        assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
        house.assert_lines_free().await;
        stories.push(house.kinds(&booked.id).await);
    }
    assert_eq!(stories[0], stories[1], "deliveries that are repeated change nothing");
    // Whoever hears of the end first has nothing to hear of the beginning.
    let first = |kind: &String| !matches!(kind.as_str(), "call.in_progress" | "booking.calling");
    let without_middle: Vec<_> = stories[0].iter().filter(|kind| first(kind)).cloned().collect();
    assert_eq!(stories[2], without_middle);
}

/// Duplicates and reordering as the sandbox's network makes them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_network_changes_no_figure() {
    let house = House::start().await;
    let bad = json!({ "webhookDuplicate": 4, "webhookReorder": true, "webhookDelayMs": 10 });
    house.sandbox.faults(&json!({ "vapi": bad, "stripe": bad })).await;
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    let kinds = house.kinds(&booked.id).await;
    for kind in ["payment.paid", "booking.queued", "call.initiating", "call.ended", "booking.completed"] {
        assert_eq!(kinds.iter().filter(|seen| *seen == kind).count(), 1, "{kind}: {kinds:?}");
    }
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
}
