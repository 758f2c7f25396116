//! Other ways to pay, changing one's mind between them, and money that goes back.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Booked, House, Operator, form, phone, states};

const GOOD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const MINUTE: Duration = Duration::from_secs(60);

/// Books a call that is paid in this way.
async fn book(house: &House, method: &str, person: u32) -> Booked {
    let mut wanted = form("standard", &phone(person));
    wanted["method"] = method.into();
    Booked::of(&house.visitor.post("/api/bookings", &wanted).await.good())
}

/// Opens the page of this way.
async fn open(house: &House, booked: &Booked, method: &str) -> Answer {
    let path = format!("/api/bookings/{}/checkout", booked.id);
    let request = house.visitor.request(Method::POST, &path).bearer_auth(&booked.token);
    Answer::of(request.json(&json!({ "method": method }))).await
}

/// The form as the page gets it.
async fn element(house: &House, booked: &Booked) -> Value {
    house.visitor.act(booked, "element").await.good()
}

/// Pays with the form as Stripe's script does; answers where the payment stands.
async fn pay_in_form(house: &House, form: &Value, card: &str) -> String {
    let secret = form["clientSecret"].as_str().unwrap();
    let intent = secret.split("_secret_").next().unwrap();
    let url = format!("{}/stripe/v1/payment_intents/{intent}/confirm", house.sandbox.base);
    let fields = [
        ("client_secret", secret),
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", card),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2050"),
        ("payment_method_data[card][cvc]", "123"),
        ("return_url", form["returnUrl"].as_str().unwrap()),
    ];
    let key = form["publishableKey"].as_str().unwrap();
    let answer = Answer::of(house.visitor.http.post(url).bearer_auth(key).form(&fields)).await;
    let status = answer.body["status"].as_str().or(answer.body["error"]["payment_intent"]["status"].as_str());
    status.unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}

/// The vendor's id of what is open, as an operator sees it.
async fn refs(house: &House, booked: &Booked) -> Value {
    let operator = Operator::demo(house).await;
    let path = format!("/api/operator/bookings/{}", booked.id);
    operator.get(&path).await.good()["booking"]["payment"].clone()
}

async fn checkout_ref(house: &House, booked: &Booked) -> String {
    refs(house, booked).await["checkoutRef"].as_str().unwrap().to_owned()
}

async fn intent_ref(house: &House, booked: &Booked) -> String {
    refs(house, booked).await["intentRef"].as_str().unwrap().to_owned()
}

/// A call that was held and paid by card.
async fn held(house: &House) -> Booked {
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    booked
}

async fn refund(house: &House, booked: &Booked, body: &Value) -> Answer {
    let operator = Operator::demo(house).await;
    operator.post(&format!("/api/operator/bookings/{}/refund", booked.id), body).await
}

