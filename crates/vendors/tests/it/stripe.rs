//! The client of Stripe against a local server.

use std::time::Duration;

use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{Currency, FailureCode, Instant, Money};
use ringwright_vendors::{
    BaseUrl, BookedCharge, Checkout, CheckoutOrder, Closing, Form, Forms, Http, Payments, Refund, Refunding,
    Secret, StripeClient, VendorError,
};
use serde_json::{Value, json};

use crate::double::{Double, Reply, closed_door, hasty, loses_answers};

const PAYMENT: &str = "pay_01k8g0000000000000000000bb";
const BOOKING: &str = "bkg_01k8g0000000000000000000aa";

fn client(base: &BaseUrl) -> StripeClient {
    patient(Http::default(), base)
}

fn patient(http: Http, base: &BaseUrl) -> StripeClient {
    StripeClient::new(http, base.clone(), Secret::new("sk_test_harbor")).with_pauses([Duration::ZERO; 3])
}

fn order() -> CheckoutOrder {
    CheckoutOrder {
        payment: PAYMENT.parse().unwrap(),
        booking: BOOKING.parse().unwrap(),
        round: 2,
        amount: Money::new(1_999, Currency::USD),
        description: "A call of 10 minutes".into(),
        email: "asa+1@example.test".into(),
        name: "Åsa Ek".into(),
        success_url: "https://app.example.test/wait?session={CHECKOUT_SESSION_ID}".into(),
        cancel_url: "https://app.example.test/pay".into(),
        webhook_url: "https://app.example.test/webhooks/stripe".into(),
        open_for: Duration::from_secs(2_100),
        expires_at: Instant::from_seconds(1_793_003_600),
    }
}

fn list(data: Value) -> Value {
    json!({"object": "list", "url": "/v1/customers", "has_more": false, "data": data})
}

fn customer(id: &str, metadata: Value) -> Value {
    json!({"id": id, "object": "customer", "created": 1, "livemode": false, "metadata": metadata})
}

/// A session as in the sample, with some fields changed.
fn session(more: Value) -> Value {
    let mut session = crate::webhooks::sample("stripe/checkout.session.completed")["data"]["object"].clone();
    session.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    session
}

fn open_session() -> Value {
    session(
        json!({"status": "open", "payment_status": "unpaid", "payment_intent": null, "url": "https://pay.example.test/c/1"}),
    )
}

fn problem(kind: &str, code: Option<&str>, message: &str) -> Value {
    json!({"error": {"type": kind, "code": code, "message": message}})
}

#[tokio::test]
async fn a_checkout_is_opened_for_a_new_customer() {
    let stripe = Double::start(
        "stripe",
        [
            Reply::json(200, &list(json!([]))),
            Reply::json(200, &customer("cus_1", json!({}))),
            Reply::json(200, &open_session()),
        ],
    )
    .await;
    let checkout = client(&stripe.base).open_checkout(&order()).await.unwrap();
    let expected = Checkout {
        checkout_ref: "cs_test_a1HarborClinic".into(),
        url: "https://pay.example.test/c/1".into(),
        customer_ref: Some("cus_1".into()),
    };
    assert_eq!(checkout, expected);
    let [found, made, opened] = &stripe.exchanges()[..] else { panic!() };
    assert_eq!(found.target(), "GET /v1/customers?email=asa%2B1%40example.test&limit=100");
    assert_eq!(made.header("idempotency-key"), format!("customer-{PAYMENT}"));
    assert_eq!(made.header("authorization"), "Bearer sk_test_harbor");
    assert_eq!(opened.header("idempotency-key"), format!("checkout-{PAYMENT}-2"));
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(opened.body.as_bytes()).into_owned().collect();
    for (name, value) in [
        ("mode", "payment"),
        ("customer", "cus_1"),
        ("client_reference_id", BOOKING),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "1999"),
        ("metadata[payment]", PAYMENT),
        ("payment_intent_data[metadata][booking]", BOOKING),
        ("expires_at", "1793003600"),
        ("success_url", "https://app.example.test/wait?session={CHECKOUT_SESSION_ID}"),
    ] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
}

