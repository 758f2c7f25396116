//! Cryptomus's HTTP interface and the invoice page.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde_json::{Value, json};

use crate::harness::{Answer, Receiver, RunningClock, Scene};

const MERCHANT: &str = "5a000000-0000-4000-8000-000000000001";
const KEY: &str = "sandbox-cryptomus-key";

/// The vendor's signature, written here once more so that the sandbox is not checked with its own code.
fn sign(body: &[u8], key: &str) -> String {
    hex::encode(Md5::digest(format!("{}{key}", STANDARD.encode(body))))
}

impl Scene {
    async fn cryptomus(&self, path: &str, body: Value) -> Answer {
        self.try_cryptomus(path, body).await.unwrap()
    }

    async fn try_cryptomus(&self, path: &str, body: Value) -> reqwest::Result<Answer> {
        let body = body.to_string();
        let request = self
            .client
            .post(format!("{}/cryptomus/v1/{path}", self.base))
            .header("merchant", MERCHANT)
            .header("sign", sign(body.as_bytes(), KEY))
            .header("content-type", "application/json")
            .body(body);
        self.send(request).await
    }

    /// An invoice over $19.99, with some fields changed.
    pub async fn invoice(&self, change: Value) -> Value {
        let mut body = json!({
            "amount": "19.99", "currency": "USD", "order_id": "pay_1", "lifetime": 3600,
            "url_callback": format!("{}/crypto-hook", self.hooks.url),
            "url_return": "https://shop.example/booking/1", "url_success": "https://shop.example/booking/1",
            "additional_data": "Åsa / bkg_1",
        });
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = self.cryptomus("payment", body).await;
        assert_eq!((answer.status, &answer.body["state"]), (200, &json!(0)), "{}", answer.body);
        answer.body["result"].clone()
    }

    async fn info(&self, invoice: &Value) -> Value {
        self.cryptomus("payment/info", json!({"uuid": invoice["uuid"]})).await.body["result"].clone()
    }
}

fn id(invoice: &Value) -> &str {
    invoice["uuid"].as_str().unwrap()
}

