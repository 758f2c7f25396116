//! The operator's stream of events: a page that connects again misses nothing and sees nothing twice.

use reqwest::Method;
use serde_json::Value;

use crate::harness::{House, Operator, Stream, phone, within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_goes_on_where_it_broke_off() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let bookings = async {
        for n in 40..45 {
            let booked = house.visitor.book_and_pay("standard", &phone(n)).await;
            assert_eq!(house.visitor.end(&booked).await["state"], "completed");
        }
    };
    let reading = async {
        let (mut seen, mut completed) = (Vec::<i64>::new(), 0);
        while completed < 5 {
            let path = "/api/events?after=0";
            let mut request = operator.request(Method::GET, path);
            if let Some(last) = seen.last() {
                // It stands above the query, as with a browser's own way of connecting again.
                request = request.header("last-event-id", last.to_string());
            }
            let mut stream = Stream::open(request).await;
            for _ in 0..7 {
                let message = within("an event", stream.next()).await.unwrap();
                let event: Value = serde_json::from_str(&message.data).unwrap();
                assert_eq!((message.event.as_str(), message.id), ("domain", event["seq"].as_i64()));
                seen.push(message.id.unwrap());
                completed += u32::from(event["kind"] == "booking.completed");
                if completed == 5 {
                    break;
                }
            }
        }
        seen
    };
    let ((), seen) = tokio::join!(bookings, reading);
    let whole: Vec<_> = (1..=i64::try_from(seen.len()).unwrap()).collect();
    assert_eq!(seen, whole);
    assert_eq!(house.events().await.len(), seen.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_without_a_beginning_tells_what_is_new() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    house.visitor.book("standard", &phone(42)).await;
    let overview = operator.get("/api/operator/overview").await.good();
    let seq = overview["seq"].as_i64().unwrap();
    let mut stream = Stream::open(operator.request(Method::GET, "/api/events")).await;
    house.visitor.book("standard", &phone(43)).await;
    let first = within("an event", stream.next()).await.unwrap();
    assert_eq!(first.id, Some(seq + 1));
}

/// A page may be closed at any moment, also while its transaction begins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_goes_away_leaves_no_transaction_behind() {
    let house = House::start().await;
    let store = house.engine().store();
    for _ in 0..200 {
        let mut read = Box::pin(store.read());
        let _ = futures::poll!(&mut read);
        drop(read);
        tokio::task::yield_now().await;
    }
    futures::future::join_all((0..40).map(|n| house.offer("any", n, 10))).await;
}