#[tokio::test]
async fn the_same_order_takes_the_same_customer() {
    let own = customer("cus_own", json!({"payment": PAYMENT}));
    let (new, old) = (customer("cus_new", json!({})), customer("cus_old", json!({"payment": 7})));
    for (data, expected) in [(json!([new, own, old]), "cus_own"), (json!([new, old]), "cus_old")] {
        let replies = [Reply::json(200, &list(data)), Reply::json(200, &open_session())];
        let stripe = Double::start("stripe", replies).await;
        let checkout = client(&stripe.base).open_checkout(&order()).await.unwrap();
        assert_eq!(checkout.customer_ref.as_deref(), Some(expected));
        assert_eq!(stripe.exchanges().len(), 2);
    }
}

#[tokio::test]
async fn what_may_be_repeated_is_repeated_with_the_same_key() {
    let busy = problem("idempotency_error", Some("idempotency_key_in_use"), "in use");
    let refund = json!({"id": "re_1", "object": "refund", "amount": 500, "currency": "usd", "status": "pending", "created": 1});
    let stripe = Double::start(
        "stripe",
        [
            Reply::json(500, &json!({})),
            Reply::json(409, &busy),
            Reply::json(429, &problem("invalid_request_error", Some("rate_limit"), "slow down")),
            Reply::json(200, &refund),
        ],
    )
    .await;
    let refunded =
        client(&stripe.base).refund("pi_1", Money::new(500, Currency::USD), "refund-1").await.unwrap();
    let expected = Refund { refund_ref: "re_1".into(), key: None, minor: 500, given: true, failure: None };
    assert_eq!(refunded, expected);
    let exchanges = stripe.exchanges();
    assert_eq!(exchanges.len(), 4);
    assert!(exchanges.iter().all(|exchange| exchange.header("idempotency-key") == "refund-1"));
    assert!(
        exchanges
            .iter()
            .all(|exchange| exchange.body == "payment_intent=pi_1&amount=500&metadata%5Bkey%5D=refund-1")
    );
}

#[tokio::test]
async fn repeating_has_an_end_and_stripe_may_forbid_it() {
    let stripe = Double::start("stripe", vec![Reply::json(503, &json!({})); 9]).await;
    let error = client(&stripe.base).check().await.unwrap_err();
    assert!(matches!(error, VendorError::Refused { status: 503, .. }) && error.is_transient());
    assert_eq!(stripe.exchanges().len(), 4);
    let no = Reply::json(500, &json!({})).with("stripe-should-retry", "false");
    let stripe = Double::start("stripe", [no]).await;
    assert!(client(&stripe.base).check().await.is_err());
    assert_eq!(stripe.exchanges().len(), 1);
    let card = problem("card_error", Some("card_declined"), "declined for asa@example.test");
    let stripe = Double::start("stripe", [Reply::json(402, &card)]).await;
    let error = client(&stripe.base).check().await.unwrap_err();
    let expected = VendorError::Refused {
        status: 402,
        code: Some("card_declined".into()),
        detail: "declined for [address]".into(),
    };
    assert_eq!((error, stripe.exchanges().len()), (expected, 1));
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_key() {
    let (base, seen) = loses_answers(2, &json!({"id": "re_1", "status": "succeeded"})).await;
    let refunded = client(&base).refund("pi_1", Money::new(500, Currency::USD), "refund-1").await.unwrap();
    assert!(refunded.given);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|request| request.to_lowercase().contains("idempotency-key: refund-1")));
}

#[tokio::test]
async fn no_connection_no_time_and_too_much_are_told_apart() {
    let (base, _door) = closed_door("http");
    let unreachable = client(&base).check().await.unwrap_err();
    assert!(matches!(&unreachable, VendorError::Unreachable { .. }) && unreachable.is_transient());
    let stripe = Double::start("stripe", vec![Reply::never(); 4]).await;
    let error = patient(hasty(), &stripe.base).check().await.unwrap_err();
    assert_eq!((&error, error.is_transient()), (&VendorError::Timeout, true));
    assert_eq!(stripe.exchanges().len(), 1, "a time-out is not repeated");
    let huge = list(json!(["x".repeat(3 << 20)]));
    let stripe = Double::start("stripe", [Reply::json(200, &huge)]).await;
    let error = client(&stripe.base).check().await.unwrap_err();
    assert_eq!(error.to_string(), "the vendor's answer cannot be read: the answer is longer than is taken");
}

