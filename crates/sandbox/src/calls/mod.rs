//! Calls that are placed, ring, are talked, and end. The vendors who carry them differ in what they take,
//! what they show and what they tell; what happens on the telephone is the same.

mod life;
mod view;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::journal::{Journal, Memory};
use crate::settings::paced;
use crate::stats::count;
use crate::table::Table;
use crate::world::{World, lock};

pub use life::{Call, Carrier, Ending, Input, Order, Phase};
pub use view::{conversation, summary};

/// The highest numbers of calls at the same time, in the journal.
const PEAK: &str = "peak";
/// The peak over all accounts; no account is named so.
const OVERALL: &str = "";

/// All calls.
pub struct Calls {
    rows: Table<Call>,
    by_org: HashMap<String, Vec<String>>,
    live_by_org: HashMap<String, usize>,
    live_by_number: HashMap<String, String>,
    live: usize,
    attempts: HashMap<String, u32>,
    double_rings: u64,
    peaks: HashMap<String, usize>,
    wakers: HashMap<String, mpsc::UnboundedSender<Timer>>,
}

/// When the phase of a call ends, and which phase is meant.
#[derive(Clone, Copy)]
struct Timer {
    step: u32,
    at: Instant,
}

/// Why a call could not be placed.
pub enum Refusal {
    /// Every line of the account is taken.
    OverCapacity(usize),
}

impl Calls {
    /// The calls a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let peaks = memory.take::<(String, usize)>(PEAK).into_iter().collect();
        let mut all = Self {
            rows: Table::remembered(memory),
            by_org: HashMap::new(),
            live_by_org: HashMap::new(),
            live_by_number: HashMap::new(),
            live: 0,
            attempts: HashMap::new(),
            double_rings: 0,
            peaks,
            wakers: HashMap::new(),
        };
        let mut oldest_first: Vec<Call> = all.rows.newest().cloned().collect();
        oldest_first.reverse();
        for call in &oldest_first {
            all.index(call);
        }
        all
    }

    /// Forgets everything.
    pub fn clear(&mut self, journal: &Journal) {
        self.rows.clear(journal);
        for org in self.peaks.keys() {
            journal.forget(PEAK, org);
        }
        *self = Self::remembered(&mut Memory::default());
    }

    fn index(&mut self, call: &Call) {
        self.by_org.entry(call.org.clone()).or_default().push(call.id.clone());
        if let Some(name) = &call.name {
            let times = self.attempts.entry(name.clone()).or_default();
            *times += 1;
            self.double_rings += u64::from(*times > 1);
        }
        if call.is_live() {
            self.live += 1;
            *self.live_by_org.entry(call.org.clone()).or_default() += 1;
            self.live_by_number.entry(call.number.clone()).or_insert_with(|| call.id.clone());
        }
    }

    fn hang(&mut self, call: &Call) {
        self.live -= 1;
        if let Some(live) = self.live_by_org.get_mut(&call.org) {
            *live -= 1;
        }
        if self.live_by_number.get(&call.number) == Some(&call.id) {
            self.live_by_number.remove(&call.number);
        }
        self.wakers.remove(&call.id);
    }

    fn note_peaks(&mut self, journal: &Journal, org: &str) {
        let now = [(OVERALL, self.live), (org, self.live_by_org.get(org).copied().unwrap_or(0))];
        for (whose, live) in now {
            if live > self.peaks.get(whose).copied().unwrap_or(0) {
                self.peaks.insert(whose.to_owned(), live);
                journal.put(PEAK, whose, &(whose, live));
            }
        }
    }

    /// Whether the phone with this number is in use.
    pub fn engaged(&self, number: &str) -> bool {
        self.live_by_number.contains_key(number)
    }

    /// One call, of whatever account.
    pub fn get(&self, id: &str) -> Option<&Call> {
        self.rows.get(id)
    }

    /// All calls of all accounts, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Call> {
        self.rows.newest()
    }

    /// The calls of an account, newest first.
    pub fn of(&self, org: &str) -> impl Iterator<Item = &Call> {
        self.by_org.get(org).into_iter().flatten().rev().filter_map(|id| self.rows.get(id))
    }

    /// Calls of an account that occupy a line.
    pub fn live_of(&self, org: &str) -> usize {
        self.live_by_org.get(org).copied().unwrap_or(0)
    }

    /// The figures about calls.
    pub fn figures(&self) -> Value {
        let placed: usize = self.by_org.values().map(Vec::len).sum();
        let accounts: Vec<Value> = self
            .by_org
            .iter()
            .map(|(org, calls)| {
                json!({
                    "account": org,
                    "callsPlaced": calls.len(),
                    "liveCalls": self.live_of(org),
                    "maxConcurrentCalls": self.peaks.get(org).copied().unwrap_or(0),
                })
            })
            .collect();
        let repeated: HashMap<&String, &u32> =
            self.attempts.iter().filter(|(_, times)| **times > 1).collect();
        json!({
            "callsPlaced": placed,
            "liveCalls": self.live,
            "maxConcurrentCalls": self.peaks.get(OVERALL).copied().unwrap_or(0),
            "accounts": accounts,
            "attempts": self.attempts.len(),
            "doubleRings": self.double_rings,
            "repeatedAttempts": repeated,
        })
    }
}

