//! Jobs: added once, claimed by one, and never lost.

use ringwright_domain::Instant;
use ringwright_domain::ids::{JobId, NodeId};
use ringwright_store::{Job, JobCounts, NewJob};
use serde_json::json;

use crate::world::{NOW, World, at, secs};

/// Adds work at [`NOW`] and says whether it was added.
pub async fn add(world: &World, job: &NewJob) -> bool {
    world.write(async |tx| tx.enqueue(job, NOW).await.unwrap()).await
}

/// Claims what is due for a minute.
pub async fn claim(world: &World, node: &NodeId, now: Instant, most: i64) -> Vec<Job> {
    world.write(async |tx| tx.claim(node, now, secs(60), most).await.unwrap()).await
}

/// The figures as (due, later, running, dead).
pub async fn counts(world: &World, now: Instant) -> (i64, i64, i64, i64) {
    let JobCounts { due, later, running, dead } =
        world.read(async |tx| tx.job_counts(now).await.unwrap()).await;
    (due, later, running, dead)
}

/// The ids of jobs, in their order.
pub fn ids(jobs: &[Job]) -> Vec<&JobId> {
    jobs.iter().map(|job| &job.id).collect()
}

#[tokio::test]
async fn a_job_comes_back_as_it_was_added() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let payload = json!({"booking": "bkg_1", "n": [1, 2.5, null]});
    let job = NewJob {
        org: Some(world.home.id().clone()),
        kind: "call.place",
        payload: payload.clone(),
        ..world.job(at(-5))
    };
    assert!(world.home.write(async |tx| tx.enqueue(&job, NOW).await.unwrap()).await);
    let [claimed] = claim(&world, &node, NOW, 9).await.try_into().unwrap();
    assert_eq!((&claimed.id, claimed.org.as_ref()), (&job.id, Some(world.home.id())));
    assert_eq!((claimed.kind.as_str(), claimed.payload), ("call.place", payload));
    assert_eq!((claimed.tries, claimed.run_at), (1, at(-5)));
}

#[tokio::test]
async fn a_job_is_claimed_when_it_is_due_and_not_before() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let job = world.job(NOW);
    add(&world, &job).await;
    let before = Instant::from_micros(NOW.micros() - 1);
    assert!(claim(&world, &node, before, 9).await.is_empty());
    assert_eq!(ids(&claim(&world, &node, NOW, 9).await), [&job.id]);
    assert!(claim(&world, &node, NOW, 9).await.is_empty(), "it is claimed already");
}

#[tokio::test]
async fn of_one_key_the_first_job_is_kept_until_it_is_done() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let keyed = |n| NewJob { dedupe_key: Some("key".into()), payload: json!({"n": n}), ..world.job(NOW) };
    let (first, second) = (keyed(1), keyed(2));
    assert!(add(&world, &first).await);
    assert!(!add(&world, &second).await);
    let claimed = claim(&world, &node, NOW, 9).await;
    assert_eq!(ids(&claimed), [&first.id]);
    assert_eq!(claimed[0].payload, json!({"n": 1}));
    assert!(!add(&world, &second).await, "it is still being worked on");
    assert!(world.write(async |tx| tx.finish(&first.id, &node).await.unwrap()).await);
    assert!(add(&world, &second).await);
}

#[tokio::test]
async fn jobs_without_a_key_are_all_kept() {
    let world = World::new().await;
    for _ in 0..3 {
        assert!(add(&world, &world.job(NOW)).await);
    }
    assert_eq!(counts(&world, NOW).await, (3, 0, 0, 0));
}

