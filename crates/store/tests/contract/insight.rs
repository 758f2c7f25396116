//! Figures of a span of time, and signs of life.

use ringwright_domain::booking::{Booking, BookingState, TEST_PLAN, Terms};
use ringwright_domain::call::{Call, CallOutcome, CallState};
use ringwright_domain::payment::{Payment, PaymentState};
use ringwright_domain::{Currency, FailureCode, Money};
use ringwright_store::{Life, PaymentFigures, PlanFunnel};

use crate::world::{NOW, World, at, ended, queued, secs};

fn paid_now() -> PaymentState {
    PaymentState::paid("pi".into(), NOW)
}

async fn booked(world: &World, plan: &str, state: BookingState, seconds: i64) -> Booking {
    let booking = world.booking(&world.home, state, at(seconds));
    let terms = Terms { plan: plan.into(), ..booking.terms.clone() };
    let booking = Booking { terms, ..booking };
    world.home.keep(&booking).await;
    booking
}

async fn called(world: &World, booking: &Booking, outcome: CallOutcome, seconds: i64, answered: bool) {
    let ended_at = at(seconds + 60);
    let state = CallState::Ended { outcome, answered_at: answered.then_some(at(seconds + 5)), ended_at };
    let call = Call { state, ..world.call(&world.home, booking, at(seconds)) };
    world.home.keep_call(&call).await;
}

#[tokio::test]
async fn bookings_are_counted_as_far_as_they_came() {
    let world = World::new().await;
    let home = &world.home;
    let paid = booked(&world, "standard", queued(NOW), 1).await;
    home.keep_payment(&world.payment(&paid, paid_now(), at(1))).await;
    called(&world, &paid, CallOutcome::Completed, 10, true).await;
    let unpaid = booked(&world, "standard", BookingState::PendingPayment, 2).await;
    home.keep_payment(&world.payment(&unpaid, PaymentState::Pending, at(2))).await;
    let free = booked(&world, "free", BookingState::NoAnswer, 3).await;
    called(&world, &free, CallOutcome::Voicemail, 30, true).await;
    called(&world, &free, CallOutcome::Busy, 130, false).await;
    let euro: Currency = "EUR".parse().unwrap();
    let euros = booked(&world, "standard", queued(NOW), 4).await;
    let payment = world.payment(&euros, paid_now(), at(4));
    home.keep_payment(&Payment { amount: Money::new(700, euro), ..payment }).await;
    booked(&world, TEST_PLAN, queued(NOW), 5).await;
    booked(&world, "free", queued(NOW), 99).await;
    let spans = [(at(99), at(100)), (at(1), at(99)), (at(2), at(3))];
    let funnel = home.read(async |tx| tx.funnel(&spans).await.unwrap()).await;
    let plan = |plan: &str, booked, paid, connected, revenue: &[Money]| PlanFunnel {
        plan: plan.into(),
        booked,
        paid,
        connected,
        completed: 0,
        revenue: revenue.to_vec(),
    };
    let taken = [Money::new(700, euro), Money::new(1_999, Currency::USD)];
    let whole = vec![plan("free", 1, 1, 0, &[]), plan("standard", 3, 2, 1, &taken)];
    assert_eq!(funnel, [vec![plan("free", 1, 1, 0, &[])], whole, vec![plan("standard", 1, 0, 0, &[])]]);
    let waits = home.read(async |tx| tx.waits(at(1), at(99)).await.unwrap().unwrap()).await;
    assert_eq!(waits.count, 2);
    assert!((secs(8)..=secs(28)).contains(&waits.mean), "{waits:?}");
    assert_eq!(home.read(async |tx| tx.waits(at(500), at(900)).await.unwrap()).await, None);
}

