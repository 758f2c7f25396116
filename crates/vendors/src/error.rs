//! What can go wrong when a vendor is asked.

use crate::http::HttpError;

/// Why a vendor gave no useful answer. Holds no keys and no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VendorError {
    /// No connection, or it broke before the whole answer was here.
    #[error("the vendor cannot be reached: {detail}")]
    Unreachable {
        /// What went wrong.
        detail: String,
    },
    /// No answer in time.
    #[error("the vendor did not answer in time")]
    Timeout,
    /// The vendor understood the question and said no.
    #[error("the vendor refused with status {status}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The vendor's own code for it, where it has one, such as `resource_missing`.
        code: Option<String>,
        /// The vendor's own words, without personal data.
        detail: String,
    },
    /// An answer came that does not say what was asked for.
    #[error("the vendor's answer cannot be read: {detail}")]
    Unreadable {
        /// What is wrong with it.
        detail: String,
    },
}

impl VendorError {
    /// Whether the same question may be answered a moment later: no connection, no answer in time, a
    /// rate limit (429), a conflict with a request under way (409), or a failure of the vendor (5xx).
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Timeout => true,
            Self::Refused { status, .. } => matches!(*status, 408 | 409 | 425 | 429 | 500..=599),
            Self::Unreadable { .. } => false,
        }
    }

    /// An answer of which `what` is wrong.
    pub(crate) fn unreadable(what: &str) -> Self {
        Self::Unreadable { detail: what.to_owned() }
    }
}

impl From<HttpError> for VendorError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Timeout => Self::Timeout,
            HttpError::NotSent { detail } | HttpError::Broken { detail } => Self::Unreachable { detail },
        }
    }
}
