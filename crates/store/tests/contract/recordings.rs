//! Recordings of calls.

use ringwright_domain::ids::CallId;
use ringwright_store::{KeptRecording, LiveCall, LiveUsage, RecordingPeaks, RecordingState};

use crate::world::{NOW, Tenant, World, at};

/// A call that is recorded.
async fn recorded(world: &World, tenant: &Tenant) -> CallId {
    let call = LiveCall {
        id: world.id(CallId::new),
        account: tenant.account.clone(),
        agent: tenant.agent.clone(),
        carrier: "twilio".into(),
        carrier_ref: "CA1".into(),
        person: None,
        node: "node_1".into(),
        started_at: NOW,
        seen_at: NOW,
        ended_at: None,
        outcome: None,
        usage: LiveUsage::default(),
    };
    tenant
        .write(async |tx| {
            tx.insert_live_call(&call).await.unwrap();
            tx.begin_recording(&call.id, 8_000, 30, NOW).await.unwrap();
            // The call goes on after an interruption.
            tx.begin_recording(&call.id, 16_000, 60, at(5)).await.unwrap();
        })
        .await;
    call.id
}

fn kept() -> (KeptRecording, RecordingPeaks) {
    let kept = KeptRecording { millis: 61_020, bytes: 180_000, expires_at: at(9) };
    (kept, RecordingPeaks { caller: vec![0, 255, 3], agent: vec![7] })
}

#[tokio::test]
async fn a_recording_runs_waits_is_kept_and_goes_each_once() {
    let world = World::new().await;
    let home = &world.home;
    let call = recorded(&world, home).await;
    let (kept, peaks) = kept();
    home.write(async |tx| {
        let running = tx.recording(&call).await.unwrap().unwrap();
        assert_eq!((running.hertz, running.keep_days, running.started_at), (8_000, 30, NOW));
        assert_eq!(running.state, RecordingState::Running);
        assert!(!tx.keep_recording(&call, &kept, &peaks).await.unwrap(), "the call is up");
        assert!(tx.end_recording(&call).await.unwrap());
        assert!(!tx.end_recording(&call).await.unwrap());
        assert_eq!(tx.recording_peaks(&call).await.unwrap(), None);
        assert!(tx.keep_recording(&call, &kept, &peaks).await.unwrap());
        assert!(!tx.keep_recording(&call, &kept, &peaks).await.unwrap());
    })
    .await;
    home.write(async |tx| {
        let found = tx.recording(&call).await.unwrap().unwrap();
        assert_eq!((found.state, found.state.name()), (RecordingState::Kept(kept), "kept"));
        assert_eq!(tx.recording_peaks(&call).await.unwrap(), Some(peaks));
        assert!(tx.drop_recording(&call).await.unwrap());
        assert!(!tx.drop_recording(&call).await.unwrap());
        assert_eq!(tx.recording(&call).await.unwrap().unwrap().state, RecordingState::Gone);
        assert_eq!(tx.recording_peaks(&call).await.unwrap(), None);
        assert!(tx.end_recording(&call).await.unwrap(), "what was deleted while the call went on has a tape");
    })
    .await;
}

#[tokio::test]
async fn nobody_hears_or_deletes_a_recording_of_another_organisation() {
    let world = World::new().await;
    let (home, other) = (&world.home, world.tenant("other").await);
    let call = recorded(&world, home).await;
    let (kept, peaks) = kept();
    home.write(async |tx| {
        assert!(tx.end_recording(&call).await.unwrap());
        assert!(tx.keep_recording(&call, &kept, &peaks).await.unwrap());
    })
    .await;
    other
        .write(async |tx| {
            assert_eq!(tx.recording(&call).await.unwrap(), None);
            assert_eq!(tx.recording_peaks(&call).await.unwrap(), None);
            assert!(!tx.drop_recording(&call).await.unwrap());
            assert!(!tx.end_recording(&call).await.unwrap());
        })
        .await;
    let still = home.write(async |tx| tx.recording(&call).await.unwrap().unwrap()).await;
    assert_eq!(still.state, RecordingState::Kept(kept));
}