#[tokio::test]
async fn an_invoice_is_paid_and_the_merchant_is_told_with_a_signature() {
    let mut scene = Scene::start().await;
    let invoice = scene.invoice(json!({})).await;
    assert_eq!((&invoice["payment_status"], &invoice["is_final"]), (&json!("check"), &json!(false)));
    assert_eq!((&invoice["amount"], &invoice["payer_currency"]), (&json!("19.99"), &Value::Null));
    assert_eq!(invoice["url"], format!("{}/cryptomus/pay/{}", scene.base, id(&invoice)));
    assert_eq!(invoice["expired_at"], 1_795_000_000 + 3_600);

    assert_eq!(scene.press(id(&invoice), "pay").await.body["status"], "paid");
    let hook = scene.hooks.next().await;
    assert_eq!(hook.path, "/crypto-hook");
    let text = String::from_utf8(hook.body.to_vec()).unwrap();
    // The signature is the last field and covers the text without it, byte for byte.
    let (before, after) = text.split_once(",\"sign\":\"").unwrap();
    assert_eq!(after, format!("{}\"}}", sign(format!("{before}}}").as_bytes(), KEY)));
    assert!(text.starts_with("{\"type\":\"payment\",\"uuid\":"), "{text}");
    assert!(text.contains(r#""additional_data":"Åsa \/ bkg_1""#), "{text}");
    let told = hook.json();
    assert_eq!((&told["status"], &told["is_final"]), (&json!("paid"), &json!(true)));
    assert_eq!((&told["order_id"], &told["payment_amount_usd"]), (&json!("pay_1"), &json!("19.99")));
    assert_eq!((&told["payment_amount"], &told["payer_currency"]), (&json!("19.99000000"), &json!("USDT")));

    let info = scene.info(&invoice).await;
    assert_eq!((&info["payment_status"], &info["merchant_amount"]), (&json!("paid"), &json!("19.59020000")));
    assert!(info["txid"].is_string() && info["created_at"].as_str().unwrap().ends_with("+03:00"));
    assert_eq!(scene.press(id(&invoice), "pay").await.status, 409);
    assert_eq!(scene.stats().await["invoices"], json!({"open": 0, "paid": 1, "unpaid": 0}));
}

#[tokio::test]
async fn too_little_and_too_much() {
    let mut scene = Scene::start().await;
    let short = scene.invoice(json!({"order_id": "short"})).await;
    assert_eq!(scene.press(id(&short), "pay-less").await.body["status"], "wrong_amount_waiting");
    assert_eq!(scene.info(&short).await["payment_amount"], "9.99500000");
    assert_eq!(scene.press(id(&short), "expire").await.body["status"], "wrong_amount");
    let told = scene.hooks.next().await.json();
    assert_eq!((&told["status"], &told["payment_amount_usd"]), (&json!("wrong_amount"), &json!("9.99")));

    let rest = scene.invoice(json!({"order_id": "rest"})).await;
    scene.press(id(&rest), "pay-less").await;
    assert_eq!(scene.press(id(&rest), "pay").await.body["status"], "paid");
    assert_eq!(scene.hooks.next().await.json()["payment_amount"], "19.99000000");

    let once = scene.invoice(json!({"order_id": "once", "is_payment_multiple": false})).await;
    assert_eq!(scene.press(id(&once), "pay-less").await.body["status"], "wrong_amount");
    scene.hooks.until("wrong_amount").await;

    let near =
        scene.invoice(json!({"order_id": "near", "accuracy_payment_percent": 5, "subtract": 100})).await;
    assert_eq!(scene.press(id(&near), "pay").await.body["received"], "20.38980000 USDT");
    assert_eq!(scene.hooks.next().await.json()["status"], "paid");

    let much = scene.invoice(json!({"order_id": "much"})).await;
    assert_eq!(scene.press(id(&much), "pay-more").await.body["status"], "paid_over");
    assert_eq!(scene.hooks.next().await.json()["payment_amount_usd"], "29.98");
}

#[tokio::test]
async fn a_chain_may_confirm_later_or_never() {
    let mut scene = Scene::start().await;
    let later = scene.invoice(json!({"order_id": "later"})).await;
    assert_eq!(scene.press(id(&later), "pay-later").await.body["status"], "confirm_check");
    assert_eq!(scene.hooks.kinds_until("paid").await, ["confirm_check", "paid"]);

    let slow = scene.post("/sandbox/api/settings", json!({"pace": 100.0})).await;
    assert_eq!(slow.status, 200);
    let waiting = scene.invoice(json!({"order_id": "waiting"})).await;
    scene.press(id(&waiting), "pay-later").await;
    // Money on its way keeps an invoice from expiring.
    scene.clock.advance(Duration::from_secs(3_601));
    assert_eq!(scene.info(&waiting).await["payment_status"], "confirm_check");
    assert_eq!(scene.press(id(&waiting), "expire").await.status, 409);
    assert_eq!(scene.press(id(&waiting), "confirm").await.body["status"], "paid");
    let never = scene.invoice(json!({"order_id": "never"})).await;
    scene.press(id(&never), "pay-later").await;
    assert_eq!(scene.press(id(&never), "fail").await.body["status"], "fail");
    assert_eq!(scene.hooks.kinds_until("fail").await, ["confirm_check", "paid", "confirm_check", "fail"]);
}

#[tokio::test]
async fn invoices_expire_and_can_be_refreshed() {
    let mut scene = Scene::start().await;
    let invoice = scene.invoice(json!({"lifetime": 300})).await;
    scene.clock.advance(Duration::from_secs(301));
    scene.post("/sandbox/api/tick", json!({})).await;
    let told = scene.hooks.next().await.json();
    assert_eq!((&told["status"], &told["is_final"]), (&json!("cancel"), &json!(true)));
    assert_eq!(scene.press(id(&invoice), "pay").await.status, 409);
    // The same order is the same invoice, as it is; refreshed when asked for.
    let same = scene.invoice(json!({"lifetime": 300, "amount": "5"})).await;
    assert_eq!((&same["uuid"], &same["amount"]), (&invoice["uuid"], &json!("19.99")));
    assert_eq!(same["payment_status"], "cancel");
    let fresh = scene.invoice(json!({"lifetime": 300, "is_refresh": true})).await;
    assert_eq!((&fresh["uuid"], &fresh["payment_status"]), (&invoice["uuid"], &json!("check")));
    assert!(fresh["expired_at"].as_i64() > invoice["expired_at"].as_i64());
    assert_eq!(scene.press(id(&invoice), "pay").await.body["status"], "paid");
}

#[tokio::test]
async fn signatures_and_fields_are_checked() {
    let scene = Scene::start().await;
    let body = json!({"amount": "1", "currency": "USD", "order_id": "a"}).to_string();
    for (merchant, signature) in [
        (MERCHANT, sign(body.as_bytes(), "another key")),
        ("8b03432e-385b-4670-8d06-064591096795", sign(body.as_bytes(), KEY)),
        (MERCHANT, sign(b"{}", KEY)),
    ] {
        let request = scene.client.post(format!("{}/cryptomus/v1/payment", scene.base));
        let answer = request.header("merchant", merchant).header("sign", signature).body(body.clone());
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        let text = answer.text().await.unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["state"], 1);
    }
    let nothing = scene.cryptomus("payment", json!({})).await;
    assert_eq!((nothing.status, &nothing.body["state"]), (422, &json!(1)));
    for name in ["amount", "currency", "order_id"] {
        assert_eq!(nothing.body["errors"][name], json!(["validation.required"]));
    }
    for (name, value, rule) in [
        ("amount", json!("1,5"), "numeric"),
        ("order_id", json!("a b"), "alpha_dash"),
        ("lifetime", json!(60), "min.numeric"),
        ("lifetime", json!(50_000), "max.numeric"),
        ("url_callback", json!("nowhere"), "url"),
    ] {
        let mut body = json!({"amount": "1", "currency": "USD", "order_id": "a"});
        body[name] = value;
        let answer = scene.cryptomus("payment", body).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][name]),
            (422, &json!([format!("validation.{rule}")]))
        );
    }
    let coins = json!({"amount": "1", "currency": "XXX", "order_id": "a"});
    assert_eq!(scene.cryptomus("payment", coins).await.body["message"], "The currency was not found");
    let neither = scene.cryptomus("payment/info", json!({})).await;
    assert_eq!(neither.body["errors"]["uuid"], json!(["validation.required_without"]));
    assert_eq!(scene.cryptomus("payment/info", json!({"order_id": "none"})).await.status, 404);
    let services = scene.cryptomus("payment/services", json!({})).await.body;
    assert_eq!(services["result"][0]["currency"], "USDT");
}