impl World {
    /// Places a call: the phone will ring unless it is in use.
    pub fn place(self: &Arc<Self>, order: Order) -> Result<Call, Refusal> {
        let (pace, lines) = {
            let settings = lock(&self.settings);
            (settings.pace, settings.max_concurrent_calls)
        };
        let mut call = Call::placed(order, pace, self.now_ms());
        let mut calls = lock(&self.calls);
        if calls.live_of(&call.org) >= lines {
            count(&self.stats.over_capacity);
            return Err(Refusal::OverCapacity(lines));
        }
        call.engaged = calls.engaged(&call.number);
        let wait = call.first_wait(lock(&self.settings).times(call.person));
        call.due_ms = self.due(wait, call.pace);
        calls.rows.put(&self.journal, call.clone());
        calls.index(&call);
        calls.note_peaks(&self.journal, &call.org);
        self.watch(&mut calls, &call, paced(wait, call.pace));
        self.feed.tell("call", || summary(&call));
        Ok(call)
    }

    /// Continues the calls that were going on when the last process ended.
    pub fn resume_calls(self: &Arc<Self>) {
        let mut calls = lock(&self.calls);
        let live: Vec<Call> = calls.rows.newest().filter(|call| call.is_live()).cloned().collect();
        for call in live {
            let left = u64::try_from(call.due_ms - self.now_ms()).unwrap_or(0);
            self.watch(&mut calls, &call, Duration::from_millis(left));
        }
    }

    fn due(&self, seconds: f64, pace: f64) -> i64 {
        self.clock.now().plus(paced(seconds, pace)).millis()
    }

    /// Lets something happen to a call, tells everybody, and sets its timer anew.
    pub fn happen(self: &Arc<Self>, id: &str, input: Input) -> Result<Call, &'static str> {
        self.happen_if(id, input, |_| true)
    }

    fn happen_if(
        self: &Arc<Self>,
        id: &str,
        input: Input,
        still: impl FnOnce(&Call) -> bool,
    ) -> Result<Call, &'static str> {
        let mut calls = lock(&self.calls);
        let mut call = calls.rows.get(id).cloned().ok_or("there is no such call")?;
        if !still(&call) {
            return Err("something else happened first");
        }
        let times = lock(&self.settings).times(call.person);
        let wait = call.step(input, times, self.now_ms())?;
        call.due_ms = self.due(wait.unwrap_or(0.0), call.pace);
        calls.rows.put(&self.journal, call.clone());
        let timer = wait.map(|wait| Timer { step: call.step, at: Instant::now() + paced(wait, call.pace) });
        if let (Some(waker), Some(timer)) = (calls.wakers.get(id), timer) {
            // The task may have ended with the sandbox.
            let _ = waker.send(timer);
        }
        if !call.is_live() {
            calls.hang(&call);
        }
        self.report(&call);
        self.feed.tell("call", || summary(&call));
        Ok(call)
    }

    /// Gives a call another name.
    pub fn rename(&self, id: &str, name: Option<&str>) -> Option<Call> {
        let mut calls = lock(&self.calls);
        calls.rows.change(&self.journal, id, |call| {
            // Only the request's name: the attempt was counted when it was placed.
            if let Some(name) = name {
                call.request.insert("name".into(), name.into());
            }
            call.clone()
        })
    }

    /// Forgets a call that is over.
    pub fn remove(&self, id: &str) -> Option<Call> {
        let mut calls = lock(&self.calls);
        let call = calls.rows.remove(&self.journal, id)?;
        if let Some(own) = calls.by_org.get_mut(&call.org) {
            own.retain(|other| other != id);
        }
        Some(call)
    }

    /// Tells the caller's server where a call is.
    fn report(self: &Arc<Self>, call: &Call) {
        match call.carrier {
            Carrier::Vapi => self.report_by_vapi(call),
            Carrier::Retell => self.report_by_retell(call),
            Carrier::ElevenLabs => self.report_by_elevenlabs(call),
        }
    }

    fn watch(self: &Arc<Self>, calls: &mut Calls, call: &Call, wait: Duration) {
        let (waker, inbox) = mpsc::unbounded_channel();
        calls.wakers.insert(call.id.clone(), waker);
        let timer = Timer { step: call.step, at: Instant::now() + wait };
        self.spawn(Arc::clone(self).drive(call.id.clone(), inbox, timer));
    }

    /// The life of a call: waits for its timer, or for a newer one. Ends when nobody can set one any more.
    async fn drive(self: Arc<Self>, id: String, mut inbox: mpsc::UnboundedReceiver<Timer>, mut timer: Timer) {
        let mut armed = true;
        loop {
            tokio::select! {
                biased;
                newer = inbox.recv() => match newer {
                    Some(newer) => (timer, armed) = (newer, true),
                    None => return,
                },
                () = tokio::time::sleep_until(timer.at), if armed => {
                    armed = false;
                    // Refused when something else has just moved the call; its timer is then on the way.
                    let _ = self.happen_if(&id, Input::Timer, |call| call.step == timer.step);
                }
            }
        }
    }
}
