//! Payments without a checkout session.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{INTENT, Scene};

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_browser_pays_an_intent_once() {
    let mut scene = Scene::start().await;
    let intent = scene.intent().await;
    assert_eq!(
        (&intent["status"], &intent["amount"], &intent["latest_charge"]),
        (&json!("requires_payment_method"), &json!(1999), &Value::Null)
    );
    assert_eq!(intent["metadata"], json!({"booking": "bkg_1", "payment": "pay_1"}));
    let created = scene.hooks.next().await;
    assert_eq!(
        (created.kind().as_str(), &created.json()["data"]["object"]["id"]),
        ("payment_intent.created", &intent["id"])
    );

    let paid = scene.pay_intent(&intent, "4242424242424242").await;
    assert_eq!((paid.status, &paid.body["status"]), (200, &json!("succeeded")));
    assert_eq!(paid.headers["access-control-allow-origin"], "*");
    // A browser is not told what is the shop's business.
    for name in ["metadata", "latest_charge", "customer"] {
        assert!(paid.body.get(name).is_none(), "{name}");
    }
    for expected in ["charge.succeeded", "payment_intent.succeeded"] {
        let event = scene.hooks.next().await;
        assert_eq!(
            (event.kind().as_str(), &event.json()["data"]["object"]["metadata"]["booking"]),
            (expected, &json!("bkg_1"))
        );
    }
    let again = scene.pay_intent(&intent, "4242424242424242").await;
    assert_eq!(
        (again.status, &again.body["error"]["code"]),
        (400, &json!("payment_intent_unexpected_state"))
    );
    assert_eq!(again.body["error"]["payment_intent"]["status"], "succeeded");

    let path = format!("payment_intents/{}?expand[]=latest_charge", id(&intent));
    let intent = scene.stripe(Method::GET, &path, &[], None).await.body;
    let charge = &intent["latest_charge"];
    assert_eq!((&intent["amount_received"], &charge["paid"]), (&json!(1999), &json!(true)));
    assert_eq!(charge["billing_details"]["address"]["postal_code"], "12345");
    assert_eq!(charge["receipt_email"], "asa@example.test");
    let stats = scene.stats().await;
    assert_eq!((&stats["charges"], &stats["chargesPerSession"]), (&json!(1), &json!(1)));
    let balance = scene.stripe(Method::GET, "balance", &[], None).await.body;
    assert_eq!(balance["available"][0]["amount"], 1999);
}

#[tokio::test]
async fn a_declined_card_leaves_the_intent_open() {
    let mut scene = Scene::start().await;
    let intent = scene.intent().await;
    let declined = scene.pay_intent(&intent, "4000000000009995").await;
    let error = &declined.body["error"];
    assert_eq!((declined.status, &error["type"]), (402, &json!("card_error")));
    assert_eq!(
        (&error["code"], &error["decline_code"]),
        (&json!("card_declined"), &json!("insufficient_funds"))
    );
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    let failed = scene.hooks.until("payment_intent.payment_failed").await.json();
    assert_eq!(failed["data"]["object"]["last_payment_error"]["decline_code"], "insufficient_funds");
    // What can't be a card never reaches the bank.
    for (card, code, decline_code) in [
        ("4242424242424241", "incorrect_number", Value::Null),
        ("5555555555554444", "card_declined", json!("test_mode_live_card")),
    ] {
        let error = scene.pay_intent(&intent, card).await.body["error"].clone();
        assert_eq!((&error["code"], &error["decline_code"]), (&json!(code), &decline_code));
    }
    let charges =
        scene.stripe(Method::GET, &format!("charges?payment_intent={}", id(&intent)), &[], None).await;
    assert_eq!(
        (charges.body["data"].as_array().unwrap().len(), &charges.body["data"][0]["paid"]),
        (1, &json!(false))
    );
    assert_eq!(scene.pay_intent(&intent, "4242424242424242").await.body["status"], "succeeded");
}

