//! The world of one run, and its time.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::chance::SeededChance;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, BookingId, OrgId};
use ringwright_domain::{Clock as _, Instant};
use ringwright_engine::desk::secrets;
use ringwright_store::Store;

use crate::agenda::{Agenda, Happening};
use crate::clock::Clocks;
use crate::dice::Dice;
use crate::errands::Errand;
use crate::faults::{Fault, Rates};
use crate::house::{Houses, vault};
use crate::ledger::Ledger;
use crate::people::Visitor;
use crate::post::Posted;
use crate::process::{Process, Task};
use crate::stage::{Edges, ParkId, Stage};
use crate::trace::Trace;
use crate::vendors::stripe::Stripe;
use crate::vendors::vapi::Vapi;
use crate::vendors::{Effects, Later};
use crate::{Counts, Plan, Report, SimulationError, Violation};

/// How long after the last fault everything must have settled.
const SETTLES_WITHIN: Duration = Duration::from_secs(6 * 24 * 3_600);

/// How long after the last fault the books of every day must have been compared.
const COMPARED_WITHIN: Duration = Duration::from_secs(32 * 3_600);

/// Why a run ends before its time.
pub(crate) enum Stop {
    /// A promise was broken.
    Broken(Violation),
    /// The run cannot go on.
    Failed(SimulationError),
    /// The last step that was asked for is done.
    Enough,
}

impl<E: Into<SimulationError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a step answers.
pub(crate) type Step<T = ()> = Result<T, Stop>;

/// The dice that the world itself throws.
pub(crate) struct WorldDice {
    /// When processes look and what goes first.
    pub order: Dice,
    /// The network to the vendors.
    pub network: Dice,
    /// The network from the vendors.
    pub post: Dice,
    /// The end of processes.
    pub death: Dice,
    /// Operators.
    pub operators: Dice,
}

/// The world of one run.
pub(crate) struct World {
    pub plan: Plan,
    pub rates: Rates,
    pub dice: WorldDice,
    pub clocks: Arc<Clocks>,
    pub chance: Arc<SeededChance>,
    pub stage: Arc<Stage>,
    pub store: Store,
    pub org: OrgId,
    /// Who operates the organisation.
    pub operator: Actor,
    pub agenda: Agenda,
    pub trace: Trace,
    pub counts: Counts,
    pub processes: Vec<Process>,
    pub tasks: BTreeMap<u64, Task>,
    pub next_task: u64,
    /// Which piece of work stands where.
    pub parks: BTreeMap<ParkId, u64>,
    pub errands: BTreeMap<ParkId, Errand>,
    pub outages: BTreeMap<&'static str, Instant>,
    pub vapi: Vapi,
    pub stripe: Stripe,
    pub posted: Vec<Posted>,
    /// Deliveries that are still to come.
    pub undelivered: usize,
    pub visitors: BTreeMap<usize, Visitor>,
    /// What visitors still mean to do.
    pub errands_of_people: usize,
    pub accepted: Vec<(usize, BookingId)>,
    pub ledger: Ledger,
    /// Hears of every commit with events, but for those after which the process died.
    pub news: tokio::sync::broadcast::Receiver<Option<OrgId>>,
    /// Whether something may have been written without news.
    pub look: bool,
    pub calm: bool,
    pub deadline: Instant,
    started: Instant,
}

