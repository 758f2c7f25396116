//! The edges of transactions, where somebody may stop the program, and what an audit sees.

use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ringwright_domain::ids::NodeId;
use ringwright_store::{Interruption, Moment};

use crate::world::{NOW, World, at};

/// Notes what passes, and never lets go on what it is told to stop.
#[derive(Default)]
struct Gatekeeper {
    seen: Mutex<Vec<String>>,
    stops: Mutex<Option<Moment>>,
}

impl Gatekeeper {
    fn note(&self, what: impl std::fmt::Debug) {
        self.seen.lock().unwrap().push(format!("{what:?}"));
    }

    fn seen(&self) -> String {
        std::mem::take(&mut *self.seen.lock().unwrap()).join(" ")
    }
}

impl Interruption for Gatekeeper {
    fn pass(&self, moment: Moment) -> BoxFuture<'static, ()> {
        self.note(moment);
        if *self.stops.lock().unwrap() == Some(moment) {
            return futures::future::pending().boxed();
        }
        futures::future::ready(()).boxed()
    }

    fn opened(&self) {
        self.note("opened");
    }

    fn closed(&self) {
        self.note("closed");
    }
}

#[tokio::test]
async fn whoever_stands_at_the_edges_sees_every_transaction() {
    let world = World::new().await;
    let keeper = Arc::new(Gatekeeper::default());
    let store = world.db.store.clone().interrupted_by(keeper.clone());
    store.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(keeper.seen(), "Begin \"opened\" BeforeCommit \"closed\" AfterCommit");
    drop(store.read().await.unwrap());
    drop(store.begin().await.unwrap());
    assert_eq!(keeper.seen(), "Begin \"opened\" \"closed\" Begin \"opened\" \"closed\"");
}

#[tokio::test]
async fn what_is_stopped_before_its_commit_was_never_written_and_after_it_was() {
    let world = World::new().await;
    let keeper = Arc::new(Gatekeeper::default());
    let store = world.db.store.clone().interrupted_by(keeper.clone());
    for (moment, left) in [(Moment::Begin, 0), (Moment::BeforeCommit, 0), (Moment::AfterCommit, 1)] {
        *keeper.stops.lock().unwrap() = Some(moment);
        let job = world.job(NOW);
        let reached_commit = Mutex::new(false);
        let work = async {
            let mut tx = store.begin().await.unwrap();
            tx.enqueue(&job, NOW).await.unwrap();
            *reached_commit.lock().unwrap() = true;
            tx.commit().await.unwrap();
        };
        let stopped = async {
            // The stop is reached when the gatekeeper has seen that moment.
            while !keeper.seen.lock().unwrap().contains(&format!("{moment:?}")) {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = work => panic!("{moment:?} lets nobody pass"),
            () = stopped => {}
        }
        assert_eq!(*reached_commit.lock().unwrap(), moment != Moment::Begin);
        let jobs = world.read(async |tx| tx.left_jobs().await.unwrap()).await;
        assert_eq!(jobs.len(), left, "{moment:?}");
        keeper.seen();
    }
}

#[tokio::test]
async fn an_audit_sees_what_is_left_to_do() {
    let world = World::new().await;
    let node = world.id(NodeId::new);
    let (given_up, later) = (world.job(NOW), world.job(at(60)));
    world
        .write(async |tx| {
            tx.enqueue(&given_up, at(-2)).await.unwrap();
            tx.enqueue(&later, at(-1)).await.unwrap();
            let claimed = tx.claim(&node, NOW, std::time::Duration::from_secs(9), 9).await.unwrap();
            tx.bury(&claimed[0].id, &node, NOW, "in vain").await.unwrap();
        })
        .await;
    let left = world.read(async |tx| tx.left_jobs().await.unwrap()).await;
    let seen: Vec<_> = left.iter().map(|job| (job.dead, job.run_at, job.last_error.as_deref())).collect();
    assert_eq!(seen, [(true, NOW, Some("in vain")), (false, at(60), None)]);
    assert_eq!(world.read(async |tx| tx.unprocessed_webhooks().await.unwrap()).await, 0);
}
