//! One call: what it is, and how it moves, whichever vendor carries it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::phones::person::{Person, Times};
use crate::table::Row;

/// How long the network takes to find a phone, in sandbox seconds.
const DIAL_SECONDS: f64 = 0.3;

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The network looks for the phone.
    Dialing,
    /// The phone rings.
    Ringing,
    /// Somebody answered.
    Talking,
    /// It is over.
    Ended,
}

impl Phase {
    /// The word for it on the control page; it is Vapi's, too.
    pub fn status(self) -> &'static str {
        match self {
            Self::Dialing => "queued",
            Self::Ringing => "ringing",
            Self::Talking => "in-progress",
            Self::Ended => "ended",
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The callee hung up.
    HungUp,
    /// It was talked for as long as was allowed.
    FullTime,
    /// A machine took it.
    Voicemail,
    /// The phone was in use.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// The callee declined it.
    Declined,
    /// There is no such number.
    NoSuchNumber,
    /// The caller ended it.
    Withdrawn,
}

/// Whose calls they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carrier {
    /// Vapi.
    Vapi,
    /// Retell.
    Retell,
    /// ElevenLabs.
    ElevenLabs,
}

/// What can happen to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The time of the present phase is over.
    Timer,
    /// A person picks up.
    PickUp,
    /// A person declines.
    Decline,
    /// A person hangs up.
    HangUp,
    /// The caller ends it by live call control.
    Control,
}

/// A call as somebody asks for it.
#[derive(Clone, Debug)]
pub struct Order {
    /// See [`Call`].
    pub id: String,
    /// See [`Call`].
    pub carrier: Carrier,
    /// See [`Call`].
    pub org: String,
    /// See [`Call`].
    pub key: Option<String>,
    /// See [`Call`].
    pub request: Map<String, Value>,
    /// See [`Call`].
    pub number: String,
    /// See [`Call`].
    pub name: Option<String>,
    /// See [`Call`].
    pub base: String,
    /// See [`Call`].
    pub max_seconds: f64,
}

/// A call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Call {
    /// Its identifier.
    pub id: String,
    /// Who carries it.
    pub carrier: Carrier,
    /// The account it belongs to.
    pub org: String,
    /// What signs its webhooks, where the vendor has no other secret than the key that asked for it.
    pub key: Option<String>,
    /// What was asked for, as it came.
    pub request: Map<String, Value>,
    /// The number called.
    pub number: String,
    /// The caller's own name for the attempt.
    pub name: Option<String>,
    /// Who has the number.
    pub person: Person,
    /// The phone was in use when the call was placed.
    pub engaged: bool,
    /// Address of the sandbox as the caller knows it.
    pub base: String,
    /// Length of a sandbox second when the call was placed.
    pub pace: f64,
    /// When it was placed, in milliseconds.
    pub created_ms: i64,
    /// When it last moved.
    pub updated_ms: i64,
    /// When it was answered.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// When the present phase ends by itself.
    pub due_ms: i64,
    /// Where it is.
    pub phase: Phase,
    /// Grows with every move, so that a late timer knows that it is late.
    pub step: u32,
    /// The longest talk, in sandbox seconds.
    pub max_seconds: f64,
    /// How it ended.
    pub ending: Option<Ending>,
}

impl Row for Call {
    const KIND: &'static str = "call";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Call {
    /// A call that begins now: the network looks for the phone.
    pub fn placed(order: Order, pace: f64, now_ms: i64) -> Self {
        let Order { id, carrier, org, key, request, number, name, base, max_seconds } = order;
        Self {
            id,
            carrier,
            org,
            key,
            request,
            person: Person::at(&number),
            number,
            name,
            engaged: false,
            base,
            pace,
            created_ms: now_ms,
            updated_ms: now_ms,
            started_ms: None,
            ended_ms: None,
            due_ms: now_ms,
            phase: Phase::Dialing,
            step: 0,
            max_seconds,
            ending: None,
        }
    }

    /// Whether it occupies a line.
    pub fn is_live(&self) -> bool {
        self.phase != Phase::Ended
    }