impl World {
    /// Opens a world: a fresh installation, its vendors, its processes, and what will happen.
    pub(crate) async fn open(
        plan: &Plan,
        houses: &Houses,
        folder: &Path,
        whole: bool,
    ) -> Result<Self, SimulationError> {
        let seed = plan.seed;
        let shape = Dice::of(seed, "shape");
        let address = houses.furnish(shape.below(Houses::KINDS), folder).await?;
        let start = start_of(&shape)?;
        let rates = Rates::draw(seed, plan.faults);
        let clocks = Arc::new(Clocks::new(start));
        let turn = rates.of(Fault::Interleaving);
        let stage = Stage::new(Dice::of(seed, "edges"), rates.of(Fault::Crash), turn);
        let plain = Store::open(&address).await?;
        let (org, keys, stripe) = accounts(&plain).await?;
        let store = plain.clone().interrupted_by(Arc::new(Edges(Arc::clone(&stage))));
        let news = plain.signals().events();
        let operator = crate::house::operator(&plain).await?;
        let ledger = Ledger::new(plain, org.clone()).await?;
        let horizon = start.plus(Duration::from_secs(u64::from(plan.hours) * 3_600));
        let dice = WorldDice {
            order: Dice::of(seed, "order"),
            network: Dice::of(seed, "network"),
            post: Dice::of(seed, "post"),
            death: Dice::of(seed, "death"),
            operators: Dice::of(seed, "operators"),
        };
        let mut world = Self {
            chance: Arc::new(SeededChance::new(Dice::of(seed, "engine").bits())),
            vapi: Vapi::new(seed, keys),
            stripe: Stripe::new(seed, stripe.0, stripe.1),
            plan: plan.clone(),
            rates,
            dice,
            clocks,
            stage,
            store,
            org,
            operator,
            agenda: Agenda::default(),
            trace: Trace::new(whole),
            counts: Counts { seeds: 1, ..Counts::default() },
            processes: Vec::new(),
            tasks: BTreeMap::new(),
            next_task: 0,
            parks: BTreeMap::new(),
            errands: BTreeMap::new(),
            outages: BTreeMap::new(),
            posted: Vec::new(),
            undelivered: 0,
            visitors: BTreeMap::new(),
            errands_of_people: 0,
            accepted: Vec::new(),
            ledger,
            news,
            look: false,
            calm: false,
            deadline: horizon.plus(SETTLES_WITHIN),
            started: start,
        };
        world.trace.line(start, format_args!("seed {seed} faults {}", plan.faults));
        world.foresee(start, horizon);
        Ok(world)
    }

    /// Notes what will happen from the start.
    fn foresee(&mut self, start: Instant, horizon: Instant) {
        let shape = Dice::of(self.plan.seed, "troubles");
        let nodes = if shape.chance(self.rates.of(Fault::TwoNodes)) { 2 } else { 1 };
        for node in 0..nodes {
            self.processes.push(Process::new(&self.dice.order));
            self.agenda.note(start, Happening::Start(node));
        }
        let hours = self.plan.hours;
        for index in self.plan.people() {
            let visitor = Visitor::draw(self.plan.seed, index, start, hours);
            let at = start.plus(visitor.arrives);
            self.visitors.insert(index, visitor);
            self.visitor_will(index, crate::people::Act::Book, at);
        }
        let span = u64::from(hours) * 3_600;
        let times = |most: usize| shape.below(most + 1);
        let mut troubles = Vec::new();
        for _ in 0..times(3) {
            let (at, seconds) = (shape.seconds(0, span), shape.seconds(1, 90).as_secs());
            troubles.push((Fault::Suspension, at, Happening::Suspend(shape.below(nodes), seconds)));
            let (at, millis) = (shape.seconds(0, span), shape.below(30_000) as u64);
            troubles.push((Fault::Skew, at, Happening::Jump(millis)));
            let (at, seconds) = (shape.seconds(0, span), shape.seconds(20, 1_800).as_secs());
            let vendor = *shape.pick(&["vapi", "stripe"]);
            troubles.push((Fault::Outage, at, Happening::Outage(vendor, seconds)));
        }
        for (fault, after, what) in troubles {
            if shape.chance(self.rates.of(fault)) {
                self.agenda.note(start.plus(after), what);
            }
        }
        for _ in 0..self.plan.bookings {
            let (forge, operate) = (shape.chance(self.rates.of(Fault::Forgery)), shape.chance(0.25));
            let (at, later) = (start.plus(shape.seconds(0, span)), start.plus(shape.seconds(0, span)));
            if forge {
                self.agenda.note(at, Happening::Forge);
            }
            if operate {
                self.agenda.note(later, Happening::Operator);
            }
        }
        // Twice: an operator may have been at it when the first one came.
        self.agenda.note(horizon, Happening::Calm);
        self.agenda.note(horizon.plus(Duration::from_secs(10)), Happening::Calm);
    }

