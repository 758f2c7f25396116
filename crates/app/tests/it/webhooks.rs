//! Webhooks that are not the vendor's own.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, House, Visitor, rows, stripe_signature, vapi_signature};

const BODY: &str =
    r#"{"id":"evt_1","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_1"}}}"#;

async fn send(visitor: &Visitor, path: &str, headers: &[(&'static str, String)], body: &[u8]) -> Answer {
    let mut request = visitor.request(Method::POST, path).body(body.to_vec());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_proven_is_not_kept() {
    let house = House::start().await;
    let before = rows(&house.database).await;
    let stripe = house.accounts("stripe").await.remove(0);
    let vapi = house.accounts("vapi").await.remove(0);
    let (secret, now) = (house.webhook_secret(&stripe).await, house.engine().now().seconds());
    let good = stripe_signature(&secret, now, BODY);
    let path = format!("/webhooks/stripe/{}", stripe.id);
    let vapi_path = format!("/webhooks/vapi/{}", vapi.id);
    let garbage = "garbage".to_owned();
    let forged = [
        (&path, Vec::new(), BODY),
        (&path, vec![("stripe-signature", garbage.clone())], BODY),
        (&path, stripe_signature("whsec_other", now, BODY), BODY),
        (&path, stripe_signature(&secret, now - 301, BODY), BODY),
        (&path, good.clone(), r#"{"id":"evt_2","type":"x","data":{"object":{}}}"#),
        (&vapi_path, Vec::new(), r#"{"message":{"type":"status-update"}}"#),
        (&vapi_path, vec![("x-signature", garbage.clone()), ("x-timestamp", garbage)], "{}"),
        (&vapi_path, vapi_signature("other", now, "{}"), "{}"),
    ];
    for (path, headers, body) in &forged {
        send(&house.visitor, path, headers, body.as_bytes()).await.problem(401, "wrong_signature");
    }
    let vapi_secret = house.webhook_secret(&vapi).await;
    for body in ["", "no JSON", "[]", "{}", r#"{"id":1}"#] {
        let headers = stripe_signature(&secret, now, body);
        send(&house.visitor, &path, &headers, body.as_bytes()).await.problem(400, "malformed_body");
        let headers = vapi_signature(&vapi_secret, now, body);
        send(&house.visitor, &vapi_path, &headers, body.as_bytes()).await.problem(400, "malformed_body");
    }
    let nobody = ["stripe/acc_01ARZ3NDEKTSV4RRFFQ69G5FAV", "stripe/acc_x", "nobody", "vapi", "nobody/x"];
    let swapped = [format!("vapi/{}", stripe.id), format!("stripe/{}", vapi.id)];
    for place in nobody.iter().map(|place| (*place).to_owned()).chain(swapped) {
        let answer = send(&house.visitor, &format!("/webhooks/{place}"), &good, BODY.as_bytes()).await;
        answer.problem(404, "account_not_found");
    }
    let large = vec![b' '; 5 * 1024 * 1024];
    send(&house.visitor, &path, &good, &large).await.problem(413, "body_too_large");
    house.settle().await;
    assert_eq!(rows(&house.database).await, before);
    // The same one, as the vendor would send it, at any of its addresses.
    for path in [path.as_str(), "/webhooks/stripe", "/api/webhooks/stripe"] {
        let body = send(&house.visitor, path, &good, BODY.as_bytes()).await.good();
        assert_eq!(body, json!({ "received": true }));
    }
    assert_eq!(rows(&house.database).await["inbox"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_forges_a_hundred_times_a_minute_is_sent_away_and_the_vendor_is_not() {
    let house = House::start().await;
    let stripe = house.accounts("stripe").await.remove(0);
    let path = format!("/webhooks/stripe/{}", stripe.id);
    let forge = async || send(&house.visitor, &path, &[], BODY.as_bytes()).await;
    let answers = futures::future::join_all((0..100).map(|_| forge())).await;
    assert!(answers.iter().all(|answer| answer.status == 401), "a hundred are told why");
    // Allowance comes back by the second, so that a slow machine may see a few more told why.
    let mut sent_away = None;
    for _ in 0..100 {
        sent_away = Some(forge().await).filter(|answer| answer.status == 429);
        if sent_away.is_some() {
            break;
        }
    }
    let answer = sent_away.expect("the hundred and first is sent away");
    assert!(!answer.header("retry-after").is_empty());
    answer.problem(429, "rate_limited");
    let secret = house.webhook_secret(&stripe).await;
    for n in 0..150 {
        let body = BODY.replace("evt_1", &format!("evt_{n}"));
        let headers = stripe_signature(&secret, house.engine().now().seconds(), &body);
        send(&house.visitor, &path, &headers, body.as_bytes()).await.good();
    }
    assert_eq!(rows(&house.database).await["inbox"], 150);
}
