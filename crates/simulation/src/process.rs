//! Processes: what `Runner` does with real time is done here with virtual time.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ringwright_domain::ids::JobId;
use ringwright_domain::{Clock, Instant};
use ringwright_engine::desk::VendorDesk;
use ringwright_engine::intake::{Intake, WebhookRefusal};
use ringwright_engine::recording::Folder;
use ringwright_engine::traces::Traces;
use ringwright_engine::{Engine, EngineParts, Error};
use ringwright_store::Job;
use ringwright_vendors::outgoing::{HttpCourier, Reach};
use ringwright_vendors::{Answer, Http, HttpError, HttpLimits};
use tokio::sync::mpsc;

use crate::SimulationError;
use crate::agenda::Happening;
use crate::dice::Dice;
use crate::faults::Fault;
use crate::house::vault;
use crate::stage::{ParkId, Parked, Road};
use crate::visits::{Saw, Visit};
use crate::world::{Step, World};

/// How long a claim holds without a heartbeat.
const LEASE: Duration = Duration::from_secs(20);
/// The most jobs claimed at once.
const AT_ONCE: i64 = 64;
/// Where our processes are reached.
const PUBLIC_URL: &str = "https://calls.example.com";

/// A process, alive or not.
pub(crate) struct Process {
    /// What it is while it lives.
    pub alive: Option<Life>,
    /// How often it was started.
    pub lives: u64,
    /// Stands still until then.
    pub still_until: Option<Instant>,
    /// The longest time between two looks at the queue.
    tick: Duration,
    alarm: u64,
    alarm_at: Option<Instant>,
    look_at: Instant,
    passing: bool,
    /// Whether somebody called while it looked.
    again: bool,
    beating: bool,
}

/// A process while it lives.
pub(crate) struct Life {
    pub engine: Engine,
    pub intake: Intake,
    writer: BoxFuture<'static, ()>,
    handed: mpsc::Receiver<Job>,
    in_hand: BTreeSet<JobId>,
}

impl Process {
    pub(crate) fn new(dice: &Dice) -> Self {
        Self {
            alive: None,
            lives: 0,
            still_until: None,
            tick: dice.seconds(2, 20),
            alarm: 0,
            alarm_at: None,
            look_at: Instant::from_micros(0),
            passing: false,
            again: false,
            beating: false,
        }
    }

    /// Whether it is alive.
    pub(crate) const fn is_up(&self) -> bool {
        self.alive.is_some()
    }
}

/// A piece of work under way.
pub(crate) struct Task {
    /// Which process does it.
    pub node: usize,
    /// What it is.
    pub kind: Kind,
    work: BoxFuture<'static, Outcome>,
}

/// What a piece of work is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Looking for work.
    Pass,
    /// Doing a job.
    Job(JobId),
    /// Prolonging leases.
    Beat,
    /// Taking in a webhook: which, and the how manyth try.
    Delivery(usize, u32),
    /// Serving a visitor.
    Visit(usize, Visit),
    /// Serving an operator.
    Operator,
}

/// What came of a piece of work.
pub(crate) enum Outcome {
    Passed(Result<Passed, Error>),
    Done,
    Beaten(Result<(), ringwright_store::StoreError>),
    Delivered(Result<(), WebhookRefusal>),
    Visited(Result<Saw, Error>),
}

/// What a look for work found.
pub(crate) struct Passed {
    jobs: Vec<Job>,
    looked: bool,
    next: Option<Instant>,
    waiting: bool,
}

