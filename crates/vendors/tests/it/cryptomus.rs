//! The client of Cryptomus against a local server, and its webhooks.

use std::time::Duration;

use base64::Engine as _;
use md5::{Digest as _, Md5};
use ringwright_domain::payment::PaymentNews;
use ringwright_domain::{Currency, FailureCode, Instant, Money};
use ringwright_vendors::cryptomus::webhook;
use ringwright_vendors::{
    BaseUrl, BookedCharge, Checkout, CheckoutOrder, CryptomusClient, Http, Payments, Secret,
    SignatureProblem, VendorError,
};
use serde_json::{Value, json};

use crate::double::{Double, Reply, closed_door, hasty};

pub const KEY: &str = "harbor-key";
const MERCHANT: &str = "8b03432e-385b-4670-8d06-064591096795";
const PAYMENT: &str = "pay_01k8g0000000000000000000bb";
const UUID: &str = "62f88b36-a9d5-4fa6-aa26-e040c3dbf26d";

/// The signature as the documentation describes it, made without the client.
pub fn signature(message: &[u8], key: &str) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(message) + key;
    hex::encode(Md5::digest(text.as_bytes()))
}

fn client(base: &BaseUrl) -> CryptomusClient {
    patient(Http::default(), base)
}

fn patient(http: Http, base: &BaseUrl) -> CryptomusClient {
    CryptomusClient::new(http, base.clone(), MERCHANT.into(), Secret::new(KEY))
        .with_pauses([Duration::ZERO; 3])
}

fn order(amount: Money) -> CheckoutOrder {
    CheckoutOrder {
        payment: PAYMENT.parse().unwrap(),
        booking: "bkg_01k8g0000000000000000000aa".parse().unwrap(),
        round: 2,
        amount,
        description: "A call of 10 minutes".into(),
        email: "asa@example.test".into(),
        name: "Åsa Ek".into(),
        success_url: "https://app.example.test/wait?paid=1".into(),
        cancel_url: "https://app.example.test/wait?paid=0".into(),
        webhook_url: "https://app.example.test/webhooks/cryptomus/acc_1".into(),
        open_for: Duration::from_secs(3_600),
        expires_at: Instant::from_seconds(1_793_003_600),
    }
}

fn invoice(status: &str) -> Value {
    json!({
        "uuid": UUID, "order_id": format!("{PAYMENT}-2"), "amount": "19.99", "payment_amount": null,
        "payer_amount": null, "discount_percent": null, "discount": "0.00000000", "payer_currency": null,
        "currency": "USD", "merchant_amount": null, "network": null, "address": null, "from": null, "txid": null,
        "payment_status": status, "url": format!("https://pay.cryptomus.com/pay/{UUID}"),
        "expired_at": 1_793_003_600, "status": status, "is_final": false, "additional_data": null,
        "created_at": "2026-10-26T10:00:00+03:00", "updated_at": "2026-10-26T10:00:00+03:00",
    })
}

fn result(value: Value) -> Reply {
    Reply::json(200, &json!({"state": 0, "result": value}))
}

#[tokio::test]
async fn an_invoice_is_opened_in_the_price_of_the_plan() {
    for (amount, text) in [
        (Money::new(1_999, Currency::USD), "19.99"),
        (Money::new(500, "JPY".parse().unwrap()), "500"),
        (Money::new(1_500, "KWD".parse().unwrap()), "1.500"),
    ] {
        let cryptomus = Double::start("cryptomus", [result(invoice("check"))]).await;
        let checkout = client(&cryptomus.base).open_checkout(&order(amount)).await.unwrap();
        let url = format!("https://pay.cryptomus.com/pay/{UUID}");
        assert_eq!(checkout, Checkout { checkout_ref: UUID.into(), url, customer_ref: None });
        let [asked] = &cryptomus.exchanges()[..] else { panic!() };
        assert_eq!((asked.target(), asked.header("merchant")), ("POST /v1/payment".into(), MERCHANT));
        let body = asked.json();
        assert_eq!((&body["amount"], &body["currency"]), (&json!(text), &json!(amount.currency.as_str())));
        assert_eq!(body["order_id"], format!("{PAYMENT}-2"));
        assert_eq!(body["url_callback"], "https://app.example.test/webhooks/cryptomus/acc_1");
        assert_eq!(body["lifetime"], 3_600);
    }
}

