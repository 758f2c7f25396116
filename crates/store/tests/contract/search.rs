//! Finding bookings: by words, state, plan and time, page by page, with bounds on what is read.

use ringwright_domain::booking::{Booking, BookingState, Contact, Question};
use ringwright_domain::ids::BookingId;
use ringwright_domain::person::{Email, PersonName};
use ringwright_store::{BookingSearch, NewBooking};

use crate::world::{NOW, Tenant, World, at, queued};

fn person(world: &World, name: &str) -> Contact {
    let local: String = name.to_lowercase().chars().map(|c| if c == ' ' { '.' } else { c }).collect();
    Contact {
        name: PersonName::parse(name).unwrap(),
        email: Email::parse(&format!("{local}@example.com")).unwrap(),
        ..world.contact()
    }
}

async fn booked(world: &World, name: &str, plan: &str, state: BookingState, seconds: i64) -> Booking {
    let mut booking = world.booking(&world.home, state, at(seconds));
    booking.contact = person(world, name);
    booking.terms.plan = plan.into();
    world.home.keep(&booking).await;
    booking
}

async fn found(tenant: &Tenant, search: BookingSearch<'_>) -> Vec<BookingId> {
    let search = BookingSearch { most: 50, ..search };
    let rows = tenant.read(async |tx| tx.search_bookings(&search).await.unwrap().rows).await;
    rows.into_iter().map(|row| row.booking.id).collect()
}

fn ask(text: &str) -> BookingSearch<'static> {
    BookingSearch { question: Question::read(text), ..BookingSearch::default() }
}

#[tokio::test]
async fn a_booking_is_found_by_all_its_words_and_every_condition() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let ada = booked(&world, "Ada Lovelace", "standard", queued(NOW), 1).await;
    let adam = booked(&world, "Adam Ek", "free", BookingState::NoAnswer, 2).await;
    let lova = booked(&world, "Lova Ek", "standard", BookingState::NoAnswer, 3).await;
    let home = &world.home;
    for (text, wanted) in [
        ("ada", vec![&adam, &ada]),
        ("lov", vec![&lova, &ada]),
        ("ek", vec![&lova, &adam]),
        ("lovelace ada", vec![&ada]),
        ("ada ek", vec![]),
        ("ada.lovelace@example.com", vec![&ada]),
        (ada.contact.phone.as_str(), vec![&ada]),
        ("(202) 555", vec![&lova, &adam, &ada]),
        ("nobody", vec![]),
        ("", vec![&lova, &adam, &ada]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|booking| booking.id.clone()).collect();
        assert_eq!(found(home, ask(text)).await, wanted, "{text}");
        assert!(found(&other, ask(text)).await.is_empty(), "{text}");
    }
    let both = ["no_answer", "queued"];
    for (search, wanted) in [
        (BookingSearch { states: &both[..1], ..ask("ek") }, vec![&lova, &adam]),
        (BookingSearch { states: &both, plan: Some("standard"), ..ask("") }, vec![&lova, &ada]),
        (BookingSearch { plan: Some("free"), ..ask("ek") }, vec![&adam]),
        (BookingSearch { plan: Some("gold"), ..ask("ek") }, vec![]),
        (BookingSearch { from: Some(at(2)), ..ask("lov") }, vec![&lova]),
        (BookingSearch { to: Some(at(2)), ..ask("lov") }, vec![&ada]),
        (BookingSearch { from: Some(at(2)), to: Some(at(3)), ..ask("") }, vec![&adam]),
        (BookingSearch { states: &both[1..], ..ask("ek") }, vec![]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|booking| booking.id.clone()).collect();
        assert_eq!(found(home, search.clone()).await, wanted, "{search:?}");
    }
}

#[tokio::test]
async fn a_new_number_is_found_and_the_old_one_is_not() {
    let world = World::new().await;
    let mut booking = booked(&world, "Ada Ek", "standard", queued(NOW), 1).await;
    let (old, new) = (booking.contact.phone.clone(), world.contact().phone);
    booking.contact.phone = new.clone();
    world
        .home
        .write(async |tx| {
            tx.update_booking(&booking).await.unwrap();
            tx.renew_words(&booking).await.unwrap();
        })
        .await;
    assert!(found(&world.home, ask(old.as_str())).await.is_empty());
    assert_eq!(found(&world.home, ask(new.as_str())).await, [booking.id]);
}

/// Two conditions that each meet thousands, but never together: no page reads more than its bound, and
/// turning the pages comes to the end.
#[tokio::test]
async fn an_unlucky_question_is_answered_page_by_page() {
    let world = World::new().await;
    let home = &world.home;
    let mut tx = home.org.begin().await.unwrap();
    for n in 0..7_000 {
        let (name, state) = if n % 2 == 0 {
            ("Ada Ek", BookingState::NoAnswer)
        } else {
            ("Bo Berg", BookingState::Confirmed)
        };
        let mut booking = world.booking(home, state, at(n));
        booking.contact = person_at(name, n);
        tx.insert_booking(&NewBooking { booking: &booking, idempotency: None }).await.unwrap();
    }
    tx.commit(NOW).await.unwrap();
    let states = ["confirmed"];
    let (mut after, mut pages) = (None, 0);
    loop {
        let search = BookingSearch { states: &states, after, most: 50, ..ask("ada") };
        let page = home.read(async |tx| tx.search_bookings(&search).await.unwrap()).await;
        assert!(page.rows.is_empty());
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!((2..10).contains(&pages), "{pages}");
    let search = BookingSearch { states: &states, most: 50, ..ask("bo") };
    let page = home.read(async |tx| tx.search_bookings(&search).await.unwrap()).await;
    assert_eq!(page.rows.len(), 50);
    assert!(page.rows.is_sorted_by(|a, b| a.booking.created_at > b.booking.created_at));
}

fn person_at(name: &str, n: i64) -> Contact {
    Contact {
        name: PersonName::parse(name).unwrap(),
        phone: format!("+1202555{:04}", 100 + n % 100).parse().unwrap(),
        email: Email::parse(&format!("person{n}@example.com")).unwrap(),
        request: String::new(),
    }
}

#[tokio::test]
async fn words_of_older_bookings_are_noted_once() {
    let world = World::new().await;
    let booking = booked(&world, "Ada Ek", "standard", queued(NOW), 1).await;
    assert_eq!(world.write(async |tx| tx.note_missing_words(10).await.unwrap()).await, 0);
    world.home.write(async |tx| tx.forget_words(&booking.id).await.unwrap()).await;
    assert!(found(&world.home, ask("ada")).await.is_empty());
    assert_eq!(world.write(async |tx| tx.note_missing_words(10).await.unwrap()).await, 1);
    assert_eq!(found(&world.home, ask("ada")).await, [booking.id]);
    assert_eq!(world.write(async |tx| tx.note_missing_words(10).await.unwrap()).await, 0);
}
