//! The port through which calls are placed.

use std::time::Duration;

use async_trait::async_trait;
use ringwright_domain::call::CallNews;
use ringwright_domain::ids::CallId;
use ringwright_domain::{Instant, Phone};

use crate::VendorError;

/// What a carrier is asked to do: one attempt. It has no `Debug` form: it holds personal data.
#[derive(Clone)]
pub struct CallOrder {
    /// Our id of the attempt. The vendor keeps it and can be asked for it.
    pub call: CallId,
    /// Whom to call.
    pub to: Phone,
    /// How to address the person.
    pub name: String,
    /// What they wished to talk about; given to the agent as a variable.
    pub request: String,
    /// The vendor's id of the persona.
    pub assistant_ref: String,
    /// The vendor's id of the number that calls.
    pub number_ref: String,
    /// What the agent says and how, where that was published here; else the vendor's own settings hold.
    pub words: Option<AgentWords>,
    /// The longest duration of the conversation, in seconds (Vapi: 10 to 43,200).
    pub limit_seconds: u32,
    /// Where the vendor reports, such as `https://calls.example.com/webhooks/vapi/acc_…`.
    pub webhook_url: String,
}

/// What an agent says in one call and how, which stands above what the vendor keeps of the persona.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentWords {
    /// Who it is and what it shall do: the model's instructions.
    pub instructions: String,
    /// What it says first; the vendor's when missing.
    pub first_message: Option<String>,
    /// The language that is spoken, such as `sv` (BCP 47).
    pub language: String,
    /// The model that thinks; the vendor's when missing.
    pub model: Option<Choice>,
    /// The voice; the vendor's when missing.
    pub voice: Option<Choice>,
}

/// One of the things that a vendor offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Whose it is, as the vendor names it: `openai`, `11labs`.
    pub provider: String,
    /// Which one: `gpt-4o`, a voice's id.
    pub id: String,
}

/// What came of asking a carrier to place a call.
#[derive(Debug)]
pub enum Placing {
    /// The vendor took it.
    Accepted {
        /// The vendor's id.
        vendor_ref: String,
    },
    /// The vendor refused it: nothing rings.
    Refused {
        /// Why.
        reason: Refusal,
        /// The vendor's own words, without personal data.
        detail: String,
    },
    /// The request certainly did not reach the vendor (no connection): nothing rings.
    NotSent {
        /// What went wrong.
        detail: String,
    },
    /// No telling: time-out after sending, broken connection, 5xx, unreadable answer.
    Unknown {
        /// What went wrong.
        detail: String,
    },
}

/// Why a carrier refuses a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The number is not one that it can call.
    InvalidNumber,
    /// Its own concurrency or rate limit is reached; later it may go.
    Busy,
    /// Keys, assistant or number are wrong, or the account is out of credit: a matter for the operator.
    Misconfigured,
}

/// A call as the vendor knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorCall {
    /// The vendor's id.
    pub vendor_ref: String,
    /// Our id of the attempt, where the vendor has it.
    pub call: Option<CallId>,
    /// What its state says.
    pub news: CallNews,
}

/// What a carrier tells by a webhook whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierMessage {
    /// Equal for repeated deliveries of one message, different for any two messages; at most 255
    /// characters.
    pub dedupe_key: String,
    /// The type of message in the vendor's word, such as `status-update`.
    pub kind: String,
    /// The vendor's id of the call.
    pub vendor_ref: Option<String>,
    /// Our id of the attempt, where it came along.
    pub call: Option<CallId>,
    /// What it says about the attempt.
    pub news: Option<CallNews>,
    /// The call is over, but only the report that follows tells how. Should it not come within a minute
    /// or so, [`Carrier::look`] tells.
    pub report_due: bool,
}

/// A company that places calls and lets an agent talk in them.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Places a call. Never retries by itself: a second request could ring twice.
    async fn place(&self, order: &CallOrder) -> Placing;

    /// How long after an order "not there" proves nothing, since it may still be on its way, or not yet in what
    /// [`find`](Self::find) looks through.
    fn found_within(&self) -> Duration {
        Duration::from_secs(20)
    }

    /// Looks for the attempt `call`, placed at `since` or later, by our id.
    ///
    /// # Errors
    /// When the vendor cannot be asked; this says nothing about the call.
    async fn find(&self, call: &CallId, since: Instant) -> Result<Option<VendorCall>, VendorError>;

    /// Reads a call by the vendor's id; `None` when the vendor does not know it.
    ///
    /// # Errors
    /// When the vendor cannot be asked; this says nothing about the call.
    async fn look(&self, vendor_ref: &str) -> Result<Option<VendorCall>, VendorError>;

    /// Whether the vendor ends calls on request. One that does not ends them by the agent's own limit.
    fn ends_calls(&self) -> bool {
        true
    }

    /// Ends a call that rings or runs. Ending one that is over is no error.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    async fn hang_up(&self, vendor_ref: &str) -> Result<(), VendorError>;

    /// Asks something harmless that needs the keys, for `ringwright doctor`.
    ///
    /// # Errors
    /// When the vendor cannot be asked or the keys are refused.
    async fn check(&self) -> Result<(), VendorError>;
}