async fn reaches(house: &House, booked: &Booked, state: &str) -> Value {
    let what = format!("the payment is {state}");
    house.visitor.follow(booked, &what, |booking| booking["payment"]["state"] == state).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_on_the_page_takes_a_card() {
    let house = House::start().await;
    let booked = book(&house, "element", 0).await;
    assert_eq!(booked.checkout, None, "the page opens the form");
    assert_eq!(booked.view["payment"]["methods"], json!(["checkout", "element", "crypto"]));
    let form = element(&house, &booked).await;
    assert_eq!(form["publishableKey"], "pk_test_sandbox");
    assert_eq!(form["scriptUrl"], format!("{}/stripe/v3/", house.sandbox.base));
    assert_eq!((&form["amountMinor"], &form["currency"]), (&json!(999), &json!("USD")));
    assert_eq!(element(&house, &booked).await["clientSecret"], form["clientSecret"], "it is the same form");
    assert_eq!(pay_in_form(&house, &form, DECLINED).await, "requires_payment_method");
    let declined = house.visitor.reaches(&booked, "payment_failed").await;
    assert_eq!(declined["payment"]["failureCode"], "card_declined");
    assert_eq!(element(&house, &booked).await["clientSecret"], form["clientSecret"], "another card is taken");
    assert_eq!(pay_in_form(&house, &form, GOOD).await, "succeeded");
    let booking = house.visitor.end(&booked).await;
    assert_eq!(states(&booking), ("completed", "paid"));
    assert_eq!(
        (&booking["payment"]["method"], &booking["payment"]["methods"]),
        (&json!("element"), &json!([]))
    );
    assert_eq!(booking["payment"]["intentRef"], json!(null), "the vendor's ids are for operators");
    house.visitor.act(&booked, "element").await.problem(409, "nothing_to_pay");
    assert_eq!(house.sandbox.count("charges").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_nobody_fills_in_is_closed_at_the_vendor() {
    let house = House::start().await;
    let booked = book(&house, "element", 0).await;
    let form = element(&house, &booked).await;
    house.jump(36 * MINUTE).await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("cancelled", "expired"));
    assert_eq!(pay_in_form(&house, &form, GOOD).await, "canceled");
    assert_eq!(house.sandbox.count("charges").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invoice_in_crypto_is_paid() {
    let house = House::start().await;
    let booked = book(&house, "crypto", 0).await;
    assert!(booked.checkout.as_deref().unwrap().contains("/cryptomus/pay/"));
    let invoice = checkout_ref(&house, &booked).await;
    house.sandbox.press(&invoice, "pay").await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!(states(&booking), ("completed", "paid"));
    assert_eq!(booking["payment"]["method"], "crypto");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_little_in_crypto_is_not_paid() {
    let house = House::start().await;
    let booked = book(&house, "crypto", 0).await;
    let invoice = checkout_ref(&house, &booked).await;
    house.sandbox.press(&invoice, "pay-less").await;
    house.sandbox.press(&invoice, "expire").await;
    let booking = house.visitor.reaches(&booked, "payment_failed").await;
    assert_eq!(booking["failure"]["code"], "underpaid");
    // Another invoice is made: the first takes no more.
    let again = open(&house, &booked, "crypto").await.good();
    assert_ne!(again["checkoutUrl"].as_str(), booked.checkout.as_deref());
    house.sandbox.press(&checkout_ref(&house, &booked).await, "pay").await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_in_crypto_whose_webhooks_are_lost_is_found() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "cryptomus": { "webhookDropRate": 1.0 } })).await;
    let booked = book(&house, "crypto", 0).await;
    house.sandbox.press(&checkout_ref(&house, &booked).await, "pay").await;
    assert_eq!(house.visitor.act(&booked, "payment-check").await.good()["payment"]["state"], "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changing_the_way_to_pay_closes_the_page_that_is_open() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    let form = element(&house, &booked).await;
    assert_eq!(house.sandbox.checkouts().await[0]["status"], "expired");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "expired");
    let page = open(&house, &booked, "checkout").await.good();
    assert_eq!(pay_in_form(&house, &form, GOOD).await, "canceled");
    let booked = Booked { checkout: page["checkoutUrl"].as_str().map(str::to_owned), ..booked };
    let view = house.visitor.view(&booked).await;
    assert_eq!(states(&view), ("pending_payment", "pending"));
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    assert_eq!(house.sandbox.count("charges").await, 1);
}

/// An invoice cannot be closed: whoever pays it after having paid by card gets that money back, from a
/// person, and is called once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_comes_twice_goes_back_once() {
    let house = House::start().await;
    let booked = book(&house, "crypto", 0).await;
    let invoice = checkout_ref(&house, &booked).await;
    let page = open(&house, &booked, "checkout").await.good();
    let booked = Booked { checkout: page["checkoutUrl"].as_str().map(str::to_owned), ..booked };
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    house.sandbox.press(&invoice, "pay").await;
    let surplus = house
        .until("the surplus is owed back", async || {
            let mut tx = house.engine().org(&house.org).read().await.unwrap();
            let payments = tx.payments_of(&booked.id.parse().unwrap()).await.unwrap();
            payments
                .into_iter()
                .map(|(payment, _)| payment)
                .find(|payment| payment.state_name() == "refunding")
        })
        .await;
    assert_eq!(surplus.method.as_str(), "crypto");
    assert_eq!(states(&house.visitor.view(&booked).await), ("completed", "paid"), "the card's money stays");
    house.settle().await;
    let stats = house.sandbox.stats().await;
    assert_eq!((&stats["callsPlaced"], &stats["refunds"]), (&json!(1), &json!(0)), "{stats}");
    let operator = Operator::demo(&house).await;
    let refund = &surplus.charge().unwrap().refunds[0];
    assert_eq!(refund.minor, 999);
    let path = format!("/api/operator/bookings/{}/refunds/{}/given", booked.id, refund.id);
    operator.post(&path, &json!({ "reference": "tx 0x7f" })).await.good();
    operator.post(&path, &json!({ "reference": "tx 0x80" })).await.problem(409, "refund_not_by_hand");
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let (settled, _) = tx.payment(&surplus.id).await.unwrap().unwrap();
    assert_eq!(settled.state_name(), "refunded");
}

/// Whoever clicks everywhere at once and pays whatever can be paid is charged once in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_every_way_at_once_keeps_one_payment() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    let ways = ["checkout", "element", "crypto", "checkout", "element", "crypto"];
    let opened = ways.map(|way| {
        let (house, booked) = (&house, &booked);
        async move {
            match way {
                "element" => house.visitor.act(booked, "element").await,
                _ => open(house, booked, way).await,
            }
        }
    });
    let answers = futures::future::join_all(opened).await;
    assert!(answers.iter().any(|answer| answer.status == 200));
    let forms: Vec<&Value> = answers.iter().map(|answer| &answer.body).collect();
    for form in forms {
        if form["clientSecret"].is_string() {
            let _ = pay_in_form(&house, form, GOOD).await;
        } else if let Some(page) = form["checkoutUrl"].as_str() {
            match page.rsplit_once("/cryptomus/pay/") {
                Some((_, invoice)) => drop(house.sandbox.try_press(invoice, "pay").await),
                None => {
                    let once = Booked { checkout: Some(page.to_owned()), ..booked.clone() };
                    let _ = house.visitor.pay(&once, GOOD).await;
                }
            }
        }
    }
    house.visitor.reaches(&booked, "completed").await;
    house.settle().await;
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let payments = tx.payments_of(&booked.id.parse().unwrap()).await.unwrap();
    let kept = payments.iter().filter(|(payment, _)| payment.state_name() == "paid").count();
    let others = payments.iter().all(|(payment, _)| {
        ["paid", "refunding", "refunded", "expired", "pending"].contains(&payment.state_name())
    });
    assert_eq!((kept, others), (1, true), "{payments:#?}");
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_gives_back_a_part_and_then_the_rest() {
    let house = House::start().await;
    let booked = held(&house).await;
    let wrong = refund(&house, &booked, &json!({ "minor": 1_000, "reason": "too much" })).await;
    assert_eq!(wrong.problem(422, "validation_failed")["errors"][0]["field"], "minor");
    refund(&house, &booked, &json!({ "reason": " " })).await.problem(422, "validation_failed");
    let asked =
        refund(&house, &booked, &json!({ "minor": 300, "reason": "the line was noisy" })).await.good();
    assert_eq!(asked["payment"]["refunds"][0]["by"], "operator");
    let booking = reaches(&house, &booked, "partly_refunded").await;
    assert_eq!(booking["payment"]["refundedMinor"], 300);
    let refunds = &booking["payment"]["refunds"];
    assert_eq!(
        (&refunds[0]["state"], &refunds[0]["reason"]),
        (&json!("given"), &json!("the line was noisy"))
    );
    refund(&house, &booked, &json!({ "reason": "goodwill" })).await.good();
    let booking = reaches(&house, &booked, "refunded").await;
    assert_eq!(booking["payment"]["refundedMinor"], 999);
    refund(&house, &booked, &json!({ "reason": "more" })).await.problem(409, "nothing_to_refund");
    house.settle().await;
    assert_eq!(house.sandbox.count("refunds").await, 2);
    let overview = Operator::demo(&house).await.get("/api/operator/overview").await.good();
    assert_eq!(overview["today"]["refundedMinor"], 999);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_who_refund_at_once_give_no_more_than_came() {
    let house = House::start().await;
    let booked = held(&house).await;
    let body = json!({ "minor": 300, "reason": "sorry" });
    let operator = Operator::demo(&house).await;
    let path = format!("/api/operator/bookings/{}/refund", booked.id);
    let answers = futures::future::join_all((0..10).map(|_| operator.post(&path, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    let booking = reaches(&house, &booked, "partly_refunded").await;
    house.settle().await;
    let booking =
        if booking["payment"]["refundedMinor"] == 900 { booking } else { house.visitor.view(&booked).await };
    assert_eq!(booking["payment"]["refundedMinor"], 900);
    assert_eq!(house.sandbox.count("refunds").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_given_back_at_the_vendor_is_heard_of() {
    let house = House::start().await;
    let booked = held(&house).await;
    let intent = intent_ref(&house, &booked).await;
    house.sandbox.press(&intent, "refund").await;
    let booking = reaches(&house, &booked, "refunded").await;
    assert_eq!(refs(&house, &booked).await["refunds"][0]["by"], "vendor");
    assert_eq!(booking["payment"]["refunds"].as_array().unwrap().len(), 1);
    refund(&house, &booked, &json!({ "reason": "again" })).await.problem(409, "nothing_to_refund");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_fails_later_can_be_asked_for_again() {
    let house = House::start().await;
    let booked = held(&house).await;
    refund(&house, &booked, &json!({ "reason": "first" })).await.good();
    reaches(&house, &booked, "refunded").await;
    house.settle().await;
    let intent = intent_ref(&house, &booked).await;
    house.sandbox.press(&intent, "fail-refund").await;
    let booking = reaches(&house, &booked, "paid").await;
    assert_eq!(booking["payment"]["refunds"][0]["state"], "failed");
    assert!(house.kinds(&booked.id).await.contains(&"payment.refund_failed".to_owned()));
    refund(&house, &booked, &json!({ "reason": "second" })).await.good();
    let booking = reaches(&house, &booked, "refunded").await;
    assert_eq!(booking["payment"]["refunds"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_bank_decides_no_money_is_given_back() {
    let house = House::start().await;
    for (verdict, state, end) in [("win", "won", "refunded"), ("lose", "lost", "refunded")] {
        let booked = held(&house).await;
        let intent = intent_ref(&house, &booked).await;
        house.sandbox.press(&intent, "dispute").await;
        let disputed = |booking: &Value| booking["payment"]["dispute"]["state"] == "open";
        let booking = house.visitor.follow(&booked, "the dispute is heard of", disputed).await;
        assert_eq!(booking["payment"]["dispute"]["minor"], 999);
        refund(&house, &booked, &json!({ "reason": "sorry" })).await.problem(409, "payment_disputed");
        house.sandbox.press(&intent, verdict).await;
        let decided = |booking: &Value| booking["payment"]["dispute"]["state"] == state;
        house.visitor.follow(&booked, "the verdict is heard of", decided).await;
        if verdict == "win" {
            refund(&house, &booked, &json!({ "reason": "sorry" })).await.good();
        } else {
            refund(&house, &booked, &json!({ "reason": "sorry" })).await.problem(409, "nothing_to_refund");
        }
        let booking = reaches(&house, &booked, end).await;
        assert_eq!(booking["payment"]["refundedMinor"], 999);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispute_that_comes_before_its_payment_waits_for_it() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    house.sandbox.faults(&json!({ "stripe": { "webhookDropRate": 1.0 } })).await;
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.sandbox.faults(&json!({ "stripe": { "webhookDropRate": 0.0 } })).await;
    let intent = house.sandbox.payments().await[0]["id"].as_str().unwrap().to_owned();
    house.sandbox.press(&intent, "dispute").await;
    house.settle().await;
    let booking = house.visitor.view(&booked).await;
    assert_eq!(
        (&booking["payment"]["state"], &booking["payment"]["dispute"]),
        (&json!("pending"), &Value::Null)
    );
    let none = operator.get("/api/operator/disputes").await.good();
    assert_eq!(none["items"], json!([]));
    // The watch finds that it was paid, then the dispute is looked at again.
    house.jump(Duration::from_secs(61)).await;
    house.settle().await;
    house.jump(Duration::from_secs(90)).await;
    let disputed = |booking: &Value| booking["payment"]["dispute"]["state"] == "open";
    house.visitor.follow(&booked, "the dispute is heard of", disputed).await;
    let open = operator.get("/api/operator/disputes").await.good();
    assert_eq!(open["items"].as_array().unwrap().len(), 1);
    assert_eq!(open["items"][0]["bookingId"], booked.id.as_str());
    assert_eq!(open["items"][0]["dispute"]["minor"], 999);
    house.sandbox.press(&intent, "win").await;
    let decided = |booking: &Value| booking["payment"]["dispute"]["state"] == "won";
    house.visitor.follow(&booked, "the verdict is heard of", decided).await;
    let none = operator.get("/api/operator/disputes").await.good();
    assert_eq!(none["items"], json!([]));
}

/// Jumps to this hour of the next day in UTC.
async fn next_day(house: &House, hour: i64) {
    let now = house.engine().now().seconds();
    let then = now - now % 86_400 + 86_400 + hour * 3_600;
    house.jump(Duration::from_secs(u64::try_from(then - now).unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_of_a_day_are_compared_and_put_right() {
    let house = House::start().await;
    next_day(&house, 12).await;
    let paid = held(&house).await;
    let back = held(&house).await;
    let intent = intent_ref(&house, &back).await;
    house.settle().await;
    // Nobody tells us that the money went back.
    house.sandbox.faults(&json!({ "stripe": { "webhookDropRate": 1.0 } })).await;
    house.sandbox.press(&intent, "refund").await;
    let day: String = house.engine().now().to_string().chars().take(10).collect();
    let account = house.accounts("stripe").await.remove(0).id.to_string();
    let operator = Operator::demo(&house).await;
    let asked = json!({ "accountId": account, "day": day });
    operator.post("/api/operator/reconciliations", &asked).await.problem(409, "day_not_over");
    house.settle().await;
    next_day(&house, 1).await;
    let operator = Operator::demo(&house).await;
    let found = operator.post("/api/operator/reconciliations", &asked).await.good();
    assert_eq!((&found["compared"], &found["accountName"]), (&json!(2), &json!("Stripe")));
    let differences = found["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1, "{differences:#?}");
    let difference = &differences[0];
    assert_eq!((&difference["kind"], &difference["healed"]), (&json!("refund_differs"), &json!(true)));
    assert_eq!((&difference["ours"], &difference["theirs"]), (&json!(0), &json!(999)));
    assert_eq!((&difference["bookingId"], &difference["vendorRef"]), (&json!(back.id), &json!(intent)));
    assert_eq!(house.visitor.view(&back).await["payment"]["state"], "refunded");
    assert_eq!(house.visitor.view(&paid).await["payment"]["state"], "paid");
    let again = operator.post("/api/operator/reconciliations", &asked).await.good();
    assert_eq!((&again["differences"], &again["id"]), (&json!([]), &found["id"]));
    let list = operator.get("/api/operator/reconciliations").await.good();
    assert!(list["items"].as_array().unwrap().iter().any(|item| item["id"] == found["id"]));
    let kinds: Vec<_> = house.events().await.into_iter().map(|event| event.kind).collect();
    assert!(kinds.contains(&"payments.reconciled".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yesterday_is_compared_by_itself() {
    let house = House::start().await;
    next_day(&house, 12).await;
    let _paid = held(&house).await;
    let paid_at = house.engine().now();
    house.settle().await;
    next_day(&house, 4).await;
    house.engine().clean_up_now().await.unwrap();
    house.settle().await;
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let yesterday: String = paid_at.to_string().chars().take(10).collect();
    let mut found = tx.reconciliations(9).await.unwrap();
    found.retain(|found| found.day == yesterday);
    let mut compared: Vec<_> = found.iter().map(|found| found.compared).collect();
    compared.sort_unstable();
    assert_eq!(compared, [0, 1], "of Stripe and Cryptomus: {found:#?}");
    assert!(found.iter().all(|found| found.differences.is_empty()));
}
