//! Where work under way stands still: at the vendor, in a pause, at the edge of a transaction.
//!
//! A piece of work is a future that is polled by hand. It runs until it is done or until it is parked
//! here; only the simulation lets it go on. While it runs nothing else does, so that the database never
//! sees two pieces of work at once and the order never depends on real time.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use ringwright_store::{Interruption, Moment};
use ringwright_vendors::{Answer, Departure, HttpError, Transport};

use crate::dice::Dice;

/// A place where work is parked.
pub(crate) type ParkId = u64;

/// Why work is parked.
pub(crate) enum Parked {
    /// A vendor was asked.
    Asking(Box<Departure>),
    /// It lets time pass before it asks again.
    Pausing(Duration),
    /// Somebody else may go first.
    Turn,
}

/// What lets it go on.
enum Released {
    Answered(Result<Answer, HttpError>),
    Go,
}

/// The stage; shared with the store and the vendors' clients.
pub(crate) struct Stage(Mutex<Inside>);

struct Inside {
    next: ParkId,
    arrivals: Vec<(ParkId, Parked)>,
    released: BTreeMap<ParkId, Released>,
    parked: bool,
    stopped: bool,
    open: u32,
    commits: u64,
    dice: Dice,
    /// The probability that the process dies at an edge.
    crash: f64,
    /// The probability that somebody else goes first before a transaction.
    turn: f64,
    exclusive: bool,
}

/// What is to be seen after a piece of work was polled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// It stands somewhere.
    pub parked: bool,
    /// Its process has died.
    pub stopped: bool,
    /// Transactions that it holds open.
    pub open: u32,
}

impl Stage {
    pub(crate) fn new(dice: Dice, crash: f64, turn: f64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inside {
            next: 1,
            arrivals: Vec::new(),
            released: BTreeMap::new(),
            parked: false,
            stopped: false,
            open: 0,
            commits: 0,
            dice,
            crash,
            turn,
            exclusive: true,
        })))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on no process dies and nobody is overtaken.
    pub(crate) fn calm(&self) {
        let mut inside = self.inside();
        (inside.crash, inside.turn) = (0.0, 0.0);
    }

    /// A piece of work is about to be polled. An `exclusive` one is not overtaken.
    pub(crate) fn enter(&self, exclusive: bool) {
        let mut inside = self.inside();
        (inside.parked, inside.stopped, inside.exclusive) = (false, false, exclusive);
    }

    /// What came of it.
    pub(crate) fn seen(&self) -> Seen {
        let inside = self.inside();
        Seen { parked: inside.parked, stopped: inside.stopped, open: inside.open }
    }

    /// Nothing runs any more: what is done from here on is not ours to interrupt.
    pub(crate) fn leave(&self) {
        let mut inside = self.inside();
        (inside.parked, inside.stopped, inside.exclusive) = (false, false, true);
    }

    /// Where work was parked since the last time somebody asked.
    pub(crate) fn arrivals(&self) -> Vec<(ParkId, Parked)> {
        std::mem::take(&mut self.inside().arrivals)
    }

    /// Lets go on what waits for an answer.
    pub(crate) fn answer(&self, id: ParkId, answer: Result<Answer, HttpError>) {
        self.inside().released.insert(id, Released::Answered(answer));
    }

    /// Lets go on what waits for time or its turn.
    pub(crate) fn go(&self, id: ParkId) {
        self.inside().released.insert(id, Released::Go);
    }

    /// How many transactions were committed so far.
    pub(crate) fn commits(&self) -> u64 {
        self.inside().commits
    }

    fn park(self: &Arc<Self>, why: Parked) -> Standing {
        let mut inside = self.inside();
        let id = inside.next;
        inside.next += 1;
        Standing { stage: Arc::clone(self), id, why: Some(why) }
    }
}

/// A future that is done when the simulation says so.
struct Standing {
    stage: Arc<Stage>,
    id: ParkId,
    why: Option<Parked>,
}

impl Future for Standing {
    type Output = Released;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Released> {
        let (id, why) = (self.id, self.why.take());
        let mut inside = self.stage.inside();
        if let Some(why) = why {
            inside.arrivals.push((id, why));
        } else if let Some(released) = inside.released.remove(&id) {
            return Poll::Ready(released);
        }
        inside.parked = true;
        Poll::Pending
    }
}

/// The way out to the vendors.
pub(crate) struct Road(pub(crate) Arc<Stage>);

#[async_trait]
impl Transport for Road {
    async fn send(&self, request: Departure) -> Result<Answer, HttpError> {
        let standing = self.0.park(Parked::Asking(Box::new(request)));
        match standing.await {
            Released::Answered(answer) => answer,
            Released::Go => Err(HttpError::Broken { detail: "nobody answered".to_owned() }),
        }
    }

    async fn pause(&self, pause: Duration) {
        let standing = self.0.park(Parked::Pausing(pause));
        standing.await;
    }
}

/// The edges of transactions.
pub(crate) struct Edges(pub(crate) Arc<Stage>);

impl Interruption for Edges {
    fn pass(&self, moment: Moment) -> BoxFuture<'static, ()> {
        let mut inside = self.0.inside();
        if moment == Moment::AfterCommit {
            inside.commits += 1;
        }
        if inside.crash > 0.0 && inside.dice.chance(inside.crash) {
            drop(inside);
            let stage = Arc::clone(&self.0);
            // The end of this process: the simulation drops all that it was.
            return Box::pin(futures::future::poll_fn(move |_| {
                stage.inside().stopped = true;
                Poll::Pending
            }));
        }
        let polite = moment == Moment::Begin && !inside.exclusive && inside.open == 0;
        if polite && inside.turn > 0.0 && inside.dice.chance(inside.turn) {
            drop(inside);
            let standing = self.0.park(Parked::Turn);
            return Box::pin(async move { drop(standing.await) });
        }
        Box::pin(std::future::ready(()))
    }

    fn opened(&self) {
        self.0.inside().open += 1;
    }

    fn closed(&self) {
        let mut inside = self.0.inside();
        inside.open = inside.open.saturating_sub(1);
    }
}
