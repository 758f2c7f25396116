//! The scheduler: claims what is due, wakes at once when something is enqueued, and otherwise sleeps
//! until the next due time.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::JobId;
use ringwright_store::Job;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::{Engine, Result};

/// The kind of job that takes in a webhook.
const WEBHOOK: &str = "webhook.process";
/// Webhooks that are worked on together, at most.
const TOGETHER: usize = 256;
/// Jobs that are taken over at once, at most.
const HANDED_MOST: usize = 256;

/// How a runner works.
#[derive(Debug, Clone, Copy)]
pub struct RunnerOptions {
    /// Jobs at once.
    pub concurrency: usize,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// The longest sleep: what a missed wake-up between nodes costs at most.
    pub longest_sleep: Duration,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self { concurrency: 64, lease: Duration::from_secs(20), longest_sleep: Duration::from_secs(2) }
    }
}

/// Works on jobs until it is told to stop.
pub struct Runner {
    engine: Engine,
    options: RunnerOptions,
    handed: mpsc::Receiver<Job>,
    slots: Arc<Semaphore>,
    running: JoinSet<()>,
    in_hand: InHand,
    /// When the queue is to be looked at even if nobody calls: the next booking becomes due, a breaker
    /// lets a call through again, or another node's wake-up was missed.
    look_at: Instant,
    /// The minute (since 1970) of the newest sign of life.
    beaten: i64,
}

impl Runner {
    /// A runner, and where jobs that were born claimed are handed to it.
    pub fn new(engine: Engine, options: RunnerOptions) -> (Self, mpsc::Sender<Job>) {
        let (sender, handed) = mpsc::channel(1_024);
        let slots = Arc::new(Semaphore::new(options.concurrency));
        let look_at = engine.now();
        (
            Self {
                engine,
                options,
                handed,
                slots,
                running: JoinSet::new(),
                in_hand: InHand::default(),
                look_at,
                beaten: 0,
            },
            sender,
        )
    }

    /// Works until `stop` says so, then finishes what is under way and gives the rest back.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let heartbeat =
            tokio::spawn(heartbeat(self.engine.clone(), self.options.lease, self.in_hand.clone()));
        while !*stop.borrow() {
            let sleep = match self.pass().await {
                Ok(sleep) => sleep,
                Err(error) => {
                    tracing::warn!(%error, "the scheduler cannot reach its work; trying again in a second");
                    Duration::from_secs(1)
                }
            };
            self.rest(sleep, &mut stop).await;
        }
        while self.running.join_next().await.is_some() {}
        heartbeat.abort();
        if let Ok(mut tx) = self.engine.store().begin().await {
            let released = tx.release_jobs(self.engine.node()).await;
            if released.is_err() || tx.commit().await.is_err() {
                tracing::warn!("jobs could not be given back; others take them when their leases run out");
            }
        }
    }

    /// Starts everything that is due and for which there is room. Gives how long to sleep.
    async fn pass(&mut self) -> Result<Duration> {
        let now = self.engine.now();
        if self.engine.store().signals().take_dispatch() || now >= self.look_at {
            self.look_at = now.plus(self.options.longest_sleep);
            for job in self.engine.dispatch(now, self.options.lease).await? {
                self.start(job).await;
            }
        }
        self.beat(now).await?;
        let room = i64::try_from(self.slots.available_permits()).unwrap_or(0);
        if room > 0 {
            let mut tx = self.engine.store().begin().await?;
            let jobs = tx.claim(self.engine.node(), now, self.options.lease, room).await?;
            tx.commit().await?;
            let full = jobs.len() == usize::try_from(room).unwrap_or(0);
            self.start_all(jobs).await;
            if full {
                return Ok(Duration::ZERO);
            }
        }
        let (job, booking) = self.engine.next_due(now).await?;
        self.look_at = booking.map_or(self.look_at, |at| at.min(self.look_at));
        let next = job.map_or(self.look_at, |at| at.min(self.look_at));
        Ok(next.since(self.engine.now()).min(self.options.longest_sleep))
    }

    /// Once a minute, a sign of life: that this node could write.
    async fn beat(&mut self, now: Instant) -> Result<()> {
        let minute = now.seconds().div_euclid(60);
        if minute != self.beaten {
            let mut tx = self.engine.store().begin().await?;
            tx.beat(minute).await?;
            tx.commit().await?;
            self.beaten = minute;
        }
        Ok(())
    }

    async fn start(&mut self, job: Job) {
        self.start_all(vec![job]).await;
    }

    /// Starts jobs; webhooks that came together are worked on together.
    async fn start_all(&mut self, jobs: Vec<Job>) {
        self.in_hand.take(&jobs);
        let webhook = |job: &Job| job.kind == WEBHOOK;
        let (webhooks, others): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(webhook);
        for job in others {
            let engine = self.engine.clone();
            let ids = vec![job.id.clone()];
            self.spawn(ids, async move { engine.execute(&job).await }).await;
        }
        let mut webhooks = webhooks.into_iter().peekable();
        while webhooks.peek().is_some() {
            let together: Vec<Job> = webhooks.by_ref().take(TOGETHER).collect();
            let engine = self.engine.clone();
            let ids = together.iter().map(|job| job.id.clone()).collect();
            self.spawn(ids, async move { engine.process_webhooks(together).await }).await;
        }
    }

    async fn spawn(&mut self, ids: Vec<JobId>, work: impl Future<Output = ()> + Send + 'static) {
        // While all slots are taken, whoever hands over waits: the queue is the database, not memory.
        let Ok(permit) = Arc::clone(&self.slots).acquire_owned().await else { return };
        let in_hand = self.in_hand.clone();
        self.running.spawn(async move {
            work.await;
            in_hand.put_down(&ids);
            drop(permit);
        });
        while self.running.try_join_next().is_some() {}
    }

    async fn rest(&mut self, sleep: Duration, stop: &mut watch::Receiver<bool>) {
        // A microsecond-sized sleep would round down to a busy loop.
        let sleep = sleep.max(Duration::from_millis(1));
        let mut handed = Vec::new();
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = self.engine.store().signals().work() => {}
            _ = self.handed.recv_many(&mut handed, HANDED_MOST), if !self.handed.is_closed() => {}
            _ = stop.changed() => {}
        }
        self.start_all(handed).await;
    }
}