impl World {
    /// A process is started, unless it lives.
    pub(crate) async fn start(&mut self, node: usize) -> Step {
        if self.processes[node].is_up() {
            return Ok(());
        }
        let road = Arc::new(Road(Arc::clone(&self.stage)));
        let desk = VendorDesk::new(
            self.store.clone(),
            vault()?,
            HashMap::new(),
            Some("http://127.0.0.1:9".to_owned()),
        )
        .with_http(Http::over(road, HttpLimits::default()));
        let clock: Arc<dyn Clock> = Arc::clone(&self.clocks) as Arc<dyn Clock>;
        let engine = Engine::new(EngineParts {
            store: self.store.clone(),
            desk: Arc::new(desk),
            clock,
            chance: Arc::clone(&self.chance) as Arc<dyn ringwright_domain::Chance>,
            public_url: PUBLIC_URL.to_owned(),
            // Nobody of ours holds a call here, so that nothing is ever recorded.
            recordings: Folder::new("recordings"),
            traces: Traces::new("traces"),
            // No installation here has endpoints of its own, so that nothing is ever posted.
            courier: Arc::new(HttpCourier::new(Reach::Public)),
        });
        let (intake, incoming) = Intake::open(engine.clone());
        let (sender, handed) = mpsc::channel(1_024);
        let writer = incoming.write(Some(sender)).boxed();
        let ours = self.ours();
        let process = &mut self.processes[node];
        process.lives += 1;
        (process.passing, process.again, process.beating) = (false, false, false);
        process.still_until = None;
        (process.alarm_at, process.look_at) = (None, ours);
        let life = process.lives;
        let work = {
            let engine = engine.clone();
            async move {
                // Whoever cannot note it finds it noted by somebody else.
                let _ = engine.ensure_clean_up().await;
                Outcome::Done
            }
        };
        process.alive = Some(Life { engine, intake, writer, handed, in_hand: BTreeSet::new() });
        self.note(format_args!("process {node} starts its life {life}"));
        self.spawn(node, Kind::Operator, work.boxed());
        self.set_alarm(node, ours);
        Ok(())
    }

    /// A process dies: all that it had in memory is gone.
    pub(crate) fn die(&mut self, node: usize) {
        if self.processes[node].alive.take().is_none() {
            return;
        }
        self.counts.crashes += 1;
        self.look = true;
        self.note(format_args!("process {node} dies"));
        let gone: Vec<u64> =
            self.tasks.iter().filter(|(_, task)| task.node == node).map(|(id, _)| *id).collect();
        for id in gone {
            let Some(task) = self.tasks.remove(&id) else { continue };
            self.parks.retain(|_, owner| *owner != id);
            self.cut_off(task.kind);
        }
        let away = if self.dice.death.chance(0.8) {
            self.dice.death.millis(50, 8_000)
        } else {
            self.dice.death.seconds(8, 400)
        };
        self.agenda.note(self.now().plus(away), Happening::Start(node));
        // What it had been called for, the others find when they look the next time.
        self.store.signals().wake_dispatch();
    }

    /// Somebody waited for this and hears no more of it.
    fn cut_off(&mut self, kind: Kind) {
        match kind {
            Kind::Delivery(letter, nth) => self.not_delivered(letter, nth),
            Kind::Visit(visitor, visit) => self.connection_lost(visitor, visit),
            Kind::Pass | Kind::Job(_) | Kind::Beat | Kind::Operator => {}
        }
    }

    pub(crate) fn die_if(&mut self, node: usize, life: u64) {
        if self.processes[node].lives == life && !self.calm {
            self.die(node);
        }
    }

    /// A process stands still for a while.
    pub(crate) fn suspend(&mut self, node: usize, seconds: u64) {
        let until = self.now().plus(Duration::from_secs(seconds));
        self.note(format_args!("process {node} stands still for {seconds} s"));
        self.processes[node].still_until = Some(until);
        self.agenda.note(until, Happening::Nothing);
        let ours = until.plus(self.clocks.ahead());
        self.set_alarm(node, ours);
    }

    /// When a process that stands still goes on, if it does.
    pub(crate) fn still(&self, node: usize) -> Option<Instant> {
        self.processes[node].still_until.filter(|until| *until > self.now())
    }

    /// A process that can be reached.
    pub(crate) fn somebody(&mut self) -> Option<usize> {
        let up: Vec<usize> = (0..self.processes.len())
            .filter(|node| self.processes[*node].is_up() && self.still(*node).is_none())
            .collect();
        if up.is_empty() { None } else { Some(*self.dice.order.pick(&up)) }
    }

