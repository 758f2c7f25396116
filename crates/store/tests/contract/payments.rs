//! Payments.

use futures::future::join_all;
use ringwright_domain::FailureCode;
use ringwright_domain::booking::BookingState;
use ringwright_domain::ids::{AccountId, PaymentId, RefundId};
use ringwright_domain::payment::{
    Charge, Dispute, DisputeState, Payment, PaymentMethod, PaymentState, Refund, RefundState, RefundedBy,
};

use crate::world::{NOW, World, at, new_account};

fn refund(world: &World, minor: i64, state: RefundState) -> Refund {
    let id = world.id(RefundId::new);
    Refund { id, minor, state, by: RefundedBy::Operator, reason: "Sorry; \"really\" 🌙".into(), at: at(4) }
}

fn charge(refunds: Vec<Refund>, disputes: Vec<Dispute>) -> PaymentState {
    PaymentState::Paid(Charge { intent_ref: "pi_1".into(), paid_at: at(3), refunds, disputes })
}

/// Every state of a payment of 1,999, with its name and what is gone.
fn every_state(world: &World) -> Vec<(PaymentState, &'static str, i64)> {
    let asked = refund(world, 1_999, RefundState::Asked);
    let given = refund(world, 500, RefundState::Given { refund_ref: "re_1".into() });
    let all = refund(world, 1_999, RefundState::Given { refund_ref: "re_2".into() });
    let failed = refund(world, 1_999, RefundState::Failed { failure: "no account".into() });
    let dispute = |state| Dispute {
        dispute_ref: "du_1".into(),
        minor: 1_999,
        reason: "fraudulent".into(),
        due_by: Some(at(9)),
        state,
    };
    vec![
        (PaymentState::Pending, "pending", 0),
        (PaymentState::Failed { code: FailureCode::CardDeclined }, "failed", 0),
        (PaymentState::Expired, "expired", 0),
        (charge(vec![], vec![]), "paid", 0),
        (charge(vec![asked], vec![]), "refunding", 0),
        (charge(vec![given.clone()], vec![]), "partly_refunded", 500),
        (charge(vec![failed, all], vec![]), "refunded", 1_999),
        (charge(vec![given], vec![dispute(DisputeState::Open)]), "partly_refunded", 500),
        (charge(vec![], vec![dispute(DisputeState::Lost)]), "refunded", 1_999),
        (charge(vec![], vec![dispute(DisputeState::Won)]), "paid", 0),
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
    for (round, (state, name, gone)) in (2..).zip(every_state(&world)) {
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
        assert_eq!((payment.state_name(), payment.refunded_minor()), (name, gone));
        let wanted = Some((payment.clone(), home.account.clone()));
        let mut tx = home.org.begin().await.unwrap();
        assert_eq!(tx.payment(&payment.id).await.unwrap(), wanted);
        assert_eq!(tx.payment_for_update(&payment.id).await.unwrap(), wanted);
        assert_eq!(tx.payment_of(&payment.booking).await.unwrap(), wanted);
        let found = tx.system().payment_by_intent(&home.account, "pi_1").await.unwrap();
        assert_eq!(found.is_some(), payment.state.was_paid());
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

/// Money that came is meant before what can still be paid, and that before what is over.
#[tokio::test]
async fn the_payment_of_a_booking_is_the_one_that_people_mean() {
    let world = World::new().await;
    let home = &world.home;
    let booking = world.booked(home, BookingState::PendingPayment, NOW).await;
    let keep = async |state: PaymentState, method, created| {
        let payment = Payment { method, ..world.payment(&booking, state, at(created)) };
        home.keep_payment(&payment).await;
        payment
    };
    let meant = async || home.read(async |tx| tx.payment_of(&booking.id).await.unwrap().unwrap().0).await;
    let expired = keep(PaymentState::Expired, PaymentMethod::Checkout, 9).await;
    assert_eq!(meant().await, expired);
    let crypto = keep(PaymentState::Pending, PaymentMethod::Crypto, 1).await;
    assert_eq!(meant().await, crypto);
    let element = keep(PaymentState::Pending, PaymentMethod::Element, 2).await;
    assert_eq!(meant().await, element);
    let surplus = keep(PaymentState::paid("pi_2".into(), at(6)), PaymentMethod::Checkout, 3).await;
    assert_eq!(meant().await, surplus);
    let first = keep(PaymentState::paid("pi_1".into(), at(5)), PaymentMethod::Checkout, 4).await;
    assert_eq!(meant().await, first);
    stored(&world, 20).await;
    let all = home.read(async |tx| tx.payments_of(&booking.id).await.unwrap()).await;
    let all: Vec<_> = all.into_iter().map(|(payment, _)| payment).collect();
    assert_eq!(all, [crypto, element, surplus, first, expired]);
}

#[tokio::test]
async fn the_payments_of_a_day_are_those_whose_money_came_in_it() {
    let world = World::new().await;
    let home = &world.home;
    let mut paid = Vec::new();
    for (n, second) in [9, 10, 19, 20].into_iter().enumerate() {
        let booking = world.booked(home, BookingState::Confirmed, NOW).await;
        let state = PaymentState::paid(format!("pi_{n}"), at(second));
        let payment = world.payment(&booking, state, NOW);
        home.keep_payment(&payment).await;
        paid.push(payment);
    }
    stored(&world, 11).await;
    let other = world.tenant("other").await;
    let found = home.read(async |tx| tx.payments_paid(&home.account, at(10), at(20)).await.unwrap()).await;
    assert_eq!(found, paid[1..3]);
    let foreign = other.read(async |tx| tx.payments_paid(&home.account, at(10), at(20)).await.unwrap()).await;
    assert_eq!(foreign, []);
}

/// Rows that were written before a payment could have several refunds, and by nodes of that version.
#[tokio::test]
async fn payments_of_earlier_versions_are_read() {
    let world = World::new().await;
    let home = &world.home;
    let old = r#""intent_ref":"pi_1","paid_at":"2026-11-20T10:00:00Z","minor":1999"#;
    for (text, name) in [
        (format!(r#"{{"state":"refunding",{old}}}"#), "refunding"),
        (format!(r#"{{"state":"refunded",{old},"refund_ref":"re_1"}}"#), "refunded"),
    ] {
        let payment = stored(&world, 0).await;
        world
            .behind_the_back(&format!("update payment set state_data = '{text}' where id = '{}'", payment.id))
            .await;
        let (read, _) = home.read(async |tx| tx.payment(&payment.id).await.unwrap().unwrap()).await;
        assert_eq!(read.state_name(), name);
        home.write(async |tx| tx.update_payment(&read).await.unwrap()).await;
        assert_eq!(home.read(async |tx| tx.payment(&payment.id).await.unwrap().unwrap().0).await, read);
    }
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
