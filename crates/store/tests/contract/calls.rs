//! Attempts.

use futures::future::join_all;
use ringwright_domain::call::{Call, CallOutcome, CallState};
use ringwright_domain::ids::{AccountId, CallId};

use crate::world::{NOW, World, at, ended, new_account, queued};

async fn stored(world: &World, created: i64) -> Call {
    let booking = world.booked(&world.home, queued(NOW), NOW).await;
    let call = world.call(&world.home, &booking, at(created));
    world.home.keep_call(&call).await;
    call
}

#[tokio::test]
async fn every_state_of_a_call_is_kept_with_its_data() {
    let world = World::new().await;
    let home = &world.home;
    let mut call = stored(&world, 0).await;
    assert_eq!(home.read(async |tx| tx.call(&call.id).await.unwrap()).await.as_ref(), Some(&call));
    let end = |answered_at| CallState::Ended { outcome: CallOutcome::Busy, answered_at, ended_at: at(9) };
    let states = [
        CallState::SubmissionUnknown,
        CallState::Ringing,
        CallState::InProgress { answered_at: at(5) },
        end(Some(at(5))),
        end(None),
    ];
    for (second, state) in (1..).zip(states) {
        call = Call { state, vendor_ref: Some("v-1".into()), updated_at: at(second), ..call };
        home.write(async |tx| tx.update_call(&call).await.unwrap()).await;
        let mut tx = home.org.begin().await.unwrap();
        assert_eq!(tx.call(&call.id).await.unwrap().as_ref(), Some(&call));
        assert_eq!(tx.call_for_update(&call.id).await.unwrap().as_ref(), Some(&call));
    }
}

#[tokio::test]
async fn a_call_that_is_not_there_is_none() {
    let world = World::new().await;
    let mut tx = world.home.org.begin().await.unwrap();
    assert_eq!(tx.call(&world.id(CallId::new)).await.unwrap(), None);
    assert_eq!(tx.call_for_update(&world.id(CallId::new)).await.unwrap(), None);
}

#[tokio::test]
async fn the_attempts_of_a_booking_come_oldest_first() {
    let world = World::new().await;
    let home = &world.home;
    let booking = world.booked(home, queued(NOW), NOW).await;
    let (newer, older) = (world.call(home, &booking, at(2)), world.call(home, &booking, at(1)));
    home.keep_call(&newer).await;
    home.keep_call(&older).await;
    let bystander = stored(&world, 0).await;
    let mut tx = home.org.read().await.unwrap();
    assert_eq!(tx.calls_of(&booking.id).await.unwrap(), [older, newer]);
    assert_eq!(tx.calls_of(&bystander.booking).await.unwrap(), [bystander]);
}

#[tokio::test]
async fn live_calls_are_those_that_have_not_ended_oldest_first() {
    let world = World::new().await;
    let home = &world.home;
    let (newer, older, over) = (stored(&world, 2).await, stored(&world, 1).await, stored(&world, 0).await);
    let mut tx = home.org.begin().await.unwrap();
    assert_eq!(tx.live_calls().await.unwrap(), [over.clone(), older.clone(), newer.clone()]);
    tx.update_call(&Call { state: ended(at(9)), ..over }).await.unwrap();
    assert_eq!(tx.live_calls().await.unwrap(), [older, newer]);
}

#[tokio::test]
async fn a_vendor_id_names_one_call_of_an_account() {
    let world = World::new().await;
    let home = &world.home;
    let second = new_account(world.id(AccountId::new));
    home.write(async |tx| tx.insert_account(&second, NOW).await.unwrap()).await;
    let known = |call: Call, account: &AccountId| Call {
        account: account.clone(),
        vendor_ref: Some("v-1".into()),
        ..call
    };
    let booking = world.booked(home, queued(NOW), NOW).await;
    let first = known(world.call(home, &booking, NOW), &home.account);
    let elsewhere = known(world.call(home, &booking, NOW), &second.id);
    home.keep_call(&first).await;
    home.keep_call(&elsewhere).await;

    let mut tx = world.db.read().await.unwrap();
    let found = tx.call_by_vendor_ref(&home.account, "v-1").await.unwrap();
    assert_eq!(found, Some((home.id().clone(), first.id.clone())));
    let found = tx.call_by_vendor_ref(&second.id, "v-1").await.unwrap();
    assert_eq!(found, Some((home.id().clone(), elsewhere.id)));
    assert_eq!(tx.call_by_vendor_ref(&home.account, "v-2").await.unwrap(), None);
    drop(tx);

    let twin = stored(&world, 0).await;
    let mut tx = home.org.begin().await.unwrap();
    let error = tx.update_call(&known(twin, &home.account)).await.unwrap_err();
    assert!(!error.is_transient(), "trying again does not help");
}

/// Many calls wait for their vendor id at the same time.
#[tokio::test]
async fn calls_without_a_vendor_id_are_not_in_each_others_way() {
    let world = World::new().await;
    let (one, two) = (stored(&world, 0).await, stored(&world, 0).await);
    assert_eq!((one.vendor_ref, two.vendor_ref), (None, None));
    assert_eq!(world.home.read(async |tx| tx.live_calls().await.unwrap().len()).await, 2);
}

#[tokio::test]
async fn a_locked_call_is_moved_by_one_at_a_time() {
    let world = World::new().await;
    let call = stored(&world, 0).await;
    join_all((0..10).map(|_| async {
        world
            .home
            .write(async |tx| {
                let mut call = tx.call_for_update(&call.id).await.unwrap().unwrap();
                call.updated_at = call.updated_at.plus(crate::world::secs(1));
                tx.update_call(&call).await.unwrap();
            })
            .await;
    }))
    .await;
    let moved = world.home.read(async |tx| tx.call(&call.id).await.unwrap().unwrap()).await;
    assert_eq!(moved.updated_at, at(10));
}
