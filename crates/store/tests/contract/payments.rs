//! Payments.

use futures::future::join_all;
use ringwright_domain::FailureCode;
use ringwright_domain::booking::BookingState;
use ringwright_domain::ids::{AccountId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentState};

use crate::world::{NOW, World, at, new_account};

fn every_state() -> [PaymentState; 6] {
    let (intent_ref, paid_at, minor) = ("pi_1".to_owned(), at(3), 1_500);
    [
        PaymentState::Pending,
        PaymentState::Failed { code: FailureCode::CardDeclined },
        PaymentState::Expired,
        PaymentState::Paid { intent_ref: intent_ref.clone(), paid_at },
        PaymentState::Refunding { intent_ref: intent_ref.clone(), paid_at, minor },
        PaymentState::Refunded { intent_ref, paid_at, minor, refund_ref: "re_1".into() },
    ]
}

async fn stored(world: &World, created: i64) -> Payment {
    let booking = world.booked(&world.home, BookingState::PendingPayment, NOW).await;
    let payment = world.payment(&booking, PaymentState::Pending, at(created));
    world.home.keep_payment(&payment).await;
    payment
}

#[tokio::test]
async fn every_state_of_a_payment_is_kept_with_its_data() {
    let world = World::new().await;
    let home = &world.home;
    let mut payment = stored(&world, 0).await;
    for (round, state) in (2..).zip(every_state()) {
        payment = Payment {
            state,
            round,
            checkout_ref: Some(format!("cs_{round}")),
            checkout_url: Some("https://example.com/pay".into()),
            expires_at: at(i64::from(round) * 60),
            updated_at: at(i64::from(round)),
            ..payment
        };
        home.write(async |tx| tx.update_payment(&payment).await.unwrap()).await;
        let wanted = Some((payment.clone(), home.account.clone()));
        let mut tx = home.org.begin().await.unwrap();
        assert_eq!(tx.payment(&payment.id).await.unwrap(), wanted);
        assert_eq!(tx.payment_for_update(&payment.id).await.unwrap(), wanted);
        assert_eq!(tx.payment_of(&payment.booking).await.unwrap(), wanted);
    }
}

#[tokio::test]
async fn a_payment_that_is_not_there_is_none() {
    let world = World::new().await;
    let booking = world.booked(&world.home, BookingState::Pending, NOW).await;
    let mut tx = world.home.org.begin().await.unwrap();
    assert_eq!(tx.payment(&world.id(PaymentId::new)).await.unwrap(), None);
    assert_eq!(tx.payment_for_update(&world.id(PaymentId::new)).await.unwrap(), None);
    assert_eq!(tx.payment_of(&booking.id).await.unwrap(), None);
}

#[tokio::test]
async fn the_payment_of_a_booking_is_the_newest() {
    let world = World::new().await;
    let home = &world.home;
    let booking = world.booked(home, BookingState::PendingPayment, NOW).await;
    let newest = world.payment(&booking, PaymentState::Pending, at(2));
    home.keep_payment(&newest).await;
    home.keep_payment(&world.payment(&booking, PaymentState::Expired, at(1))).await;
    stored(&world, 9).await;
    let found = home.read(async |tx| tx.payment_of(&booking.id).await.unwrap().unwrap()).await;
    assert_eq!(found.0, newest);
}

#[tokio::test]
async fn a_payment_is_found_by_its_checkout_and_account() {
    let world = World::new().await;
    let home = &world.home;
    let second = new_account(world.id(AccountId::new));
    let payment = Payment { checkout_ref: Some("cs_1".into()), ..stored(&world, 0).await };
    home.write(async |tx| {
        tx.insert_account(&second, NOW).await.unwrap();
        tx.update_payment(&payment).await.unwrap();
    })
    .await;
    let mut tx = world.db.read().await.unwrap();
    let found = tx.payment_by_checkout(&home.account, "cs_1").await.unwrap();
    assert_eq!(found, Some((home.id().clone(), payment.id)));
    assert_eq!(tx.payment_by_checkout(&home.account, "cs_2").await.unwrap(), None);
    assert_eq!(tx.payment_by_checkout(&second.id, "cs_1").await.unwrap(), None);
}

#[tokio::test]
async fn a_locked_payment_is_moved_by_one_at_a_time() {
    let world = World::new().await;
    let payment = stored(&world, 0).await;
    join_all((0..10).map(|_| async {
        world
            .home
            .write(async |tx| {
                let (mut payment, _) = tx.payment_for_update(&payment.id).await.unwrap().unwrap();
                payment.round += 1;
                tx.update_payment(&payment).await.unwrap();
            })
            .await;
    }))
    .await;
    let (moved, _) = world.home.read(async |tx| tx.payment(&payment.id).await.unwrap().unwrap()).await;
    assert_eq!(moved.round, 11);
}