    /// Takes up a piece of work; it runs a moment later.
    pub(crate) fn spawn(&mut self, node: usize, kind: Kind, work: BoxFuture<'static, Outcome>) -> u64 {
        self.next_task += 1;
        let id = self.next_task;
        self.tasks.insert(id, Task { node, kind, work });
        let at = self.now().plus(self.dice.order.millis(0, 2));
        self.agenda.note(at, Happening::Run(id));
        id
    }

    /// What stands at `park` goes on, with an answer if it asked for one.
    pub(crate) async fn go_on(&mut self, park: ParkId, answer: Option<Result<Answer, HttpError>>) -> Step {
        let Some(task) = self.parks.get(&park).copied() else { return Ok(()) };
        let node = self.tasks.get(&task).map_or(0, |task| task.node);
        if let Some(until) = self.still(node) {
            let again =
                answer.map_or(Happening::Go(park), |answer| Happening::Return(park, Box::new(answer)));
            self.agenda.note(until, again);
            return Ok(());
        }
        self.parks.remove(&park);
        match answer {
            Some(answer) => {
                self.note(format_args!("answer {park}: {}", crate::errands::words(&answer)));
                self.stage.answer(park, answer);
            }
            None => self.stage.go(park),
        }
        self.drive(task).await
    }

    /// Lets a piece of work run until it is done, stands somewhere, or its process dies.
    pub(crate) async fn drive(&mut self, id: u64) -> Step {
        let Some(mut task) = self.tasks.remove(&id) else { return Ok(()) };
        let node = task.node;
        if let Some(until) = self.still(node) {
            self.tasks.insert(id, task);
            self.agenda.note(until, Happening::Run(id));
            return Ok(());
        }
        let Some(life) = self.processes[node].alive.as_mut() else { return Ok(()) };
        let stage = Arc::clone(&self.stage);
        let delivery = matches!(task.kind, Kind::Delivery(..));
        stage.enter(matches!(task.kind, Kind::Delivery(..) | Kind::Beat));
        let run = poll_fn(|context| {
            if let Poll::Ready(outcome) = task.work.as_mut().poll(context) {
                return Poll::Ready(Some(outcome));
            }
            if delivery {
                // Whoever waits at the intake waits for its writer, which never ends by itself.
                let _ = life.writer.as_mut().poll(context);
            }
            let seen = stage.seen();
            if seen.parked || seen.stopped { Poll::Ready(None) } else { Poll::Pending }
        });
        let outcome = tokio::time::timeout(Duration::from_secs(60), run)
            .await
            .map_err(|_| SimulationError::Broken(format!("{:?} waits for nothing", task.kind)))?;
        let seen = self.stage.seen();
        self.stage.leave();
        match outcome {
            Some(outcome) => self.finish(id, node, task.kind, outcome).await,
            None if seen.stopped => {
                self.tasks.insert(id, task);
                drop(self.stage.arrivals());
                self.die(node);
                Ok(())
            }
            None if seen.open > 0 => {
                let detail = format!("{:?} holds {} transactions while it waits", task.kind, seen.open);
                self.broken("no transaction is open while a vendor is asked", detail)
            }
            None => {
                self.tasks.insert(id, task);
                self.stand(id).await
            }
        }
    }

    /// A piece of work stands at one or more places.
    async fn stand(&mut self, id: u64) -> Step {
        for (park, why) in self.stage.arrivals() {
            self.parks.insert(park, id);
            match why {
                Parked::Asking(departure) => self.ask(id, park, &departure).await?,
                Parked::Pausing(pause) => self.agenda.note(self.now().plus(pause), Happening::Go(park)),
                Parked::Turn => {
                    let at = self.now().plus(self.dice.order.millis(0, 60));
                    self.agenda.note(at, Happening::Go(park));
                }
            }
        }
        Ok(())
    }

