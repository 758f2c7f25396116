//! The event log: numbered without gaps, never seen out of order.

use futures::future::join_all;
use ringwright_domain::ids::{BookingId, CallId, OrgId};
use ringwright_store::{Event, NewEvent, NewJob, StoreError};
use serde_json::{Value, json};

use crate::world::{NOW, Tenant, World, at};

fn event(kind: &'static str) -> NewEvent {
    NewEvent { kind, booking: None, call: None, data: json!({}) }
}

async fn log(tenant: &Tenant) -> Vec<Event> {
    tenant.read(async |tx| tx.events_after(0, 1_000).await.unwrap()).await
}

fn numbers(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn an_event_comes_back_as_it_happened() {
    let world = World::new().await;
    let (booking, call) = (world.id(BookingId::new), world.id(CallId::new));
    let data = json!({"outcome": "busy", "seconds": 7, "deep": {"list": [1, null, "å"]}});
    let mut tx = world.home.org.begin().await.unwrap();
    tx.emit(NewEvent {
        kind: "call.ended",
        booking: Some(booking.clone()),
        call: Some(call.clone()),
        data: data.clone(),
    });
    tx.commit(at(3)).await.unwrap();
    let [event] = log(&world.home).await.try_into().unwrap();
    assert_eq!((event.seq, event.at, event.kind.as_str()), (1, at(3), "call.ended"));
    assert_eq!((event.booking, event.call, event.data), (Some(booking), Some(call), data));
}

#[tokio::test]
async fn data_comes_back_as_it_went_in() {
    let world = World::new().await;
    let all =
        [json!({}), json!({"n": i64::MAX, "x": -1.5}), json!([5, 1.0]), json!("5"), json!(true), json!(null)];
    let wanted = Vec::from(all.clone());
    world
        .home
        .write(async |tx| {
            for data in all {
                tx.emit(NewEvent { data, ..event("any") });
            }
        })
        .await;
    let read: Vec<Value> = log(&world.home).await.into_iter().map(|event| event.data).collect();
    assert_eq!(read, wanted);
}

#[tokio::test]
async fn events_are_numbered_in_the_order_of_their_happening() {
    let world = World::new().await;
    for kinds in [vec!["a", "b", "c"], vec!["d"], vec![], vec!["e", "f"]] {
        world.home.write(async |tx| kinds.into_iter().for_each(|kind| tx.emit(event(kind)))).await;
    }
    let events = log(&world.home).await;
    assert_eq!(numbers(&events), [1, 2, 3, 4, 5, 6]);
    let kinds: String = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, "abcdef");
}

#[tokio::test]
async fn events_are_read_from_anywhere_on_and_at_most_so_many() {
    let world = World::new().await;
    world.home.write(async |tx| (0..5).for_each(|_| tx.emit(event("tick")))).await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(numbers(&tx.events_after(0, 2).await.unwrap()), [1, 2]);
    assert_eq!(numbers(&tx.events_after(3, 9).await.unwrap()), [4, 5]);
    assert!(tx.events_after(5, 9).await.unwrap().is_empty());
    assert_eq!(tx.last_seq().await.unwrap(), 5);
    assert_eq!(tx.organisation().await.unwrap().event_seq, 5);
}

#[tokio::test]
async fn the_events_of_a_booking_come_in_order() {
    let world = World::new().await;
    let (mine, other) = (world.id(BookingId::new), world.id(BookingId::new));
    let of = |booking: &BookingId| NewEvent { booking: Some(booking.clone()), ..event("booked") };
    world
        .home
        .write(async |tx| {
            [of(&mine), of(&other), event("none"), of(&mine)].into_iter().for_each(|e| tx.emit(e));
        })
        .await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(numbers(&tx.events_of(&mine).await.unwrap()), [1, 4]);
    assert_eq!(numbers(&tx.events_of(&other).await.unwrap()), [2]);
    assert!(tx.events_of(&world.id(BookingId::new)).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_events_of_a_call_come_in_order() {
    let world = World::new().await;
    let (mine, other) = (world.id(CallId::new), world.id(CallId::new));
    let of = |call: &CallId| NewEvent { call: Some(call.clone()), ..event("rang") };
    world
        .home
        .write(async |tx| {
            [of(&mine), of(&other), event("none"), of(&mine)].into_iter().for_each(|e| tx.emit(e));
        })
        .await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(numbers(&tx.events_of_call(&mine).await.unwrap()), [1, 4]);
    assert_eq!(numbers(&tx.events_of_call(&other).await.unwrap()), [2]);
    drop(tx);
    let elsewhere = world.tenant("other").await;
    elsewhere.read(async |tx| assert!(tx.events_of_call(&mine).await.unwrap().is_empty())).await;
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_gap() {
    let world = World::new().await;
    let (before, dropped, after) = ("before", "dropped", "after");
    world.home.write(async |tx| tx.emit(event(before))).await;
    let mut tx = world.home.org.begin().await.unwrap();
    tx.emit(event(dropped));
    drop(tx);
    world.home.write(async |tx| tx.emit(event(after))).await;
    let events = log(&world.home).await;
    let seen: Vec<_> = events.iter().map(|event| (event.seq, event.kind.as_str())).collect();
    assert_eq!(seen, [(1, before), (2, after)]);
}

/// The events of a commit that fails take nothing with them: neither numbers nor the change beside them.
#[tokio::test]
async fn events_of_nobody_are_refused_with_all_that_was_done() {
    let world = World::new().await;
    let ghost = world.id(OrgId::new);
    let mut tx = world.db.org(&ghost).begin().await.unwrap();
    tx.emit(event("nowhere"));
    let job = NewJob { org: Some(ghost), ..world.job(NOW) };
    assert!(tx.enqueue(&job, NOW).await.unwrap());
    let error = tx.commit(NOW).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { table: "organisation", .. }));
    assert_eq!(world.read(async |tx| tx.job_counts(NOW).await.unwrap().due).await, 0);
}

/// Ten writers write; a reader who follows the log at the same time sees every number right behind the
/// one before it, so that whoever asks for what is new never misses what is old.
#[tokio::test]
async fn a_reader_beside_ten_writers_never_sees_a_gap() {
    const WRITERS: usize = 10;
    const EACH: usize = 6;
    let world = World::new().await;
    let home = &world.home;
    let write = join_all((0..WRITERS).map(|_| async {
        for n in 0..EACH {
            home.write(async |tx| (0..=n % 3).for_each(|_| tx.emit(event("tick")))).await;
        }
    }));
    let total = i64::try_from(WRITERS * EACH * 2).unwrap();
    let follow = async {
        let mut seen = 0;
        while seen < total {
            let events = home.read(async |tx| tx.events_after(seen, 1_000).await.unwrap()).await;
            let count = i64::try_from(events.len()).unwrap();
            assert_eq!(numbers(&events), (seen + 1..=seen + count).collect::<Vec<_>>());
            seen += count;
        }
        seen
    };
    let ((), seen) = futures::join!(async { drop(write.await) }, follow);
    assert_eq!(seen, total);
    assert_eq!(home.read(async |tx| tx.last_seq().await.unwrap()).await, total);
}

#[tokio::test]
async fn every_organisation_counts_for_itself() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let (one, two) = (&world.home, &other);
    join_all([one, two, one, one, two].map(|org| org.write(async |tx| tx.emit(event("tick"))))).await;
    assert_eq!(numbers(&log(one).await), [1, 2, 3]);
    assert_eq!(numbers(&log(two).await), [1, 2]);
}
