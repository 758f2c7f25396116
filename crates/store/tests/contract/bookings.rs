//! Bookings: made once, moved under a lock, listed page by page.

use std::collections::HashSet;

use futures::future::join_all;
use ringwright_domain::FailureCode;
use ringwright_domain::booking::{Booking, BookingState, CancelledBy};
use ringwright_domain::ids::{BookingId, CallId, CustomerId};
use ringwright_domain::payment::PaymentState;
use ringwright_store::{BookingRow, BookingSearch, NewBooking, NewCustomer, OrgTx};

use crate::world::{NOW, Tenant, World, at, ids, queued, terms};

async fn read(tenant: &Tenant, id: &BookingId) -> Booking {
    tenant.read(async |tx| tx.booking(id).await.unwrap().unwrap()).await
}

#[tokio::test]
async fn a_booking_comes_back_as_it_was_made() {
    let world = World::new().await;
    let booking = Booking {
        priority: -7,
        scheduled_at: Some(at(99)),
        attempts: 2,
        misfires: 3,
        consented_at: at(-1),
        updated_at: at(5),
        ..world.booking(&world.home, BookingState::Scheduled { at: at(99) }, NOW)
    };
    world.home.keep(&booking).await;
    assert_eq!(read(&world.home, &booking.id).await, booking);
    let missing = world.home.read(async |tx| tx.booking(&world.id(BookingId::new)).await.unwrap()).await;
    assert_eq!(missing, None);
}

fn every_state(world: &World) -> Vec<BookingState> {
    let call = world.id(CallId::new);
    vec![
        BookingState::Pending,
        BookingState::PendingPayment,
        BookingState::PaymentFailed { code: FailureCode::CardDeclined },
        BookingState::Confirmed,
        BookingState::Scheduled { at: at(1) },
        queued(at(2)),
        BookingState::Initiating { call: call.clone() },
        BookingState::Calling { call: call.clone() },
        BookingState::Completed { call },
        BookingState::NoAnswer,
        BookingState::Cancelled { by: CancelledBy::Operator },
        BookingState::Failed { code: FailureCode::InvalidNumber },
    ]
}

#[tokio::test]
async fn every_state_is_kept_with_its_data_and_found_by_its_name() {
    let world = World::new().await;
    let mut booking = world.booked(&world.home, BookingState::Pending, NOW).await;
    for state in every_state(&world) {
        booking.state = state;
        world.home.write(async |tx| tx.update_booking(&booking).await.unwrap()).await;
        assert_eq!(read(&world.home, &booking.id).await, booking);
        let states = [booking.state.name()];
        let page = BookingSearch { states: &states, most: 9, ..BookingSearch::default() };
        let listed = world.home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows).await;
        assert_eq!(listed.len(), 1, "{}", booking.state.name());
    }
}

#[tokio::test]
async fn an_update_writes_what_can_change() {
    let world = World::new().await;
    let home = &world.home;
    let before = world.booked(home, BookingState::Confirmed, NOW).await;
    let contact = world.contact();
    let new = NewCustomer { id: world.id(CustomerId::new), contact: &contact };
    let mut after = Booking {
        customer: home.write(async |tx| tx.upsert_customer(&new, NOW).await.unwrap()).await,
        state: queued(at(60)),
        priority: 9,
        attempts: 1,
        misfires: 4,
        updated_at: at(10),
        ..before.clone()
    };
    after.contact.phone = contact.phone.clone();
    home.write(async |tx| tx.update_booking(&after).await.unwrap()).await;
    assert_eq!(read(home, &before.id).await, after);
}

/// A booking that leaves the queue has no due time there any more.
#[tokio::test]
async fn a_booking_is_due_only_while_it_is_queued() {
    let world = World::new().await;
    let mut booking = world.booked(&world.home, queued(at(60)), NOW).await;
    assert_eq!(world.read(async |tx| tx.next_booking_at(NOW).await.unwrap()).await, Some(at(60)));
    booking.state = BookingState::NoAnswer;
    world.home.write(async |tx| tx.update_booking(&booking).await.unwrap()).await;
    assert_eq!(world.read(async |tx| tx.next_booking_at(NOW).await.unwrap()).await, None);
}

