//! A thousand people at once, and eighteen lines.

use futures::StreamExt as _;
use ringwright_domain::Phone;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Visitor, form};

/// Area codes of the numbering plan; 555-01xx is kept for stories in each.
const AREAS: [u32; 12] = [202, 212, 213, 303, 305, 312, 404, 415, 503, 512, 617, 702];
/// Lines of an account, and accounts.
const LINES: u64 = 9;
const ACCOUNTS: u64 = 2;

/// Valid numbers that nobody has, of all the sandbox's people but the one who sits before its page.
fn numbers(count: usize) -> Vec<String> {
    let all = AREAS.iter().flat_map(|area| (0..100).map(move |person| (area, person)));
    let all =
        all.filter(|(_, person)| *person != 9).map(|(area, person)| format!("+1{area}55501{person:02}"));
    let numbers: Vec<_> = all.take(count).collect();
    assert_eq!(numbers.len(), count);
    for number in &numbers {
        assert!(number.parse::<Phone>().is_ok(), "{number}");
    }
    numbers
}

async fn book(visitor: &Visitor, number: &str) {
    let answer =
        Answer::of(visitor.request(reqwest::Method::POST, "/api/bookings").json(&form("flash", number)));
    assert_eq!(answer.await.status, 201);
}

/// Books for everybody at once and waits until all bookings are over.
async fn play(house: &House, count: usize) {
    house.offer("flash", 0, 10).await;
    let numbers = numbers(count);
    let booking =
        futures::stream::iter(&numbers).for_each_concurrent(100, |number| book(&house.visitor, number));
    booking.await;
    let most = i64::try_from(count).unwrap();
    house
        .until("every booking ends", async || {
            let mut tx = house.engine().org(&house.org).read().await.unwrap();
            let today = tx.today(ringwright_domain::Instant::from_seconds(0)).await.unwrap();
            let over = today.completed + today.no_answer + today.failed + today.cancelled;
            assert!(over <= most);
            (over == most).then_some(())
        })
        .await;
}

async fn check(house: &House) -> (Value, u64) {
    house.assert_lines_free().await;
    let attempts = house.events().await.iter().filter(|event| event.kind == "call.initiating").count();
    let stats = house.sandbox.stats().await;
    assert_eq!(stats["doubleRings"], 0, "{stats}");
    assert_eq!(stats["overCapacityRejections"], 0, "{stats}");
    assert_eq!(stats["liveCalls"], 0, "{stats}");
    let accounts = stats["accounts"].as_array().unwrap();
    assert_eq!(accounts.len() as u64, ACCOUNTS, "{stats}");
    for account in accounts {
        assert!(account["maxConcurrentCalls"].as_u64().unwrap() <= LINES, "{stats}");
    }
    assert!(stats["maxConcurrentCalls"].as_u64().unwrap() <= ACCOUNTS * LINES, "{stats}");
    (stats, attempts as u64)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_bookings_share_eighteen_lines() {
    let house = House::start().await;
    play(&house, 1_000).await;
    let (stats, attempts) = check(&house).await;
    assert_eq!(stats["callsPlaced"], attempts, "{stats}");
    assert!(attempts > 1_000, "some were called again");
    assert!(stats["maxConcurrentCalls"].as_u64().unwrap() > LINES, "both accounts worked: {stats}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_bookings_bear_a_bad_day_of_the_vendor() {
    let house = House::start().await;
    let faults = json!({ "seed": 20_261_121, "vapi": {
        "webhookDuplicate": 2, "webhookReorder": true, "webhookDelayMs": 20,
        "failRate5xx": 0.02, "loseAnswerRate": 0.05,
    } });
    house.sandbox.faults(&faults).await;
    play(&house, 200).await;
    let (stats, attempts) = check(&house).await;
    assert!(
        stats["answersLost"].as_u64().unwrap() > 0 && stats["faultsAnswered"].as_u64().unwrap() > 0,
        "{stats}"
    );
    assert_eq!(stats["attempts"], stats["callsPlaced"], "no attempt rang twice: {stats}");
    assert!(stats["callsPlaced"].as_u64().unwrap() <= attempts, "{stats}");
}
