//! What a business offers, and who does it.

use ringwright_domain::business::{Hours, Interval, Service, StaffMember, Week};
use ringwright_domain::ids::{ServiceId, StaffId};
use ringwright_domain::{Currency, Money};

use crate::world::{World, at};

fn service(world: &World, name: &str, position: i32) -> Service {
    Service {
        id: world.id(ServiceId::new),
        name: name.to_owned(),
        category: "Care".to_owned(),
        description: "In an hour.".to_owned(),
        duration_minutes: 45,
        buffer_minutes: 15,
        price: Money::new(8_000, Currency::USD),
        staff: vec![],
        active: true,
        position,
    }
}

fn member(world: &World, name: &str) -> StaffMember {
    let morning = Interval { from: "09:00".parse().unwrap(), to: "12:30".parse().unwrap() };
    StaffMember {
        id: world.id(StaffId::new),
        name: name.to_owned(),
        email: "asa@example.com".to_owned(),
        phone: "+12025550100".to_owned(),
        services: vec![],
        hours: Some(Hours { week: Week { mon: vec![morning], ..Week::default() }, special: vec![] }),
        active: true,
    }
}

#[tokio::test]
async fn services_keep_their_order_and_can_be_given_back() {
    let world = World::new().await;
    let (second, first) = (service(&world, "Second", 2), service(&world, "First", 1));
    world
        .home
        .write(async |tx| {
            tx.insert_service(&second, at(0)).await.unwrap();
            tx.insert_service(&first, at(1)).await.unwrap();
        })
        .await;
    let services = async || world.home.read(async |tx| tx.services().await.unwrap()).await;
    assert_eq!(services().await, [first.clone(), second.clone()]);
    let changed = Service { name: "First of all".to_owned(), active: false, ..first.clone() };
    assert!(world.home.write(async |tx| tx.update_service(&changed).await.unwrap()).await);
    assert_eq!(world.home.read(async |tx| tx.service(&first.id).await.unwrap()).await, Some(changed.clone()));
    let remove =
        async || world.home.write(async |tx| tx.remove_service(&first.id, at(2)).await.unwrap()).await;
    assert!(remove().await);
    assert!(!remove().await, "it is gone already");
    assert!(!world.home.write(async |tx| tx.update_service(&changed).await.unwrap()).await);
    assert_eq!(services().await, std::slice::from_ref(&second));
    assert!(world.home.write(async |tx| tx.restore_service(&first.id).await.unwrap()).await);
    assert_eq!(services().await, [changed, second.clone()]);
    for kept in [&first.id, &second.id] {
        let restored = world.home.write(async |tx| tx.restore_service(kept).await.unwrap()).await;
        assert!(!restored, "it was not removed");
    }
}

#[tokio::test]
async fn who_does_what_is_told_from_both_sides() {
    let world = World::new().await;
    let (asa, bo) = (member(&world, "Åsa"), StaffMember { hours: None, ..member(&world, "Bo") });
    let wash = service(&world, "Wash", 1);
    world
        .home
        .write(async |tx| {
            tx.insert_staff(&asa, at(0)).await.unwrap();
            tx.insert_staff(&bo, at(1)).await.unwrap();
            let wash = Service { staff: vec![asa.id.clone()], ..wash.clone() };
            tx.insert_service(&wash, at(2)).await.unwrap();
            let bo = StaffMember { services: vec![wash.id.clone()], ..bo.clone() };
            assert!(tx.update_staff(&bo).await.unwrap());
        })
        .await;
    let read = async || {
        world.home.read(async |tx| (tx.staff().await.unwrap(), tx.service(&wash.id).await.unwrap())).await
    };
    let (staff, found) = read().await;
    let mut both = vec![asa.id.clone(), bo.id.clone()];
    both.sort();
    assert_eq!(found.unwrap().staff, both);
    let with = |member: &StaffMember| StaffMember { services: vec![wash.id.clone()], ..member.clone() };
    assert!(staff == [with(&asa), with(&bo)]);
    world.home.write(async |tx| assert!(tx.remove_staff(&asa.id, at(3)).await.unwrap())).await;
    let (staff, found) = read().await;
    assert!(staff == [with(&bo)]);
    assert_eq!(found.unwrap().staff, [bo.id]);
}

#[tokio::test]
async fn nobody_touches_what_another_business_offers() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let (wash, asa) = (service(&world, "Wash", 1), member(&world, "Åsa"));
    world
        .home
        .write(async |tx| {
            tx.insert_service(&wash, at(0)).await.unwrap();
            tx.insert_staff(&asa, at(0)).await.unwrap();
        })
        .await;
    let theirs = Service { staff: vec![asa.id.clone()], ..service(&world, "Theirs", 1) };
    other
        .write(async |tx| {
            assert!(!tx.update_service(&Service { name: "Stolen".into(), ..wash.clone() }).await.unwrap());
            assert!(!tx.remove_service(&wash.id, at(1)).await.unwrap());
            assert!(!tx.restore_service(&wash.id).await.unwrap());
            assert!(!tx.update_staff(&asa).await.unwrap());
            assert!(!tx.remove_staff(&asa.id, at(1)).await.unwrap());
            assert_eq!(tx.services().await.unwrap(), []);
            tx.insert_service(&theirs, at(1)).await.unwrap();
            assert_eq!(tx.service(&theirs.id).await.unwrap().unwrap().staff, []);
        })
        .await;
    assert_eq!(world.home.read(async |tx| tx.services().await.unwrap()).await, [wash]);
    assert!(world.home.read(async |tx| tx.staff().await.unwrap()).await == [asa]);
}