#[tokio::test]
async fn a_key_makes_one_booking() {
    let world = World::new().await;
    let home = &world.home;
    let first = world.booking(home, BookingState::Pending, NOW);
    let second = world.booking(home, BookingState::Pending, NOW);
    for (booking, hash, made) in [(&first, "hash-1", true), (&second, "hash-2", false)] {
        let new = NewBooking { booking, idempotency: Some(("key", hash)) };
        assert_eq!(home.write(async |tx| tx.insert_booking(&new).await.unwrap()).await, made);
    }
    let mut tx = home.org.read().await.unwrap();
    let kept = tx.booking_by_key("key").await.unwrap();
    assert_eq!(kept, Some((first.id.clone(), "hash-1".to_owned())));
    assert_eq!(tx.booking_by_key("other").await.unwrap(), None);
    assert_eq!(tx.booking(&second.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_makes_one_booking_however_many_come_at_once() {
    let world = World::new().await;
    let made = join_all((0..10).map(|_| async {
        let booking = world.booking(&world.home, BookingState::Pending, NOW);
        let new = NewBooking { booking: &booking, idempotency: Some(("key", "hash")) };
        world.home.write(async |tx| tx.insert_booking(&new).await.unwrap()).await
    }))
    .await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
}

#[tokio::test]
async fn without_a_key_every_booking_is_its_own() {
    let world = World::new().await;
    for _ in 0..3 {
        world.booked(&world.home, BookingState::Pending, NOW).await;
    }
    let page = BookingSearch { most: 9, ..BookingSearch::default() };
    assert_eq!(world.home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows.len()).await, 3);
}

#[tokio::test]
async fn the_organisation_of_a_booking_is_known() {
    let world = World::new().await;
    let booking = world.booked(&world.home, BookingState::Pending, NOW).await;
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(tx.org_of_booking(&booking.id).await.unwrap().as_ref(), Some(world.home.id()));
    assert_eq!(tx.org_of_booking(&world.id(BookingId::new)).await.unwrap(), None);
}

/// Ten transactions read, add one and write: the lock keeps any of them from reading what is old.
#[tokio::test]
async fn a_locked_booking_is_moved_by_one_at_a_time() {
    let world = World::new().await;
    let booking = world.booked(&world.home, queued(NOW), NOW).await;
    join_all((0..10).map(|_| async {
        world
            .home
            .write(async |tx| {
                let mut booking = tx.booking_for_update(&booking.id).await.unwrap().unwrap();
                booking.attempts += 1;
                tx.update_booking(&booking).await.unwrap();
            })
            .await;
    }))
    .await;
    assert_eq!(read(&world.home, &booking.id).await.attempts, 10);
    let mut tx = world.home.org.begin().await.unwrap();
    assert_eq!(tx.booking_for_update(&world.id(BookingId::new)).await.unwrap(), None);
}

/// Reads every page behind the other.
async fn all_pages(tx: &mut OrgTx, state: Option<&str>, most: usize) -> Vec<BookingRow> {
    let (mut rows, mut after): (Vec<BookingRow>, _) = (Vec::new(), None);
    let states: Vec<&str> = state.into_iter().collect();
    loop {
        let page = BookingSearch { states: &states, after, most, ..BookingSearch::default() };
        let found = tx.search_bookings(&page).await.unwrap();
        assert!(found.rows.len() <= most);
        rows.extend(found.rows);
        after = found.next;
        if after.is_none() {
            return rows;
        }
    }
}

/// Fifty bookings, ten made at each of five instants, every other one queued.
async fn fifty(world: &World) -> Vec<Booking> {
    let mut all = Vec::new();
    for n in 0..50 {
        let state = if n % 2 == 0 { queued(NOW) } else { BookingState::Confirmed };
        all.push(world.booked(&world.home, state, at(n % 5)).await);
    }
    all.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    all
}

#[tokio::test]
async fn pages_have_every_booking_once_newest_first_also_of_one_instant() {
    let world = World::new().await;
    let all = fifty(&world).await;
    let mut tx = world.home.org.read().await.unwrap();
    for most in [1, 7, 50, 100] {
        let rows = all_pages(&mut tx, None, most).await;
        let listed: Vec<_> = rows.iter().map(|row| &row.booking.id).collect();
        assert_eq!(listed, ids(&all), "pages of {most}");
    }
}

#[tokio::test]
async fn pages_of_a_state_have_all_of_it_and_nothing_else() {
    let world = World::new().await;
    let all = fifty(&world).await;
    let mut tx = world.home.org.read().await.unwrap();
    let rows = all_pages(&mut tx, Some("queued"), 4).await;
    let listed: Vec<_> = rows.iter().map(|row| &row.booking.id).collect();
    let wanted: Vec<_> = all.iter().filter(|b| b.state.name() == "queued").map(|b| &b.id).collect();
    assert_eq!(listed, wanted);
    assert!(all_pages(&mut tx, Some("failed"), 4).await.is_empty());
}

/// What comes in while a person turns the pages pushes nothing out of them.
#[tokio::test]
async fn a_page_begins_behind_the_last_row_whatever_came_in_since() {
    let world = World::new().await;
    let all = fifty(&world).await;
    let page = BookingSearch { most: 20, ..BookingSearch::default() };
    let first = world.home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows).await;
    world.booked(&world.home, BookingState::Pending, at(100)).await;
    let last = &first[19].booking;
    let after = Some((last.created_at, last.id.clone()));
    let page = BookingSearch { after, most: 100, ..BookingSearch::default() };
    let rest = world.home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows).await;
    let seen: Vec<_> = first.iter().chain(&rest).map(|row| &row.booking.id).collect();
    assert_eq!(seen, ids(&all));
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 50);
}

#[tokio::test]
async fn a_row_shows_the_state_of_the_payment_that_people_mean() {
    let world = World::new().await;
    let home = &world.home;
    let booking = world.booked(home, BookingState::PendingPayment, NOW).await;
    world.booked(home, BookingState::Pending, at(-1)).await;
    home.keep_payment(&world.payment(&booking, PaymentState::Pending, at(2))).await;
    home.keep_payment(&world.payment(&booking, PaymentState::Expired, at(3))).await;
    let page = BookingSearch { most: 9, ..BookingSearch::default() };
    let states = async || {
        let rows = home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows).await;
        rows.into_iter().map(|row| row.payment_state).collect::<Vec<_>>()
    };
    assert_eq!(states().await, [Some("pending".to_owned()), None]);
    let paid = PaymentState::paid("pi_1".to_owned(), at(4));
    home.keep_payment(&world.payment(&booking, paid, at(1))).await;
    assert_eq!(states().await, [Some("paid".to_owned()), None]);
    let rows = home.read(async |tx| tx.search_bookings(&page).await.unwrap().rows).await;
    assert_eq!(rows[0].booking, booking);
    assert_eq!(rows[0].booking.terms, terms("luna"));
}
