//! Endpoints of outgoing webhooks and the messages that go to them.

use ringwright_domain::Instant;
use ringwright_domain::ids::{DeliveryId, EndpointId};
use ringwright_domain::outgoing::{DeliveryState, Kinds};
use ringwright_store::{Delivery, DeliveryPage, Endpoint, NewEvent, PUMP};

use crate::world::{NOW, Tenant, World, at};

fn endpoint(world: &World) -> Endpoint {
    Endpoint {
        id: world.id(EndpointId::new),
        url: "https://hooks.example.com/".to_owned(),
        description: "books".to_owned(),
        kinds: Kinds::parse(["call.ended", "booking.*"]).unwrap(),
        active: true,
        cursor: 0,
        failing_since: None,
        stopped_because: None,
        created_at: NOW,
        old_secret_until: None,
    }
}

fn message(world: &World, endpoint: &Endpoint, event_seq: Option<i64>, created_at: Instant) -> Delivery {
    Delivery {
        id: world.id(DeliveryId::new),
        endpoint: endpoint.id.clone(),
        event_seq,
        kind: "call.ended".to_owned(),
        body: "{\"type\":\"call.ended\"}".to_owned(),
        state: DeliveryState::Waiting,
        tries: 0,
        next_at: Some(created_at),
        last_status: None,
        last_error: None,
        last_ms: None,
        created_at,
        updated_at: created_at,
    }
}

async fn keep(tenant: &Tenant, endpoint: &Endpoint) {
    tenant.write(async |tx| tx.insert_endpoint(endpoint).await.unwrap()).await;
}

async fn happen(tenant: &Tenant) {
    let mut tx = tenant.org.begin().await.unwrap();
    tx.emit(NewEvent { kind: "call.ended", booking: None, call: None, data: serde_json::json!({}) });
    tx.commit(NOW).await.unwrap();
}

async fn pumps(world: &World) -> usize {
    let node = world.id(ringwright_domain::ids::NodeId::new);
    world
        .write(async |tx| {
            let jobs = tx.claim(&node, at(1), crate::world::secs(60), 100).await.unwrap();
            let count = jobs.iter().filter(|job| job.kind == PUMP).count();
            for job in jobs {
                tx.finish(&job.id, &node).await.unwrap();
            }
            count
        })
        .await
}

#[tokio::test]
async fn an_endpoint_is_read_as_it_was_written() {
    let world = World::new().await;
    let mut made = endpoint(&world);
    keep(&world.home, &made).await;
    made.url = "https://other.example.com/".to_owned();
    made.active = false;
    made.stopped_because = Some("gone".to_owned());
    made.failing_since = Some(at(5));
    made.old_secret_until = Some(at(9));
    world.home.write(async |tx| tx.update_endpoint(&made).await.unwrap()).await;
    let read = world.home.read(async |tx| tx.endpoint(&made.id).await.unwrap().unwrap()).await;
    assert_eq!(format!("{read:?}"), format!("{made:?}"));
    let listed = world.home.read(async |tx| tx.endpoints().await.unwrap()).await;
    assert_eq!(format!("{listed:?}"), format!("{:?}", [&made]));
    let locked = world.home.write(async |tx| tx.endpoint_for_update(&made.id).await.unwrap()).await;
    assert!(locked.is_some());
}

/// Only who wants to hear pays for it: without an active endpoint no event wakes a pump.
#[tokio::test]
async fn an_event_wakes_one_pump_when_somebody_listens() {
    let world = World::new().await;
    happen(&world.home).await;
    assert_eq!(pumps(&world).await, 0);
    let mut made = endpoint(&world);
    keep(&world.home, &made).await;
    happen(&world.home).await;
    happen(&world.home).await;
    assert_eq!(pumps(&world).await, 1);
    happen(&world.home).await;
    assert_eq!(pumps(&world).await, 1, "the next event wakes the next pump");
    made.active = false;
    world.home.write(async |tx| tx.update_endpoint(&made).await.unwrap()).await;
    happen(&world.home).await;
    assert_eq!(pumps(&world).await, 0);
    let other = world.tenant("other").await;
    keep(&other, &endpoint(&world)).await;
    happen(&world.home).await;
    assert_eq!(pumps(&world).await, 0, "another organisation's endpoints hear nothing of it");
}

#[tokio::test]
async fn an_endpoint_only_moves_forward() {
    let world = World::new().await;
    let made = endpoint(&world);
    keep(&world.home, &made).await;
    for (seq, cursor) in [(7, 7), (3, 7), (8, 8)] {
        world.home.write(async |tx| tx.move_endpoint(&made.id, seq).await.unwrap()).await;
        let read = world.home.read(async |tx| tx.endpoint(&made.id).await.unwrap().unwrap()).await;
        assert_eq!(read.cursor, cursor);
    }
    happen(&world.home).await;
    assert_eq!(world.home.write(async |tx| tx.lock_events().await.unwrap()).await, 1);
}

