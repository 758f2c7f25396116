//! The figures of a day, and how long a call holds its line.

use ringwright_domain::FailureCode;
use ringwright_domain::booking::{Booking, BookingState, CancelledBy};
use ringwright_domain::call::Call;
use ringwright_domain::ids::{CallId, RefundId};
use ringwright_domain::payment::{Charge, Payment, PaymentState, Refund, RefundState, RefundedBy};
use ringwright_store::Today;

use crate::world::{NOW, World, at, ended, queued, secs};

async fn today(world: &World) -> Today {
    world.home.read(async |tx| tx.today(NOW).await.unwrap()).await
}

#[tokio::test]
async fn a_day_without_bookings_is_empty() {
    let world = World::new().await;
    assert_eq!(format!("{:?}", today(&world).await), format!("{:?}", Today::default()));
}

#[tokio::test]
async fn bookings_of_the_day_are_counted_by_how_they_ended() {
    let world = World::new().await;
    let call = world.id(CallId::new);
    let states = [
        (BookingState::Pending, 1),
        (BookingState::Completed { call: call.clone() }, 2),
        (BookingState::NoAnswer, 3),
        (BookingState::Failed { code: FailureCode::InvalidNumber }, 4),
        (BookingState::Cancelled { by: CancelledBy::Customer }, 5),
        (queued(NOW), 2),
        (BookingState::Initiating { call: call.clone() }, 1),
        (BookingState::Calling { call }, 2),
    ];
    for (state, count) in states {
        for _ in 0..count {
            world.booked(&world.home, state.clone(), NOW).await;
        }
        // Of yesterday: only what waits or is in a call counts.
        world.booked(&world.home, state, at(-1)).await;
    }
    let today = today(&world).await;
    assert_eq!(today.booked, 20);
    assert_eq!((today.completed, today.no_answer, today.failed, today.cancelled), (2, 3, 4, 5));
    assert_eq!((today.in_queue, today.calling), (3, 5));
}

fn paid() -> PaymentState {
    PaymentState::paid("pi".into(), at(5))
}

fn with_refund(minor: i64, state: RefundState) -> PaymentState {
    let (id, by) = (RefundId::unnamed(), RefundedBy::Automatic);
    let refund = Refund { id, minor, state, by, reason: String::new(), at: at(6) };
    let charge =
        Charge { intent_ref: "pi".into(), paid_at: at(5), refunds: vec![refund], disputes: Vec::new() };
    PaymentState::Paid(charge)
}

fn refunded(minor: i64) -> PaymentState {
    with_refund(minor, RefundState::Given { refund_ref: "re".into() })
}

#[tokio::test]
async fn money_is_what_came_in_on_the_bookings_of_the_day() {
    let world = World::new().await;
    let home = &world.home;
    let refunding = with_refund(700, RefundState::Asked);
    let states =
        [paid(), refunding, refunded(500), refunded(1_999), PaymentState::Pending, PaymentState::Expired];
    for state in states {
        let booking = world.booked(home, BookingState::Confirmed, NOW).await;
        home.keep_payment(&world.payment(&booking, state, at(1))).await;
    }
    // Yesterday's booking is yesterday's figure, also if its payment was opened today.
    let yesterday = world.booked(home, BookingState::Confirmed, at(-1)).await;
    home.keep_payment(&world.payment(&yesterday, paid(), at(1))).await;
    let today = today(&world).await;
    assert_eq!((today.booked, today.paid), (6, 4));
    assert_eq!((today.revenue_minor, today.refunded_minor), (4 * 1_999, 500 + 1_999));
    assert_eq!(today.currency.as_deref(), Some("USD"));
}

/// A booking that was paid twice, the first time given back, is one paid booking and two amounts.
#[tokio::test]
async fn a_booking_is_paid_once_however_many_payments_it_has() {
    let world = World::new().await;
    let booking = world.booked(&world.home, BookingState::Confirmed, NOW).await;
    for (second, state) in [(1, refunded(1_999)), (2, paid())] {
        world.home.keep_payment(&world.payment(&booking, state, at(second))).await;
    }
    let today = today(&world).await;
    assert_eq!((today.paid, today.revenue_minor, today.refunded_minor), (1, 2 * 1_999, 1_999));
}

/// A stored call of a booking made at `booked`, recorded at `called`.
async fn called(world: &World, booking: &Booking, called: i64) -> Call {
    let call = world.call(&world.home, booking, at(called));
    world.home.keep_call(&call).await;
    call
}

#[tokio::test]
async fn the_wait_is_from_taking_down_or_paying_to_the_first_attempt() {
    let world = World::new().await;
    let home = &world.home;
    let done = || BookingState::NoAnswer;
    // Free: 10 seconds to the first of two attempts.
    let free = world.booked(home, done(), NOW).await;
    called(&world, &free, 40).await;
    called(&world, &free, 10).await;
    // Paid after 5 seconds, called 20 seconds later, given back much later.
    let refund = world.booked(home, done(), NOW).await;
    called(&world, &refund, 25).await;
    home.keep_payment(&Payment { updated_at: at(9_000), ..world.payment(&refund, refunded(1_999), NOW) })
        .await;
    assert_eq!(today(&world).await.mean_wait, Some(secs(15)));
}

#[tokio::test]
async fn only_bookings_of_the_day_for_at_once_have_a_wait() {
    let world = World::new().await;
    let home = &world.home;
    let scheduled =
        Booking { scheduled_at: Some(at(500)), ..world.booking(home, BookingState::NoAnswer, NOW) };
    home.keep(&scheduled).await;
    called(&world, &scheduled, 500).await;
    // Called first yesterday, and again today.
    let yesterday = world.booked(home, BookingState::NoAnswer, at(-100)).await;
    called(&world, &yesterday, -90).await;
    called(&world, &yesterday, 50).await;
    world.booked(home, queued(NOW), NOW).await;
    assert_eq!(today(&world).await.mean_wait, None);
}

#[tokio::test]
async fn a_line_is_held_for_the_mean_of_the_last_fifty_calls() {
    let world = World::new().await;
    let home = &world.home;
    assert_eq!(home.read(async |tx| tx.mean_hold().await.unwrap()).await, None);
    let booking = world.booked(home, BookingState::NoAnswer, NOW).await;
    called(&world, &booking, 0).await;
    assert_eq!(home.read(async |tx| tx.mean_hold().await.unwrap()).await, None, "it has not ended");
    // The oldest end is the longest call, and falls out of the last fifty.
    for n in 0..51 {
        let hold = if n == 0 { 5_000 } else { 10 + 20 * (n % 2) };
        let call = world.call(home, &booking, at(10_000 * (n + 1) - hold));
        home.keep_call(&Call { state: ended(at(10_000 * (n + 1))), ..call }).await;
        if n == 0 {
            assert_eq!(home.read(async |tx| tx.mean_hold().await.unwrap()).await, Some(secs(5_000)));
        }
    }
    assert_eq!(home.read(async |tx| tx.mean_hold().await.unwrap()).await, Some(secs(20)));
}
