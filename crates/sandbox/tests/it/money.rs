//! Stripe's HTTP interface and the checkout page.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{SESSION, STRIPE_SECRET, Scene, hmac};

#[tokio::test]
async fn a_card_pays_once_and_everybody_is_told() {
    let mut scene = Scene::start().await;
    let session = scene.session(None).await;
    let id = session["id"].as_str().unwrap();
    assert_eq!((&session["status"], &session["payment_intent"]), (&json!("open"), &Value::Null));
    let paid = scene.confirm(id, "4242 4242 4242 4242").await;
    let thanks = format!("https://shop.example/thanks?session={id}");
    assert_eq!(paid, json!({"status": "paid", "redirect": thanks}));
    assert_eq!(scene.confirm(id, "4242424242424242").await["status"], "paid");
    for expected in ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"] {
        let event = scene.hooks.next().await;
        assert_eq!(event.kind(), expected);
        let signature = event.header("stripe-signature");
        let (time, mac) = signature.split_once(",v1=").unwrap();
        let signed = [time.strip_prefix("t=").unwrap().as_bytes(), b".", &event.body].concat();
        assert_eq!(mac, hmac(STRIPE_SECRET, &signed));
        assert_eq!(event.json()["api_version"], "2026-10-28.endive");
    }
    let path = format!(
        "checkout/sessions/{id}?expand[]=payment_intent.latest_charge&expand[]=line_items&expand[]=customer"
    );
    let session = scene.stripe(Method::GET, &path, &[], None).await.body;
    assert_eq!(session["payment_status"], "paid");
    let charge = &session["payment_intent"]["latest_charge"];
    assert_eq!((&charge["amount"], &charge["paid"]), (&json!(1999), &json!(true)));
    assert_eq!(session["line_items"]["data"][0]["description"], "A call of ten minutes");
    let stats = scene.stats().await;
    assert_eq!((&stats["charges"], &stats["chargesPerSession"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn cards_are_declined_each_in_its_way() {
    let mut scene = Scene::start().await;
    let session = scene.session(None).await;
    let id = session["id"].as_str().unwrap();
    let cases = [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
    ];
    for (card, code, decline_code) in cases {
        let answer = scene.confirm(id, card).await;
        assert_eq!((&answer["status"], &answer["declineCode"]), (&json!("declined"), &json!(decline_code)));
        let event = scene.hooks.until("payment_intent.payment_failed").await.json();
        let intent = &event["data"]["object"];
        assert_eq!(intent["status"], "requires_payment_method");
        assert_eq!(intent["last_payment_error"]["code"], code);
        assert_eq!(intent["last_payment_error"]["decline_code"], decline_code);
    }
    for (card, code) in [("5555555555554444", "not_a_test_card"), ("4242424242424241", "incorrect_number")] {
        assert_eq!(scene.confirm(id, card).await["declineCode"], code);
    }
    assert_eq!(scene.confirm(id, "4242424242424242").await["status"], "paid");
    let stats = scene.stats().await;
    assert_eq!((&stats["charges"], &stats["failedCharges"]), (&json!(1), &json!(4)));
}

#[tokio::test]
async fn three_d_secure_can_be_completed_and_failed() {
    let mut scene = Scene::start().await;
    let session = scene.session(None).await;
    let id = session["id"].as_str().unwrap();
    assert_eq!(scene.authenticate(id, "complete").await["status"], "nothing_to_authenticate");
    let answer = scene.confirm(id, "4000002760003184").await;
    assert_eq!(answer["redirect"], format!("/pay/{id}/authenticate"));
    let page = scene.get(&format!("/pay/{id}/authenticate")).await;
    assert!(page.body.as_str().unwrap().contains("3184"));
    assert_eq!(scene.authenticate(id, "fail").await["declineCode"], "authentication_failed");
    let failed = scene.hooks.until("payment_intent.payment_failed").await.json();
    let error = &failed["data"]["object"]["last_payment_error"];
    assert_eq!(error["code"], "payment_intent_authentication_failure");
    assert_eq!(scene.confirm(id, "4000002500003155").await["status"], "requires_action");
    assert_eq!(scene.authenticate(id, "complete").await["status"], "paid");
    scene.hooks.until("checkout.session.completed").await;
    assert_eq!(scene.stats().await["chargesPerSession"], 1);
}

#[tokio::test]
async fn the_page_works_without_scripts() {
    let scene = Scene::start().await;
    let session = scene.session(None).await;
    let id = session["id"].as_str().unwrap();
    let url = session["url"].as_str().unwrap();
    assert_eq!(url, format!("{}/pay/{id}", scene.base));
    let page = scene.client.get(url).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.contains("script-src 'self'")
            && policy.ends_with("form-action 'self' https://shop.example https://shop.example")
    );
    let html = page.text().await.unwrap();
    for text in
        ["Card number", "Expiry", "CVC", "Name on card", "Pay $19.99", "asa@example.test", "no real money"]
    {
        assert!(html.contains(text), "{text}");
    }
    let submit = async |card: &str, expiry: &str| {
        let form = [("card", card), ("expiry", expiry), ("cvc", "123"), ("name", "Asa <b>")];
        scene.client.post(url).form(&form).send().await.unwrap()
    };
    let declined = submit("4000000000000002", "12/34").await;
    assert_eq!(declined.status(), 402);
    let html = declined.text().await.unwrap();
    assert!(html.contains("Your card was declined.") && html.contains("Asa &lt;b&gt;"));
    assert!(submit("4242424242424242", "01/20").await.text().await.unwrap().contains("in the future"));
    let away = submit("4000002760003184", "12/34").await;
    assert_eq!(away.headers()["location"], format!("/pay/{id}/authenticate"));
    let done = scene.client.post(format!("{url}/authenticate")).form(&[("outcome", "complete")]);
    let done = done.send().await.unwrap();
    assert_eq!(done.status(), 303);
    assert_eq!(done.headers()["location"], format!("https://shop.example/thanks?session={id}"));
    assert!(scene.get(&format!("/pay/{id}")).await.body.as_str().unwrap().contains("Paid, thank you"));
    assert_eq!(scene.get("/pay/cs_test_none").await.status, 404);
}

#[tokio::test]
async fn sessions_expire_by_time_and_by_request() {
    let mut scene = Scene::start().await;
    let session = scene.session(None).await;
    let id = session["id"].as_str().unwrap();
    scene.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
    scene.post("/sandbox/api/tick", json!({})).await;
    let event = scene.hooks.until("checkout.session.expired").await.json();
    assert_eq!(event["data"]["object"]["id"], id);
    assert_eq!(scene.confirm(id, "4242424242424242").await["status"], "expired");

    let second = scene.session(None).await;
    let id = second["id"].as_str().unwrap();
    scene.confirm(id, "4000000000000002").await;
    let expired = scene.stripe(Method::POST, &format!("checkout/sessions/{id}/expire"), &[], None).await;
    assert_eq!(expired.body["status"], "expired");
    let event = scene.hooks.until("checkout.session.expired").await.json();
    assert_eq!(event["data"]["object"]["id"], id);
    assert_eq!(scene.confirm(id, "4242424242424242").await["status"], "expired");
    let again = scene.stripe(Method::POST, &format!("checkout/sessions/{id}/expire"), &[], None).await;
    assert_eq!(again.status, 400);
    let intent = expired.body["payment_intent"].as_str().unwrap();
    let intent = scene.stripe(Method::GET, &format!("payment_intents/{intent}"), &[], None).await;
    assert_eq!(intent.body["status"], "canceled");
    assert_eq!(scene.stats().await["charges"], 0);
}

#[tokio::test]
async fn parameters_are_checked() {
    let scene = Scene::start().await;
    let near = (1_795_000_000 + 60).to_string();
    let far = (1_795_000_000 + 90_000).to_string();
    let cases: [(&str, &str, &str, &str); 7] = [
        ("payment_method_types[0]", "card", "parameter_unknown", "payment_method_types"),
        ("expires_at", &near, "parameter_invalid_integer", "expires_at"),
        ("expires_at", &far, "parameter_invalid_integer", "expires_at"),
        ("customer", "cus_none", "", ""),
        ("line_items[0][colour]", "red", "parameter_unknown", "line_items[0][colour]"),
        ("cancel_url", "cart", "url_invalid", "cancel_url"),
        ("client_reference_id", "", "parameter_invalid_empty", "client_reference_id"),
    ];
    for (name, value, code, param) in cases {
        let form: Vec<(&str, &str)> =
            SESSION.iter().copied().filter(|(field, _)| *field != name).chain([(name, value)]).collect();
        let answer = scene.stripe(Method::POST, "checkout/sessions", &form, None).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        let error = &answer.body["error"];
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["code"].as_str().unwrap_or_default(), code, "{name}");
        assert_eq!(error["param"].as_str().unwrap_or_default(), param, "{name}");
    }
    let answer = scene.stripe(Method::POST, "checkout/sessions", &[("mode", "payment")], None).await;
    assert_eq!(answer.body["error"]["param"], "line_items");
    assert_eq!(scene.stripe(Method::GET, "payment_intents/pi_none", &[], None).await.status, 404);
    assert_eq!(scene.stripe(Method::GET, "nonsense", &[], None).await.status, 404);
    let request = scene.client.get(format!("{}/stripe/v1/customers", scene.base));
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn idempotency_keys_stand_for_their_first_answer() {
    let scene = Scene::start().await;
    let first = scene.stripe(Method::POST, "checkout/sessions", &SESSION, Some("k-1")).await;
    let again = scene.stripe(Method::POST, "checkout/sessions", &SESSION, Some("k-1")).await;
    assert_eq!(first.body, again.body);
    assert!(first.headers.get("idempotent-replayed").is_none());
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = scene.stripe(Method::POST, "customers", &[("email", "a@b.test")], Some("k-1")).await;
    assert_eq!((other.status, &other.body["error"]["type"]), (400, &json!("idempotency_error")));

    // A mistake in the parameters does not use the key up.
    let bad = scene.stripe(Method::POST, "customers", &[("email", "nobody")], Some("k-2")).await;
    assert_eq!(bad.body["error"]["code"], "email_invalid");
    assert_eq!(
        scene.stripe(Method::POST, "customers", &[("email", "a@b.test")], Some("k-2")).await.status,
        200
    );

    scene.faults(json!({"stripe": {"slowMs": 300}})).await;
    let (one, two) = tokio::join!(
        scene.stripe(Method::POST, "customers", &[("email", "c@d.test")], Some("k-3")),
        scene.stripe(Method::POST, "customers", &[("email", "c@d.test")], Some("k-3")),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let conflict = if one.status == 409 { one } else { two };
    assert_eq!(conflict.body["error"]["code"], "idempotency_key_in_use");
    let found = scene.stripe(Method::GET, "customers?email=c@d.test", &[], None).await;
    assert_eq!(found.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn money_goes_back_but_never_more_than_came() {
    let mut scene = Scene::start().await;
    let customer =
        scene.stripe(Method::POST, "customers", &[("email", "r@s.test"), ("metadata[k]", "v")], None).await;
    let customer = customer.body["id"].as_str().unwrap().to_owned();
    let mut form: Vec<(&str, &str)> =
        SESSION.iter().copied().filter(|(name, _)| *name != "customer_email").collect();
    form.push(("customer", &customer));
    form.push(("payment_intent_data[metadata][booking]", "bkg_1"));
    let session = scene.stripe(Method::POST, "checkout/sessions", &form, None).await.body;
    let id = session["id"].as_str().unwrap();
    scene.confirm(id, "4242424242424242").await;
    let session =
        scene.stripe(Method::GET, &format!("checkout/sessions/{id}?expand[]=customer"), &[], None).await;
    assert_eq!(session.body["customer"]["email"], "r@s.test");
    let intent = session.body["payment_intent"].as_str().unwrap().to_owned();
    let refund = async |amount: &str| {
        let form =
            [("payment_intent", intent.as_str()), ("amount", amount), ("reason", "requested_by_customer")];
        scene.stripe(Method::POST, "refunds", &form, None).await
    };
    let part = refund("1000").await;
    assert_eq!((part.status, &part.body["status"]), (200, &json!("succeeded")));
    assert_eq!(refund("1000").await.body["error"]["code"], "amount_too_large");
    assert_eq!(refund("999").await.status, 200);
    assert_eq!(refund("1").await.body["error"]["code"], "charge_already_refunded");
    let id = part.body["id"].as_str().unwrap();
    assert_eq!(scene.stripe(Method::GET, &format!("refunds/{id}"), &[], None).await.body, part.body);
    scene.hooks.until("refund.created").await;
    let refunded = scene.hooks.until("charge.refunded").await.json();
    assert_eq!(refunded["data"]["object"]["amount_refunded"], 1000);
    assert_eq!(refunded["data"]["object"]["metadata"]["booking"], "bkg_1");
    scene.hooks.until("refund.updated").await;
    let refunded = scene.hooks.until("charge.refunded").await.json();
    assert_eq!(refunded["data"]["object"]["refunded"], true);
    assert_eq!(scene.stats().await["refunds"], 2);
}

#[tokio::test]
async fn lists_have_pages() {
    let scene = Scene::start().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let reference = format!("bkg_{number}");
        let form: Vec<(&str, &str)> = SESSION
            .iter()
            .map(|(name, value)| {
                (*name, if *name == "client_reference_id" { reference.as_str() } else { value })
            })
            .collect();
        let made = scene.stripe(Method::POST, "checkout/sessions", &form, None).await;
        ids.insert(0, made.body["id"].as_str().unwrap().to_owned());
    }
    let list = async |query: String| {
        let body = scene.stripe(Method::GET, &format!("checkout/sessions{query}"), &[], None).await.body;
        let data = body["data"].as_array().unwrap().iter();
        (data.map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), body["has_more"] == true)
    };
    assert_eq!(list(String::new()).await, (ids.clone(), false));
    assert_eq!(list("?limit=2".into()).await, (ids[..2].to_vec(), true));
    assert_eq!(list(format!("?limit=3&starting_after={}", ids[1])).await, (ids[2..].to_vec(), false));
    assert_eq!(list(format!("?limit=1&ending_before={}", ids[2])).await, (ids[1..2].to_vec(), true));
    assert_eq!(list("?status=complete".into()).await, (vec![], false));
    assert_eq!(list("?created[gte]=1".into()).await.0.len(), 5);
    assert_eq!(scene.stripe(Method::GET, "checkout/sessions?limit=101", &[], None).await.status, 400);
}