#[tokio::test]
async fn lists_have_pages_and_days() {
    let scene = Scene::start().await;
    for number in 0..20 {
        if number == 10 {
            scene.clock.advance(Duration::from_secs(86_400));
        }
        scene.invoice(json!({"order_id": format!("pay_{number}")})).await;
    }
    let first = scene.cryptomus("payment/list", json!({})).await.body["result"].clone();
    assert_eq!((&first["paginate"]["count"], &first["paginate"]["hasPages"]), (&json!(15), &json!(true)));
    assert_eq!(first["items"][0]["order_id"], "pay_19");
    let cursor = first["paginate"]["nextCursor"].as_str().unwrap();
    let second =
        scene.cryptomus(&format!("payment/list?cursor={cursor}"), json!({})).await.body["result"].clone();
    assert_eq!((&second["paginate"]["count"], &second["paginate"]["nextCursor"]), (&json!(5), &Value::Null));
    assert_eq!(second["items"][4]["order_id"], "pay_0");
    // The clock starts at 2026-11-18 12:26:40 in UTC, which is three hours later where the vendor is.
    let day = json!({"date_from": "2026-11-18 00:00:00", "date_to": "2026-11-18 23:59:59"});
    let day = scene.cryptomus("payment/list", day).await.body["result"].clone();
    assert_eq!((&day["paginate"]["count"], &day["items"][0]["order_id"]), (&json!(10), &json!("pay_9")));
    let bad = scene.cryptomus("payment/list", json!({"date_from": "yesterday"})).await;
    assert_eq!(bad.status, 422);
}

#[tokio::test]
async fn webhooks_are_retried_and_sent_again_on_request() {
    let mut scene = Scene::start().await;
    scene.hooks.will_answer(&[500, 404]);
    let invoice = scene.invoice(json!({})).await;
    let early = scene.cryptomus("payment/resend", json!({"uuid": id(&invoice)})).await;
    assert_eq!(early.status, 422);
    scene.press(id(&invoice), "pay").await;
    let first = scene.hooks.next().await.json();
    for _ in 0..2 {
        assert_eq!(scene.hooks.next().await.json(), first);
    }
    let again = scene.cryptomus("payment/resend", json!({"order_id": "pay_1"})).await;
    assert_eq!((again.status, &again.body), (200, &json!({"state": 0, "result": []})));
    assert_eq!(scene.hooks.next().await.json(), first);
}