#[tokio::test]
async fn the_bank_may_ask_the_holder_first() {
    let mut scene = Scene::start().await;
    let intent = scene.intent().await;
    let challenge = async |body: Value| scene.post("/stripe/v3/challenge", body).await;
    let secret = &intent["client_secret"];
    for (outcome, status) in [("fail", "requires_payment_method"), ("complete", "succeeded")] {
        let asked = scene.pay_intent(&intent, "4000002760003184").await;
        assert_eq!(
            (&asked.body["status"], &asked.body["next_action"]["type"]),
            (&json!("requires_action"), &json!("use_stripe_sdk"))
        );
        let question = challenge(json!({"clientSecret": secret})).await.body;
        assert_eq!(question, json!({"amount": "$19.99", "last4": "3184"}));
        let answered = challenge(json!({"clientSecret": secret, "outcome": outcome})).await.body;
        assert_eq!(answered["status"], status);
    }
    assert_eq!(challenge(json!({"clientSecret": "pi_x_secret_y"})).await.status, 404);
    let seen = scene.hooks.kinds_until("payment_intent.succeeded").await;
    assert_eq!(
        seen,
        [
            "payment_intent.created",
            "payment_intent.requires_action",
            "payment_intent.payment_failed",
            "payment_intent.requires_action",
            "charge.succeeded",
            "payment_intent.succeeded"
        ]
    );
}

#[tokio::test]
async fn a_bank_may_take_a_while() {
    let mut scene = Scene::start().await;
    let intent = scene.intent().await;
    assert_eq!(scene.pay_intent(&intent, "4000000000003337").await.body["status"], "processing");
    let cancel =
        scene.stripe(Method::POST, &format!("payment_intents/{}/cancel", id(&intent)), &[], None).await;
    assert_eq!(
        (cancel.status, &cancel.body["error"]["code"]),
        (400, &json!("payment_intent_unexpected_state"))
    );
    let kinds = scene.hooks.kinds_until("payment_intent.succeeded").await;
    assert_eq!(
        kinds,
        [
            "payment_intent.created",
            "payment_intent.processing",
            "charge.succeeded",
            "payment_intent.succeeded"
        ]
    );
}

#[tokio::test]
async fn a_canceled_intent_takes_no_money() {
    let mut scene = Scene::start().await;
    let intent = scene.intent().await;
    let path = format!("payment_intents/{}/cancel", id(&intent));
    let bad = scene.stripe(Method::POST, &path, &[("cancellation_reason", "tired")], None).await;
    assert_eq!(bad.status, 400);
    let form = [("cancellation_reason", "abandoned")];
    let canceled = scene.stripe(Method::POST, &path, &form, Some("c-1")).await;
    assert_eq!(
        (&canceled.body["status"], &canceled.body["cancellation_reason"]),
        (&json!("canceled"), &json!("abandoned"))
    );
    let replay = scene.stripe(Method::POST, &path, &form, Some("c-1")).await;
    assert_eq!(
        (replay.body, &replay.headers["idempotent-replayed"]),
        (canceled.body, &"true".parse().unwrap())
    );
    assert_eq!(scene.stripe(Method::POST, &path, &[], None).await.status, 400);
    let late = scene.pay_intent(&intent, "4242424242424242").await;
    assert_eq!((late.status, &late.body["error"]["code"]), (400, &json!("payment_intent_unexpected_state")));
    scene.hooks.until("payment_intent.canceled").await;
    assert_eq!(scene.stats().await["charges"], 0);

    // What belongs to a checkout page is canceled there.
    let session = scene.session(None).await;
    scene.confirm(id(&session), "4000000000000002").await;
    let session =
        scene.stripe(Method::GET, &format!("checkout/sessions/{}", id(&session)), &[], None).await.body;
    let path = format!("payment_intents/{}/cancel", session["payment_intent"].as_str().unwrap());
    assert_eq!(scene.stripe(Method::POST, &path, &[], None).await.status, 400);
}

#[tokio::test]
async fn keys_and_secrets_open_only_their_own_doors() {
    let scene = Scene::start().await;
    let intent = scene.intent().await;
    let own = format!("payment_intents/{}", id(&intent));
    let right = format!("{own}?client_secret={}", intent["client_secret"].as_str().unwrap());
    assert_eq!(scene.browser(Method::GET, &right, &[]).await.status, 200);
    assert_eq!(scene.browser(Method::GET, &own, &[]).await.body["error"]["param"], "client_secret");
    let wrong = scene.browser(Method::GET, &format!("{own}?client_secret=pi_secret"), &[]).await;
    assert_eq!(
        (wrong.status, &wrong.body["error"]["code"]),
        (400, &json!("payment_intent_invalid_parameter"))
    );
    for path in ["payment_intents", "charges", "customers", "balance"] {
        let refused = scene.browser(Method::GET, path, &[]).await;
        assert_eq!(
            (refused.status, &refused.body["error"]["code"]),
            (401, &json!("secret_key_required")),
            "{path}"
        );
    }
    let cancel = scene.browser(Method::POST, &format!("{own}/cancel"), &[]).await;
    assert_eq!(cancel.status, 401);
    // A browser may also name its key as a parameter, and asks beforehand whether it may send headers.
    let url = format!("{}/stripe/v1/{right}&key=pk_test_sandbox", scene.base);
    assert_eq!(scene.client.get(&url).send().await.unwrap().status(), 200);
    assert_eq!(
        scene.client.get(url.replace("pk_test_sandbox", "pk_test_other")).send().await.unwrap().status(),
        401
    );
    let preflight = scene.client.request(Method::OPTIONS, &url).send().await.unwrap();
    assert_eq!(
        (preflight.status().as_u16(), &preflight.headers()["access-control-allow-origin"]),
        (204, &"*".parse().unwrap())
    );
}

