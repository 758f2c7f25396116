//! What can go wrong, by name.

use std::fmt;
use std::str::FromStr;

use crate::dice::Dice;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal, up to $most:literal;)*) => {
        /// A class of trouble.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        impl Fault {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The highest probability that a seed draws for it.
            const fn most(self) -> f64 {
                match self { $(Self::$name => $most,)* }
            }
        }
    };
}

faults! {
    /// A process dies at the edge of a transaction, or while a vendor is asked, and is started again.
    Crash = "crash", up to 0.01;
    /// There is no connection to a vendor.
    Unreachable = "unreachable", up to 0.15;
    /// A request is lost before the vendor acts on it.
    LostRequest = "lost-request", up to 0.15;
    /// The vendor acts, and its answer is lost.
    LostAnswer = "lost-answer", up to 0.2;
    /// The vendor answers 5xx, before or after it has acted.
    ServerError = "server-error", up to 0.2;
    /// The answer cannot be read, whether or not the vendor has acted.
    Garbage = "garbage", up to 0.1;
    /// The vendor answers 429.
    RateLimit = "rate-limit", up to 0.15;
    /// The vendor is slow to act, sometimes so slow that nobody waits any more.
    Slow = "slow", up to 0.3;
    /// For some minutes a vendor cannot be reached at all.
    Outage = "outage", up to 1.0;
    /// A webhook is never delivered.
    WebhookLost = "webhook-lost", up to 0.4;
    /// A webhook is delivered more than once.
    WebhookTwice = "webhook-twice", up to 0.4;
    /// A webhook is late, so that others overtake it.
    WebhookLate = "webhook-late", up to 0.5;
    /// Somebody sends webhooks that the vendor never signed.
    Forgery = "forgery", up to 0.2;
    /// A call goes on when its longest duration is over.
    Overrun = "overrun", up to 0.5;
    /// A visitor's browser goes away in the middle of a request.
    HangUp = "hang-up", up to 0.15;
    /// Two processes share the database.
    TwoNodes = "two-nodes", up to 1.0;
    /// A process stands still for a while and goes on as if nothing had been.
    Suspension = "suspension", up to 1.0;
    /// Our clock jumps ahead of everybody else's.
    Skew = "skew", up to 1.0;
    /// Work under way is overtaken by other work between its transactions.
    Interleaving = "interleaving", up to 0.5;
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of classes of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults(u32);

impl Faults {
    /// No trouble at all.
    pub const NONE: Self = Self(0);

    /// All of it.
    pub fn all() -> Self {
        Fault::ALL.iter().fold(Self::NONE, |set, fault| Self(set.0 | bit(*fault)))
    }

    /// Whether a class is in the set.
    pub const fn has(self, fault: Fault) -> bool {
        self.0 & bit(fault) != 0
    }

    /// The set without a class.
    #[must_use]
    pub const fn without(self, fault: Fault) -> Self {
        Self(self.0 & !bit(fault))
    }

    /// The set with a class.
    #[must_use]
    pub const fn with(self, fault: Fault) -> Self {
        Self(self.0 | bit(fault))
    }

    /// The classes in the set.
    pub fn iter(self) -> impl Iterator<Item = Fault> {
        Fault::ALL.iter().copied().filter(move |fault| self.has(*fault))
    }
}

const fn bit(fault: Fault) -> u32 {
    1 << fault as u32
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("none");
        }
        if *self == Self::all() {
            return f.write_str("all");
        }
        let names: Vec<_> = self.iter().map(Fault::name).collect();
        f.write_str(&names.join(","))
    }
}

/// A name that is no class of trouble.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no fault; write none, all, or some of: {known}")]
pub struct UnknownFault {
    name: String,
    known: String,
}

impl FromStr for Faults {
    type Err = UnknownFault;

    /// Reads `none`, `all`, or names separated by commas.
    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        match text.trim() {
            "none" => return Ok(Self::NONE),
            "all" => return Ok(Self::all()),
            _ => {}
        }
        text.split(',').map(str::trim).try_fold(Self::NONE, |set, name| {
            let known = || Fault::ALL.iter().map(|fault| fault.name()).collect::<Vec<_>>().join(", ");
            let fault = Fault::ALL.iter().find(|fault| fault.name() == name);
            let fault = fault.ok_or_else(|| UnknownFault { name: name.to_owned(), known: known() })?;
            Ok(set.with(*fault))
        })
    }
}

/// How probable each class of trouble is in one seed.
pub(crate) struct Rates(Vec<f64>);

impl Rates {
    /// Draws them. A third of the classes stays away from a seed, and small probabilities are likelier
    /// than large ones, so that seeds differ in character.
    pub(crate) fn draw(seed: u64, faults: Faults) -> Self {
        let rate = |fault: &Fault| {
            let dice = Dice::of(seed, fault.name());
            let (away, size) = (dice.chance(0.33), dice.fraction());
            if away || !faults.has(*fault) { 0.0 } else { size * size.sqrt() * fault.most() }
        };
        Self(Fault::ALL.iter().map(rate).collect())
    }

    /// The probability of a class.
    pub(crate) fn of(&self, fault: Fault) -> f64 {
        self.0.get(fault as usize).copied().unwrap_or(0.0)
    }

    /// From here on nothing goes wrong.
    pub(crate) fn stop(&mut self) {
        self.0.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        for faults in [Faults::NONE, Faults::all(), Faults::NONE.with(Fault::Crash).with(Fault::Garbage)] {
            assert_eq!(faults.to_string().parse::<Faults>().unwrap(), faults);
        }
        assert!("crash,nonsense".parse::<Faults>().unwrap_err().to_string().contains("nonsense"));
        assert!(!Faults::all().without(Fault::Crash).has(Fault::Crash));
    }

    #[test]
    fn what_is_switched_off_never_happens() {
        for seed in 0..50 {
            let rates = Rates::draw(seed, Faults::all().without(Fault::Crash));
            assert!(rates.of(Fault::Crash) <= 0.0);
            assert!(Fault::ALL.iter().all(|fault| (0.0..=1.0).contains(&rates.of(*fault))));
        }
    }
}