    /// How long it was talked, in sandbox seconds.
    pub fn talked_seconds(&self) -> f64 {
        let (Some(started), Some(ended)) = (self.started_ms, self.ended_ms) else { return 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "a call is shorter than 2^53 milliseconds")]
        let real = (ended - started).max(0) as f64 / 1_000.0;
        real / self.pace
    }

    /// The first phase's length in sandbox seconds.
    pub fn first_wait(&self, times: Times) -> f64 {
        if self.engaged || matches!(self.person, Person::Busy | Person::Nobody) {
            times.ring.min(0.5)
        } else {
            DIAL_SECONDS.min(times.ring / 2.0)
        }
    }

    /// Moves on. Gives the length of the next phase in sandbox seconds (none when there is none), or
    /// refuses what makes no sense now.
    pub fn step(&mut self, input: Input, times: Times, now_ms: i64) -> Result<Option<f64>, &'static str> {
        let wait = match (input, self.phase) {
            (_, Phase::Ended) => return Err("the call has ended"),
            (Input::Control, _) => self.end(Ending::Withdrawn, now_ms),
            (Input::Timer, Phase::Dialing) => self.find(times, now_ms),
            (Input::Timer, Phase::Ringing) => self.stop_ringing(times, now_ms),
            (Input::Timer, Phase::Talking) => self.end(self.natural_end(times), now_ms),
            _ if !self.person.is_browser() => return Err("nobody sits before the page for this number"),
            (Input::PickUp, Phase::Ringing) => self.answer(times, now_ms),
            (Input::Decline, Phase::Ringing) => self.end(Ending::Declined, now_ms),
            (Input::HangUp, Phase::Talking) => self.end(Ending::HungUp, now_ms),
            (Input::HangUp, _) => return Err("nobody has picked up"),
            (Input::PickUp | Input::Decline, _) => return Err("the phone is not ringing"),
        };
        self.step += 1;
        self.updated_ms = now_ms;
        Ok(wait)
    }

    fn find(&mut self, times: Times, now_ms: i64) -> Option<f64> {
        match self.person {
            Person::Nobody => self.end(Ending::NoSuchNumber, now_ms),
            _ if self.engaged => self.end(Ending::Busy, now_ms),
            Person::Busy => self.end(Ending::Busy, now_ms),
            _ => {
                self.phase = Phase::Ringing;
                Some((times.ring - self.first_wait(times)).max(0.0))
            }
        }
    }

    fn stop_ringing(&mut self, times: Times, now_ms: i64) -> Option<f64> {
        match self.person {
            Person::Away | Person::Browser => self.end(Ending::NoAnswer, now_ms),
            Person::Rejecting => self.end(Ending::Declined, now_ms),
            _ => self.answer(times, now_ms),
        }
    }

    fn answer(&mut self, times: Times, now_ms: i64) -> Option<f64> {
        self.phase = Phase::Talking;
        self.started_ms = Some(now_ms);
        let max = self.max_seconds;
        Some(times.talk.map_or(max, |talk| talk.min(max)))
    }

    fn natural_end(&self, times: Times) -> Ending {
        match self.person {
            _ if times.talk.is_none_or(|talk| talk > self.max_seconds) => Ending::FullTime,
            Person::Voicemail => Ending::Voicemail,
            _ => Ending::HungUp,
        }
    }

    fn end(&mut self, ending: Ending, now_ms: i64) -> Option<f64> {
        self.phase = Phase::Ended;
        self.ended_ms = Some(now_ms);
        self.ending = Some(ending);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(number: &str, max_seconds: f64) -> Call {
        let order = Order {
            id: "c".into(),
            carrier: Carrier::Vapi,
            org: "o".into(),
            key: None,
            request: Map::new(),
            number: number.into(),
            name: None,
            base: String::new(),
            max_seconds,
        };
        Call::placed(order, 1.0, 0)
    }

    fn run(mut call: Call) -> (Vec<&'static str>, Ending, f64) {
        let (mut seen, mut seconds) = (Vec::new(), 0.0);
        let times = call.person.times();
        let mut wait = Some(call.first_wait(times));
        while let Some(length) = wait {
            seconds += length;
            wait = call.step(Input::Timer, times, 0).unwrap();
            seen.push(call.phase.status());
        }
        (seen, call.ending.unwrap(), seconds)
    }

    #[test]
    fn every_person_has_their_habit() {
        let talked = ["ringing", "in-progress", "ended"];
        let cases: [(&str, &[&str], Ending, f64); 10] = [
            ("+12025550100", &talked, Ending::HungUp, 8.0),
            ("+12025550101", &["ended"], Ending::Busy, 0.5),
            ("+12025550102", &["ringing", "ended"], Ending::NoAnswer, 20.0),
            ("+12025550103", &talked, Ending::Voicemail, 8.0),
            ("+12025550104", &["ringing", "ended"], Ending::Declined, 3.0),
            ("+12025550105", &talked, Ending::HungUp, 3.0),
            ("+12025550106", &talked, Ending::FullTime, 602.0),
            ("+12025550107", &["ended"], Ending::NoSuchNumber, 0.5),
            ("+12025550108", &talked, Ending::HungUp, 10.0),
            ("+12025550142", &talked, Ending::HungUp, 4.0),
        ];
        for (number, statuses, ending, seconds) in cases {
            let (seen, why, took) = run(call(number, 600.0));
            assert_eq!((seen.as_slice(), why), (statuses, ending), "{number}");
            assert!((took - seconds).abs() < 1e-9, "{number} took {took}");
        }
    }

    #[test]
    fn the_maximal_duration_ends_a_longer_talk() {
        assert_eq!(run(call("+12025550106", 10.0)).1, Ending::FullTime);
        assert_eq!(run(call("+12025550100", 10.0)).1, Ending::HungUp);
    }

    #[test]
    fn only_the_browser_obeys_the_browser() {
        let mut automatic = call("+12025550102", 600.0);
        let times = automatic.person.times();
        automatic.step(Input::Timer, times, 0).unwrap();
        assert!(automatic.step(Input::PickUp, times, 0).is_err());
        let mut browser = call("+12025550109", 600.0);
        let times = browser.person.times();
        assert!(browser.step(Input::PickUp, times, 0).is_err());
        browser.step(Input::Timer, times, 0).unwrap();
        assert_eq!(browser.step(Input::PickUp, times, 0), Ok(Some(600.0)));
        assert_eq!(browser.step(Input::HangUp, times, 0), Ok(None));
        assert!(browser.step(Input::HangUp, times, 0).is_err());
    }
}
