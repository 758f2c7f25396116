//! Customers: one for a number.

use std::collections::HashSet;

use futures::future::join_all;
use ringwright_domain::booking::Contact;
use ringwright_domain::ids::CustomerId;
use ringwright_domain::person::{Email, PersonName};
use ringwright_store::NewCustomer;

use crate::world::{NOW, World, at};

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

#[tokio::test]
async fn a_new_name_does_not_make_a_new_customer() {
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
    let again = NewCustomer { id: world.id(CustomerId::new), contact: &renamed };
    assert_eq!(tx.upsert_customer(&again, at(1)).await.unwrap(), id);
}
