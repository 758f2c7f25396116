//! What the state of a call at Retell says about an attempt.

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};

use super::disconnection::classify;
use super::wire::Call;
use crate::ending::{End, Ending, Telling};

/// What a call says that stood so at `as_of`, if its own times do not say it better. When it is `complete`,
/// nothing more will be told; otherwise an end that depends on who was on the line waits for the analysis.
pub(super) fn tell(call: &Call, as_of: Instant, complete: bool) -> Telling {
    let vendor_ref = call.call_id.clone();
    match (standing(call), vendor_ref) {
        (Standing::Waiting, Some(vendor_ref)) => Telling::News(CallNews::Accepted { vendor_ref }),
        (Standing::Talking, Some(vendor_ref)) => {
            let at = call.start_timestamp.map_or(as_of, Instant::from_millis);
            Telling::News(CallNews::Answered { vendor_ref, at })
        }
        (Standing::Over, vendor_ref) => tell_end(call, vendor_ref, as_of, complete),
        (Standing::Waiting | Standing::Talking, None) => Telling::Nothing,
    }
}

fn tell_end(call: &Call, vendor_ref: Option<String>, as_of: Instant, complete: bool) -> Telling {
    let ending = classify(call.disconnection_reason.as_deref().unwrap_or_default());
    if !complete && !matches!(ending, Ending::Sure(_)) {
        return Telling::ReportDue;
    }
    let end = End {
        vendor_ref,
        ending,
        started_at: call.start_timestamp.map(Instant::from_millis),
        ended_at: call.end_timestamp.map_or(as_of, Instant::from_millis),
        machine: machine(call),
    };
    Telling::News(end.news())
}

/// What the analysis found on the line in the place of a person.
fn machine(call: &Call) -> Option<CallOutcome> {
    let analysis = call.call_analysis.as_ref()?;
    let screened = analysis.custom_analysis_data.as_ref().and_then(|data| data.screened);
    if screened == Some(true) {
        Some(CallOutcome::Screened)
    } else {
        (analysis.in_voicemail == Some(true)).then_some(CallOutcome::Voicemail)
    }
}

/// Where a call stands.
enum Standing {
    Waiting,
    Talking,
    Over,
}

/// Retell's word for where the call stands, or, where it gives none or a new one, what its times and its
/// reason say.
fn standing(call: &Call) -> Standing {
    match call.call_status.as_deref() {
        Some("registered") => Standing::Waiting,
        Some("ongoing") => Standing::Talking,
        Some("ended" | "not_connected" | "error") => Standing::Over,
        _ if call.end_timestamp.is_some() || call.disconnection_reason.is_some() => Standing::Over,
        _ if call.start_timestamp.is_some() => Standing::Talking,
        _ => Standing::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::Analysis;
    use super::*;

    const NOW: Instant = Instant::from_seconds(200);

    fn ended(reason: &str, in_voicemail: Option<bool>) -> Call {
        Call {
            call_id: Some("call_1".into()),
            call_status: Some("ended".into()),
            disconnection_reason: Some(reason.into()),
            start_timestamp: Some(100_000),
            end_timestamp: Some(160_000),
            call_analysis: Some(Analysis { in_voicemail, ..Analysis::default() }),
            ..Call::default()
        }
    }

    fn outcome(telling: Telling) -> Option<CallOutcome> {
        match telling {
            Telling::News(CallNews::Ended { outcome, .. }) => Some(outcome),
            _ => None,
        }
    }

    #[test]
    fn an_end_that_depends_on_the_analysis_waits_for_it() {
        assert_eq!(tell(&ended("user_hangup", None), NOW, false), Telling::ReportDue);
        assert_eq!(outcome(tell(&ended("dial_busy", None), NOW, false)), Some(CallOutcome::Busy));
        assert_eq!(outcome(tell(&ended("user_hangup", None), NOW, true)), Some(CallOutcome::Completed));
        assert_eq!(
            outcome(tell(&ended("agent_hangup", Some(true)), NOW, true)),
            Some(CallOutcome::Voicemail)
        );
        assert_eq!(outcome(tell(&ended("dial_busy", Some(true)), NOW, true)), Some(CallOutcome::Busy));
    }

    #[test]
    fn a_call_that_did_not_connect_has_no_times_of_its_own() {
        let call = Call {
            call_id: Some("call_1".into()),
            call_status: Some("not_connected".into()),
            disconnection_reason: Some("dial_no_answer".into()),
            ..Call::default()
        };
        let Telling::News(news) = tell(&call, NOW, false) else { panic!("news expected") };
        let vendor_ref = Some("call_1".to_owned());
        let outcome = CallOutcome::NoAnswer;
        assert_eq!(news, CallNews::Ended { vendor_ref, outcome, answered_at: None, ended_at: NOW });
    }

    #[test]
    fn a_new_word_for_the_state_is_read_by_its_times() {
        let new = |start_timestamp, end_timestamp| Call {
            call_id: Some("call_1".into()),
            call_status: Some("dreaming".into()),
            start_timestamp,
            end_timestamp,
            ..Call::default()
        };
        assert!(matches!(tell(&new(None, None), NOW, true), Telling::News(CallNews::Accepted { .. })));
        assert!(matches!(tell(&new(Some(1), None), NOW, true), Telling::News(CallNews::Answered { .. })));
        assert!(matches!(tell(&new(Some(1), Some(2)), NOW, true), Telling::News(CallNews::Ended { .. })));
    }
}
