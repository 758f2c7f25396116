//! Paying, and not paying.

use std::time::Duration;

use serde_json::json;

use crate::harness::{Booked, House, form, phone, states};

const GOOD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const ASKS: &str = "4000002760003184";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_card_can_be_followed_by_a_good_one_in_the_same_checkout() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    assert_eq!(house.visitor.pay(&booked, DECLINED).await, "declined");
    let booking = house.visitor.reaches(&booked, "payment_failed").await;
    assert_eq!(booking["payment"]["failureCode"], "card_declined");
    assert_eq!(booking["failure"]["code"], "card_declined");
    let again = house.visitor.act(&booked, "checkout").await.good();
    assert_eq!(again["checkoutUrl"].as_str(), booked.checkout.as_deref(), "the page is the same");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    let stats = house.sandbox.stats().await;
    assert_eq!((&stats["charges"], &stats["failedCharges"]), (&json!(1), &json!(1)), "{stats}");
    house.visitor.act(&booked, "checkout").await.problem(409, "nothing_to_pay");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_may_ask_and_be_answered_or_not() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    assert_eq!(house.visitor.pay(&booked, ASKS).await, "requires_action");
    assert_eq!(house.visitor.authenticate(&booked, "fail").await, "declined");
    let booking = house.visitor.reaches(&booked, "payment_failed").await;
    assert_eq!(booking["payment"]["failureCode"], "authentication_failed");
    assert_eq!(house.visitor.pay(&booked, ASKS).await, "requires_action");
    assert_eq!(house.visitor.authenticate(&booked, "complete").await, "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
    assert_eq!(house.sandbox.count("charges").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_checkout_ends_the_booking() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    house.jump(Duration::from_secs(36 * 60)).await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!(states(&booking), ("cancelled", "expired"));
    assert_eq!(booking["failure"]["code"], "checkout_expired");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "expired");
    let stats = house.sandbox.stats().await;
    assert_eq!((&stats["charges"], &stats["callsPlaced"]), (&json!(0), &json!(0)), "{stats}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_whose_webhooks_are_lost_is_found() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "stripe": { "webhookDropRate": 1.0 } })).await;
    let asked = house.visitor.book_and_pay("standard", &phone(0)).await;
    assert_eq!(states(&house.visitor.view(&asked).await), ("pending_payment", "pending"));
    let checked = house.visitor.act(&asked, "payment-check").await.good();
    assert_eq!(checked["payment"]["state"], "paid", "somebody asked");
    assert_eq!(states(&house.visitor.end(&asked).await), ("completed", "paid"));
    let watched = house.visitor.book_and_pay("standard", &phone(42)).await;
    house.jump(Duration::from_secs(61)).await;
    assert_eq!(states(&house.visitor.end(&watched).await), ("completed", "paid"), "the watch asked");
    assert_eq!(house.sandbox.count("webhooksDelivered").await, 8, "only those of two calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calling_off_while_paying_closes_the_checkout() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    let cancelled = house.visitor.act(&booked, "cancel").await.good();
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(states(&house.visitor.end(&booked).await), ("cancelled", "expired"));
    assert_eq!(house.sandbox.checkouts().await[0]["status"], "expired");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "expired");
    assert_eq!(house.sandbox.count("charges").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calling_off_after_paying_gives_the_money_back() {
    let house = House::start().await;
    let mut later = form("standard", &phone(0));
    later["scheduledAt"] = house.engine().now().plus(Duration::from_secs(3_600)).to_string().into();
    let booked = Booked::of(&house.visitor.post("/api/bookings", &later).await.good());
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    house.visitor.reaches(&booked, "scheduled").await;
    house.visitor.act(&booked, "cancel").await.good();
    let booking = house.visitor.end(&booked).await;
    assert_eq!(states(&booking), ("cancelled", "refunded"));
    assert_eq!(booking["payment"]["refundedMinor"], booking["payment"]["amountMinor"]);
    house.visitor.act(&booked, "cancel").await.good();
    house.settle().await;
    let stats = house.sandbox.stats().await;
    assert_eq!((&stats["refunds"], &stats["callsPlaced"]), (&json!(1), &json!(0)), "{stats}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_comes_after_calling_off_goes_back() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    // The page cannot be closed while the vendor is down, and somebody pays there.
    house.sandbox.faults(&json!({ "stripe": { "down": true } })).await;
    assert_eq!(house.visitor.act(&booked, "cancel").await.good()["state"], "cancelled");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    house.visitor.follow(&booked, "the money is owed back", |b| b["payment"]["state"] == "refunding").await;
    house.sandbox.faults(&json!({ "stripe": { "down": false } })).await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("cancelled", "refunded"));
    let stats = house.sandbox.stats().await;
    assert_eq!((&stats["refunds"], &stats["callsPlaced"]), (&json!(1), &json!(0)), "{stats}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkout_that_could_not_be_opened_can_be_opened_later() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "stripe": { "down": true } })).await;
    let mut booked = house.visitor.book("standard", &phone(0)).await;
    assert_eq!((booked.checkout.as_deref(), states(&booked.view)), (None, ("pending_payment", "pending")));
    house.visitor.act(&booked, "checkout").await.problem(502, "payment_vendor_unavailable");
    house.sandbox.faults(&json!({ "stripe": { "down": false, "loseAnswers": 1 } })).await;
    let lost = house.visitor.act(&booked, "checkout").await;
    let page = if lost.status == 200 { lost } else { house.visitor.act(&booked, "checkout").await };
    booked.checkout = page.good()["checkoutUrl"].as_str().map(str::to_owned);
    assert_eq!(house.sandbox.checkouts().await.len(), 1, "a lost answer opens no second page");
    assert_eq!(house.visitor.pay(&booked, GOOD).await, "paid");
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "paid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_who_open_the_checkout_at_once_share_one_page() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "stripe": { "down": true } })).await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    house.sandbox.faults(&json!({ "stripe": { "down": false } })).await;
    let answers = futures::future::join_all((0..10).map(|_| house.visitor.act(&booked, "checkout"))).await;
    let good = answers.into_iter().filter(|answer| answer.status == 200);
    let mut pages: Vec<_> = good.map(|answer| answer.body["checkoutUrl"].to_string()).collect();
    pages.dedup();
    assert_eq!((pages.len(), house.sandbox.checkouts().await.len()), (1, 1), "{pages:?}");
}
