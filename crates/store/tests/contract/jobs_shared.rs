//! Jobs among several nodes: disjoint claims, leases, and work that is born claimed.

use std::collections::HashSet;

use futures::future::join_all;
use ringwright_domain::ids::{JobId, NodeId};
use ringwright_store::NewJob;
use ringwright_store::testing::DATABASE_VARIABLE;
use sqlx::{Connection as _, Executor as _};

use crate::jobs::{add, claim, counts, ids};
use crate::world::{NOW, World, at, secs};

#[tokio::test]
async fn many_nodes_claim_every_job_once() {
    const JOBS: usize = 60;
    let world = World::new().await;
    world
        .write(async |tx| {
            for _ in 0..JOBS {
                tx.enqueue(&world.job(at(-1)), NOW).await.unwrap();
            }
        })
        .await;
    let shares = join_all((0..8).map(|_| async {
        let node = world.id(NodeId::new);
        let mut mine = Vec::new();
        loop {
            let jobs = claim(&world, &node, NOW, 5).await;
            assert!(jobs.len() <= 5);
            if jobs.is_empty() {
                return mine;
            }
            mine.extend(jobs.into_iter().map(|job| job.id));
        }
    }))
    .await;
    let all: Vec<_> = shares.into_iter().flatten().collect();
    assert_eq!(all.len(), JOBS);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), JOBS);
}

/// While one claim is not committed yet, another takes something else and does not wait. SQLite has one
/// writer at a time, so there is nothing to try.
#[tokio::test]
async fn a_claim_under_way_stops_nobody() {
    let world = World::new().await;
    if !world.db.is_shared() {
        return assert!(std::env::var(DATABASE_VARIABLE).is_err());
    }
    add(&world, &world.job(at(-2))).await;
    add(&world, &world.job(at(-1))).await;
    let mut first = world.db.begin().await.unwrap();
    let mine = first.claim(&world.id(NodeId::new), NOW, secs(60), 1).await.unwrap();
    let node = world.id(NodeId::new);
    let others =
        tokio::time::timeout(secs(20), claim(&world, &node, NOW, 9)).await.expect("it does not wait");
    first.commit().await.unwrap();
    assert_eq!((mine.len(), others.len()), (1, 1));
    assert_ne!(mine[0].id, others[0].id);
}

/// A table that was nearly empty when its statistics were taken, and is filled now: PostgreSQL then thinks
/// of plans that look for the due jobs again for each row, and would claim them all.
#[tokio::test]
async fn a_claim_takes_no_more_than_asked_also_when_statistics_are_old() {
    let world = World::new().await;
    add(&world, &world.job(at(-1))).await;
    take_statistics(&world.db.url).await;
    for _ in 0..19 {
        add(&world, &world.job(at(-1))).await;
    }
    assert_eq!(claim(&world, &world.id(NodeId::new), NOW, 3).await.len(), 3);
    assert_eq!(counts(&world, NOW).await, (17, 0, 3, 0));
}