    async fn finish(&mut self, id: u64, node: usize, kind: Kind, outcome: Outcome) -> Step {
        self.parks.retain(|_, owner| *owner != id);
        match (kind, outcome) {
            (Kind::Pass, Outcome::Passed(passed)) => self.passed(node, passed),
            (Kind::Job(job), _) => {
                self.counts.jobs += 1;
                if let Some(life) = &mut self.processes[node].alive {
                    life.in_hand.remove(&job);
                }
                Ok(())
            }
            (Kind::Beat, Outcome::Beaten(beaten)) => {
                self.processes[node].beating = false;
                beaten?;
                self.schedule_beat(node);
                Ok(())
            }
            (Kind::Delivery(letter, nth), Outcome::Delivered(result)) => {
                self.take_handed(node);
                self.delivered(letter, nth, result)
            }
            (Kind::Visit(visitor, visit), Outcome::Visited(result)) => {
                self.visited(visitor, visit, result).await
            }
            (Kind::Operator, Outcome::Visited(Err(error @ (Error::Illegal(_) | Error::Broken(_))))) => {
                self.broken("nobody is told of an inner failure", format!("an operator: {error}"))
            }
            _ => Ok(()),
        }
    }

    /// Jobs that were born claimed by a process are done by it.
    fn take_handed(&mut self, node: usize) {
        let mut jobs = Vec::new();
        if let Some(life) = &mut self.processes[node].alive {
            while let Ok(job) = life.handed.try_recv() {
                jobs.push(job);
            }
        }
        self.start_jobs(node, jobs);
    }

    fn start_jobs(&mut self, node: usize, jobs: Vec<Job>) {
        for job in jobs {
            let Some(life) = &mut self.processes[node].alive else { return };
            life.in_hand.insert(job.id.clone());
            let engine = life.engine.clone();
            self.note(format_args!("process {node} takes {} {} try {}", job.kind, job.id, job.tries));
            let id = job.id.clone();
            let work = async move {
                match job.kind.as_str() {
                    "webhook.process" => engine.process_webhooks(vec![job]).await,
                    _ => engine.execute(&job).await,
                }
                Outcome::Done
            };
            self.spawn(node, Kind::Job(id), work.boxed());
        }
        self.schedule_beat(node);
    }

    fn schedule_beat(&mut self, node: usize) {
        let at = self.now().plus(LEASE / 4);
        let process = &mut self.processes[node];
        let busy = process.alive.as_ref().is_some_and(|life| !life.in_hand.is_empty());
        if busy && !process.beating {
            process.beating = true;
            let life = process.lives;
            self.agenda.note(at, Happening::Beat(node, life));
        }
    }

    /// A process prolongs the leases of what it has in hand.
    pub(crate) async fn beat(&mut self, node: usize, life: u64) -> Step {
        if self.processes[node].lives != life {
            return Ok(());
        }
        if let Some(until) = self.still(node) {
            self.agenda.note(until, Happening::Beat(node, life));
            return Ok(());
        }
        self.processes[node].beating = false;
        let Some(alive) = &self.processes[node].alive else { return Ok(()) };
        let jobs: Vec<JobId> = alive.in_hand.iter().cloned().collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let engine = alive.engine.clone();
        self.processes[node].beating = true;
        let work = async move {
            let beat = async {
                let mut tx = engine.store().begin().await?;
                tx.heartbeat(engine.node(), &jobs, engine.now().plus(LEASE)).await?;
                tx.commit().await
            };
            Outcome::Beaten(beat.await)
        };
        self.spawn(node, Kind::Beat, work.boxed());
        Ok(())
    }

    /// A process will look for work at `at` by our clock, or earlier.
    pub(crate) fn set_alarm(&mut self, node: usize, at: Instant) {
        let at = self.clocks.when_ours_shows(at).max(self.now());
        let process = &mut self.processes[node];
        if process.alarm_at.is_some_and(|known| known <= at) {
            return;
        }
        process.alarm += 1;
        process.alarm_at = Some(at);
        let stamp = process.alarm;
        self.agenda.note(at, Happening::Wake(node, stamp));
    }