#[tokio::test]
async fn of_one_event_there_is_one_message() {
    let world = World::new().await;
    let made = endpoint(&world);
    keep(&world.home, &made).await;
    let mut first = message(&world, &made, Some(1), NOW);
    assert!(world.home.write(async |tx| tx.insert_delivery(&first).await.unwrap()).await);
    let second = message(&world, &made, Some(1), NOW);
    assert!(!world.home.write(async |tx| tx.insert_delivery(&second).await.unwrap()).await);
    for _ in 0..2 {
        let test = message(&world, &made, None, NOW);
        assert!(world.home.write(async |tx| tx.insert_delivery(&test).await.unwrap()).await);
    }
    first.state = DeliveryState::Dead;
    first.tries = 11;
    first.next_at = None;
    first.last_status = Some(503);
    first.last_error = Some("no".to_owned());
    first.last_ms = Some(12);
    first.updated_at = at(3);
    world.home.write(async |tx| tx.update_delivery(&first).await.unwrap()).await;
    let read = world.home.read(async |tx| tx.delivery(&first.id).await.unwrap().unwrap()).await;
    assert_eq!(format!("{read:?}"), format!("{first:?}"));
}

#[tokio::test]
async fn messages_are_listed_page_by_page() {
    let world = World::new().await;
    let made = endpoint(&world);
    keep(&world.home, &made).await;
    let mut all = Vec::new();
    for n in 0..5 {
        let mut one = message(&world, &made, Some(n), at(n / 2));
        world.home.write(async |tx| tx.insert_delivery(&one).await.unwrap()).await;
        if n == 3 {
            one.state = DeliveryState::Dead;
            world.home.write(async |tx| tx.update_delivery(&one).await.unwrap()).await;
        }
        all.push(one);
    }
    all.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    let mut seen = Vec::new();
    let mut after: Option<(Instant, DeliveryId)> = None;
    loop {
        let place = after.as_ref().map(|(at, id)| (*at, id));
        let page = DeliveryPage { endpoint: &made.id, state: None, after: place, most: 2 };
        let rows = world.home.read(async |tx| tx.deliveries(&page).await.unwrap()).await;
        let Some(last) = rows.last() else { break };
        after = Some((last.created_at, last.id.clone()));
        seen.extend(rows.into_iter().map(|row| row.id));
    }
    assert_eq!(seen, all.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    let page = DeliveryPage { endpoint: &made.id, state: Some(DeliveryState::Dead), after: None, most: 9 };
    assert_eq!(world.home.read(async |tx| tx.deliveries(&page).await.unwrap()).await.len(), 1);
}

#[tokio::test]
async fn old_messages_are_dropped_and_those_that_wait_are_kept() {
    let world = World::new().await;
    let made = endpoint(&world);
    keep(&world.home, &made).await;
    for (seq, state) in [(1, DeliveryState::Waiting), (2, DeliveryState::Delivered), (3, DeliveryState::Dead)]
    {
        let mut one = message(&world, &made, Some(seq), NOW);
        world.home.write(async |tx| tx.insert_delivery(&one).await.unwrap()).await;
        one.state = state;
        world.home.write(async |tx| tx.update_delivery(&one).await.unwrap()).await;
    }
    assert_eq!(world.write(async |tx| tx.prune_deliveries(NOW).await.unwrap()).await, 0);
    assert_eq!(world.write(async |tx| tx.prune_deliveries(at(1)).await.unwrap()).await, 2);
    assert!(world.home.write(async |tx| tx.delete_endpoint(&made.id).await.unwrap()).await);
    assert!(!world.home.write(async |tx| tx.delete_endpoint(&made.id).await.unwrap()).await);
    let page = DeliveryPage { endpoint: &made.id, state: None, after: None, most: 9 };
    assert!(world.home.read(async |tx| tx.deliveries(&page).await.unwrap()).await.is_empty());
}

#[tokio::test]
async fn another_organisation_sees_and_changes_nothing() {
    let world = World::new().await;
    let (made, other) = (endpoint(&world), world.tenant("other").await);
    keep(&world.home, &made).await;
    let one = message(&world, &made, Some(1), NOW);
    world.home.write(async |tx| tx.insert_delivery(&one).await.unwrap()).await;
    other
        .write(async |tx| {
            assert!(tx.endpoint(&made.id).await.unwrap().is_none());
            assert!(tx.endpoint_for_update(&made.id).await.unwrap().is_none());
            assert!(tx.endpoints().await.unwrap().is_empty());
            assert!(tx.delivery(&one.id).await.unwrap().is_none());
            let page = DeliveryPage { endpoint: &made.id, state: None, after: None, most: 9 };
            assert!(tx.deliveries(&page).await.unwrap().is_empty());
            assert!(!tx.delete_endpoint(&made.id).await.unwrap());
            tx.update_endpoint(&Endpoint { active: false, ..made.clone() }).await.unwrap();
            tx.move_endpoint(&made.id, 99).await.unwrap();
            tx.update_delivery(&Delivery { tries: 9, ..one.clone() }).await.unwrap();
        })
        .await;
    let read = world.home.read(async |tx| tx.endpoint(&made.id).await.unwrap().unwrap()).await;
    assert_eq!((read.active, read.cursor), (true, 0));
    assert_eq!(world.home.read(async |tx| tx.delivery(&one.id).await.unwrap().unwrap()).await.tries, 0);
}