#[tokio::test]
async fn the_state_of_a_checkout_is_read() {
    let intent = |status: &str, code: &str| {
        let sample = crate::webhooks::sample("stripe/payment_intent.payment_failed");
        let mut intent = sample["data"]["object"].clone();
        intent["status"] = json!(status);
        intent["last_payment_error"]["code"] = json!(code);
        intent
    };
    let open = |intent: Value| {
        session(json!({"status": "open", "payment_status": "unpaid", "payment_intent": intent}))
    };
    let declined = |code| PaymentNews::Declined { code };
    for (body, expected) in [
        (session(json!({})), PaymentNews::Paid { intent_ref: "pi_3Harbor01".into() }),
        (
            session(json!({"payment_intent": intent("succeeded", "")})),
            PaymentNews::Paid { intent_ref: "pi_3Harbor01".into() },
        ),
        (open_session(), PaymentNews::StillOpen),
        (session(json!({"status": "complete", "payment_status": "unpaid"})), PaymentNews::StillOpen),
        (session(json!({"status": "expired", "payment_status": "unpaid"})), PaymentNews::Expired),
        (open(intent("requires_payment_method", "card_declined")), declined(FailureCode::CardDeclined)),
        (
            open(intent("requires_payment_method", "authentication_required")),
            declined(FailureCode::AuthenticationFailed),
        ),
        (open(intent("processing", "card_declined")), PaymentNews::StillOpen),
    ] {
        let stripe = Double::start("stripe", [Reply::json(200, &body)]).await;
        assert_eq!(client(&stripe.base).look("cs_1").await, Ok(Some(expected)));
        assert_eq!(
            stripe.exchanges()[0].target(),
            "GET /v1/checkout/sessions/cs_1?expand%5B%5D=payment_intent"
        );
    }
    let missing = problem("invalid_request_error", Some("resource_missing"), "No such checkout.session");
    let stripe = Double::start("stripe", [Reply::json(404, &missing)]).await;
    assert_eq!(client(&stripe.base).look("cs_1").await, Ok(None));
    assert_eq!(client(&stripe.base).look("../customers").await, Ok(None));
    let strange = session(json!({"payment_intent": null}));
    let stripe = Double::start("stripe", [Reply::json(200, &strange)]).await;
    assert!(matches!(client(&stripe.base).look("cs_1").await, Err(VendorError::Unreadable { .. })));
}

#[tokio::test]
async fn closing_a_checkout_that_is_closed_is_no_error() {
    let closed = session(json!({"status": "expired", "payment_status": "unpaid"}));
    let stripe = Double::start("stripe", [Reply::json(200, &closed)]).await;
    client(&stripe.base).close("cs_1").await.unwrap();
    assert_eq!(stripe.exchanges()[0].header("idempotency-key"), "expire-cs_1");
    let refused = problem("invalid_request_error", None, "Only open sessions can be expired");
    for (now, good) in [(session(json!({})), true), (open_session(), false)] {
        let stripe = Double::start("stripe", [Reply::json(400, &refused), Reply::json(200, &now)]).await;
        assert_eq!(client(&stripe.base).close("cs_1").await.is_ok(), good);
        assert_eq!(stripe.exchanges().len(), 2);
    }
}