#[tokio::test]
async fn parameters_of_intents_are_checked() {
    let scene = Scene::start().await;
    let cases = [
        ("amount", "49", "amount_too_small", "amount"),
        ("amount", "100000000", "amount_too_large", "amount"),
        ("amount", "-1", "parameter_invalid_integer", "amount"),
        ("amount", "19.99", "parameter_invalid_integer", "amount"),
        ("currency", "dollars", "parameter_invalid", "currency"),
        ("receipt_email", "nobody", "email_invalid", "receipt_email"),
        ("customer", "cus_none", "resource_missing", "customer"),
        ("colour", "red", "parameter_unknown", "colour"),
    ];
    for (name, value, code, param) in cases {
        let form: Vec<(&str, &str)> =
            INTENT.iter().copied().filter(|(field, _)| *field != name).chain([(name, value)]).collect();
        let answer = scene.stripe(Method::POST, "payment_intents", &form, Some("same")).await;
        let error = &answer.body["error"];
        assert_eq!((answer.status, &error["code"], &error["param"]), (400, &json!(code), &json!(param)));
    }
    let first = scene.stripe(Method::POST, "payment_intents", &INTENT, Some("same")).await;
    let again = scene.stripe(Method::POST, "payment_intents", &INTENT, Some("same")).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    let list = scene.stripe(Method::GET, "payment_intents", &[], None).await.body;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_day_can_be_listed_page_by_page() {
    let scene = Scene::start().await;
    let start = 1_795_000_000;
    let mut charges = Vec::new();
    for day in 0..3 {
        for _ in 0..2 {
            let intent = scene.intent().await;
            scene.pay_intent(&intent, "4242424242424242").await;
            let path = format!("payment_intents/{}", id(&intent));
            let paid = scene.stripe(Method::GET, &path, &[], None).await.body;
            charges.insert(0, (day, paid["latest_charge"].as_str().unwrap().to_owned()));
        }
        scene.clock.advance(std::time::Duration::from_secs(86_400));
    }
    let of_day =
        |day| charges.iter().filter(|(at, _)| *at == day).map(|(_, id)| id.clone()).collect::<Vec<_>>();
    for day in 0..3_i64 {
        let window =
            format!("created[gte]={}&created[lt]={}", start + day * 86_400, start + (day + 1) * 86_400);
        let first = scene.stripe(Method::GET, &format!("charges?limit=1&{window}"), &[], None).await.body;
        let head = first["data"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(first["has_more"], true);
        let path = format!("charges?limit=1&{window}&starting_after={head}");
        let second = scene.stripe(Method::GET, &path, &[], None).await.body;
        assert_eq!((&second["has_more"], second["url"].as_str()), (&json!(false), Some("/v1/charges")));
        assert_eq!(vec![head, second["data"][0]["id"].as_str().unwrap().to_owned()], of_day(day));
        let intents =
            scene.stripe(Method::GET, &format!("payment_intents?limit=100&{window}"), &[], None).await.body;
        assert_eq!(intents["data"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn lost_answers_and_doubled_events_are_the_same_here() {
    let mut scene = Scene::start().await;
    scene.faults(json!({"stripe": {"loseAnswers": 1, "webhookDuplicate": 1}})).await;
    let lost = scene.try_stripe(Method::POST, "payment_intents", &INTENT, Some("k")).await;
    assert!(lost.is_err(), "{lost:?}");
    let found = scene.stripe(Method::POST, "payment_intents", &INTENT, Some("k")).await;
    assert_eq!(found.headers["idempotent-replayed"], "true");
    let (one, two) = (scene.hooks.next().await.json(), scene.hooks.next().await.json());
    assert_eq!((&one["id"], &one["type"]), (&two["id"], &json!("payment_intent.created")));
}