#[tokio::test]
async fn the_state_of_an_invoice_is_read() {
    let paid = PaymentNews::Paid { intent_ref: UUID.into() };
    for (status, expected) in [
        ("check", PaymentNews::StillOpen),
        ("process", PaymentNews::StillOpen),
        ("confirm_check", PaymentNews::StillOpen),
        ("wrong_amount_waiting", PaymentNews::StillOpen),
        ("brand_new", PaymentNews::StillOpen),
        ("paid", paid.clone()),
        ("paid_over", paid.clone()),
        ("refund_fail", paid),
        ("wrong_amount", PaymentNews::Declined { code: FailureCode::Underpaid }),
        ("fail", PaymentNews::Declined { code: FailureCode::CryptoFailed }),
        ("system_fail", PaymentNews::Declined { code: FailureCode::CryptoFailed }),
        ("cancel", PaymentNews::Expired),
        ("refund_process", PaymentNews::Expired),
        ("refund_paid", PaymentNews::Expired),
    ] {
        let cryptomus = Double::start("cryptomus", [result(invoice(status))]).await;
        assert_eq!(client(&cryptomus.base).look(UUID).await, Ok(Some(expected)), "{status}");
        assert_eq!(cryptomus.exchanges()[0].json(), json!({"uuid": UUID}));
    }
    let missing = Reply::json(404, &json!({"state": 1, "message": "Payment was not found"}));
    let cryptomus = Double::start("cryptomus", [missing]).await;
    assert_eq!(client(&cryptomus.base).look(UUID).await, Ok(None));
    assert_eq!(client(&cryptomus.base).look("../list").await, Ok(None));
}

#[tokio::test]
async fn the_books_of_a_day_are_read_to_the_end() {
    let item = |uuid: &str, status: &str, made: &str| {
        let mut item = invoice(status);
        (item["uuid"], item["created_at"]) = (json!(uuid), json!(made));
        item
    };
    let page = |items: Value, next: Option<&str>| {
        let paginate =
            json!({"count": 1, "hasPages": true, "nextCursor": next, "previousCursor": null, "perPage": 15});
        result(json!({"items": items, "paginate": paginate}))
    };
    let cryptomus = Double::start(
        "cryptomus",
        [
            page(
                json!([
                    item("u-late", "paid", "2026-10-27T03:00:00+03:00"),
                    item("u-1", "paid", "2026-10-27T02:59:59+03:00"),
                    item("u-open", "check", "2026-10-26T12:00:00+03:00"),
                ]),
                Some("c2"),
            ),
            page(
                json!([
                    item("u-2", "paid_over", "2026-10-26T03:00:00+03:00"),
                    item("u-early", "paid", "2026-10-26T02:59:59+03:00"),
                ]),
                None,
            ),
        ],
    )
    .await;
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let (from, until) = (at("2026-10-26T00:00:00Z"), at("2026-10-27T00:00:00Z"));
    let found = client(&cryptomus.base).charges(from, until).await.unwrap();
    let charge = |uuid: &str| BookedCharge {
        intent_ref: uuid.into(),
        payment: Some(PAYMENT.parse().unwrap()),
        amount: Money::new(1_999, Currency::USD),
        refunded_minor: 0,
    };
    assert_eq!(found, [charge("u-1"), charge("u-2")]);
    let [first, second] = &cryptomus.exchanges()[..] else { panic!() };
    assert_eq!(first.json(), json!({"date_from": "2026-10-25 00:00:00", "date_to": "2026-10-28 00:00:00"}));
    assert_eq!(second.target(), "POST /v1/payment/list?cursor=c2");
    let cryptomus = Double::start("cryptomus", [result(invoice("paid")), result(invoice("check"))]).await;
    let client = client(&cryptomus.base);
    assert_eq!(client.charge(UUID).await, Ok(Some(charge(UUID))));
    assert_eq!(client.charge(UUID).await, Ok(None));
}

#[tokio::test]
async fn refusals_and_failures_are_told_apart() {
    let fields = json!({"state": 1, "errors": {"amount": ["validation.required"], "currency": ["validation.required"]}});
    let cryptomus = Double::start("cryptomus", [Reply::json(422, &fields)]).await;
    let error = client(&cryptomus.base).check().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the vendor refused with status 422: these fields are wrong: amount, currency"
    );
    let busy = vec![Reply::json(503, &json!({})); 4];
    let cryptomus = Double::start("cryptomus", busy).await;
    let error = client(&cryptomus.base).check().await.unwrap_err();
    assert!(matches!(error, VendorError::Refused { status: 503, .. }) && error.is_transient());
    assert_eq!(cryptomus.exchanges().len(), 4);
    let cryptomus = Double::start("cryptomus", [Reply::json(200, &json!({"state": 1}))]).await;
    assert!(matches!(client(&cryptomus.base).check().await, Err(VendorError::Unreadable { .. })));
    let cryptomus = Double::start("cryptomus", [Reply::never()]).await;
    assert_eq!(patient(hasty(), &cryptomus.base).check().await, Err(VendorError::Timeout));
    let (base, _door) = closed_door("http");
    assert!(matches!(client(&base).check().await, Err(VendorError::Unreachable { .. })));
    let cryptomus = Double::start("cryptomus", [result(json!([]))]).await;
    let client = client(&cryptomus.base);
    client.check().await.unwrap();
    assert!(client.forms().is_none() && client.closing().is_none() && client.refunding().is_none());
    assert!(!format!("{client:?}").contains(KEY));
    cryptomus.exchanges();
}

