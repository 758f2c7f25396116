//! Wake-ups: after a commit, never before and never without one; and between nodes.

use futures::FutureExt as _;
use ringwright_domain::ids::NodeId;
use ringwright_store::{NewEvent, NewJob, Store};
use serde_json::json;

use crate::world::{NOW, World, at};

/// Whether there is a wake-up for workers now; asking takes it away.
fn woken(store: &Store) -> bool {
    store.signals().work().now_or_never().is_some()
}

/// A world whose start has been slept off.
async fn quiet() -> World {
    let world = World::new().await;
    woken(&world.db);
    assert!(world.db.signals().take_dispatch(), "at the start the queue is looked at");
    assert!(!world.db.signals().take_dispatch());
    world
}

#[tokio::test]
async fn a_job_wakes_workers_with_its_commit() {
    let world = quiet().await;
    let mut tx = world.db.begin().await.unwrap();
    tx.enqueue(&world.job(NOW), NOW).await.unwrap();
    assert!(!woken(&world.db));
    drop(tx);
    assert!(!woken(&world.db), "it was rolled back");
    world.write(async |tx| tx.enqueue(&world.job(NOW), NOW).await.unwrap()).await;
    assert!(woken(&world.db));
    assert!(!woken(&world.db), "once");
    assert!(!world.db.signals().take_dispatch(), "the queue has nothing new");
}

#[tokio::test]
async fn work_that_is_nobody_elses_wakes_nobody() {
    let world = quiet().await;
    let node = world.id(NodeId::new);
    let keyed = NewJob { dedupe_key: Some("key".into()), ..world.job(NOW) };
    world.write(async |tx| tx.enqueue(&keyed, NOW).await.unwrap()).await;
    assert!(woken(&world.db));
    let twin = NewJob { dedupe_key: Some("key".into()), ..world.job(NOW) };
    let born = NewJob { claimed_by: Some((node, at(60))), ..world.job(NOW) };
    world
        .write(async |tx| {
            tx.enqueue(&twin, NOW).await.unwrap();
            tx.enqueue(&born, NOW).await.unwrap();
        })
        .await;
    assert!(!woken(&world.db));
}

#[tokio::test]
async fn jobs_that_are_put_back_wake_workers() {
    let world = quiet().await;
    let node = world.id(NodeId::new);
    let born = NewJob { claimed_by: Some((node.clone(), at(60))), ..world.job(NOW) };
    world.write(async |tx| tx.enqueue(&born, NOW).await.unwrap()).await;
    world.write(async |tx| tx.release_jobs(&node).await.unwrap()).await;
    assert!(woken(&world.db));
    world.write(async |tx| tx.claim(&node, NOW, crate::world::secs(60), 1).await.unwrap()).await;
    assert!(!woken(&world.db));
    world.write(async |tx| tx.postpone(&born.id, &node, at(5), None).await.unwrap()).await;
    assert!(woken(&world.db));
}

#[tokio::test]
async fn the_queue_is_looked_at_after_a_commit_that_asks_for_it() {
    let world = quiet().await;
    let mut tx = world.db.begin().await.unwrap();
    tx.wake_dispatch();
    drop(tx);
    assert!(!world.db.signals().take_dispatch() && !woken(&world.db));
    world.home.write(async |tx| tx.system().wake_dispatch()).await;
    assert!(world.db.signals().take_dispatch() && woken(&world.db));
    world.db.signals().wake_dispatch();
    assert!(world.db.signals().take_dispatch() && woken(&world.db));
}

#[tokio::test]
async fn events_are_announced_with_their_organisation_and_are_there_by_then() {
    let world = quiet().await;
    let mut news = world.db.signals().events();
    let mut tx = world.home.org.begin().await.unwrap();
    tx.emit(NewEvent { kind: "tick", booking: None, call: None, data: json!({}) });
    assert!(news.try_recv().is_err());
    tx.commit(NOW).await.unwrap();
    assert_eq!(news.try_recv().unwrap().as_ref(), Some(world.home.id()));
    assert!(news.try_recv().is_err());
    assert_eq!(world.home.read(async |tx| tx.last_seq().await.unwrap()).await, 1);
}

/// Knocks from one node until the other hears it; every knock takes the time of a round trip.
#[tokio::test]
async fn nodes_on_one_server_wake_each_other() {
    let world = quiet().await;
    let (mine, other) = (world.id(NodeId::new), world.id(NodeId::new));
    if !world.db.is_shared() {
        return assert!(world.db.relay(&mine).now_or_never().is_none(), "there is nobody to talk to");
    }
    let there = Store::open(&world.db.url).await.unwrap();
    there.signals().take_dispatch();
    let mut news = there.signals().events();
    let knock = async {
        loop {
            world.write(async |tx| tx.wake_dispatch()).await;
        }
    };
    tokio::select! {
        () = world.db.relay(&mine) => unreachable!("it runs until dropped"),
        () = there.relay(&other) => unreachable!("it runs until dropped"),
        () = knock => unreachable!("it goes on until heard"),
        () = there.signals().work() => {}
    }
    assert!(there.signals().take_dispatch());
    assert_eq!(news.try_recv().unwrap(), None, "it may be anybody's");
}
