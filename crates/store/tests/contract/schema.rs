//! Opening, bringing the schema up to date, and instants in rows.

use futures::future::join_all;
use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::UserId;
use ringwright_store::testing::{DATABASE_VARIABLE, empty_database, fresh_store};
use ringwright_store::{NewUser, Store, StoreError};

use crate::world::{NOW, World, queued};

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let world = World::new().await;
    let before = format!("{:?}", world.read(async |tx| tx.organisations().await.unwrap()).await);
    world.db.migrate().await.unwrap();
    Store::open(&world.db.url).await.unwrap().migrate().await.unwrap();
    let after = format!("{:?}", world.read(async |tx| tx.organisations().await.unwrap()).await);
    assert_eq!(before, after);
}

/// Many programs open the same new file at once: each of them would give it its log.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_can_open_a_new_database_at_once() {
    // A server has no file that one of them would need for itself.
    let rounds = if std::env::var(DATABASE_VARIABLE).is_ok() { 2 } else { 200 };
    for _ in 0..rounds {
        let place = empty_database().await;
        let open = (0..32).map(|_| {
            let url = place.url.clone();
            tokio::spawn(async move { Store::open(&url).await.unwrap().close().await })
        });
        for opened in join_all(open).await {
            opened.unwrap();
        }
    }
}

/// Five nodes start at once on an empty database.
#[tokio::test]
async fn many_can_open_and_migrate_at_once() {
    let place = empty_database().await;
    let nodes: Vec<_> = join_all((0..5).map(|_| async { Store::open(&place.url).await.unwrap() })).await;
    // All of them see an empty database before any of them changes it.
    for answer in join_all(nodes.iter().map(Store::migrate)).await {
        answer.unwrap();
    }
    for store in nodes {
        assert!(store.read().await.unwrap().organisations().await.unwrap().is_empty());
        store.close().await;
    }
}

#[tokio::test]
async fn an_address_is_a_file_or_a_server_and_nothing_else() {
    for wrong in ["", "ringwright.db", "mysql://host/name", "SQLITE:x"] {
        assert!(matches!(Store::open(wrong).await, Err(StoreError::Address(said)) if said == wrong));
    }
}

#[tokio::test]
async fn a_store_knows_whether_it_can_be_shared() {
    let db = fresh_store().await;
    assert_eq!(db.is_shared(), std::env::var(DATABASE_VARIABLE).is_ok());
}

#[tokio::test]
async fn a_closed_store_answers_with_an_error() {
    let db = fresh_store().await;
    db.close().await;
    assert!(db.begin().await.is_err());
    assert!(db.read().await.is_err());
}

#[tokio::test]
async fn a_reading_transaction_cannot_write() {
    let world = World::new().await;
    let mut tx = world.home.org.read().await.unwrap();
    assert!(tx.set_paused(&world.home.account, true).await.is_err());
    drop(tx);
    let account = world.home.read(async |tx| tx.account(&world.home.account).await.unwrap()).await;
    assert!(!account.unwrap().paused);
}

/// A reader sees one moment, whatever is committed beside it.
#[tokio::test]
async fn a_reading_transaction_is_one_view() {
    let world = World::new().await;
    let mut reader = world.home.org.read().await.unwrap();
    assert_eq!(reader.queue_length("luna", NOW).await.unwrap(), 0);
    world.booked(&world.home, queued(NOW), NOW).await;
    assert_eq!(reader.queue_length("luna", NOW).await.unwrap(), 0);
    drop(reader);
    assert_eq!(world.home.read(async |tx| tx.queue_length("luna", NOW).await.unwrap()).await, 1);
}

#[tokio::test]
async fn what_is_not_committed_never_was() {
    let world = World::new().await;
    let mut tx = world.db.begin().await.unwrap();
    let user = NewUser {
        id: world.id(UserId::new),
        org: world.home.id().clone(),
        email: "gone@example.com".into(),
        name: "Gone".into(),
        role: Role::Viewer,
        password_hash: "$argon2id$".into(),
        email_verified_at: None,
    };
    tx.insert_user(&user, NOW).await.unwrap();
    assert!(tx.user_by_email("gone@example.com").await.unwrap().is_some());
    drop(tx);
    assert!(world.read(async |tx| tx.user_by_email("gone@example.com").await.unwrap()).await.is_none());
}

/// Around every epoch that a database might count from, to the microsecond.
fn instants() -> Vec<Instant> {
    [
        "1901-12-13T20:45:51.999999Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.000001Z",
        "1999-12-31T23:59:59.999999Z",
        "2000-01-01T00:00:00Z",
        "2000-01-01T00:00:00.000001Z",
        "2038-01-19T03:14:08.000001Z",
        "2099-12-31T23:59:59.999999Z",
        "2100-03-01T12:00:00.123456Z",
        "2262-04-12T00:00:00.654321Z",
    ]
    .map(|text| text.parse().unwrap())
    .into()
}

#[tokio::test]
async fn instants_come_back_as_they_went_in_and_in_their_order() {
    let world = World::new().await;
    // Stored from both ends inwards, so that the order is not that of insertion.
    let mut all = instants();
    let sorted = all.clone();
    all.rotate_left(5);
    for created_at in &all {
        world.booked(&world.home, queued(*created_at), *created_at).await;
    }
    let horizon = sorted[sorted.len() - 1];
    let queue = world.home.read(async |tx| tx.queue(horizon, 100).await.unwrap()).await;
    let made: Vec<_> = queue.iter().map(|booking| booking.created_at).collect();
    assert_eq!(made, sorted);
    for booking in queue {
        assert_eq!(booking.updated_at, booking.created_at);
        assert_eq!(booking.consented_at, booking.created_at);
        assert_eq!(booking.state, queued(booking.created_at));
    }
}

#[tokio::test]
async fn a_due_time_is_reached_at_the_microsecond_and_not_before() {
    let world = World::new().await;
    for due_at in instants() {
        let tenant = world.tenant(&due_at.to_string()).await;
        world.booked(&tenant, queued(due_at), NOW).await;
        let before = Instant::from_micros(due_at.micros() - 1);
        assert_eq!(tenant.read(async |tx| tx.queue_length("luna", before).await.unwrap()).await, 0);
        assert_eq!(tenant.read(async |tx| tx.queue_length("luna", due_at).await.unwrap()).await, 1);
    }
}
