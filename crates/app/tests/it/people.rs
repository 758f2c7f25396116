//! The people of the sandbox: whoever is not reached is called again, whoever cannot be reached is not.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{House, phone, states};

/// A person, how each attempt ends, and where booking and payment end.
type Habit = (u32, &'static [&'static str], &'static str, &'static str);

const HABITS: [Habit; 8] = [
    (1, &["busy"; 3], "no_answer", "refunded"),
    (2, &["no_answer"; 3], "no_answer", "refunded"),
    (3, &["voicemail"; 3], "no_answer", "refunded"),
    (4, &["rejected"], "failed", "refunded"),
    (5, &["completed"], "completed", "paid"),
    (6, &["duration_reached"], "completed", "paid"),
    (7, &["invalid_number"], "failed", "refunded"),
    (8, &["screened"; 3], "no_answer", "refunded"),
];

fn outcomes(booking: &Value) -> Vec<&str> {
    booking["attempts"].as_array().unwrap().iter().filter_map(|attempt| attempt["outcome"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_called_as_often_as_is_decent() {
    let house = House::start().await;
    house.offer("brief", 500, 10).await;
    let stories = HABITS.map(async |(person, attempts, state, payment)| {
        let booked = house.visitor.book_and_pay("brief", &phone(person)).await;
        let booking = house.visitor.end(&booked).await;
        assert_eq!(outcomes(&booking), attempts, "{person}");
        assert_eq!(states(&booking), (state, payment), "{person}");
        let refunded = if payment == "refunded" { 500 } else { 0 };
        assert_eq!(booking["payment"]["refundedMinor"], refunded, "{person}");
        attempts.len() as u64
    });
    let calls: u64 = futures::future::join_all(stories).await.into_iter().sum();
    house.assert_lines_free().await;
    let stats = house.sandbox.stats().await;
    assert_eq!(stats["callsPlaced"], calls, "{stats}");
    assert_eq!((&stats["doubleRings"], &stats["refunds"]), (&json!(0), &json!(6)), "{stats}");
    house.events().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_paid_time_ends_a_call_whose_news_are_all_lost() {
    let house = House::start().await;
    house.offer("long", 500, 3_600).await;
    house.sandbox.faults(&json!({ "vapi": { "webhookDropRate": 1.0 } })).await;
    let booked = house.visitor.book_and_pay("long", &phone(6)).await;
    house.sandbox.newest_call("in-progress").await;
    house.visitor.reaches(&booked, "initiating").await;
    house.jump(Duration::from_secs(21)).await;
    house.visitor.reaches(&booked, "calling").await;
    house.jump(Duration::from_secs(3_600)).await;
    let ended = house.sandbox.newest_call("ended").await;
    assert_eq!(ended["endedReason"], "manually-canceled", "the sandbox's own limit comes later");
    house.jump(Duration::from_secs(5)).await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
    let at = |name: &str| {
        let text = booking["attempts"][0][name].as_str().unwrap();
        text.parse::<ringwright_domain::Instant>().unwrap()
    };
    let talked = at("endedAt").since(at("answeredAt")).as_secs();
    assert!((3_600..3_660).contains(&talked), "{talked}");
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
    house.assert_lines_free().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_answer_is_lost_rings_once_and_is_completed() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "vapi": { "loseAnswers": 1 } })).await;
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
    let stats = house.sandbox.stats().await;
    for (figure, wanted) in [("answersLost", 1), ("callsPlaced", 1), ("doubleRings", 0)] {
        assert_eq!(stats[figure], wanted, "{figure}: {stats}");
    }
    assert!(house.kinds(&booked.id).await.iter().filter(|kind| *kind == "call.initiating").count() == 1);
    house.assert_lines_free().await;
}

/// The same, when no webhook helps either: the vendor is asked for the attempt by its own id.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_answer_and_news_are_lost_is_found() {
    let house = House::start().await;
    house.sandbox.faults(&json!({ "vapi": { "loseAnswers": 1, "webhookDropRate": 1.0 } })).await;
    let booked = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.sandbox.newest_call("ended").await;
    let seen =
        async || house.kinds(&booked.id).await.into_iter().find(|kind| kind == "call.submission_unknown");
    house.until("the lost answer is noticed", seen).await;
    house.jump(Duration::from_secs(21)).await;
    let booking = house.visitor.end(&booked).await;
    assert_eq!((states(&booking), outcomes(&booking)), (("completed", "paid"), vec!["completed"]));
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
    house.assert_lines_free().await;
}
