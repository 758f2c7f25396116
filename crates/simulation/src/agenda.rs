//! What will happen, in order of time.

use std::collections::BTreeMap;

use ringwright_domain::Instant;
use ringwright_vendors::{Answer, HttpError};

use crate::people::Act;
use crate::stage::ParkId;
use crate::vendors::Later;

/// Something that happens.
pub(crate) enum Happening {
    /// A piece of work runs for the first time.
    Run(u64),
    /// Work that stands goes on.
    Go(ParkId),
    /// A request reaches its vendor.
    Arrive(ParkId),
    /// A request has its answer, or will never have one.
    Return(ParkId, Box<Result<Answer, HttpError>>),
    /// A process looks for work; the stamp tells old alarms from the newest.
    Wake(usize, u64),
    /// A process prolongs what it has in hand.
    Beat(usize, u64),
    /// A process dies, if it is still that life of it.
    Die(usize, u64),
    /// A process is started.
    Start(usize),
    /// A process stands still for some seconds.
    Suspend(usize, u64),
    /// Our clock jumps ahead by so many milliseconds.
    Jump(u64),
    /// A vendor cannot be reached for some seconds.
    Outage(&'static str, u64),
    /// Something happens at a vendor.
    Vendor(&'static str, Later),
    /// A webhook is delivered for the nth time.
    Deliver(usize, u32),
    /// Somebody sends a webhook that is not the vendor's.
    Forge,
    /// A visitor does something.
    Visitor(usize, Act),
    /// A visitor's browser goes away from a piece of work.
    Leave(u64),
    /// An operator does something.
    Operator,
    /// From here on nothing goes wrong any more.
    Calm,
    /// Time goes on although nothing happens.
    Nothing,
}

/// What will happen.
#[derive(Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<(Instant, u64), Happening>,
    count: u64,
}

impl Agenda {
    /// Something will happen. What is noted first happens first among what happens at one time.
    pub(crate) fn note(&mut self, at: Instant, what: Happening) {
        self.count += 1;
        self.entries.insert((at, self.count), what);
    }

    /// What happens next.
    pub(crate) fn next(&mut self) -> Option<(Instant, Happening)> {
        self.entries.pop_first().map(|((at, _), what)| (at, what))
    }
}
