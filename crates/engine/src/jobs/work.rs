//! The kinds of durable work.

use std::time::Duration;

use ringwright_domain::ids::{
    AccountId, BookingId, CallId, DeliveryId, InboxId, MailId, PaymentId, RefundId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A piece of durable work. Each kind is idempotent: doing it twice does no more than doing it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "about")]
pub enum Work {
    /// Take in what a webhook says.
    #[serde(rename = "webhook.process")]
    ProcessWebhook {
        /// The webhook in the inbox.
        webhook: InboxId,
        /// Whether the intake saw that it says nothing that we act on.
        silent: bool,
    },
    /// Ask the vendor to place a recorded attempt.
    #[serde(rename = "call.place")]
    PlaceCall {
        /// The attempt.
        call: CallId,
    },
    /// Ask the vendor how an attempt stands, and end it when its time is over.
    #[serde(rename = "call.watch")]
    WatchCall {
        /// The attempt.
        call: CallId,
    },
    /// Look after a call that an agent of ours holds.
    #[serde(rename = "live.watch")]
    WatchLiveCall {
        /// The call.
        call: CallId,
    },
    /// Compress the tape of a call that is over.
    #[serde(rename = "recording.keep")]
    KeepRecording {
        /// The call.
        call: CallId,
    },
    /// Delete a recording whose time is over, or that was deleted by somebody.
    #[serde(rename = "recording.drop")]
    DropRecording {
        /// The call.
        call: CallId,
    },
    /// End a call.
    #[serde(rename = "call.hang_up")]
    HangUp {
        /// The attempt.
        call: CallId,
    },
    /// A booking's chosen time has come.
    #[serde(rename = "booking.start")]
    StartBooking {
        /// The booking.
        booking: BookingId,
    },
    /// Ask the payment vendor how a payment stands, and close it when its time is over.
    #[serde(rename = "payment.watch")]
    WatchPayment {
        /// The payment.
        payment: PaymentId,
    },
    /// Close a page or form that is open.
    #[serde(rename = "payment.close")]
    CloseCheckout {
        /// The payment.
        payment: PaymentId,
    },
    /// Give money back.
    #[serde(rename = "payment.refund")]
    Refund {
        /// The payment.
        payment: PaymentId,
        /// The refund of it.
        #[serde(default = "RefundId::unnamed")]
        refund: RefundId,
    },
    /// Compare a day of an account with the vendor's books.
    #[serde(rename = "payment.reconcile")]
    Reconcile {
        /// The account.
        account: AccountId,
        /// The day in UTC, `YYYY-MM-DD`.
        day: String,
    },
    /// Pass the organisation's new events on to the endpoints that want to hear of them.
    #[serde(rename = "outgoing.pump")]
    PumpOutgoing,
    /// Post a message to an endpoint.
    #[serde(rename = "outgoing.deliver")]
    Deliver {
        /// The message.
        delivery: DeliveryId,
    },
    /// Hand a mail over.
    #[serde(rename = "mail.send")]
    SendMail {
        /// The mail, sealed.
        mail: MailId,
    },
    /// Hourly: drop what is old, look after what was forgotten.
    #[serde(rename = "system.cleanup")]
    CleanUp,
}

/// How a kind of work is tried again after a failure that may pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry {
    /// The wait after the first failure; it doubles.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// How often at most, before it is buried for a person to look at.
    pub tries: u32,
}

