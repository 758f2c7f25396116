//! What a vendor's reason for the end of a call says about its outcome, and what it leaves open.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::call::{CallNews, CallOutcome};

/// A conversation that breaks off by a failure after this time was one all the same.
const WORTH_IT: Duration = Duration::from_secs(10);

/// What a reason says, and what it leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The reason says it all.
    Sure(CallOutcome),
    /// A conversation was held.
    Talk,
    /// A conversation was held until its longest duration.
    FullTime,
    /// Something failed: it depends on how long there was a conversation.
    Broken,
    /// We ended it: it depends on whether somebody had picked up.
    Withdrawn,
    /// It depends on whether somebody had picked up; if not, it may have rung.
    Unclear,
}

impl Ending {
    /// The outcome of a call that lasted `talked` after it was picked up; `None` when it never was.
    pub(crate) fn outcome(self, talked: Option<Duration>) -> CallOutcome {
        match self {
            Self::Sure(outcome) => outcome,
            Self::Talk => CallOutcome::Completed,
            Self::FullTime => CallOutcome::DurationReached,
            Self::Broken if talked.is_some_and(|talked| talked >= WORTH_IT) => CallOutcome::Completed,
            Self::Broken => CallOutcome::VendorFailed,
            Self::Withdrawn | Self::Unclear if talked.is_some() => CallOutcome::Completed,
            Self::Withdrawn => CallOutcome::Cancelled,
            Self::Unclear => CallOutcome::NoAnswer,
        }
    }
}

/// What a SIP status (RFC 3261, section 21) says about a call that it ended.
pub(crate) fn of_sip(status: &str) -> CallOutcome {
    match status {
        "486" | "600" => CallOutcome::Busy,
        "603" | "607" | "608" => CallOutcome::Rejected,
        "404" | "484" | "604" => CallOutcome::InvalidNumber,
        // Not reachable, or not picked up in time: it may have rung.
        "408" | "480" | "487" => CallOutcome::NoAnswer,
        _ => CallOutcome::VendorFailed,
    }
}

/// What a vendor tells of a call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// This.
    News(CallNews),
    /// It is over, but how is told by the report that follows.
    ReportDue,
    /// Nothing new.
    Nothing,
}

/// The end of a call, as a vendor tells it.
pub(crate) struct End {
    /// The vendor's id.
    pub(crate) vendor_ref: Option<String>,
    /// What its reason says.
    pub(crate) ending: Ending,
    /// When it began, in the vendor's sense, which may be before anybody picked up.
    pub(crate) started_at: Option<Instant>,
    /// When it was over.
    pub(crate) ended_at: Instant,
    /// What was found on the line in the place of a person.
    pub(crate) machine: Option<CallOutcome>,
}

impl End {
    /// What an attempt hears of it.
    pub(crate) fn news(self) -> CallNews {
        let Self { vendor_ref, ending, started_at, ended_at, machine } = self;
        let talked =
            started_at.map(|started| ended_at.since(started)).filter(|talked| *talked > Duration::ZERO);
        let outcome = match ending.outcome(talked) {
            outcome @ (CallOutcome::Completed | CallOutcome::DurationReached | CallOutcome::Voicemail) => {
                machine.unwrap_or(outcome)
            }
            outcome => outcome,
        };
        let answered_at = started_at.filter(|_| was_answered(outcome));
        CallNews::Ended { vendor_ref, outcome, answered_at, ended_at }
    }
}

/// Whether somebody or something picked up; the time at which a vendor says that a call began does not
/// always say so.
const fn was_answered(outcome: CallOutcome) -> bool {
    use CallOutcome::{Completed, DurationReached, Screened, VendorFailed, Voicemail};
    matches!(outcome, Completed | DurationReached | Screened | Voicemail | VendorFailed)
}