async fn take_statistics(url: &str) {
    if url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(url).await.unwrap();
        connection.execute("analyze").await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        connection.execute("vacuum analyze job").await.unwrap();
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_gives_the_job_to_another_node() {
    let world = World::new().await;
    let (dead, heir) = (world.id(NodeId::new), world.id(NodeId::new));
    let job = world.job(NOW);
    add(&world, &job).await;
    claim(&world, &dead, NOW, 9).await;
    assert!(claim(&world, &heir, at(59), 9).await.is_empty());
    let [taken] = claim(&world, &heir, at(60), 9).await.try_into().unwrap();
    assert_eq!((&taken.id, taken.tries), (&job.id, 2));
    assert!(!world.write(async |tx| tx.finish(&job.id, &dead).await.unwrap()).await);
    assert!(world.write(async |tx| tx.finish(&job.id, &heir).await.unwrap()).await);
}

/// Many find the same dead node at once.
#[tokio::test]
async fn the_work_of_a_dead_node_is_shared_out_once() {
    let world = World::new().await;
    for _ in 0..12 {
        add(&world, &world.job(NOW)).await;
    }
    claim(&world, &world.id(NodeId::new), NOW, 99).await;
    let shares = join_all((0..6).map(|_| async {
        let node = world.id(NodeId::new);
        claim(&world, &node, at(60), 12).await
    }))
    .await;
    let all: Vec<_> = shares.iter().flat_map(|jobs| ids(jobs)).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    assert_eq!(counts(&world, at(60)).await.2, i64::try_from(all.len()).unwrap());
    assert!(!all.is_empty());
}

#[tokio::test]
async fn a_sign_of_life_keeps_the_leases_of_what_a_node_has_in_hand_and_no_others() {
    let world = World::new().await;
    let (mine, other) = (world.id(NodeId::new), world.id(NodeId::new));
    for _ in 0..3 {
        add(&world, &world.job(NOW)).await;
    }
    let claimed = claim(&world, &mine, NOW, 9).await;
    let in_hand: Vec<_> = claimed.iter().take(2).map(|job| job.id.clone()).collect();
    assert_eq!(world.write(async |tx| tx.heartbeat(&mine, &[], at(120)).await.unwrap()).await, 0);
    assert_eq!(world.write(async |tx| tx.heartbeat(&mine, &in_hand, at(120)).await.unwrap()).await, 2);
    let lost = claim(&world, &other, at(119), 9).await;
    assert_eq!(ids(&lost), [&claimed[2].id], "what it lost sight of is for others");
    assert_eq!(claim(&world, &other, at(120), 9).await.len(), 2);
    assert_eq!(world.write(async |tx| tx.heartbeat(&mine, &in_hand, at(999)).await.unwrap()).await, 0);
}

#[tokio::test]
async fn a_job_born_claimed_is_done_by_its_node_or_by_its_heir() {
    let world = World::new().await;
    let (mine, heir) = (world.id(NodeId::new), world.id(NodeId::new));
    let born = || NewJob { claimed_by: Some((mine.clone(), at(30))), ..world.job(NOW) };
    let (done, left) = (born(), born());
    assert!(add(&world, &done).await && add(&world, &left).await);
    assert_eq!(counts(&world, NOW).await, (0, 0, 2, 0));
    assert!(claim(&world, &mine, at(29), 9).await.is_empty());
    assert!(world.write(async |tx| tx.finish(&done.id, &mine).await.unwrap()).await);
    let [taken] = claim(&world, &heir, at(30), 9).await.try_into().unwrap();
    assert_eq!((taken.id, taken.tries), (left.id, 2));
}

#[tokio::test]
async fn a_key_is_taken_by_one_of_many() {
    let world = World::new().await;
    let added = join_all((0..10).map(|_| async {
        let job = NewJob { dedupe_key: Some("key".into()), ..world.job(NOW) };
        add(&world, &job).await
    }))
    .await;
    assert_eq!(added.into_iter().filter(|added| *added).count(), 1);
    assert_eq!(counts(&world, NOW).await, (1, 0, 0, 0));
}

#[tokio::test]
async fn a_rolled_back_claim_or_job_never_was() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let job = world.job(NOW);
    add(&world, &job).await;
    let mut tx = world.db.begin().await.unwrap();
    assert_eq!(tx.claim(&node, NOW, secs(60), 9).await.unwrap().len(), 1);
    tx.enqueue(&NewJob { id: world.id(JobId::new), ..job }, NOW).await.unwrap();
    drop(tx);
    // PostgreSQL rolls back when the connection has found its way back, and until then others step over the job.
    let again = async {
        loop {
            let claimed = claim(&world, &node, NOW, 9).await;
            if !claimed.is_empty() {
                return claimed;
            }
            tokio::task::yield_now().await;
        }
    };
    let again = tokio::time::timeout(secs(60), again).await.unwrap();
    assert_eq!(again.iter().map(|job| job.tries).collect::<Vec<_>>(), [1]);
}
