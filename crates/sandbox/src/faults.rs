//! Faults on purpose: slowness, errors, lost answers, and webhooks that come late, twice or never.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringwright_domain::chance::{Chance, SeededChance};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Vendor, lock};

/// The faults of one vendor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct VendorFaults {
    /// Milliseconds every request waits before it is worked on.
    pub slow_ms: u64,
    /// Share of requests that fail with a 500 before any work is done.
    pub fail_rate_5xx: f64,
    /// The next so many requests fail with a 500 before any work is done.
    pub fail_next_5xx: u32,
    /// The next so many accepted changes are made, and then the connection breaks without an answer.
    pub lose_answers: u32,
    /// Share of accepted changes whose answer is lost.
    pub lose_answer_rate: f64,
    /// Extra copies of every webhook.
    pub webhook_duplicate: u32,
    /// Webhooks about the same thing arrive in pairs, the later one first.
    pub webhook_reorder: bool,
    /// Milliseconds every webhook waits before its first try.
    pub webhook_delay_ms: u64,
    /// Share of webhooks that are never sent.
    pub webhook_drop_rate: f64,
    /// The next so many webhooks are never sent.
    pub drop_next_webhooks: u32,
    /// Nothing answers but 503.
    pub down: bool,
    /// The next so many requests are told to come back later, with a 429.
    pub refuse_next_429: u32,
    /// The next so many messages of a stream never come, nor does anything after them in the same stream.
    pub stall_next: u32,
    /// The next so many messages of a stream don't come: its connection breaks instead.
    pub disconnect_next: u32,
    /// Instead of the next so many messages of a stream comes something that nobody can read.
    pub garbage_next: u32,
}

impl VendorFaults {
    fn check(&self, vendor: Vendor) -> Result<(), String> {
        let streams = self.stall_next + self.disconnect_next + self.garbage_next;
        if streams > 0 && !vendor.streams() {
            return Err("stallNext, disconnectNext and garbageNext are for vendors who stream".into());
        }
        let rates = [
            ("failRate5xx", self.fail_rate_5xx),
            ("loseAnswerRate", self.lose_answer_rate),
            ("webhookDropRate", self.webhook_drop_rate),
        ];
        match rates.iter().find(|(_, rate)| !(0.0..=1.0).contains(rate)) {
            Some((name, _)) => Err(format!("{name} must be between 0 and 1")),
            None if self.webhook_duplicate > 10 => Err("webhookDuplicate must be at most 10".into()),
            None => Ok(()),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct All {
    vapi: VendorFaults,
    retell: VendorFaults,
    stripe: VendorFaults,
    cryptomus: VendorFaults,
    deepgram: VendorFaults,
    openai: VendorFaults,
    elevenlabs: VendorFaults,
    twilio: VendorFaults,
    telnyx: VendorFaults,
    google: VendorFaults,
    seed: u64,
}

impl All {
    fn of(&mut self, vendor: Vendor) -> &mut VendorFaults {
        match vendor {
            Vendor::Vapi => &mut self.vapi,
            Vendor::Retell => &mut self.retell,
            Vendor::Stripe => &mut self.stripe,
            Vendor::Cryptomus => &mut self.cryptomus,
            Vendor::Deepgram => &mut self.deepgram,
            Vendor::OpenAi => &mut self.openai,
            Vendor::ElevenLabs => &mut self.elevenlabs,
            Vendor::Twilio => &mut self.twilio,
            Vendor::Telnyx => &mut self.telnyx,
            Vendor::Google => &mut self.google,
        }
    }
}

/// What happens to a request before any work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It goes through.
    Open,
    /// The vendor is down.
    Down,
    /// The vendor fails.
    Fail,
    /// The vendor has too much to do.
    Busy,
}

/// What goes wrong with a message of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing comes any more.
    Stall,
    /// The connection breaks.
    Disconnect,
    /// Something comes that nobody can read.
    Garbage,
}

/// What happens to a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// It is never sent.
    pub dropped: bool,
    /// It is held back for the next one.
    pub reorder: bool,
    /// It waits.
    pub delay: Duration,
}

/// All faults in force, and the dice.
pub struct Faults(Mutex<(All, Arc<SeededChance>)>);

impl Default for Faults {
    fn default() -> Self {
        Self(Mutex::new((All::default(), Arc::new(SeededChance::new(0)))))
    }
}

impl Faults {
    /// The faults as JSON.
    pub fn view(&self) -> Value {
        json!(lock(&self.0).0)
    }

    /// Takes over what `change` names and leaves the rest, or says what is wrong. A named seed starts the
    /// dice anew.
    pub fn apply(&self, change: &Value) -> Result<Value, String> {
        let mut inner = lock(&self.0);
        let mut merged = json!(inner.0);
        merge(&mut merged, change);
        let next: All = serde_json::from_value(merged).map_err(|error| error.to_string())?;
        let mut checked = next.clone();
        Vendor::ALL.into_iter().try_for_each(|vendor| checked.of(vendor).check(vendor))?;
        if change.get("seed").is_some() {
            inner.1 = Arc::new(SeededChance::new(next.seed));
        }
        inner.0 = next;
        Ok(json!(inner.0))
    }

