//! Why a webhook is not taken.

/// Why the signature of a webhook does not hold, with what to do about it. Holds no secret and nothing
/// of the body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureProblem {
    /// The header with the proof did not come.
    #[error(
        "the header {header} is missing: switch signing on for this webhook at the vendor, and make sure \
         that no proxy takes the header away"
    )]
    MissingHeader {
        /// The name of the header.
        header: String,
    },
    /// The header with the proof is not of its form.
    #[error("the header {header} cannot be read: expected {expected}")]
    UnreadableHeader {
        /// The name of the header.
        header: String,
        /// What it should look like.
        expected: &'static str,
    },
    /// It was signed too long ago.
    #[error(
        "it was signed {seconds} s ago, and at most {limit} s are taken: compare the clocks, or it is an \
         old delivery sent again"
    )]
    TooOld {
        /// Its age in seconds.
        seconds: u64,
        /// The oldest age taken, in seconds.
        limit: u64,
    },
    /// It was signed in the future.
    #[error("it was signed {seconds} s in the future, and at most {limit} s are taken: compare the clocks")]
    FromTheFuture {
        /// How far ahead, in seconds.
        seconds: u64,
        /// The most taken, in seconds.
        limit: u64,
    },
    /// Body, time, address or secret are not those that were signed.
    #[error(
        "the signature does not fit: either the secret is another one than the vendor signs with, or the \
         body, the time or the address changed on the way; give the raw bytes as they came"
    )]
    Differs,
    /// The secret that came along is another one.
    #[error("the secret in the header {header} is another one: configure the same secret on both sides")]
    OtherSecret {
        /// The name of the header.
        header: String,
    },
    /// The vendor has no secret to sign with.
    #[error("the sender signs with no secret: enter the secret for this webhook at the vendor")]
    SenderHasNoSecret,
    /// The algorithm named is not one that is taken.
    #[error("the signature names an algorithm that is not taken here: choose one of {taken} at the vendor")]
    UnknownAlgorithm {
        /// What is taken.
        taken: &'static str,
    },
    /// The key to judge with is not of its form.
    #[error("the key for judging cannot be read: expected {expected}; copy it from the vendor again")]
    UnreadableKey {
        /// What it should look like.
        expected: &'static str,
    },
    /// The signature does not cover the body.
    #[error("the signature does not cover the body: expected {expected}")]
    BodyNotCovered {
        /// What would cover it.
        expected: &'static str,
    },
    /// Signed by somebody else.
    #[error("it was not issued by {expected}")]
    OtherIssuer {
        /// Who should have.
        expected: &'static str,
    },
    /// The vendor signs the address too, but it is not known.
    #[error("the address that was called is needed to judge this vendor's signature: give `url`")]
    AddressNeeded,
    /// No such vendor.
    #[error("no webhook signatures are known of a vendor `{vendor}`")]
    UnknownVendor {
        /// The name given.
        vendor: String,
    },
    /// The vendor has no such way of signing.
    #[error("`{scheme}` is no way of signing of this vendor: choose one of {known}")]
    UnknownScheme {
        /// The name given.
        scheme: String,
        /// The names known.
        known: &'static str,
    },
}

impl SignatureProblem {
    /// `header` cannot be read.
    pub(crate) fn unreadable(header: &str, expected: &'static str) -> Self {
        Self::UnreadableHeader { header: header.to_owned(), expected }
    }
}
