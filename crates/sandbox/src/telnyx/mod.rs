//! Telnyx, as far as calls to a number of ours go: somebody on the network rings, a signed message tells so, commands say
//! what to do, and the call's sound goes through a WebSocket, both ways.

mod ring;
mod routes;
mod sign;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::phones::inbound::{Calls, Notes};
use crate::world::{World, lock};

pub use routes::{refusal, router};
pub use sign::public_key;

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
    /// What happened, since it began.
    notes: Notes,
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
        json!({
            "callControlId": id, "from": self.from, "to": self.to, "state": self.state, "error": self.error,
            "commands": self.obeyed.len(), "notes": self.notes.view(),
        })
    }
}

/// All calls.
pub type Telnyx = Calls<Call>;

impl World {
    /// Ends all calls and forgets them.
    pub fn clear_telnyx(&self) {
        for call in lock(&self.telnyx).clear() {
            // One that is over obeys no more.
            let _ = call.commands.send(Command::HangUp);
        }
    }

    /// The calls through Telnyx, the newest first.
    pub fn telnyx_calls(&self) -> Value {
        lock(&self.telnyx).newest().map(|(id, call)| call.report(id)).collect()
    }

    /// One of them.
    pub fn telnyx_call(&self, id: &str) -> Option<Value> {
        lock(&self.telnyx).get(id).map(|call| call.report(id))
    }

    fn change_telnyx_call<T>(&self, id: &str, change: impl FnOnce(&mut Call) -> T) -> Option<T> {
        let mut telnyx = lock(&self.telnyx);
        let call = telnyx.get_mut(id)?;
        let result = change(call);
        self.feed.tell("telnyx", || call.report(id));
        Some(result)
    }
}