    /// Ends all faults.
    pub fn clear(&self) {
        *lock(&self.0) = (All::default(), Arc::new(SeededChance::new(0)));
    }

    /// Decides about a request.
    pub fn gate(&self, vendor: Vendor) -> Gate {
        let (all, chance) = &mut *lock(&self.0);
        let faults = all.of(vendor);
        if faults.down {
            Gate::Down
        } else if spend(&mut faults.fail_next_5xx) || hit(chance, faults.fail_rate_5xx) {
            Gate::Fail
        } else if spend(&mut faults.refuse_next_429) {
            Gate::Busy
        } else {
            Gate::Open
        }
    }

    /// Decides about a message of a stream.
    pub fn mishap(&self, vendor: Vendor) -> Option<Mishap> {
        let (all, _) = &mut *lock(&self.0);
        let faults = all.of(vendor);
        if spend(&mut faults.stall_next) {
            Some(Mishap::Stall)
        } else if spend(&mut faults.disconnect_next) {
            Some(Mishap::Disconnect)
        } else {
            spend(&mut faults.garbage_next).then_some(Mishap::Garbage)
        }
    }

    /// How long a request waits.
    pub fn slowness(&self, vendor: Vendor) -> Duration {
        Duration::from_millis(lock(&self.0).0.of(vendor).slow_ms)
    }

    /// Decides whether the answer to an accepted change is lost.
    pub fn loses_answer(&self, vendor: Vendor) -> bool {
        let (all, chance) = &mut *lock(&self.0);
        let faults = all.of(vendor);
        spend(&mut faults.lose_answers) || hit(chance, faults.lose_answer_rate)
    }

    /// How often a webhook is sent beyond once.
    pub fn copies(&self, vendor: Vendor) -> u32 {
        lock(&self.0).0.of(vendor).webhook_duplicate
    }

    /// Decides about a webhook.
    pub fn fate(&self, vendor: Vendor) -> Fate {
        let (all, chance) = &mut *lock(&self.0);
        let faults = all.of(vendor);
        Fate {
            dropped: spend(&mut faults.drop_next_webhooks) || hit(chance, faults.webhook_drop_rate),
            reorder: faults.webhook_reorder,
            delay: Duration::from_millis(faults.webhook_delay_ms),
        }
    }
}

fn spend(left: &mut u32) -> bool {
    let had = *left > 0;
    *left = left.saturating_sub(1);
    had
}

/// Rolls only when there is something to win, so that the same seed gives the same story.
fn hit(chance: &SeededChance, rate: f64) -> bool {
    rate > 0.0 && chance.fraction() < rate
}

/// Takes over what `change` names and leaves the rest.
pub fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (name, value) in change {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, change) => *into = change.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_touches_only_what_it_names() {
        let faults = Faults::default();
        faults.apply(&json!({"vapi": {"failNext5xx": 1}})).unwrap();
        faults.apply(&json!({"stripe": {"down": true}})).unwrap();
        assert_eq!(faults.gate(Vendor::Vapi), Gate::Fail);
        assert_eq!(faults.gate(Vendor::Vapi), Gate::Open);
        assert_eq!(faults.gate(Vendor::Stripe), Gate::Down);
        assert!(faults.apply(&json!({"vapi": {"typo": 1}})).is_err());
        assert!(faults.apply(&json!({"vapi": {"failRate5xx": 2}})).is_err());
        assert!(faults.apply(&json!({"stripe": {"stallNext": 1}})).is_err());
    }

    #[test]
    fn what_goes_wrong_with_streams_goes_wrong_so_often() {
        let faults = Faults::default();
        let change = json!({"refuseNext429": 1, "stallNext": 1, "disconnectNext": 1, "garbageNext": 1});
        faults.apply(&json!({"deepgram": change})).unwrap();
        assert_eq!(faults.gate(Vendor::Deepgram), Gate::Busy);
        assert_eq!(faults.mishap(Vendor::OpenAi), None);
        let mishaps = [(); 4].map(|()| faults.mishap(Vendor::Deepgram));
        assert_eq!(mishaps, [Some(Mishap::Stall), Some(Mishap::Disconnect), Some(Mishap::Garbage), None]);
    }

    #[test]
    fn the_same_seed_repeats() {
        let run = || {
            let faults = Faults::default();
            faults.apply(&json!({"seed": 7, "vapi": {"failRate5xx": 0.5}})).unwrap();
            (0..32).map(|_| faults.gate(Vendor::Vapi)).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
        assert!(run().contains(&Gate::Open) && run().contains(&Gate::Fail));
    }
}
