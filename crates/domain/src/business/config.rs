//! What the agents of a business may do and have to say, and how long what they heard is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reader::{Fault, Reader};
use crate::Phone;

/// The longest message by SMS: three parts.
const SMS_MOST: usize = 459;

/// What applies to every call of a business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// When a person takes over.
    pub escalation: Escalation,
    /// Texts that are sent by SMS; an empty one is not sent.
    pub sms: Messages,
    /// Whether calls are recorded.
    pub consent: Consent,
    /// How long recordings and transcripts are kept.
    pub retention: Retention,
    /// Whether callers are told that they talk with a machine.
    pub disclosure: Disclosure,
    /// What agents may do.
    pub actions: Actions,
}

/// When a person takes over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Escalation {
    /// The number of that person (E.164); empty when there is none.
    pub number: String,
    /// Also when the agent is stuck, and not only when the caller asks.
    pub when_stuck: bool,
}

/// Texts that are sent by SMS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Messages {
    /// After something was booked.
    pub confirmation: String,
    /// Before it takes place.
    pub reminder: String,
    /// To somebody whose call nobody took.
    pub missed_call: String,
}

/// Whether calls are recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    /// Whether they are.
    pub recording: bool,
    /// What is said about it at the beginning; needed where calls are recorded.
    pub announcement: String,
}

/// How long things are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Retention {
    /// Days that recordings are kept, 1 to 3,650.
    pub recording_days: u32,
    /// Days that transcripts are kept, 1 to 3,650.
    pub transcript_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { recording_days: 30, transcript_days: 90 }
    }
}

/// Whether callers are told that they talk with a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Disclosure {
    /// Whether they are.
    pub ai: bool,
    /// In these words.
    pub sentence: String,
}

impl Default for Disclosure {
    fn default() -> Self {
        Self { ai: true, sentence: "You are talking with an automated assistant.".to_owned() }
    }
}

/// What agents may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches that people set one by one")]
pub struct Actions {
    /// Book something.
    pub book: bool,
    /// Move what is booked.
    pub reschedule: bool,
    /// Cancel what is booked.
    pub cancel: bool,
    /// Take a message.
    pub take_message: bool,
    /// Transfer the call to a person; needs the number of that person.
    pub transfer: bool,
    /// Send an SMS.
    pub send_sms: bool,
}

/// One of the things that agents may do by a server of their business. Transferring is none: the call itself does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Book something.
    Book,
    /// Move what is booked.
    Reschedule,
    /// Cancel what is booked.
    Cancel,
    /// Take a message.
    TakeMessage,
    /// Send an SMS.
    SendSms,
}

impl Actions {
    /// None at all.
    pub const NONE: Self = Self {
        book: false,
        reschedule: false,
        cancel: false,
        take_message: false,
        transfer: false,
        send_sms: false,
    };

    /// Whether this is one of them.
    pub const fn allow(&self, action: Action) -> bool {
        match action {
            Action::Book => self.book,
            Action::Reschedule => self.reschedule,
            Action::Cancel => self.cancel,
            Action::TakeMessage => self.take_message,
            Action::SendSms => self.send_sms,
        }
    }

    /// These and this one.
    #[must_use]
    pub const fn with(mut self, action: Action) -> Self {
        match action {
            Action::Book => self.book = true,
            Action::Reschedule => self.reschedule = true,
            Action::Cancel => self.cancel = true,
            Action::TakeMessage => self.take_message = true,
            Action::SendSms => self.send_sms = true,
        }
        self
    }
}

impl Default for Actions {
    fn default() -> Self {
        Self {
            book: true,
            reschedule: true,
            cancel: true,
            take_message: true,
            transfer: false,
            send_sms: false,
        }
    }
}

impl Config {
    /// What is wrong with it; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        let number = &self.escalation.number;
        if !number.is_empty() && number.parse::<Phone>().is_err() {
            let message = "write the number with its country, such as +12025550100";
            reader.note("escalation.number", "unsound", message);
        }
        if number.is_empty() && (self.escalation.when_stuck || self.actions.transfer) {
            let message = "calls are to be transferred, but there is nobody to transfer them to";
            reader.note("escalation.number", "required", message);
        }
        reader.text("sms.confirmation", &self.sms.confirmation, SMS_MOST);
        reader.text("sms.reminder", &self.sms.reminder, SMS_MOST);
        reader.text("sms.missedCall", &self.sms.missed_call, SMS_MOST);
        reader.text("consent.announcement", &self.consent.announcement, 300);
        if self.consent.recording && self.consent.announcement.trim().is_empty() {
            let message = "calls are recorded only where callers are told";
            reader.note("consent.announcement", "required", message);
        }
        reader.range("retention.recordingDays", self.retention.recording_days, 1, 3_650);
        reader.range("retention.transcriptDays", self.retention.transcript_days, 1, 3_650);
        reader.text("disclosure.sentence", &self.disclosure.sentence, 300);
        if self.disclosure.ai && self.disclosure.sentence.trim().is_empty() {
            reader.note("disclosure.sentence", "required", "write how callers are told");
        }
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_by_default_can_be_kept() {
        assert_eq!(Config::default().faults(), []);
        let empty: Config = serde_json::from_str("{}").unwrap();
        assert_eq!(empty, Config::default());
    }

    /// Nobody is recorded without being told, and no call is sent to nowhere.
    #[test]
    fn what_would_harm_callers_is_refused() {
        let consent = Consent { recording: true, announcement: " ".into() };
        let actions = Actions { transfer: true, ..Actions::default() };
        let retention = Retention { recording_days: 0, transcript_days: 4_000 };
        let config = Config { consent, actions, retention, ..Config::default() };
        let codes: Vec<_> = config.faults().into_iter().map(|fault| (fault.field, fault.code)).collect();
        let wanted = [
            ("escalation.number", "required"),
            ("consent.announcement", "required"),
            ("retention.recordingDays", "out_of_range"),
            ("retention.transcriptDays", "out_of_range"),
        ];
        assert_eq!(codes, wanted.map(|(field, code)| (field.to_owned(), code)));
    }
}
