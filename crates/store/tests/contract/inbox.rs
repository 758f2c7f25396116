//! The inbox of webhooks.

use std::collections::HashSet;

use futures::future::join_all;
use ringwright_domain::Instant;
use ringwright_domain::ids::{InboxId, JobId, NodeId};
use ringwright_store::NewWebhook;
use serde_json::json;

use crate::jobs::{claim, counts};
use crate::world::{NOW, World, at};

fn webhook(world: &World, key: &str, received_at: Instant) -> NewWebhook {
    NewWebhook {
        id: world.id(InboxId::new),
        job: world.id(JobId::new),
        org: world.home.id().clone(),
        account: world.home.account.clone(),
        vendor: "vapi".into(),
        dedupe_key: key.into(),
        body: format!("{{\"key\": \"{key}\", \"text\": \"å \\u0000 🌙\\n\"}}"),
        silent: key.ends_with('3'),
        received_at,
    }
}

#[tokio::test]
async fn a_webhook_is_kept_with_a_job_that_works_on_it() {
    let world = World::new().await;
    let hook = webhook(&world, "k", at(-3));
    world.db.receive(std::slice::from_ref(&hook), None).await.unwrap();
    let [job] = claim(&world, &world.id(NodeId::new), NOW, 9).await.try_into().unwrap();
    assert_eq!((&job.id, job.org.as_ref()), (&hook.job, Some(world.home.id())));
    assert_eq!(
        (job.kind.as_str(), job.payload),
        ("webhook.process", json!({"webhook": hook.id, "silent": false}))
    );
    assert_eq!((job.run_at, job.tries), (at(-3), 1));
    let kept = world.read(async |tx| tx.webhook(&hook.id).await.unwrap().unwrap()).await;
    assert_eq!((&kept.org, &kept.account), (world.home.id(), &world.home.account));
    assert_eq!((kept.vendor.as_str(), kept.body), ("vapi", hook.body));
}

#[tokio::test]
async fn a_webhook_comes_to_the_microsecond() {
    let world = World::new().await;
    for text in ["1999-12-31T23:59:59.999999Z", "2026-11-21T09:30:00.123457Z", "2100-03-01T12:00:00.000001Z"]
    {
        let received_at: Instant = text.parse().unwrap();
        let hook = webhook(&world, text, received_at);
        world.db.receive(&[hook], None).await.unwrap();
        let before = Instant::from_micros(received_at.micros() - 1);
        let node = world.id(NodeId::new);
        assert!(claim(&world, &node, before, 9).await.is_empty());
        let [job] = claim(&world, &node, received_at, 9).await.try_into().unwrap();
        assert_eq!(job.run_at, received_at);
        assert!(world.write(async |tx| tx.finish(&job.id, &node).await.unwrap()).await);
    }
}

#[tokio::test]
async fn many_webhooks_are_kept_at_once() {
    let world = World::new().await;
    let hooks: Vec<_> = (0..200).map(|n| webhook(&world, &format!("k{n}"), NOW)).collect();
    world.db.receive(&hooks, None).await.unwrap();
    world.db.receive(&[], None).await.unwrap();
    assert_eq!(counts(&world, NOW).await, (200, 0, 0, 0));
}

#[tokio::test]
async fn a_key_is_kept_once_in_a_batch_across_batches_and_at_the_same_time() {
    let world = World::new().await;
    let batch = || [webhook(&world, "k", NOW), webhook(&world, "k", NOW), webhook(&world, "other", NOW)];
    let first = batch();
    let kept = world.db.receive(&first, None).await.unwrap();
    let wanted = [&first[0].id, &first[2].id].map(ToString::to_string);
    assert_eq!(kept, HashSet::from(wanted), "it says which are new");
    assert_eq!(counts(&world, NOW).await, (2, 0, 0, 0));
    for answer in join_all((0..5).map(|_| async { world.db.receive(&batch(), None).await })).await {
        assert!(answer.unwrap().is_empty());
    }
    assert_eq!(counts(&world, NOW).await, (2, 0, 0, 0));
    let mut tx = world.db.read().await.unwrap();
    assert!(tx.webhook(&first[0].id).await.unwrap().is_some(), "the first of a key is the one kept");
    assert!(tx.webhook(&first[1].id).await.unwrap().is_none());
}

/// The answer to a commit may be lost, and the same batch come again as it was.
#[tokio::test]
async fn the_very_same_webhook_again_is_no_failure() {
    let world = World::new().await;
    let hook = webhook(&world, "k", NOW);
    for _ in 0..2 {
        world.db.receive(std::slice::from_ref(&hook), None).await.unwrap();
    }
    assert_eq!(counts(&world, NOW).await, (1, 0, 0, 0));
}