/// The example of a webhook in the documentation. Its key is not told, so the signature is one that Python's
/// `hashlib` made of it under [`KEY`].
fn example() -> String {
    r#"{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"97a75bf8eda5cca41ba9d2e104840fcd","amount":"3.00000000","payment_amount":"3.00000000","payment_amount_usd":"0.23","merchant_amount":"2.94000000","commission":"0.06000000","is_final":true,"status":"paid","from":"THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH","wallet_address_uuid":null,"network":"tron","currency":"TRX","payer_currency":"TRX","additional_data":null,"convert":{"to_currency":"USDT","commission":null,"rate":"0.07700000","amount":"0.22638000"},"txid":"6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b","sign":"SIGN"}"#
        .replace("SIGN", SIGN)
}

const SIGN: &str = "104975bdddb623ebc04bd266d25874c6";

fn judged(body: &str) -> Result<(), SignatureProblem> {
    webhook::verify(&Secret::new(KEY), body.as_bytes())
}

#[test]
fn the_example_of_the_documentation_is_judged() {
    assert_eq!(judged(&example()), Ok(()));
    let event = webhook::parse(example().as_bytes()).unwrap();
    assert_eq!((event.checkout_ref.as_str(), event.kind.as_str(), event.payment), (UUID, "paid", None));
    assert_eq!(event.news, Some(PaymentNews::Paid { intent_ref: UUID.into() }));
    assert_eq!(event.dedupe_key, format!("{UUID}:{SIGN}"));
    for (was, is) in
        [("3.00000000", "30.0000000"), ("\"paid\"", "\"paid_over\""), (SIGN, "00"), ("true", "false")]
    {
        assert_eq!(judged(&example().replacen(was, is, 1)), Err(SignatureProblem::Differs), "{is}");
    }
    let no_key = webhook::verify(&Secret::new(""), example().as_bytes());
    assert_eq!(no_key, Err(SignatureProblem::Differs));
    assert!(matches!(judged("{}"), Err(SignatureProblem::UnreadableHeader { .. })));
}

/// Blanks, escaped letters and bare slashes are the same message; another order of fields is not.
#[test]
fn the_form_of_the_json_does_not_matter_and_its_order_does() {
    let sign = "c6d0b9b613891abc4f0c688cf32bffbb";
    for same in [
        format!(r#"{{"url":"https:\/\/a.example.test\/ö","sign":"{sign}"}}"#),
        format!(r#"{{ "sign": "{sign}", "url": "https://a.example.test/\u00f6" }}"#),
    ] {
        assert_eq!(judged(&same), Ok(()), "{same}");
    }
    let ordered = r#"{"a":1,"b":2}"#;
    let sign = signature(ordered.as_bytes(), KEY);
    assert_eq!(judged(&format!(r#"{{"a":1,"b":2,"sign":"{sign}"}}"#)), Ok(()));
    assert_eq!(judged(&format!(r#"{{"b":2,"a":1,"sign":"{sign}"}}"#)), Err(SignatureProblem::Differs));
}

#[test]
fn our_name_of_an_invoice_tells_the_payment() {
    let message = |order_id: &str, status: &str| {
        let body = json!({"type": "payment", "uuid": UUID, "order_id": order_id, "status": status, "is_final": true, "sign": "aa"});
        webhook::parse(body.to_string().as_bytes()).unwrap()
    };
    let event = message(&format!("{PAYMENT}-12"), "wrong_amount");
    assert_eq!(event.payment, Some(PAYMENT.parse().unwrap()));
    assert_eq!(event.news, Some(PaymentNews::Declined { code: FailureCode::Underpaid }));
    for foreign in ["", "order-7", PAYMENT, "pay_x-1"] {
        assert_eq!(message(foreign, "paid").payment, None, "{foreign}");
    }
    for silent in ["confirm_check", "brand_new"] {
        assert_eq!(message("x", silent).news, None);
    }
    for wrong in [&b""[..], b"{}", b"[]", b"\xff", br#"{"uuid":"","status":"paid","sign":"aa"}"#] {
        assert!(webhook::parse(wrong).is_err());
    }
}
