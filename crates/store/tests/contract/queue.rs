//! The queue: who is due, in which order, and where one stands in it.

use ringwright_domain::booking::{Booking, BookingState};
use ringwright_store::QueuePlace;

use crate::world::{NOW, World, at, ids, queued, terms};

/// The bookings of the tests in the order in which they are to be called, then one that is not due.
async fn line_up(world: &World) -> Vec<Booking> {
    let make = |priority, created, due| Booking {
        priority,
        ..world.booking(&world.home, queued(at(due)), at(created))
    };
    let twins = [make(0, -50, -50), make(0, -50, 0)];
    let mut wanted = vec![make(5, -10, -1), make(5, -9, -20)];
    wanted.extend(twins);
    wanted.push(make(-1, -100, -100));
    wanted.push(make(9, -200, 60));
    // Twins by priority and age go by id, and it is not insertion that decides.
    for booking in wanted.iter().rev() {
        world.home.keep(booking).await;
    }
    wanted
}

/// What is in the way: another persona, another state.
async fn bystanders(world: &World) {
    let sol = Booking { terms: terms("sol"), ..world.booking(&world.home, queued(at(-5)), at(-500)) };
    world.home.keep(&sol).await;
    world.booked(&world.home, BookingState::Confirmed, at(-500)).await;
}

#[tokio::test]
async fn due_bookings_come_by_priority_then_age_then_id() {
    let world = World::new().await;
    let wanted = line_up(&world).await;
    bystanders(&world).await;
    let mut tx = world.home.org.begin().await.unwrap();
    let due = tx.due_bookings("luna", NOW, 100).await.unwrap();
    assert_eq!(due, wanted[..5]);
    assert_eq!(ids(&tx.due_bookings("luna", NOW, 2).await.unwrap()), ids(&wanted[..2]));
    assert_eq!(tx.due_bookings("luna", at(60), 100).await.unwrap()[0], wanted[5]);
    assert_eq!(tx.due_bookings("sol", NOW, 100).await.unwrap().len(), 1);
    assert!(tx.due_bookings("nobody", NOW, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_queue_has_all_personas_and_what_is_due_goes_first() {
    let world = World::new().await;
    let wanted = line_up(&world).await;
    bystanders(&world).await;
    let mut tx = world.home.org.read().await.unwrap();
    let queue = tx.queue(NOW, 100).await.unwrap();
    assert_eq!(queue.len(), 7, "the confirmed one is not in it");
    let lunas: Vec<_> = queue.into_iter().filter(|b| b.terms.persona == "luna").collect();
    assert_eq!(lunas, wanted);
    assert_eq!(tx.queue(NOW, 3).await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_place_is_the_number_of_those_who_go_first() {
    let world = World::new().await;
    let wanted = line_up(&world).await;
    bystanders(&world).await;
    let mut tx = world.home.org.read().await.unwrap();
    for (ahead, booking) in (0..).zip(&wanted[..5]) {
        assert_eq!(tx.queue_place(booking, NOW).await.unwrap(), QueuePlace { ahead });
    }
    assert_eq!(tx.queue_place(&wanted[0], at(60)).await.unwrap(), QueuePlace { ahead: 1 });
}

#[tokio::test]
async fn the_length_counts_what_is_due_of_the_persona() {
    let world = World::new().await;
    line_up(&world).await;
    bystanders(&world).await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(tx.queue_length("luna", NOW).await.unwrap(), 5);
    assert_eq!(tx.queue_length("luna", at(60)).await.unwrap(), 6);
    assert_eq!(tx.queue_length("sol", NOW).await.unwrap(), 1);
    assert_eq!(tx.queue_length("nobody", NOW).await.unwrap(), 0);
}

#[tokio::test]
async fn the_next_booking_is_the_earliest_that_is_not_due_yet() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    assert_eq!(world.read(async |tx| tx.next_booking_at(NOW).await.unwrap()).await, None);
    world.booked(&world.home, queued(at(-1)), NOW).await;
    world.booked(&world.home, queued(NOW), NOW).await;
    world.booked(&world.home, queued(at(90)), NOW).await;
    world.booked(&other, queued(at(30)), NOW).await;
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(tx.next_booking_at(NOW).await.unwrap(), Some(at(30)));
    assert_eq!(tx.next_booking_at(at(30)).await.unwrap(), Some(at(90)));
    assert_eq!(tx.next_booking_at(at(90)).await.unwrap(), None);
}

#[tokio::test]
async fn organisations_with_due_bookings_are_found_once_each() {
    let world = World::new().await;
    let (due, later) = (world.tenant("due").await, world.tenant("later").await);
    for _ in 0..3 {
        world.booked(&due, queued(NOW), NOW).await;
    }
    world.booked(&later, queued(at(60)), NOW).await;
    world.booked(&world.home, BookingState::Confirmed, NOW).await;
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(tx.orgs_with_due_bookings(NOW).await.unwrap(), [due.id().clone()]);
    let mut both = tx.orgs_with_due_bookings(at(60)).await.unwrap();
    both.sort();
    let mut wanted = [due.id().clone(), later.id().clone()];
    wanted.sort();
    assert_eq!(both, wanted);
}

/// Two nodes that dispatch at the same time: what one has moved out of the queue the other does not get.
#[tokio::test]
async fn nobody_gets_a_due_booking_that_another_has_just_taken() {
    let world = World::new().await;
    for _ in 0..6 {
        world.booked(&world.home, queued(NOW), NOW).await;
    }
    let node = async || {
        let take = async |tx: &mut ringwright_store::OrgTx| {
            let due = tx.due_bookings("luna", NOW, 4).await.unwrap();
            for booking in &due {
                let taken = Booking { state: BookingState::NoAnswer, ..booking.clone() };
                tx.update_booking(&taken).await.unwrap();
            }
            due.into_iter().map(|booking| booking.id).collect::<Vec<_>>()
        };
        world.home.write(take).await
    };
    let (one, two) = futures::join!(node(), node());
    assert!(one.iter().all(|id| !two.contains(id)), "{one:?} {two:?}");
    assert_eq!(one.len().max(two.len()), 4);
}