impl Work {
    /// The name of the kind in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ProcessWebhook { .. } => "webhook.process",
            Self::PlaceCall { .. } => "call.place",
            Self::WatchCall { .. } => "call.watch",
            Self::WatchLiveCall { .. } => "live.watch",
            Self::KeepRecording { .. } => "recording.keep",
            Self::DropRecording { .. } => "recording.drop",
            Self::HangUp { .. } => "call.hang_up",
            Self::StartBooking { .. } => "booking.start",
            Self::WatchPayment { .. } => "payment.watch",
            Self::CloseCheckout { .. } => "payment.close",
            Self::Refund { .. } => "payment.refund",
            Self::Reconcile { .. } => "payment.reconcile",
            Self::PumpOutgoing => ringwright_store::PUMP,
            Self::Deliver { .. } => "outgoing.deliver",
            Self::SendMail { .. } => "mail.send",
            Self::CleanUp => "system.cleanup",
        }
    }

    /// What it is about, as stored.
    pub fn payload(&self) -> Value {
        match self {
            Self::ProcessWebhook { webhook, silent } => {
                serde_json::json!({ "webhook": webhook, "silent": silent })
            }
            Self::PlaceCall { call }
            | Self::WatchCall { call }
            | Self::WatchLiveCall { call }
            | Self::KeepRecording { call }
            | Self::DropRecording { call }
            | Self::HangUp { call } => {
                serde_json::json!({ "call": call })
            }
            Self::StartBooking { booking } => serde_json::json!({ "booking": booking }),
            Self::WatchPayment { payment } | Self::CloseCheckout { payment } => {
                serde_json::json!({ "payment": payment })
            }
            Self::Reconcile { account, day } => serde_json::json!({ "account": account, "day": day }),
            Self::Refund { payment, refund } => {
                serde_json::json!({ "payment": payment, "refund": refund })
            }
            Self::Deliver { delivery } => serde_json::json!({ "delivery": delivery }),
            Self::SendMail { mail } => serde_json::json!({ "mail": mail }),
            Self::PumpOutgoing | Self::CleanUp => serde_json::json!({}),
        }
    }

    /// Reads what was stored.
    pub fn read(kind: &str, payload: &Value) -> Option<Self> {
        let tagged = match kind {
            "system.cleanup" | ringwright_store::PUMP => serde_json::json!({ "kind": kind }),
            _ => serde_json::json!({ "kind": kind, "about": payload }),
        };
        serde_json::from_value(tagged).ok()
    }

    /// Of work with one key there is at most one at a time.
    pub fn dedupe_key(&self) -> Option<String> {
        match self {
            Self::ProcessWebhook { .. } => None,
            Self::PlaceCall { call }
            | Self::WatchCall { call }
            | Self::WatchLiveCall { call }
            | Self::KeepRecording { call }
            | Self::DropRecording { call }
            | Self::HangUp { call } => Some(format!("{}/{call}", self.kind())),
            Self::StartBooking { booking } => Some(format!("{}/{booking}", self.kind())),
            Self::WatchPayment { payment } => Some(format!("{}/{payment}", self.kind())),
            // Whoever wants something closed must not rely on somebody who is about to be done with it.
            Self::CloseCheckout { .. } => None,
            Self::Reconcile { account, day } => Some(format!("{}/{account}/{day}", self.kind())),
            Self::Refund { payment, refund } => Some(format!("{}/{payment}/{refund}", self.kind())),
            Self::Deliver { delivery } => Some(format!("{}/{delivery}", self.kind())),
            Self::SendMail { mail } => Some(format!("{}/{mail}", self.kind())),
            // The store enqueues it, under a key of the organisation.
            Self::PumpOutgoing => None,
            Self::CleanUp => Some(self.kind().to_owned()),
        }
    }

    /// Higher goes first among what is due: people who wait before machines that do.
    pub const fn priority(&self) -> i32 {
        match self {
            Self::PlaceCall { .. } | Self::HangUp { .. } => 20,
            Self::ProcessWebhook { .. } | Self::StartBooking { .. } | Self::SendMail { .. } => 10,
            Self::WatchCall { .. }
            | Self::WatchLiveCall { .. }
            | Self::WatchPayment { .. }
            | Self::CloseCheckout { .. } => 5,
            Self::Refund { .. } | Self::Reconcile { .. } | Self::CleanUp | Self::PumpOutgoing => 0,
            // Nobody waits for these, and they take a while.
            Self::KeepRecording { .. } | Self::DropRecording { .. } => -3,
            // Other people's machines wait behind people.
            Self::Deliver { .. } => -5,
        }
    }

    /// How it is tried again after a failure that may pass.
    pub(crate) const fn retry(&self) -> Retry {
        let seconds = Duration::from_secs;
        match self {
            // The machine of the call, not the job, decides about placing again.
            Self::PlaceCall { .. } => Retry { first: seconds(1), longest: seconds(30), tries: 100 },
            Self::HangUp { .. } => Retry { first: seconds(1), longest: seconds(15), tries: 200 },
            // A line is held until the vendor has told the end: never given up.
            Self::WatchCall { .. } | Self::WatchLiveCall { .. } => {
                Retry { first: seconds(2), longest: seconds(60), tries: u32::MAX }
            }
            Self::ProcessWebhook { .. } | Self::StartBooking { .. } => {
                Retry { first: Duration::from_millis(200), longest: seconds(60), tries: 30 }
            }
            Self::WatchPayment { .. } | Self::CloseCheckout { .. } => {
                Retry { first: seconds(2), longest: seconds(600), tries: u32::MAX }
            }
            // A disk that is full may have room tomorrow.
            Self::KeepRecording { .. } | Self::DropRecording { .. } => {
                Retry { first: seconds(5), longest: seconds(3_600), tries: 100 }
            }
            // About three days, as long as Stripe itself tries.
            Self::Refund { .. } => Retry { first: seconds(2), longest: seconds(3_600), tries: 80 },
            // About two days; the day can be compared by hand later.
            Self::Reconcile { .. } => Retry { first: seconds(60), longest: seconds(3_600), tries: 50 },
            // About a day; a link in it holds no longer by then.
            Self::SendMail { .. } => Retry { first: seconds(2), longest: seconds(1_800), tries: 55 },
            Self::CleanUp => Retry { first: seconds(30), longest: seconds(600), tries: u32::MAX },
            // The message itself decides when it is sent again (domain/outgoing.rs); these are failures of
            // the database.
            Self::PumpOutgoing | Self::Deliver { .. } => {
                Retry { first: seconds(1), longest: seconds(60), tries: u32::MAX }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::Instant;
    use ringwright_domain::chance::SeededChance;

    #[test]
    fn every_kind_is_read_back_as_it_was_stored() {
        let (at, chance) = (Instant::from_seconds(1), SeededChance::new(1));
        let call = CallId::new(at, &chance);
        let payment = PaymentId::new(at, &chance);
        for work in [
            Work::ProcessWebhook { webhook: InboxId::new(at, &chance), silent: true },
            Work::PlaceCall { call: call.clone() },
            Work::WatchCall { call: call.clone() },
            Work::WatchLiveCall { call: call.clone() },
            Work::KeepRecording { call: call.clone() },
            Work::DropRecording { call: call.clone() },
            Work::HangUp { call },
            Work::StartBooking { booking: BookingId::new(at, &chance) },
            Work::WatchPayment { payment: payment.clone() },
            Work::CloseCheckout { payment: payment.clone() },
            Work::Reconcile { account: AccountId::new(at, &chance), day: "2026-11-20".to_owned() },
            Work::Refund { payment: payment.clone(), refund: RefundId::new(at, &chance) },
            Work::PumpOutgoing,
            Work::Deliver { delivery: DeliveryId::new(at, &chance) },
            Work::SendMail { mail: MailId::new(at, &chance) },
            Work::CleanUp,
        ] {
            assert_eq!(Work::read(work.kind(), &work.payload()), Some(work));
        }
        // As it was stored before refunds had ids.
        let old = Work::read("payment.refund", &serde_json::json!({ "payment": payment }));
        assert_eq!(old, Some(Work::Refund { payment, refund: RefundId::unnamed() }));
        assert_eq!(Work::read("nothing.known", &serde_json::json!({})), None);
    }
}
