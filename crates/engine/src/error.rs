//! What a use case answers when it does not do what was asked.

use std::borrow::Cow;
use std::time::Duration;

use ringwright_domain::{FailureCode, Illegal};
use ringwright_store::StoreError;
use ringwright_vendors::VendorError;

/// What is wrong with a field of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in the API, such as `phone` or `content.steps.0.title`.
    pub field: Cow<'static, str>,
    /// A stable word for the rule that was broken, such as `required`.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl FieldProblem {
    /// A field that breaks a rule.
    pub fn new(field: impl Into<Cow<'static, str>>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no. Nothing was changed.
    #[error("{}: {}", .code.code(), .detail.as_deref().unwrap_or(.code.sentence()))]
    Refused {
        /// The entry of the failure catalogue.
        code: FailureCode,
        /// A sentence that says more than the catalogue.
        detail: Option<String>,
        /// Which fields are wrong.
        fields: Vec<FieldProblem>,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The carrier could not be asked or refused.
    #[error("the carrier: {0}")]
    Carrier(#[source] VendorError),
    /// The payment vendor could not be asked or refused.
    #[error("the payment vendor: {0}")]
    Payments(#[source] VendorError),
    /// Mail could not be handed over.
    #[error("mail: {0}")]
    Mail(#[source] VendorError),
    /// It was tried too often. Nothing was done.
    #[error("{}: to be tried again in {} s", .code.code(), .wait.as_secs())]
    TooSoon {
        /// The entry of the failure catalogue.
        code: FailureCode,
        /// How long to wait.
        wait: Duration,
    },
    /// The program asked a state machine for what it does not know.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// Something that must exist does not.
    #[error("{0}")]
    Broken(String),
    /// A file cannot be read or written; the disk may be full.
    #[error("the files: {0}")]
    Files(String),
}

/// What a use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal with the words of the catalogue.
    pub const fn refused(code: FailureCode) -> Self {
        Self::Refused { code, detail: None, fields: Vec::new() }
    }

    /// A refusal that says more than the catalogue.
    pub fn refused_because(code: FailureCode, detail: impl Into<String>) -> Self {
        Self::Refused { code, detail: Some(detail.into()), fields: Vec::new() }
    }

    /// Fields that break rules.
    pub const fn fields(fields: Vec<FieldProblem>) -> Self {
        Self::Refused { code: FailureCode::ValidationFailed, detail: None, fields }
    }

    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::Illegal(_) | Self::Broken(_) => false,
            Self::TooSoon { .. } | Self::Files(_) => true,
            Self::Store(error) => error.is_transient(),
            // An answer that cannot be read is often that of something in between, such as a proxy's page.
            Self::Carrier(error) | Self::Payments(error) | Self::Mail(error) => {
                error.is_transient() || matches!(error, VendorError::Unreadable { .. })
            }
        }
    }
}
