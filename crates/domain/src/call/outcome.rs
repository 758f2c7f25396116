//! How an attempt ended, and what that means for the booking.

use serde::{Deserialize, Serialize};

use crate::FailureCode;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// A person talked, and one side hung up.
    Completed,
    /// A person talked until the paid duration was over.
    DurationReached,
    /// The line was busy.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// A machine took the call.
    Voicemail,
    /// An assistant of the callee's telephone asked who is calling, and nobody came on the line.
    Screened,
    /// The person declined the call.
    Rejected,
    /// The network does not know the number.
    InvalidNumber,
    /// The vendor never took the call: nothing rang, so that it may be placed again.
    NeverPlaced,
    /// The vendor or carrier failed before a conversation came about.
    VendorFailed,
    /// The vendor never told the end, and does not know the call any more.
    Lost,
    /// We ended it on request before a conversation came about.
    Cancelled,
}

/// What an outcome means for the booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The conversation took place.
    Held,
    /// Nobody was reached, who may be reached later; ringing again counts against the attempts.
    Unreached,
    /// Nothing rang; placing it again bothers nobody.
    Unplaced,
    /// Ringing again would be harm or in vain.
    Hopeless(FailureCode),
    /// Ended on request; the booking already knows.
    Withdrawn,
}

impl CallOutcome {
    /// The name in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::DurationReached => "duration_reached",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Voicemail => "voicemail",
            Self::Screened => "screened",
            Self::Rejected => "rejected",
            Self::InvalidNumber => "invalid_number",
            Self::NeverPlaced => "never_placed",
            Self::VendorFailed => "vendor_failed",
            Self::Lost => "lost",
            Self::Cancelled => "cancelled",
        }
    }

    /// What it means for the booking.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Completed | Self::DurationReached => Verdict::Held,
            Self::Busy | Self::NoAnswer | Self::Voicemail | Self::Screened => Verdict::Unreached,
            Self::NeverPlaced | Self::VendorFailed => Verdict::Unplaced,
            Self::Rejected => Verdict::Hopeless(FailureCode::CallRejected),
            Self::InvalidNumber => Verdict::Hopeless(FailureCode::InvalidNumber),
            // It may have rung, or a conversation may have been held: ringing again could be a second
            // call for one attempt.
            Self::Lost => Verdict::Hopeless(FailureCode::CallLost),
            Self::Cancelled => Verdict::Withdrawn,
        }
    }

    /// Whether it speaks against the health of the vendor account.
    pub const fn blames_vendor(self) -> bool {
        matches!(self, Self::NeverPlaced | Self::VendorFailed | Self::Lost)
    }
}
