//! Attempts: placing, hearing of them, watching, ending.

mod hang_up;
mod hear;
mod list;
mod place;
mod watch;

pub(crate) use list::counts;
pub use list::{CallDetail, CallFigures, CallPage, CallSearch, Phase};

use ringwright_domain::call::{Call, CallState};
use ringwright_store::{NewEvent, OrgTx};

/// Notes where a call stands now as an event.
pub(crate) fn emit(tx: &mut OrgTx, call: &Call) {
    let (kind, outcome) = match &call.state {
        CallState::Initiating => ("call.initiating", None),
        CallState::SubmissionUnknown => ("call.submission_unknown", None),
        CallState::Ringing => ("call.ringing", None),
        CallState::InProgress { .. } => ("call.in_progress", None),
        CallState::Ended { outcome, .. } => ("call.ended", Some(outcome.as_str())),
    };
    tx.emit(NewEvent {
        kind,
        booking: Some(call.booking.clone()),
        call: Some(call.id.clone()),
        data: serde_json::json!({ "account": call.account, "agent": call.agent, "outcome": outcome }),
    });
}
