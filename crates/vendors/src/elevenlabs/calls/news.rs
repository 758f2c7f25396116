//! What a conversation at ElevenLabs says about an attempt.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};

use super::wire::{Conversation, Metadata};
use crate::ending::{End, Ending, Telling, of_sip};

/// What a conversation says that stood so at `as_of`, if its own times do not say it better.
pub(crate) fn tell(conversation: &Conversation, as_of: Instant) -> Telling {
    let none = Metadata::default();
    let metadata = conversation.metadata.as_ref().unwrap_or(&none);
    let vendor_ref = conversation.conversation_id.clone();
    match (conversation.status.as_deref(), vendor_ref) {
        (Some("processing" | "done" | "failed"), vendor_ref) => {
            tell_end(conversation, metadata, vendor_ref, as_of)
        }
        (Some("in-progress"), Some(vendor_ref)) => {
            let at = metadata.start_time_unix_secs.map_or(as_of, Instant::from_seconds);
            Telling::News(CallNews::Answered { vendor_ref, at })
        }
        (_, Some(vendor_ref)) => Telling::News(CallNews::Accepted { vendor_ref }),
        (_, None) => Telling::Nothing,
    }
}

fn tell_end(
    conversation: &Conversation,
    metadata: &Metadata,
    vendor_ref: Option<String>,
    as_of: Instant,
) -> Telling {
    let started_at = metadata.start_time_unix_secs.map(Instant::from_seconds);
    let talked = metadata.call_duration_secs.map(|seconds| Duration::from_secs(seconds.into()));
    let ended_at = match (started_at, talked) {
        (Some(started), Some(talked)) => started.plus(talked),
        _ => as_of,
    };
    let failed = conversation.status.as_deref() == Some("failed");
    let analysis = conversation.analysis.as_ref();
    let found = |name, outcome| analysis.is_some_and(|analysis| analysis.found(name)).then_some(outcome);
    let end = End {
        vendor_ref,
        ending: ending(metadata, failed),
        // It begins before anybody picks up; only a duration tells that somebody did.
        started_at: started_at.filter(|_| talked.is_some_and(|talked| talked > Duration::ZERO)),
        ended_at,
        machine: found("screened", CallOutcome::Screened)
            .or_else(|| found("voicemail", CallOutcome::Voicemail)),
    };
    Telling::News(end.news())
}

/// What ElevenLabs' free words about the end mean. What is not known depends on how long it was talked.
fn ending(metadata: &Metadata, failed: bool) -> Ending {
    let said = metadata.termination_reason.as_deref().unwrap_or_default().to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if holds(&["voicemail", "answering machine"]) {
        Ending::Sure(CallOutcome::Voicemail)
    } else if holds(&["duration"]) {
        Ending::FullTime
    } else if holds(&["busy"]) {
        Ending::Sure(CallOutcome::Busy)
    } else if holds(&["no-answer", "no answer"]) {
        Ending::Sure(CallOutcome::NoAnswer)
    } else if metadata.error.is_some() || (failed && holds(&["error", "exception", "quota"])) {
        Ending::Broken
    } else {
        Ending::Unclear
    }
}