/// Of what is due the most important goes first, also when not all can be claimed at once.
#[tokio::test]
async fn higher_priority_goes_first_then_what_was_due_first() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let make = |priority, run_at| NewJob { priority, ..world.job(at(run_at)) };
    let wanted = [make(9, -1), make(0, -60), make(0, -30), make(-5, -90)];
    for job in [&wanted[2], &wanted[3], &wanted[0], &wanted[1]] {
        add(&world, job).await;
    }
    add(&world, &make(99, 1)).await;
    let mut claimed = claim(&world, &node, NOW, 1).await;
    assert_eq!(claimed.len(), 1);
    claimed.extend(claim(&world, &node, NOW, 9).await);
    assert_eq!(ids(&claimed), wanted.iter().map(|job| &job.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn only_its_node_finishes_a_job() {
    let world = World::new().await;
    let (mine, other) = (world.id(NodeId::new), world.id(NodeId::new));
    let job = world.job(NOW);
    add(&world, &job).await;
    claim(&world, &mine, NOW, 9).await;
    let mut tx = world.db.begin().await.unwrap();
    assert!(!tx.finish(&job.id, &other).await.unwrap());
    assert!(tx.finish(&job.id, &mine).await.unwrap());
    assert!(!tx.finish(&job.id, &mine).await.unwrap(), "it is gone");
    tx.commit().await.unwrap();
    assert_eq!(counts(&world, NOW).await, (0, 0, 0, 0));
}

/// Postpones the one job, claimed by `node`, to a minute from [`NOW`], and claims it again then.
async fn postponed(world: &World, id: &JobId, node: &NodeId, error: Option<&str>) -> Job {
    world.write(async |tx| tx.postpone(id, node, at(60), error).await.unwrap()).await;
    assert!(claim(world, node, at(59), 9).await.is_empty());
    let [job] = claim(world, node, at(60), 9).await.try_into().unwrap();
    job
}

#[tokio::test]
async fn a_postponed_job_counts_its_tries_only_after_an_error() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let job = world.job(NOW);
    add(&world, &job).await;
    claim(&world, &node, NOW, 9).await;
    assert_eq!(postponed(&world, &job.id, &node, Some("503")).await.tries, 2);
    assert_eq!(postponed(&world, &job.id, &node, None).await.tries, 1);
}

/// Whoever lost its lease writes nothing over the work of the one who has it now.
#[tokio::test]
async fn a_node_without_the_lease_changes_nothing() {
    let world = World::new().await;
    let (mine, other) = (world.id(NodeId::new), world.id(NodeId::new));
    let job = world.job(NOW);
    add(&world, &job).await;
    claim(&world, &mine, NOW, 9).await;
    world
        .write(async |tx| {
            tx.postpone(&job.id, &other, at(9), None).await.unwrap();
            tx.bury(&job.id, &other, NOW, "no").await.unwrap();
            assert_eq!(tx.release_jobs(&other).await.unwrap(), 0);
            assert_eq!(tx.heartbeat(&other, std::slice::from_ref(&job.id), at(999)).await.unwrap(), 0);
        })
        .await;
    assert_eq!(counts(&world, NOW).await, (0, 0, 1, 0));
    assert_eq!(world.read(async |tx| tx.next_job_at().await.unwrap()).await, Some(at(60)));
}

#[tokio::test]
async fn a_buried_job_stays_dead_and_gives_its_key_back() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let job = NewJob { dedupe_key: Some("key".into()), ..world.job(NOW) };
    add(&world, &job).await;
    claim(&world, &node, NOW, 9).await;
    world.write(async |tx| tx.bury(&job.id, &node, NOW, "gave up").await.unwrap()).await;
    assert_eq!(counts(&world, NOW).await, (0, 0, 0, 1));
    assert!(claim(&world, &node, at(9_999), 9).await.is_empty());
    assert_eq!(world.read(async |tx| tx.next_job_at().await.unwrap()).await, None);
    assert!(add(&world, &NewJob { id: world.id(JobId::new), ..job }).await);
}

#[tokio::test]
async fn a_node_that_stops_gives_its_jobs_back_at_once() {
    let world = World::new().await;
    let (leaving, staying) = (world.id(NodeId::new), world.id(NodeId::new));
    add(&world, &world.job(at(-1))).await;
    add(&world, &world.job(at(-1))).await;
    add(&world, &world.job(NOW)).await;
    assert_eq!(claim(&world, &leaving, at(-1), 9).await.len(), 2);
    assert_eq!(claim(&world, &staying, NOW, 9).await.len(), 1);
    assert_eq!(world.write(async |tx| tx.release_jobs(&leaving).await.unwrap()).await, 2);
    assert_eq!(counts(&world, NOW).await, (2, 0, 1, 0));
    let again = claim(&world, &staying, NOW, 9).await;
    assert_eq!(again.iter().map(|job| job.tries).collect::<Vec<_>>(), [2, 2]);
}

#[tokio::test]
async fn a_job_is_hastened_but_never_delayed_or_taken_from_its_worker() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let job = NewJob { dedupe_key: Some("key".into()), ..world.job(at(60)) };
    let hasten = async |key: &str, to| {
        world.write(async |tx| tx.hasten(key, to).await.unwrap()).await;
        world.read(async |tx| tx.next_job_at().await.unwrap()).await
    };
    add(&world, &job).await;
    assert_eq!(hasten("other", at(1)).await, Some(at(60)));
    assert_eq!(hasten("key", at(90)).await, Some(at(60)));
    assert_eq!(hasten("key", at(30)).await, Some(at(30)));
    let [claimed] = claim(&world, &node, at(30), 9).await.try_into().unwrap();
    assert_eq!((claimed.id, claimed.run_at), (job.id.clone(), at(30)));
    assert_eq!(hasten("key", at(5)).await, Some(at(90)), "the end of the lease");
    world.write(async |tx| tx.release_jobs(&node).await.unwrap()).await;
    assert_eq!(world.read(async |tx| tx.next_job_at().await.unwrap()).await, Some(at(30)));
}

#[tokio::test]
async fn counts_tell_due_later_running_and_dead() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let (dead, running) = (world.job(at(-9)), world.job(at(-8)));
    add(&world, &dead).await;
    claim(&world, &node, NOW, 1).await;
    world.write(async |tx| tx.bury(&dead.id, &node, NOW, "no").await.unwrap()).await;
    add(&world, &running).await;
    claim(&world, &node, NOW, 1).await;
    for seconds in [-1, 0, 1, 2, 3] {
        add(&world, &world.job(at(seconds))).await;
    }
    assert_eq!(counts(&world, NOW).await, (2, 3, 1, 1));
    assert_eq!(counts(&world, at(2)).await, (4, 1, 1, 1));
}

#[tokio::test]
async fn the_next_job_is_the_earliest_due_time_or_end_of_a_lease() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let next = async || world.read(async |tx| tx.next_job_at().await.unwrap()).await;
    assert_eq!(next().await, None);
    add(&world, &world.job(at(-10))).await;
    add(&world, &world.job(at(90))).await;
    assert_eq!(next().await, Some(at(-10)));
    let [mine] = claim(&world, &node, NOW, 9).await.try_into().unwrap();
    assert_eq!(next().await, Some(at(60)), "the end of the lease");
    world.write(async |tx| tx.heartbeat(&node, &[mine.id], at(120)).await.unwrap()).await;
    assert_eq!(next().await, Some(at(90)));
}
