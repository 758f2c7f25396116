//! What Retell's `disconnection_reason` means
//! (<https://docs.retellai.com/reliability/debug-call-disconnect>).

use ringwright_domain::call::CallOutcome;

use crate::ending::Ending;

/// Reads a reason. One that nobody knows yet neither counts as a conversation nor as "nothing rang".
pub(super) fn classify(reason: &str) -> Ending {
    use CallOutcome::{Busy, InvalidNumber, NeverPlaced, NoAnswer, Rejected, VendorFailed, Voicemail};
    match reason {
        "user_hangup"
        | "agent_hangup"
        | "user_requested_dnc"
        | "user_requested_callback"
        | "call_transfer"
        | "call_take_over"
        | "transfer_bridged"
        | "transfer_cancelled" => Ending::Talk,
        "max_duration_reached" => Ending::FullTime,
        "voicemail_reached" | "ivr_reached" => Ending::Sure(Voicemail),
        "dial_busy" => Ending::Sure(Busy),
        "dial_no_answer" => Ending::Sure(NoAnswer),
        "invalid_destination" => Ending::Sure(InvalidNumber),
        // The callee declined, or their network does it for them: ringing again is in vain.
        "user_declined" | "marked_as_spam" | "network_blocked" => Ending::Sure(Rejected),
        // Retell had no line, or no credit, before it dialled.
        "concurrency_limit_reached" | "no_concurrency_fallback" | "no_valid_payment" => {
            Ending::Sure(NeverPlaced)
        }
        "dial_failed"
        | "telephony_provider_permission_denied"
        | "telephony_provider_unavailable"
        | "sip_routing_error" => Ending::Sure(VendorFailed),
        // The line was open, but nothing of a person was heard: the telephone has rung.
        "error_no_audio_received" | "error_user_not_joined" | "registered_call_timeout" => {
            Ending::Sure(NoAnswer)
        }
        "credit_exhausted"
        | "budget_reached"
        | "scam_detected"
        | "error_llm_websocket_open"
        | "error_llm_websocket_lost_connection"
        | "error_llm_websocket_runtime"
        | "error_llm_websocket_corrupt_payload"
        | "error_asr"
        | "error_retell"
        | "error_unknown" => Ending::Broken,
        "manual_stopped" => Ending::Withdrawn,
        "inactivity" => Ending::Unclear,
        new if new.starts_with("error") => Ending::Broken,
        _ => Ending::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use CallOutcome::*;

    /// The contract of the official SDK, which lists every reason.
    const CONTRACT: &str = include_str!("../../tests/fixtures/retell-contract.json");

    fn outcomes(reason: &str) -> [CallOutcome; 3] {
        [None, Some(3), Some(60)].map(|talked| classify(reason).outcome(talked.map(Duration::from_secs)))
    }

    #[test]
    fn reasons_mean_what_they_say() {
        for (reason, expected) in [
            ("user_hangup", [Completed; 3]),
            ("call_transfer", [Completed; 3]),
            ("max_duration_reached", [DurationReached; 3]),
            ("voicemail_reached", [Voicemail; 3]),
            ("dial_busy", [Busy; 3]),
            ("dial_no_answer", [NoAnswer; 3]),
            ("invalid_destination", [InvalidNumber; 3]),
            ("user_declined", [Rejected; 3]),
            ("concurrency_limit_reached", [NeverPlaced; 3]),
            ("dial_failed", [VendorFailed; 3]),
            ("error_no_audio_received", [NoAnswer; 3]),
            ("error_retell", [VendorFailed, VendorFailed, Completed]),
            ("error_of_tomorrow", [VendorFailed, VendorFailed, Completed]),
            ("manual_stopped", [Cancelled, Completed, Completed]),
            ("inactivity", [NoAnswer, Completed, Completed]),
            ("something_new", [NoAnswer, Completed, Completed]),
            ("", [NoAnswer, Completed, Completed]),
        ] {
            assert_eq!(outcomes(reason), expected, "{reason}");
        }
    }

    #[test]
    fn every_reason_of_the_contract_is_known_by_more_than_a_guess() {
        let contract: serde_json::Value = serde_json::from_str(CONTRACT).unwrap();
        let all = contract["disconnection_reasons"].as_array().unwrap();
        assert_eq!(all.len(), 39);
        for reason in all.iter().map(|reason| reason.as_str().unwrap()) {
            assert_eq!(classify(reason) == Ending::Unclear, reason == "inactivity", "{reason}");
            if reason.starts_with("dial_") || reason.starts_with("telephony_") {
                assert!(matches!(classify(reason), Ending::Sure(_)), "{reason}");
            }
        }
    }
}
