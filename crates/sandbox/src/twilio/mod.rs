//! Twilio, as far as calls to a number of ours go: somebody on the network rings, the number's address says in TwiML
//! what to do, and the call's sound goes through a WebSocket, both ways.

pub mod media;
mod ring;
mod routes;
mod signature;
mod twiml;

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::phones::inbound::{Calls, Notes};
use crate::world::{World, iso, lock};

pub use routes::{refusal, router};

/// How far a call is, with Twilio's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The number's address is asked.
    Ringing,
    /// Its sound flows.
    InProgress,
    /// It was answered and is over.
    Completed,
    /// It was declined.
    Busy,
    /// It could not be answered.
    Failed,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    const fn is_over(self) -> bool {
        !matches!(self, Self::Ringing | Self::InProgress)
    }
}

/// A call.
pub struct Call {
    sid: String,
    account: String,
    from: String,
    to: String,
    status: Status,
    began_ms: i64,
    ended_ms: Option<i64>,
    /// What happened, since the sound began to flow.
    notes: Notes,
    /// Why it failed.
    error: Option<String>,
    stop: Arc<Notify>,
}

impl Call {
    fn seconds(&self, now_ms: i64) -> i64 {
        (self.ended_ms.unwrap_or(now_ms) - self.began_ms).max(0) / 1_000
    }

    /// The call as Twilio shows it.
    fn resource(&self, now_ms: i64) -> Value {
        json!({
            "sid": self.sid, "account_sid": self.account, "from": self.from, "to": self.to,
            "status": self.status.name(), "direction": "inbound", "api_version": "2010-04-01",
            "duration": self.status.is_over().then(|| self.seconds(now_ms).to_string()),
            "start_time": iso(self.began_ms), "end_time": self.ended_ms.map(iso),
            "uri": format!("/2010-04-01/Accounts/{}/Calls/{}.json", self.account, self.sid),
        })
    }

    /// The call as the control page shows it.
    fn report(&self, now_ms: i64) -> Value {
        json!({
            "sid": self.sid, "from": self.from, "to": self.to, "status": self.status.name(),
            "seconds": self.seconds(now_ms), "error": self.error, "notes": self.notes.view(),
        })
    }
}

/// All calls.
pub type Twilio = Calls<Call>;

impl World {
    /// Ends all calls and forgets them.
    pub fn clear_twilio(&self) {
        lock(&self.twilio).clear().for_each(|call| call.stop.notify_one());
    }

    /// The calls through Twilio, the newest first.
    pub fn twilio_calls(&self) -> Value {
        let now = self.now_ms();
        lock(&self.twilio).newest().map(|(_, call)| call.report(now)).collect()
    }

    /// One of them.
    pub fn twilio_call(&self, sid: &str) -> Option<Value> {
        let now = self.now_ms();
        lock(&self.twilio).get(sid).map(|call| call.report(now))
    }

    fn change_call<T>(&self, sid: &str, change: impl FnOnce(&mut Call) -> T) -> Option<T> {
        let now = self.now_ms();
        let mut twilio = lock(&self.twilio);
        let call = twilio.get_mut(sid)?;
        let result = change(call);
        self.feed.tell("twilio", || call.report(now));
        Some(result)
    }
}