#[tokio::test]
async fn faults_apply_to_invoices_too() {
    let mut scene = Scene::start().await;
    scene.faults(json!({"cryptomus": {"loseAnswers": 1}})).await;
    let wish = json!({"amount": "19.99", "currency": "USD", "order_id": "pay_1"});
    // Questions change nothing, so that their answers are not among the lost ones.
    assert_eq!(scene.cryptomus("payment/list", json!({})).await.status, 200);
    let lost = scene.try_cryptomus("payment", wish.clone()).await;
    assert!(lost.is_err(), "{lost:?}");
    let found = scene.cryptomus("payment/info", json!({"order_id": "pay_1"})).await.body;
    assert_eq!(scene.cryptomus("payment", wish).await.body["result"]["uuid"], found["result"]["uuid"]);

    scene.faults(json!({"cryptomus": {"down": true}})).await;
    let down = scene.cryptomus("payment/info", json!({"order_id": "pay_1"})).await;
    assert_eq!((down.status, &down.body["state"]), (503, &json!(1)));
    scene.faults(json!({"cryptomus": {"down": false, "webhookDuplicate": 1, "dropNextWebhooks": 1}})).await;
    let invoice = scene.invoice(json!({"order_id": "pay_2"})).await;
    scene.press(id(&invoice), "pay-later").await;
    scene.press(id(&invoice), "confirm").await;
    let kinds = [scene.hooks.next().await.kind(), scene.hooks.next().await.kind()];
    assert_eq!(kinds, ["paid", "paid"]);

    scene.faults(json!({"cryptomus": {"webhookDuplicate": 0, "webhookReorder": true}})).await;
    let invoice = scene.invoice(json!({"order_id": "pay_3"})).await;
    scene.press(id(&invoice), "pay-later").await;
    scene.press(id(&invoice), "confirm").await;
    assert_eq!(scene.hooks.kinds_until("confirm_check").await, ["paid", "confirm_check"]);
}

#[tokio::test]
async fn the_invoice_page_works_without_scripts() {
    let scene = Scene::start().await;
    let invoice = scene.invoice(json!({})).await;
    let url = invoice["url"].as_str().unwrap();
    let page = scene.client.get(url).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = page.text().await.unwrap();
    for text in [
        "19.99 USD",
        "Pay all",
        "Pay too little",
        "Pay too much",
        "Pay, confirm later",
        "Let it expire",
        "Bitcoin",
        "0.00019990 BTC",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("{{"));
    let act = async |deed: &str, coin: &str| {
        scene.client.post(url).form(&[("deed", deed), ("coin", coin)]).send().await.unwrap()
    };
    let done = act("pay", "3").await;
    assert_eq!(
        (done.status().as_u16(), &done.headers()["location"]),
        (303, &format!("/cryptomus/pay/{}", id(&invoice)).parse().unwrap())
    );
    assert_eq!(scene.info(&invoice).await["payer_currency"], "BTC");
    let twice = act("pay", "3").await;
    assert_eq!(twice.status(), 409);
    assert!(twice.text().await.unwrap().contains("this invoice is closed"));
    let html = scene.get(&format!("/cryptomus/pay/{}", id(&invoice))).await.body;
    let html = html.as_str().unwrap();
    assert!(html.contains("Paid, thank you") && html.contains("https://shop.example/booking/1"));
    assert_eq!(scene.get("/cryptomus/pay/none").await.status, 404);
}

#[tokio::test]
async fn invoices_and_what_is_going_to_happen_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.ndjson");
    let clock = RunningClock::new();
    let scene = Scene::with(Some(file.clone()), clock.clone(), Receiver::start().await).await;
    let open = scene.invoice(json!({"order_id": "open"})).await;
    let paid = scene.invoice(json!({"order_id": "paid"})).await;
    scene.press(id(&paid), "pay").await;
    let before = scene.info(&paid).await;
    let Scene { sandbox, hooks, .. } = scene;
    sandbox.stop().await;
    let mut scene = Scene::with(Some(file), clock, hooks).await;
    assert_eq!(scene.info(&paid).await, before);
    assert_eq!(scene.invoice(json!({"order_id": "open"})).await["uuid"], open["uuid"]);
    scene.clock.advance(Duration::from_secs(3_601));
    scene.post("/sandbox/api/tick", json!({})).await;
    let told = scene.hooks.until("cancel").await.json();
    assert_eq!(told["uuid"], open["uuid"]);
}