    /// A process looks for work.
    pub(crate) async fn wake(&mut self, node: usize, stamp: u64) -> Step {
        if self.processes[node].alarm != stamp {
            return Ok(());
        }
        self.processes[node].alarm_at = None;
        if let Some(until) = self.still(node) {
            let ours = until.plus(self.clocks.ahead());
            self.set_alarm(node, ours);
            return Ok(());
        }
        self.look_for_work(node).await
    }

    /// A process looks for work now, unless it is at it.
    pub(crate) async fn look_for_work(&mut self, node: usize) -> Step {
        let ours = self.ours();
        let process = &mut self.processes[node];
        let Some(life) = &process.alive else { return Ok(()) };
        if process.passing {
            process.again = true;
            return Ok(());
        }
        process.passing = true;
        let engine = life.engine.clone();
        let look = self.store.signals().take_dispatch() || ours >= process.look_at;
        let work = async move { Outcome::Passed(pass(&engine, look).await) };
        self.next_task += 1;
        let id = self.next_task;
        self.tasks.insert(id, Task { node, kind: Kind::Pass, work: work.boxed() });
        self.drive(id).await
    }

    fn passed(&mut self, node: usize, passed: Result<Passed, Error>) -> Step {
        let ours = self.ours();
        self.processes[node].passing = false;
        let passed = passed?;
        let full = passed.jobs.len() >= usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        self.start_jobs(node, passed.jobs);
        let process = &mut self.processes[node];
        let again = std::mem::take(&mut process.again);
        if passed.looked {
            process.look_at = ours.plus(process.tick);
        }
        let mut next = passed.next;
        if passed.waiting {
            next = Some(next.map_or(process.look_at, |at| at.min(process.look_at)));
        }
        if full || again {
            next = Some(ours);
        }
        if let Some(next) = next {
            // A look at what is overdue takes a moment.
            self.set_alarm(node, next.max(ours.plus(Duration::from_millis(1))));
        }
        Ok(())
    }

    /// Whoever may be woken by what was committed is woken.
    pub(crate) async fn wake_somebody(&mut self) -> Step {
        if self.store.signals().work().now_or_never().is_none() {
            return Ok(());
        }
        match self.somebody() {
            Some(node) => {
                let ours = self.ours();
                self.set_alarm(node, ours);
                Ok(())
            }
            // Whoever starts or goes on looks for work first of all.
            None => Ok(()),
        }
    }

    /// Whether a process may die while a vendor is asked, it does.
    pub(crate) fn perhaps_die_within(&mut self, task: u64, span: Duration) {
        let probability = self.rates.of(Fault::Crash) * 3.0;
        let dies = self.dice.death.chance(probability);
        let most = u64::try_from(span.as_millis()).unwrap_or(0);
        let after = self.dice.death.millis(0, most);
        if let Some(task) = self.tasks.get(&task).filter(|_| dies) {
            let life = self.processes[task.node].lives;
            let node = task.node;
            self.agenda.note(self.now().plus(after), Happening::Die(node, life));
        }
    }
}

/// One look for work, as the runner does it.
async fn pass(engine: &Engine, look: bool) -> Result<Passed, Error> {
    let now = engine.now();
    let mut jobs = if look { engine.dispatch(now, LEASE).await? } else { Vec::new() };
    let mut tx = engine.store().begin().await?;
    jobs.extend(tx.claim(engine.node(), now, LEASE, AT_ONCE).await?);
    tx.commit().await?;
    let mut tx = engine.store().read().await?;
    let next_job = tx.next_job_at().await?;
    let next_booking = tx.next_booking_at(now).await?;
    let waiting = !tx.orgs_with_due_bookings(now).await?.is_empty();
    let next = [next_job, next_booking].into_iter().flatten().min();
    Ok(Passed { jobs, looked: look, next, waiting })
}