#[tokio::test]
async fn a_refund_given_before_counts() {
    let before = problem("invalid_request_error", Some("charge_already_refunded"), "already refunded");
    let mut refund = crate::webhooks::sample("stripe/refund.updated")["data"]["object"].clone();
    let missing = problem("invalid_request_error", Some("resource_missing"), "none");
    let by_hand = list(json!([refund]));
    refund["metadata"] = json!({"key": "k"});
    let ours = list(json!([refund]));
    for (reply, good) in [
        (Reply::json(200, &ours), true),
        (Reply::json(200, &by_hand), false),
        (Reply::json(404, &missing), false),
    ] {
        let stripe = Double::start("stripe", [Reply::json(400, &before), reply]).await;
        let refunded = client(&stripe.base).refund("pi_1", Money::new(500, Currency::USD), "k").await;
        assert_eq!(refunded.is_ok_and(|refund| refund.refund_ref == "re_3Harbor01"), good);
        stripe.exchanges();
    }
    let stripe = Double::start("stripe", [Reply::json(200, &ours)]).await;
    let known = client(&stripe.base).refunds("pi_1").await.unwrap();
    assert_eq!((known[0].key.as_deref(), known[0].minor, known[0].given), (Some("k"), 4_500, true));
    assert_eq!(stripe.exchanges()[0].target(), "GET /v1/refunds?payment_intent=pi_1&limit=100");
    let failed = json!({"id": "re_9", "object": "refund", "status": "failed", "amount": 500, "currency": "usd", "created": 1});
    let stripe = Double::start("stripe", [Reply::json(200, &failed)]).await;
    let refunded = client(&stripe.base).refund("pi_1", Money::new(500, Currency::USD), "k").await.unwrap();
    assert_eq!((refunded.given, refunded.failure.as_deref()), (false, Some("failed")));
}

fn intent(more: Value) -> Value {
    let mut intent = crate::webhooks::sample("stripe/payment_intent.succeeded")["data"]["object"].clone();
    intent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    intent
}

fn open_intent() -> Value {
    intent(
        json!({"status": "requires_payment_method", "client_secret": "pi_3Harbor01_secret_x", "last_payment_error": null}),
    )
}