#[tokio::test]
async fn a_key_of_another_account_is_another_webhook() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let theirs =
        NewWebhook { org: other.id().clone(), account: other.account.clone(), ..webhook(&world, "k", NOW) };
    world.db.receive(&[webhook(&world, "k", NOW), theirs], None).await.unwrap();
    assert_eq!(counts(&world, NOW).await, (2, 0, 0, 0));
}

#[tokio::test]
async fn a_webhook_born_claimed_belongs_to_its_node_until_the_lease_is_over() {
    let world = World::new().await;
    let (mine, heir) = (world.id(NodeId::new), world.id(NodeId::new));
    let (done, left) = (webhook(&world, "a", NOW), webhook(&world, "b", NOW));
    world.db.receive(&[done.clone(), left.clone()], Some((&mine, at(30)))).await.unwrap();
    assert_eq!(counts(&world, NOW).await, (0, 0, 2, 0));
    assert!(world.write(async |tx| tx.finish(&done.job, &mine).await.unwrap()).await);
    assert!(claim(&world, &heir, at(29), 9).await.is_empty());
    let [job] = claim(&world, &heir, at(30), 9).await.try_into().unwrap();
    assert_eq!((job.id, job.tries), (left.job, 2));
}

#[tokio::test]
async fn a_webhook_is_worked_on_once() {
    let world = World::new().await;
    let hook = webhook(&world, "k", NOW);
    world.db.receive(std::slice::from_ref(&hook), None).await.unwrap();
    world.write(async |tx| tx.webhook_done(&hook.id, at(1), "heard").await.unwrap()).await;
    let mut tx = world.db.read().await.unwrap();
    assert!(tx.webhook(&hook.id).await.unwrap().is_none());
    assert!(tx.webhook(&world.id(InboxId::new)).await.unwrap().is_none());
}

#[tokio::test]
async fn pruning_drops_what_is_old_and_done_and_nothing_else() {
    let world = World::new().await;
    let (old, new, undone) =
        (webhook(&world, "old", at(-9)), webhook(&world, "new", NOW), webhook(&world, "undone", at(-9)));
    world.db.receive(&[old.clone(), new.clone(), undone.clone()], None).await.unwrap();
    world
        .write(async |tx| {
            tx.webhook_done(&old.id, NOW, "heard").await.unwrap();
            tx.webhook_done(&new.id, NOW, "heard").await.unwrap();
            assert_eq!(tx.prune_inbox(at(-9)).await.unwrap(), 0);
            assert_eq!(tx.prune_inbox(NOW).await.unwrap(), 1);
            assert_eq!(tx.prune_inbox(NOW).await.unwrap(), 0);
            assert!(tx.webhook(&undone.id).await.unwrap().is_some());
        })
        .await;
    // Its key is free again, and the others' are not.
    let again = ["old", "new", "undone"].map(|key| webhook(&world, key, NOW));
    world.db.receive(&again, None).await.unwrap();
    let mut tx = world.db.read().await.unwrap();
    for (hook, kept) in again.iter().zip([true, false, false]) {
        assert_eq!(tx.webhook(&hook.id).await.unwrap().is_some(), kept, "{}", hook.dedupe_key);
    }
}

#[tokio::test]
async fn many_silent_webhooks_are_done_with_at_once_by_the_node_that_has_their_jobs() {
    let world = World::new().await;
    let hooks: Vec<_> = (0..5).map(|n| webhook(&world, &format!("k{n}"), NOW)).collect();
    let node = world.id(NodeId::new);
    world.db.receive(&hooks, Some((&node, at(60)))).await.unwrap();
    let ids: Vec<_> = hooks.iter().map(|hook| hook.id.clone()).collect();
    let jobs: Vec<_> = hooks.iter().map(|hook| hook.job.clone()).collect();
    let other = world.id(NodeId::new);
    world
        .write(async |tx| tx.webhooks_done(&ids[..1], &jobs[..1], &other, NOW, "ignored").await.unwrap())
        .await;
    assert_eq!(counts(&world, NOW).await, (0, 0, 5, 0), "another node's jobs stay");
    world
        .write(async |tx| tx.webhooks_done(&ids[..4], &jobs[..4], &node, NOW, "ignored").await.unwrap())
        .await;
    assert_eq!(counts(&world, NOW).await, (0, 0, 1, 0));
    for (id, left) in ids.iter().zip([false, false, false, false, true]) {
        assert_eq!(world.read(async |tx| tx.webhook(id).await.unwrap().is_some()).await, left);
    }
}

#[tokio::test]
async fn the_job_of_a_silent_webhook_says_so() {
    let world = World::new().await;
    world.db.receive(&[webhook(&world, "k3", NOW)], None).await.unwrap();
    let [job] = claim(&world, &world.id(NodeId::new), NOW, 9).await.try_into().unwrap();
    assert_eq!(job.payload["silent"], json!(true));
}
