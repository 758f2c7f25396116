//! What the state of a call at Vapi says about an attempt.

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};

use super::ended_reason::classify;
use super::wire::{Analysis, Call};
use crate::VendorError;
use crate::ending::{End, Ending, Telling};

/// What is known of a call at some moment.
pub(super) struct Facts<'a> {
    pub(super) vendor_ref: Option<&'a str>,
    /// Vapi's word for where it stands.
    pub(super) status: &'a str,
    pub(super) ended_reason: Option<&'a str>,
    pub(super) started_at: Option<Instant>,
    pub(super) ended_at: Option<Instant>,
    /// When the call stood like this, if nothing says it better.
    pub(super) as_of: Instant,
    /// Whether the analysis found that a screening assistant took the call.
    pub(super) screened: bool,
    /// Whether times and analysis are here; without them only some endings can be told.
    pub(super) complete: bool,
}

/// Reads the facts.
pub(super) fn tell(facts: &Facts<'_>) -> Telling {
    let vendor_ref = facts.vendor_ref.map(str::to_owned);
    match (facts.status, vendor_ref) {
        ("scheduled" | "queued" | "ringing", Some(vendor_ref)) => {
            Telling::News(CallNews::Accepted { vendor_ref })
        }
        ("in-progress" | "forwarding", Some(vendor_ref)) => {
            let at = facts.started_at.unwrap_or(facts.as_of);
            Telling::News(CallNews::Answered { vendor_ref, at })
        }
        ("ended", vendor_ref) => tell_end(facts, vendor_ref),
        _ => Telling::Nothing,
    }
}

fn tell_end(facts: &Facts<'_>, vendor_ref: Option<String>) -> Telling {
    let ending = classify(facts.ended_reason.unwrap_or_default());
    if !facts.complete && !matches!(ending, Ending::Sure(_)) {
        return Telling::ReportDue;
    }
    let end = End {
        vendor_ref,
        ending,
        started_at: facts.started_at,
        ended_at: facts.ended_at.unwrap_or(facts.as_of),
        machine: facts.screened.then_some(CallOutcome::Screened),
    };
    Telling::News(end.news())
}

/// What a call as Vapi's API shows it says; `None` when Vapi shows it without knowing it any more.
///
/// # Errors
/// When the call carries no time where one is needed.
pub(super) fn of_call(call: &Call) -> Result<Option<CallNews>, VendorError> {
    let status = standing(call);
    let as_of = call.ended_at.or(call.updated_at).or(call.started_at).or(call.created_at);
    let Some(as_of) = as_of else {
        return Err(VendorError::unreadable("the call carries no time"));
    };
    let facts = Facts {
        vendor_ref: call.id.as_deref(),
        status,
        ended_reason: call.ended_reason.as_deref(),
        started_at: call.started_at,
        ended_at: call.ended_at,
        as_of,
        screened: call.analysis.as_ref().is_some_and(Analysis::screened),
        complete: true,
    };
    match tell(&facts) {
        Telling::News(news) => Ok(Some(news)),
        Telling::ReportDue | Telling::Nothing => Ok(None),
    }
}

/// Vapi's word for where the call stands, or, where it gives none or a new one, the word that its times
/// stand for.
fn standing(call: &Call) -> &str {
    const KNOWN: [&str; 7] =
        ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended", "not-found"];
    match call.status.as_deref() {
        Some(status) if KNOWN.contains(&status) => status,
        _ if call.ended_at.is_some() => "ended",
        _ if call.started_at.is_some() => "in-progress",
        _ => "queued",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(reason: &'static str, complete: bool, screened: bool) -> Facts<'static> {
        Facts {
            vendor_ref: Some("v1"),
            status: "ended",
            ended_reason: Some(reason),
            started_at: Some(Instant::from_seconds(100)),
            ended_at: Some(Instant::from_seconds(160)),
            as_of: Instant::from_seconds(170),
            screened,
            complete,
        }
    }

    fn outcome(facts: &Facts<'_>) -> Option<CallOutcome> {
        match tell(facts) {
            Telling::News(CallNews::Ended { outcome, .. }) => Some(outcome),
            _ => None,
        }
    }

    #[test]
    fn an_end_that_depends_on_the_report_waits_for_it() {
        assert_eq!(tell(&facts("customer-ended-call", false, false)), Telling::ReportDue);
        assert_eq!(outcome(&facts("customer-busy", false, false)), Some(CallOutcome::Busy));
        assert_eq!(outcome(&facts("customer-ended-call", true, false)), Some(CallOutcome::Completed));
        assert_eq!(outcome(&facts("customer-ended-call", true, true)), Some(CallOutcome::Screened));
        assert_eq!(outcome(&facts("customer-busy", true, true)), Some(CallOutcome::Busy));
    }

    #[test]
    fn nobody_answered_a_call_that_was_not_answered() {
        let Telling::News(CallNews::Ended { answered_at, ended_at, .. }) =
            tell(&facts("customer-did-not-answer", true, false))
        else {
            panic!("news expected");
        };
        assert_eq!((answered_at, ended_at), (None, Instant::from_seconds(160)));
    }
}