#[tokio::test]
async fn a_form_is_opened_and_found_again() {
    let stripe = Double::start(
        "stripe",
        [
            Reply::json(200, &list(json!([customer("cus_1", json!({"payment": PAYMENT}))]))),
            Reply::json(200, &open_intent()),
            Reply::json(200, &open_intent()),
        ],
    )
    .await;
    let client = client(&stripe.base);
    let form = Form { checkout_ref: "pi_3Harbor01".into(), client_secret: "pi_3Harbor01_secret_x".into() };
    assert_eq!(client.open_form(&order()).await.unwrap(), form);
    assert_eq!(client.form("pi_3Harbor01").await, Ok(Some(form.clone())));
    assert_eq!(client.form("../charges").await, Ok(None));
    assert!(!format!("{form:?}").contains("secret_x"));
    let exchanges = stripe.exchanges();
    let opened = &exchanges[1];
    assert_eq!(opened.target(), "POST /v1/payment_intents");
    assert_eq!(opened.header("idempotency-key"), format!("element-{PAYMENT}-2"));
    let sent: Vec<(String, String)> =
        url::form_urlencoded::parse(opened.body.as_bytes()).into_owned().collect();
    for (name, value) in [
        ("amount", "1999"),
        ("currency", "usd"),
        ("automatic_payment_methods[enabled]", "true"),
        ("customer", "cus_1"),
        ("metadata[payment]", PAYMENT),
        ("metadata[booking]", BOOKING),
    ] {
        assert!(sent.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
}

#[tokio::test]
async fn the_state_of_a_form_is_read() {
    for (status, expected) in [
        ("succeeded", PaymentNews::Paid { intent_ref: "pi_3Harbor01".into() }),
        ("canceled", PaymentNews::Expired),
        ("processing", PaymentNews::StillOpen),
        ("requires_action", PaymentNews::StillOpen),
        ("requires_payment_method", PaymentNews::StillOpen),
    ] {
        let body = intent(json!({"status": status, "last_payment_error": null}));
        let stripe = Double::start("stripe", [Reply::json(200, &body)]).await;
        assert_eq!(client(&stripe.base).look("pi_3Harbor01").await, Ok(Some(expected)), "{status}");
        stripe.exchanges();
    }
    let declined = crate::webhooks::sample("stripe/payment_intent.payment_failed")["data"]["object"].clone();
    let stripe = Double::start("stripe", [Reply::json(200, &declined)]).await;
    let news = PaymentNews::Declined { code: FailureCode::CardDeclined };
    assert_eq!(client(&stripe.base).look("pi_3Harbor01").await, Ok(Some(news)));
}

#[tokio::test]
async fn a_form_is_closed_unless_its_money_is_on_the_way() {
    let stripe = Double::start("stripe", [Reply::json(200, &intent(json!({"status": "canceled"})))]).await;
    client(&stripe.base).close("pi_3Harbor01").await.unwrap();
    assert_eq!(stripe.exchanges()[0].target(), "POST /v1/payment_intents/pi_3Harbor01/cancel");
    assert_eq!(stripe.exchanges()[0].header("idempotency-key"), "cancel-pi_3Harbor01");
    let refused =
        problem("invalid_request_error", Some("payment_intent_unexpected_state"), "cannot be canceled");
    for (now, good) in
        [("succeeded", true), ("canceled", true), ("processing", true), ("requires_payment_method", false)]
    {
        let now = Reply::json(200, &intent(json!({"status": now})));
        let stripe = Double::start("stripe", [Reply::json(400, &refused), now]).await;
        assert_eq!(client(&stripe.base).close("pi_3Harbor01").await.is_ok(), good);
        assert_eq!(stripe.exchanges().len(), 2);
    }
}

#[tokio::test]
async fn the_books_of_a_day_are_read_to_the_end() {
    let sample = crate::webhooks::sample("stripe/charge.refunded")["data"]["object"].clone();
    let charge = |id: &str, more: Value| {
        let mut charge = sample.clone();
        let change = json!({
            "id": id, "status": "succeeded", "amount": 1_999, "amount_refunded": 500, "currency": "usd",
            "payment_intent": format!("pi_{id}"), "metadata": {"payment": PAYMENT},
        });
        for change in [change, more] {
            charge.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        }
        charge
    };
    let page = |data: Value, more: bool| {
        Reply::json(200, &json!({"object": "list", "url": "/v1/charges", "has_more": more, "data": data}))
    };
    let stripe = Double::start(
        "stripe",
        [
            page(json!([charge("a", json!({})), charge("b", json!({"status": "failed"}))]), true),
            page(
                json!([charge("c", json!({"payment_intent": null, "metadata": {}, "amount_refunded": 0}))]),
                false,
            ),
        ],
    )
    .await;
    let (from, until) = (Instant::from_seconds(1_793_000_000), Instant::from_seconds(1_793_086_400));
    let found = client(&stripe.base).charges(from, until).await.unwrap();
    let booked = |intent: &str, payment: Option<&str>, refunded_minor| BookedCharge {
        intent_ref: intent.into(),
        payment: payment.map(|id| id.parse().unwrap()),
        amount: Money::new(1_999, Currency::USD),
        refunded_minor,
    };
    assert_eq!(found, [booked("pi_a", Some(PAYMENT), 500), booked("c", None, 0)]);
    let [first, second] = &stripe.exchanges()[..] else { panic!() };
    let dates = "created%5Bgte%5D=1793000000&created%5Blt%5D=1793086400&limit=100";
    assert_eq!(first.target(), format!("GET /v1/charges?{dates}"));
    assert_eq!(second.target(), format!("GET /v1/charges?{dates}&starting_after=b"));
    let whole = intent(json!({"latest_charge": charge("a", json!({}))}));
    let none = intent(json!({"latest_charge": null}));
    let stripe = Double::start("stripe", [Reply::json(200, &whole), Reply::json(200, &none)]).await;
    let client = client(&stripe.base);
    assert_eq!(client.charge("pi_a").await, Ok(Some(booked("pi_a", Some(PAYMENT), 500))));
    assert_eq!(client.charge("pi_a").await, Ok(None));
}

#[test]
fn keys_do_not_show() {
    let base = BaseUrl::parse("https://api.stripe.com").unwrap();
    assert!(!format!("{:?}", client(&base)).contains("sk_test"));
}