#[tokio::test]
async fn what_went_wrong_is_counted_by_its_reason() {
    let world = World::new().await;
    let home = &world.home;
    let code = FailureCode::InvalidNumber;
    let first = booked(&world, "standard", BookingState::Failed { code }, 1).await;
    let second = booked(&world, "standard", BookingState::Failed { code }, 2).await;
    let third = booked(&world, "standard", BookingState::NoAnswer, 3).await;
    called(&world, &first, CallOutcome::InvalidNumber, 10, false).await;
    called(&world, &second, CallOutcome::InvalidNumber, 20, false).await;
    called(&world, &third, CallOutcome::Busy, 30, false).await;
    let live = world.call(home, &third, at(40));
    home.keep_call(&live).await;
    home.keep_call(&Call { state: ended(at(5_000)), ..world.call(home, &third, at(50)) }).await;
    let failed = PaymentState::Failed { code: FailureCode::CardDeclined };
    let payment = |state: PaymentState, booking: &Booking, n| world.payment(booking, state, at(n));
    let payments: [Payment; 2] = [payment(failed, &first, 1), payment(PaymentState::Expired, &second, 2)];
    for payment in &payments {
        home.keep_payment(payment).await;
    }
    let mut tx = home.org.read().await.unwrap();
    let bookings = tx.booking_failures(NOW, at(900)).await.unwrap();
    let shown: Vec<_> = bookings.iter().map(|b| (b.state.as_str(), b.code.as_deref(), b.count)).collect();
    assert_eq!(shown, [("failed", Some("invalid_number"), 2), ("no_answer", None, 1)]);
    assert_eq!((bookings[1].last_at, &bookings[1].last), (at(3), &third.id));
    let calls = tx.outcomes(NOW, at(900)).await.unwrap();
    let shown: Vec<_> = calls.iter().map(|c| (c.outcome.as_str(), c.count)).collect();
    assert_eq!(shown, [("invalid_number", 2), ("busy", 1)]);
    assert!(calls.iter().all(|count| count.account == home.account));
    let payments = tx.payment_failures(NOW, at(900)).await.unwrap();
    let mut shown: Vec<_> = payments.iter().map(|p| (p.state.as_str(), p.code.as_deref(), p.count)).collect();
    shown.sort_unstable();
    assert_eq!(shown, [("expired", None, 1), ("failed", Some("card_declined"), 1)]);
    assert!(tx.booking_failures(at(500), at(900)).await.unwrap().is_empty());
}

/// A page that was opened and left alone says nothing about paying; one at which a card was declined does.
#[tokio::test]
async fn only_payments_that_somebody_tried_count() {
    let world = World::new().await;
    let home = &world.home;
    let mut all = Vec::new();
    for (n, state) in [paid_now(), PaymentState::Expired, PaymentState::Expired].into_iter().enumerate() {
        let booking = booked(&world, "standard", BookingState::Pending, 1).await;
        let made = at(i64::try_from(n).unwrap() + 1);
        home.keep_payment(&world.payment(&booking, state, made)).await;
        all.push(booking);
    }
    let declined = ringwright_store::NewEvent {
        kind: "payment.failed",
        booking: Some(all[2].id.clone()),
        call: None,
        data: serde_json::json!({}),
    };
    home.write(async |tx| tx.emit(declined)).await;
    let figures = home.read(async |tx| tx.payment_figures(NOW, at(9)).await.unwrap()).await;
    assert_eq!(figures, PaymentFigures { paid: 1, lost: 1 });
}

#[tokio::test]
async fn signs_of_life_are_one_a_minute() {
    let world = World::new().await;
    assert_eq!(world.read(async |tx| tx.life(0, 100).await.unwrap()).await, None);
    world
        .write(async |tx| {
            for minute in [10, 10, 11, 13] {
                tx.beat(minute).await.unwrap();
            }
        })
        .await;
    let life = async |from, to| world.read(async |tx| tx.life(from, to).await.unwrap()).await;
    assert_eq!(life(0, 14).await, Some(Life { minutes: 3, since: 10 }));
    assert_eq!(life(11, 13).await, Some(Life { minutes: 1, since: 11 }));
    assert_eq!(life(0, 10).await, None, "before the first one nothing is expected");
    assert_eq!(world.write(async |tx| tx.prune_pulse(11).await.unwrap()).await, 1);
    assert_eq!(life(0, 14).await, Some(Life { minutes: 2, since: 11 }));
}
