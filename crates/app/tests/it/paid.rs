//! A paid booking from the form to the end of the call.

use serde_json::Value;

use crate::harness::{House, phone, states};

const KINDS: [&str; 12] = [
    "booking.pending",
    "booking.pending_payment",
    "payment.paid",
    "booking.confirmed",
    "booking.queued",
    "call.initiating",
    "booking.initiating",
    "call.ringing",
    "call.in_progress",
    "booking.calling",
    "call.ended",
    "booking.completed",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paid_booking_is_called_once_and_completed() {
    let house = House::with(|_, tuning| tuning.sandbox_pace = 0.1).await;
    let booked = house.visitor.book("standard", &phone(0)).await;
    assert_eq!(states(&booked.view), ("pending_payment", "pending"));
    assert_eq!(house.sandbox.count("callsPlaced").await, 0, "nobody is called before paying");
    assert_eq!(house.visitor.pay(&booked, "4242424242424242").await, "paid");
    house
        .visitor
        .follow(&booked, "the telephone is picked up", |booking| booking["state"] == "calling")
        .await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!(states(&booking), ("completed", "paid"));
    check_attempt(&booking);
    check_timeline(&booking);
    assert_eq!(booking["failure"], Value::Null);
    house.events().await;
    house.assert_lines_free().await;
    let stats = house.sandbox.stats().await;
    for (figure, wanted) in [("callsPlaced", 1), ("doubleRings", 0), ("charges", 1), ("refunds", 0)] {
        assert_eq!(stats[figure], wanted, "{figure}: {stats}");
    }
}

fn check_attempt(booking: &Value) {
    let [attempt] = booking["attempts"].as_array().unwrap().as_slice() else { panic!("{booking}") };
    assert_eq!((&attempt["state"], &attempt["outcome"]), (&"ended".into(), &"completed".into()));
    let at = |name: &str| attempt[name].as_str().unwrap().parse::<ringwright_domain::Instant>().unwrap();
    assert!(at("createdAt") <= at("answeredAt") && at("answeredAt") < at("endedAt"), "{attempt}");
}

fn check_timeline(booking: &Value) {
    let timeline = booking["timeline"].as_array().unwrap();
    let kinds: Vec<_> = timeline.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, KINDS);
    let numbers: Vec<_> = timeline.iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(timeline.iter().all(|item| item["text"].as_str().is_some_and(|text| text.ends_with('.'))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_for_later_is_called_at_its_time() {
    let house = House::start().await;
    let at = ringwright_domain::Clock::now(&*house.clock).plus(std::time::Duration::from_secs(7_200));
    let mut form = crate::harness::form("free_trial", &phone(42));
    form["scheduledAt"] = at.to_string().into();
    let body = house.visitor.post("/api/bookings", &form).await.good();
    let booked = crate::harness::Booked::of(&body);
    assert_eq!(states(&booked.view), ("scheduled", "free"));
    assert_eq!(house.sandbox.count("callsPlaced").await, 0);
    house.jump(std::time::Duration::from_secs(7_201)).await;
    assert_eq!(states(&house.visitor.end(&booked).await), ("completed", "free"));
    house.assert_lines_free().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_can_be_changed_until_the_call() {
    let house = House::start().await;
    let booked = house.visitor.book("standard", &phone(1)).await;
    let path = format!("/api/bookings/{}/phone?token={}", booked.id, booked.token);
    let changed = house.visitor.post(&path, &serde_json::json!({ "phone": "(202) 555-0142" })).await.good();
    assert_eq!(changed["phone"], "+12025550142");
    assert_eq!(house.visitor.pay(&booked, "4242424242424242").await, "paid");
    assert_eq!(house.visitor.end(&booked).await["state"], "completed");
    assert_eq!(house.sandbox.calls().await[0]["number"], "+12025550142");
    let late = house.visitor.post(&path, &serde_json::json!({ "phone": phone(0) })).await;
    late.problem(409, "phone_not_changeable");
}