/// What a call that did not come about says: who was called has not talked.
pub(crate) fn tell_failure(conversation: &Conversation, as_of: Instant) -> Telling {
    let carried = conversation.metadata.as_ref().and_then(|metadata| metadata.body.as_ref());
    let code = carried.and_then(|carried| {
        carried.twilio_code.clone().or_else(|| carried.sip_status_code.map(|code| code.to_string()))
    });
    let by_network = code.as_deref().map(of_sip);
    let outcome = match (conversation.failure_reason.as_deref(), by_network) {
        // The network is more exact about these, which nobody should be rung for again.
        (_, Some(outcome @ (CallOutcome::Rejected | CallOutcome::InvalidNumber))) => outcome,
        (Some("busy"), _) => CallOutcome::Busy,
        (Some("no-answer"), _) => CallOutcome::NoAnswer,
        (_, by_network) => by_network.unwrap_or(CallOutcome::VendorFailed),
    };
    let vendor_ref = conversation.conversation_id.clone();
    Telling::News(CallNews::Ended { vendor_ref, outcome, answered_at: None, ended_at: as_of })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use CallOutcome::*;

    const NOW: Instant = Instant::from_seconds(900);

    fn outcome(status: &str, metadata: Value, analysis: Value) -> Option<CallOutcome> {
        let conversation = json!({"conversation_id": "conv_1", "status": status, "metadata": metadata, "analysis": analysis});
        match tell(&serde_json::from_value(conversation).unwrap(), NOW) {
            Telling::News(CallNews::Ended { outcome, .. }) => Some(outcome),
            _ => None,
        }
    }

    #[test]
    fn an_end_means_what_its_words_and_its_duration_say() {
        for (said, silent, talked) in [
            ("Call ended by remote party", NoAnswer, Completed),
            ("Client disconnected: 1000", NoAnswer, Completed),
            ("Conversation reached its maximum duration", DurationReached, DurationReached),
            ("voicemail_detection tool was called", Voicemail, Voicemail),
            ("busy", Busy, Busy),
            ("no-answer", NoAnswer, NoAnswer),
            ("", NoAnswer, Completed),
        ] {
            for (seconds, expected) in [(0, silent), (40, talked)] {
                let metadata = json!({
                    "start_time_unix_secs": 100, "call_duration_secs": seconds, "termination_reason": said,
                });
                assert_eq!(outcome("done", metadata, json!({})), Some(expected), "{said} {seconds}");
            }
        }
    }

    #[test]
    fn a_failure_is_the_vendors_only_when_it_says_so() {
        let failed = |seconds: u32, error: Value| {
            let metadata =
                json!({"start_time_unix_secs": 100, "call_duration_secs": seconds, "error": error});
            outcome("failed", metadata, json!({}))
        };
        assert_eq!(failed(0, Value::Null), Some(NoAnswer), "it may have rung");
        assert_eq!(failed(0, json!({"code": 1011})), Some(VendorFailed));
        assert_eq!(failed(60, json!({"code": 1011})), Some(Completed));
        assert_eq!(outcome("failed", Value::Null, Value::Null), Some(NoAnswer));
    }

    #[test]
    fn what_was_found_on_the_line_counts() {
        let metadata = || json!({"start_time_unix_secs": 100, "call_duration_secs": 9});
        let found = |name: &str| json!({"data_collection_results": {name: {"value": true}}});
        assert_eq!(outcome("done", metadata(), found("screened")), Some(Screened));
        assert_eq!(outcome("done", metadata(), found("voicemail")), Some(Voicemail));
        assert_eq!(outcome("done", metadata(), found("happy")), Some(Completed));
    }

    #[test]
    fn a_call_that_did_not_come_about_is_told_apart() {
        let failure = |reason: &str, body: Value| {
            let data =
                json!({"conversation_id": "conv_1", "failure_reason": reason, "metadata": {"body": body}});
            match tell_failure(&serde_json::from_value(data).unwrap(), NOW) {
                Telling::News(CallNews::Ended { outcome, answered_at: None, ended_at: NOW, .. }) => outcome,
                _ => panic!("news expected"),
            }
        };
        assert_eq!(failure("busy", json!({"SipResponseCode": "487"})), Busy);
        assert_eq!(failure("busy", json!({"SipResponseCode": "603"})), Rejected);
        assert_eq!(failure("no-answer", json!({"sip_status_code": 480})), NoAnswer);
        assert_eq!(failure("unknown", json!({"SipResponseCode": "404"})), InvalidNumber);
        assert_eq!(failure("unknown", json!({"SipResponseCode": "503"})), VendorFailed);
        assert_eq!(failure("unknown", json!({})), VendorFailed);
        assert_eq!(failure("no-answer", Value::Null), NoAnswer);
    }
}