/// The jobs that this node has started or is about to. What it cannot note the result of drops out, so
/// that the lease runs out and the work is done again.
#[derive(Clone, Default)]
struct InHand(Arc<Mutex<HashSet<JobId>>>);

impl InHand {
    fn ids(&self) -> MutexGuard<'_, HashSet<JobId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, jobs: &[Job]) {
        self.ids().extend(jobs.iter().map(|job| job.id.clone()));
    }

    fn put_down(&self, ids: &[JobId]) {
        let mut held = self.ids();
        for id in ids {
            held.remove(id);
        }
    }

    fn list(&self) -> Vec<JobId> {
        self.ids().iter().cloned().collect()
    }
}

/// Prolongs the leases of what this node has in hand, while it lives.
async fn heartbeat(engine: Engine, lease: Duration, in_hand: InHand) {
    loop {
        tokio::time::sleep(lease / 4).await;
        let jobs = in_hand.list();
        if jobs.is_empty() {
            continue;
        }
        let beat = async {
            let mut tx = engine.store().begin().await?;
            tx.heartbeat(engine.node(), &jobs, engine.now().plus(lease)).await?;
            tx.commit().await
        };
        if let Err(error) = beat.await {
            tracing::warn!(%error, "the heartbeat failed; jobs of this node may be taken by others");
        }
    }
}

impl Engine {
    /// When the next job (or lease of one that runs out) and the next booking are due.
    async fn next_due(&self, now: Instant) -> Result<(Option<Instant>, Option<Instant>)> {
        let mut tx = self.store().read().await?;
        Ok((tx.next_job_at().await?, tx.next_booking_at(now).await?))
    }

    /// Does everything that is due at the clock's time, one after the other, until nothing is left;
    /// for tests and simulations. Gives how many jobs were done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> Result<usize> {
        let lease = Duration::from_secs(60);
        let mut done = 0;
        loop {
            let now = self.now();
            let mut jobs = self.dispatch(now, lease).await?;
            let mut tx = self.store().begin().await?;
            jobs.extend(tx.claim(self.node(), now, lease, 64).await?);
            tx.commit().await?;
            if jobs.is_empty() {
                return Ok(done);
            }
            for job in jobs {
                self.execute(&job).await;
                done += 1;
            }
        }
    }
}