    /// Plays it to its end.
    pub(crate) async fn play(mut self) -> Result<Report, SimulationError> {
        let stopped = self.turn_the_wheel().await;
        let violation = match stopped {
            Ok(()) | Err(Stop::Enough) => None,
            Err(Stop::Broken(violation)) => Some(violation),
            Err(Stop::Failed(error)) => return Err(error),
        };
        if let Some(violation) = &violation {
            self.trace.line(violation.at, format_args!("broken: {violation}"));
        }
        self.tasks.clear();
        self.processes.clear();
        self.counts.calls = self.vapi.calls().len() as u64;
        self.counts.charges = self.stripe.intents().iter().filter(|intent| intent.paid).count() as u64;
        self.counts.refunds = self.stripe.intents().iter().map(|intent| intent.refunds.len() as u64).sum();
        self.counts.commits = self.stage.commits();
        self.counts.virtual_time = self.clocks.truth().since(self.started);
        self.store.close().await;
        let (digest, last, whole) = self.trace.close();
        Ok(Report { seed: self.plan.seed, digest, counts: self.counts, violation, last, whole })
    }

    async fn turn_the_wheel(&mut self) -> Step {
        while let Some((at, what)) = self.agenda.next() {
            self.clocks.reach(at);
            if self.clocks.truth() > self.deadline {
                let left = self.what_is_left().await?;
                return self.broken("everything settles", left);
            }
            if self.counts.steps == self.plan.steps {
                return Err(Stop::Enough);
            }
            self.counts.steps += 1;
            Box::pin(self.happen(what)).await?;
            self.look_around().await?;
            if self.calm && self.is_quiet() && self.has_settled().await? {
                return self.judge_the_end().await;
            }
        }
        self.broken("everything settles", "nothing will happen any more".to_owned())
    }

    async fn happen(&mut self, what: Happening) -> Step {
        match what {
            Happening::Run(task) => self.drive(task).await,
            Happening::Go(park) => self.go_on(park, None).await,
            Happening::Arrive(park) => self.arrive(park),
            Happening::Return(park, answer) => self.go_on(park, Some(*answer)).await,
            Happening::Wake(node, stamp) => self.wake(node, stamp).await,
            Happening::Beat(node, life) => self.beat(node, life).await,
            Happening::Die(node, life) => {
                self.die_if(node, life);
                Ok(())
            }
            Happening::Start(node) => self.start(node).await,
            Happening::Suspend(node, seconds) => {
                self.suspend(node, seconds);
                Ok(())
            }
            Happening::Jump(millis) => {
                self.note(format_args!("our clock jumps {millis} ms"));
                self.clocks.jump(Duration::from_millis(millis));
                Ok(())
            }
            Happening::Outage(vendor, seconds) => {
                self.note(format_args!("{vendor} is out for {seconds} s"));
                self.outages.insert(vendor, self.now().plus(Duration::from_secs(seconds)));
                Ok(())
            }
            Happening::Vendor(vendor, later) => {
                self.at_vendor(vendor, later);
                Ok(())
            }
            Happening::Deliver(letter, nth) => self.deliver(letter, nth).await,
            Happening::Forge => {
                self.forge();
                Ok(())
            }
            Happening::Visitor(visitor, act) => self.visit(visitor, act).await,
            Happening::Leave(task) => {
                self.leave(task);
                Ok(())
            }
            Happening::Operator => self.operate().await,
            Happening::Calm => self.become_calm().await,
            Happening::Nothing => Ok(()),
        }
    }

    /// The true time.
    pub(crate) fn now(&self) -> Instant {
        self.clocks.truth()
    }

