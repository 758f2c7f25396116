//! Telnyx, as far as calls to a number of ours go: somebody on the network rings, a signed message tells so, commands say
//! what to do, and the call's sound goes through a WebSocket, both ways.

mod ring;
mod routes;
mod sign;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::world::{World, lock};

pub use ring::Order;
pub use routes::{refusal, router};
pub use sign::public_key;

/// Calls that are remembered.
const KEPT: usize = 500;

/// What a call is told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Have the sound come to a socket; one that rings is answered by it.
    Stream(String),
    /// Let the caller hear that the line is busy.
    Reject,
    /// End.
    HangUp,
}

/// A call.
pub struct Call {
    from: String,
    to: String,
    /// `ringing`, `active`, then `completed`, `busy` or `failed`.
    state: &'static str,
    /// What happened, with milliseconds since it began.
    notes: Vec<(u64, String)>,
    /// Why it failed.
    error: Option<String>,
    /// Commands that were obeyed.
    obeyed: Vec<String>,
    commands: mpsc::UnboundedSender<Command>,
}

impl Call {
    /// Whether it is over.
    fn is_over(&self) -> bool {
        !matches!(self.state, "ringing" | "active")
    }

    fn report(&self, id: &str) -> Value {
        let notes = self.notes.iter().map(|(at, what)| json!({"ms": at, "what": what}));
        json!({
            "callControlId": id, "from": self.from, "to": self.to, "state": self.state, "error": self.error,
            "commands": self.obeyed.len(), "notes": notes.collect::<Vec<_>>(),
        })
    }
}

/// All calls.
#[derive(Default)]
pub struct Telnyx {
    calls: BTreeMap<String, Call>,
    order: Vec<String>,
}

impl Telnyx {
    fn add(&mut self, id: &str, call: Call) {
        if self.order.len() >= KEPT {
            self.calls.remove(&self.order.remove(0));
        }
        self.order.push(id.to_owned());
        self.calls.insert(id.to_owned(), call);
    }

    /// Ends all calls and forgets them.
    pub fn clear(&mut self) {
        for call in self.calls.values() {
            // One that is over obeys no more.
            let _ = call.commands.send(Command::HangUp);
        }
        *self = Self::default();
    }
}

impl World {
    /// The calls through Telnyx, the newest first.
    pub fn telnyx_calls(&self) -> Value {
        let telnyx = lock(&self.telnyx);
        telnyx.order.iter().rev().filter_map(|id| Some(telnyx.calls.get(id)?.report(id))).collect()
    }

    /// One of them.
    pub fn telnyx_call(&self, id: &str) -> Option<Value> {
        lock(&self.telnyx).calls.get(id).map(|call| call.report(id))
    }

    fn change_telnyx_call<T>(&self, id: &str, change: impl FnOnce(&mut Call) -> T) -> Option<T> {
        let mut telnyx = lock(&self.telnyx);
        let call = telnyx.calls.get_mut(id)?;
        let result = change(call);
        self.feed.tell("telnyx", || call.report(id));
        Some(result)
    }
}
