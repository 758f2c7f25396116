//! What Vapi's `endedReason` means.
//!
//! Vapi knows more than 600 reasons and adds to them; most name a component that failed. A small table
//! knows the ones that say how the telephone was answered, prefixes know the rest, and a reason that
//! nobody knows is taken so that it neither counts as a conversation nor as "nothing rang".

use ringwright_domain::call::CallOutcome;

use crate::ending::{Ending, of_sip};

/// Reads a reason.
pub(super) fn classify(reason: &str) -> Ending {
    exact(reason).or_else(|| sip(reason)).unwrap_or_else(|| by_words(reason))
}

fn exact(reason: &str) -> Option<Ending> {
    use CallOutcome::{Busy, Cancelled, InvalidNumber, NoAnswer, Rejected, VendorFailed, Voicemail};
    Some(match reason {
        "customer-busy" => Ending::Sure(Busy),
        "customer-did-not-answer" => Ending::Sure(NoAnswer),
        "voicemail" => Ending::Sure(Voicemail),
        "twilio-reported-customer-misdialed" => Ending::Sure(InvalidNumber),
        "vonage-rejected" => Ending::Sure(Rejected),
        "scheduled-call-deleted" => Ending::Sure(Cancelled),
        "manually-canceled" | "call-deleted" => Ending::Withdrawn,
        "exceeded-max-duration" => Ending::FullTime,
        "silence-timed-out" => Ending::Unclear,
        // The line was open, but nothing of a person was heard: the telephone has rung.
        "call.in-progress.error-assistant-did-not-receive-customer-audio"
        | "call.ringing.sip-inbound-caller-hungup-before-call-connect" => Ending::Sure(NoAnswer),
        "assistant-said-end-call-phrase"
        | "assistant-forwarded-call"
        | "call.in-progress.twilio-completed-call"
        | "call.in-progress.sip-completed-call"
        | "vonage-completed"
        | "call.forwarding.operator-busy"
        | "call.forwarding.no-answer" => Ending::Talk,
        "vonage-failed-to-connect-call"
        | "twilio-failed-to-connect-call"
        | "phone-call-provider-bypass-enabled-but-no-call-received"
        | "assistant-not-valid"
        | "assistant-not-found" => Ending::Sure(VendorFailed),
        _ => return None,
    })
}

/// Endings by a SIP status anywhere in the reason.
fn sip(reason: &str) -> Option<Ending> {
    let status = reason.split_once("outbound-sip-")?.1.get(..3)?;
    Some(Ending::Sure(of_sip(status)))
}

fn by_words(reason: &str) -> Ending {
    const FAILED_BEFORE: [&str; 5] = [
        "call.start.",
        "call-start-error",
        "assistant-request-",
        "call.ringing.error",
        "call.in-progress.error-sip-",
    ];
    const TALKED: [&str; 2] = ["customer-ended-call", "assistant-ended-call"];
    const BROKEN: [&str; 9] = [
        "pipeline-",
        "call.in-progress.error",
        "call.ending.",
        "call.ringing.",
        "worker-",
        "vonage-",
        "twilio-",
        "phone-call-provider-",
        "assistant-join-",
    ];
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| reason.starts_with(prefix));
    let holds = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if starts(&FAILED_BEFORE) {
        Ending::Sure(CallOutcome::VendorFailed)
    } else if starts(&TALKED) {
        Ending::Talk
    } else if starts(&BROKEN) {
        Ending::Broken
    } else if holds(&["screen"]) {
        Ending::Sure(CallOutcome::Screened)
    } else if holds(&["voicemail", "answering-machine", "machine-detected"]) {
        Ending::Sure(CallOutcome::Voicemail)
    } else if holds(&["busy"]) {
        Ending::Sure(CallOutcome::Busy)
    } else if holds(&["reject", "decline"]) {
        Ending::Sure(CallOutcome::Rejected)
    } else if holds(&["did-not-answer", "no-answer"]) {
        Ending::Sure(CallOutcome::NoAnswer)
    } else if holds(&["error", "fault", "failed", "shutdown"]) {
        Ending::Broken
    } else {
        Ending::Unclear
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use CallOutcome::*;

    /// Every value of the official specification.
    const ALL: &str = include_str!("../../tests/fixtures/vapi-ended-reasons.txt");

    fn outcomes(reason: &str) -> [CallOutcome; 3] {
        let ending = classify(reason);
        [None, Some(3), Some(60)].map(|talked| ending.outcome(talked.map(Duration::from_secs)))
    }

    #[test]
    fn the_important_reasons_mean_what_they_say() {
        for (reason, expected) in [
            ("customer-busy", [Busy; 3]),
            ("customer-did-not-answer", [NoAnswer; 3]),
            ("voicemail", [Voicemail; 3]),
            ("exceeded-max-duration", [DurationReached; 3]),
            ("customer-ended-call", [Completed; 3]),
            ("customer-ended-call-during-transfer", [Completed; 3]),
            ("assistant-ended-call", [Completed; 3]),
            ("assistant-ended-call-with-hangup-task", [Completed; 3]),
            ("assistant-said-end-call-phrase", [Completed; 3]),
            ("twilio-reported-customer-misdialed", [InvalidNumber; 3]),
            ("vonage-rejected", [Rejected; 3]),
            ("call.in-progress.error-providerfault-outbound-sip-603-decline", [Rejected; 3]),
            ("call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable", [NoAnswer; 3]),
            ("call.in-progress.error-providerfault-outbound-sip-503-service-unavailable", [VendorFailed; 3]),
            ("manually-canceled", [Cancelled, Completed, Completed]),
            ("silence-timed-out", [NoAnswer, Completed, Completed]),
            ("worker-shutdown", [VendorFailed, VendorFailed, Completed]),
            ("pipeline-error-openai-llm-failed", [VendorFailed, VendorFailed, Completed]),
            ("call.in-progress.error-vapifault-worker-died", [VendorFailed, VendorFailed, Completed]),
            ("call.start.error-subscription-concurrency-limit-reached", [VendorFailed; 3]),
            ("assistant-request-failed", [VendorFailed; 3]),
            ("call-screening-assistant-answered", [Screened; 3]),
            ("something-new", [NoAnswer, Completed, Completed]),
            ("", [NoAnswer, Completed, Completed]),
        ] {
            assert_eq!(outcomes(reason), expected, "{reason}");
        }
    }

    #[test]
    fn every_reason_of_the_specification_is_known_by_more_than_a_guess() {
        let all: Vec<_> = ALL.lines().filter(|line| !line.is_empty()).collect();
        assert!(all.len() > 550, "{}", all.len());
        for reason in all {
            let ending = classify(reason);
            let known_unclear =
                matches!(reason, "silence-timed-out" | "customer-did-not-give-microphone-permission");
            assert_eq!(ending == Ending::Unclear, known_unclear, "{reason}");
            if reason.contains("fault-") && !reason.contains("outbound-sip-") {
                assert_eq!(outcomes(reason)[0], VendorFailed, "{reason}");
            }
            assert!(!matches!(ending, Ending::Sure(Completed | DurationReached)), "{reason}");
        }
    }

    #[test]
    fn strange_texts_do_no_harm() {
        for reason in ["outbound-sip-", "outbound-sip-4", "outbound-sip-å46", "\u{0}", "🎉"] {
            let _ = outcomes(reason);
        }
    }
}