    /// Our processes' time.
    pub(crate) fn ours(&self) -> Instant {
        self.clocks.now()
    }

    /// Notes a line in the trace.
    pub(crate) fn note(&mut self, text: std::fmt::Arguments<'_>) {
        let now = self.clocks.truth();
        self.trace.line(now, text);
    }

    /// A promise was broken.
    pub(crate) fn broken<T>(&self, promise: &'static str, detail: String) -> Step<T> {
        Err(Stop::Broken(Violation { promise, detail, step: self.counts.steps, at: self.now() }))
    }

    /// A vendor's time has come.
    fn at_vendor(&mut self, vendor: &'static str, later: Later) {
        let (now, mut then) = (self.now(), Effects::default());
        match later {
            Later::Phone { call } => {
                self.vapi.step(call, now, &mut then);
                let (ours, status) = (self.vapi.calls()[call].ours.clone(), self.vapi.calls()[call].status);
                self.note(format_args!("{vendor} {ours} is {status:?}"));
            }
            Later::PageCloses { session } => {
                self.stripe.page_closes(session, now, &mut then);
                self.note(format_args!("{vendor} page {session} reaches its end"));
            }
        }
        self.follow(vendor, then);
    }

    /// Notes what follows from something at a vendor.
    pub(crate) fn follow(&mut self, vendor: &'static str, then: Effects) {
        for (at, later) in then.later {
            self.agenda.note(at, Happening::Vendor(vendor, later));
        }
        for letter in then.letters {
            self.post(letter);
        }
    }

    /// From here on nothing goes wrong any more, and what is out of service comes back.
    async fn become_calm(&mut self) -> Step {
        self.note(format_args!("calm"));
        self.calm = true;
        self.rates.stop();
        self.stage.calm();
        self.outages.clear();
        self.resume_accounts().await
    }

    /// Whether nothing is under way any more, as far as is to be seen without a database.
    fn is_quiet(&self) -> bool {
        // What was given back by hand and not told of is found when the day's books are compared.
        let by_hand = self.stripe.intents().iter().any(|intent| intent.given_by_hand() > 0);
        let compared = !by_hand || self.now() > self.deadline.minus(SETTLES_WITHIN).plus(COMPARED_WITHIN);
        compared
            && self.tasks.is_empty()
            && self.undelivered == 0
            && self.errands_of_people == 0
            && self.processes.iter().all(Process::is_up)
            && self.vapi.live().next().is_none()
    }
}

/// When the run begins: often in a night in which the clocks change.
fn start_of(dice: &Dice) -> Result<Instant, SimulationError> {
    let day = dice.pick(&["2026-11-01T02:00:00Z", "2027-03-14T03:00:00Z", "2026-06-10T15:00:00Z"]);
    let day = day.parse::<Instant>().map_err(|error| SimulationError::Broken(error.to_string()))?;
    Ok(day.plus(dice.millis(0, 4 * 3_600_000)))
}

/// The organisation, the keys of its carriers, and its payment account with its key.
async fn accounts(
    store: &Store,
) -> Result<(OrgId, BTreeMap<String, AccountId>, (AccountId, String)), SimulationError> {
    let missing = |what: &str| SimulationError::Broken(format!("the installation has no {what}"));
    let organisation = store.read().await?.organisation_by_slug(None).await?;
    let org = organisation.ok_or_else(|| missing("organisation"))?.id;
    let vault = vault()?;
    let mut tx = store.org(&org).read().await?;
    let (mut carriers, mut payments) = (BTreeMap::new(), None);
    for account in tx.accounts().await? {
        let key = tx.secret(&vault, &secrets::key(&account.id)).await?;
        match (account.vendor.as_str(), key) {
            ("vapi", Some(key)) => drop(carriers.insert(key, account.id)),
            ("stripe", Some(key)) => payments = Some((account.id, key)),
            _ => {}
        }
    }
    Ok((org, carriers, payments.ok_or_else(|| missing("payment account"))?))
}
