//! Outgoing webhooks: what an endpoint wants to hear, and when a message is sent again.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Chance, Instant};

/// The waits between the tries of a message: about a day in all, as the Standard Webhooks advise
/// (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).
const WAITS: [u64; 10] = [5, 30, 300, 1_800, 3_600, 7_200, 14_400, 14_400, 21_600, 21_600];

/// An endpoint to which nothing arrived for this long is switched off.
pub const STOP_AFTER: Duration = Duration::from_secs(5 * 24 * 3_600);

/// How long both secrets sign while one is being changed.
pub const BOTH_SECRETS: Duration = Duration::from_secs(24 * 3_600);

/// Which kinds of events an endpoint wants to hear.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kinds(Vec<String>);

/// A text that names no kind of events.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no kind of events; write one such as `call.ended`, or `booking.*` for all of its sort")]
pub struct InvalidKind(pub String);

impl Kinds {
    /// Reads kinds such as `call.ended` and `booking.*`; none means all.
    ///
    /// # Errors
    /// [`InvalidKind`] names the first that is unsound.
    pub fn parse<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidKind> {
        let mut all = Vec::new();
        for kind in kinds {
            let kind = kind.trim();
            let (noun, verb) = kind.split_once('.').ok_or_else(|| InvalidKind(kind.to_owned()))?;
            let word = |text: &str| {
                !text.is_empty()
                    && text.len() <= 40
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            };
            if !word(noun) || !(verb == "*" || word(verb)) {
                return Err(InvalidKind(kind.to_owned()));
            }
            if !all.iter().any(|known| known == kind) {
                all.push(kind.to_owned());
            }
        }
        Ok(Self(all))
    }

    /// Whether events of `kind` are wanted.
    pub fn want(&self, kind: &str) -> bool {
        self.0.is_empty()
            || self.0.iter().any(|wanted| match wanted.strip_suffix('*') {
                Some(noun) => kind.starts_with(noun),
                None => wanted == kind,
            })
    }

    /// The kinds as they were given.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be sent, or sent again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was given up; a person may send it again.
    Dead,
}

impl DeliveryState {
    /// The name in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::Dead].into_iter().find(|state| state.as_str() == text)
    }
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The receiver answered with this status.
    Status(u16),
    /// There was no answer, for this reason.
    None(String),
}

/// What follows from a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTry {
    /// It arrived.
    Delivered,
    /// It is sent again at this time.
    Again(Instant),
    /// It is given up.
    GiveUp,
    /// It is given up, and the receiver wants nothing more (410).
    Gone,
}

/// What follows from the try number `tries` (from 1) at `now`. 2xx is delivered, 410 asks to stop;
/// everything else, redirects included, is tried again until the waits are used up.
pub fn after_try(tries: u32, answer: &Answer, now: Instant, chance: &dyn Chance) -> AfterTry {
    match answer {
        Answer::Status(200..=299) => AfterTry::Delivered,
        Answer::Status(410) => AfterTry::Gone,
        Answer::Status(_) | Answer::None(_) => {
            let index = usize::try_from(tries).unwrap_or(usize::MAX).saturating_sub(1);
            match WAITS.get(index) {
                // A tenth more or less, so that what failed together does not come back together.
                Some(wait) => {
                    let wait = Duration::from_secs(*wait).mul_f64(0.9 + 0.2 * chance.fraction());
                    AfterTry::Again(now.plus(wait))
                }
                None => AfterTry::GiveUp,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use proptest::prelude::*;

    #[test]
    fn kinds_are_read_and_matched() {
        let kinds = Kinds::parse(["call.ended", "booking.*", "call.ended"]).unwrap();
        assert_eq!(kinds.as_slice(), ["call.ended", "booking.*"]);
        assert!(kinds.want("call.ended") && kinds.want("booking.queued"));
        assert!(!kinds.want("call.ringing") && !kinds.want("bookings.queued"));
        assert!(Kinds::default().want("anything.at_all"));
        for wrong in ["", "call", "call.", ".ended", "Call.ended", "*", "a.b.c", "call.en*"] {
            assert!(Kinds::parse([wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_message_is_tried_for_about_a_day() {
        let chance = SeededChance::new(5);
        let start = Instant::from_seconds(0);
        let (mut now, mut tries) = (start, 0);
        let last = loop {
            tries += 1;
            match after_try(tries, &Answer::Status(500), now, &chance) {
                AfterTry::Again(at) => now = at,
                other => break other,
            }
        };
        assert_eq!((last, tries), (AfterTry::GiveUp, 11));
        let hours = now.since(start).as_secs() / 3_600;
        assert!((20..=28).contains(&hours), "{hours} hours");
    }

    proptest! {
        #[test]
        fn only_success_counts_as_delivered(status in 100_u16..600, tries in 1_u32..20, seed in any::<u64>()) {
            let now = Instant::from_seconds(9);
            let after = after_try(tries, &Answer::Status(status), now, &SeededChance::new(seed));
            prop_assert_eq!(after == AfterTry::Delivered, (200..300).contains(&status));
            prop_assert_eq!(after == AfterTry::Gone, status == 410);
            if let AfterTry::Again(at) = after {
                prop_assert!(at > now);
            }
        }
    }
}
