//! Calls to a number of ours, whoever carries them: what is ordered, what is noted, what is remembered.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::scenario::Step;

/// A carrier waits for an address so long.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// A call is connected no more often than this.
pub const MOST_STREAMS: usize = 20;
/// Notes of a call.
const MOST_NOTES: usize = 2_000;
/// Calls that are remembered.
const KEPT: usize = 500;

/// A call that somebody is to make.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    /// The address that the carrier asks, or tells of the call.
    pub url: String,
    /// Who calls.
    #[serde(default = "somebody")]
    pub from: String,
    /// The number.
    #[serde(default = "ours")]
    pub to: String,
    /// The account at Twilio that the number belongs to; the first one that is known when it is missing.
    pub account: Option<String>,
    /// What the caller does.
    pub script: Vec<Step>,
}

fn somebody() -> String {
    "+12025550142".to_owned()
}

fn ours() -> String {
    "+12025550190".to_owned()
}

/// What happened in a call, with milliseconds since it began.
#[derive(Debug, Default)]
pub struct Notes(Vec<(u64, String)>);

impl Notes {
    /// Notes what happened at a time in a call that began at another. More than enough is left out.
    pub fn add(&mut self, begun: Instant, at: Instant, what: String) {
        let ms = u64::try_from(at.saturating_duration_since(begun).as_millis()).unwrap_or(u64::MAX);
        if self.0.len() < MOST_NOTES {
            self.0.push((ms, what));
        }
    }

    /// As the control page shows them.
    pub fn view(&self) -> Value {
        self.0.iter().map(|(at, what)| json!({"ms": at, "what": what})).collect()
    }
}

/// The calls of a carrier. The oldest are forgotten.
pub struct Calls<C> {
    calls: BTreeMap<String, C>,
    order: Vec<String>,
}

impl<C> Default for Calls<C> {
    fn default() -> Self {
        Self { calls: BTreeMap::new(), order: Vec::new() }
    }
}

impl<C> Calls<C> {
    /// Remembers a call.
    pub fn add(&mut self, id: &str, call: C) {
        if self.order.len() >= KEPT {
            self.calls.remove(&self.order.remove(0));
        }
        self.order.push(id.to_owned());
        self.calls.insert(id.to_owned(), call);
    }

    /// A call.
    pub fn get(&self, id: &str) -> Option<&C> {
        self.calls.get(id)
    }

    /// A call that is to change.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut C> {
        self.calls.get_mut(id)
    }

    /// All calls, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = (&str, &C)> {
        self.order.iter().rev().filter_map(|id| Some((id.as_str(), self.calls.get(id)?)))
    }

    /// Forgets all calls, and gives them away.
    pub fn clear(&mut self) -> impl Iterator<Item = C> + use<C> {
        self.order.clear();
        std::mem::take(&mut self.calls).into_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_call_is_forgotten_first() {
        let mut calls = Calls::default();
        (0..=KEPT).for_each(|n| calls.add(&format!("call {n}"), n));
        assert_eq!((calls.get("call 0"), calls.get("call 1")), (None, Some(&1)));
        assert_eq!(calls.newest().next(), Some(("call 500", &500)));
        assert_eq!((calls.clear().count(), calls.newest().count()), (KEPT, 0));
    }

    #[test]
    fn notes_have_their_time_and_a_bound() {
        let begun = Instant::now();
        let mut notes = Notes::default();
        for n in 0..MOST_NOTES + 5 {
            notes.add(begun, begun + Duration::from_millis(n as u64), "agent begins".to_owned());
        }
        let view = notes.view();
        assert_eq!(view[7], json!({"ms": 7, "what": "agent begins"}));
        assert_eq!(view.as_array().unwrap().len(), MOST_NOTES);
    }
}
