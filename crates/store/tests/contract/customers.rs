//! Customers and their free trial.

use std::collections::HashSet;

use futures::future::join_all;
use ringwright_domain::booking::Contact;
use ringwright_domain::ids::CustomerId;
use ringwright_domain::person::{Email, PersonName};
use ringwright_store::NewCustomer;

use crate::world::{NOW, World, at, secs};

/// A day.
const WINDOW: std::time::Duration = secs(24 * 3_600);

#[tokio::test]
async fn a_number_is_one_customer_however_many_come_at_once() {
    let world = World::new().await;
    let contact = world.contact();
    let ids = join_all((0..20).map(|_| async {
        let new = NewCustomer { id: world.id(CustomerId::new), contact: &contact };
        world.home.write(async |tx| tx.upsert_customer(&new, NOW).await.unwrap()).await
    }))
    .await;
    assert_eq!(ids.len(), 20);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 1);
}

#[tokio::test]
async fn different_numbers_are_different_customers() {
    let world = World::new().await;
    let (one, two) = (world.contact(), world.contact());
    let mut ids = HashSet::new();
    for contact in [&one, &two] {
        let new = NewCustomer { id: world.id(CustomerId::new), contact };
        let given = world.home.write(async |tx| tx.upsert_customer(&new, NOW).await.unwrap()).await;
        assert_eq!(given, new.id, "the first of its number keeps its id");
        ids.insert(given);
    }
    assert_eq!(ids.len(), 2);
}

/// The trial belongs to the number, also under a new name and mail address.
#[tokio::test]
async fn a_new_name_does_not_make_a_new_customer_or_trial() {
    let world = World::new().await;
    let first = world.contact();
    let renamed = Contact {
        name: PersonName::parse("Bo Ek").unwrap(),
        email: Email::parse("bo@example.com").unwrap(),
        ..first.clone()
    };
    let mut tx = world.home.org.begin().await.unwrap();
    let new = NewCustomer { id: world.id(CustomerId::new), contact: &first };
    let id = tx.upsert_customer(&new, NOW).await.unwrap();
    assert!(tx.take_trial(&id, NOW, WINDOW).await.unwrap());
    let again = NewCustomer { id: world.id(CustomerId::new), contact: &renamed };
    assert_eq!(tx.upsert_customer(&again, at(1)).await.unwrap(), id);
    assert_eq!(tx.last_trial(first.phone.as_str()).await.unwrap(), Some(NOW));
}

#[tokio::test]
async fn a_trial_is_taken_by_exactly_one_of_many() {
    let world = World::new().await;
    let home = &world.home;
    let taken = join_all((0..10).map(|second| async move {
        home.write(async |tx| tx.take_trial(&home.customer, at(second), WINDOW).await.unwrap()).await
    }))
    .await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
}

#[tokio::test]
async fn a_trial_comes_back_after_its_window() {
    let world = World::new().await;
    let mut tx = world.home.org.begin().await.unwrap();
    let customer = &world.home.customer;
    assert!(tx.take_trial(customer, NOW, WINDOW).await.unwrap());
    assert!(!tx.take_trial(customer, NOW.plus(WINDOW - secs(1)), WINDOW).await.unwrap());
    assert!(tx.take_trial(customer, NOW.plus(WINDOW), WINDOW).await.unwrap());
}

#[tokio::test]
async fn a_trial_of_a_rolled_back_booking_is_free_again() {
    let world = World::new().await;
    let customer = &world.home.customer;
    let mut tx = world.home.org.begin().await.unwrap();
    assert!(tx.take_trial(customer, NOW, WINDOW).await.unwrap());
    drop(tx);
    let again = world.home.write(async |tx| tx.take_trial(customer, NOW, WINDOW).await.unwrap()).await;
    assert!(again);
}

#[tokio::test]
async fn the_last_trial_is_known_by_number() {
    let world = World::new().await;
    let contact = world.contact();
    let phone = contact.phone.as_str();
    let mut tx = world.home.org.begin().await.unwrap();
    assert_eq!(tx.last_trial(phone).await.unwrap(), None, "nobody");
    let new = NewCustomer { id: world.id(CustomerId::new), contact: &contact };
    let id = tx.upsert_customer(&new, NOW).await.unwrap();
    assert_eq!(tx.last_trial(phone).await.unwrap(), None, "none taken");
    assert!(tx.take_trial(&id, at(7), WINDOW).await.unwrap());
    assert_eq!(tx.last_trial(phone).await.unwrap(), Some(at(7)));
}
