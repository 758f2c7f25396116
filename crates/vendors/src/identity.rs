//! The port for signing in with an account at somebody else's.

use async_trait::async_trait;
use ringwright_domain::Instant;

use crate::VendorError;

/// What somebody is sent to the provider with.
pub struct Asking<'a> {
    /// Where they come back to.
    pub redirect: &'a str,
    /// Comes back with them.
    pub state: &'a str,
    /// Comes back in the token.
    pub nonce: &'a str,
    /// The SHA-256 of the verifier that is shown with the code (RFC 7636, `S256`), in base64url.
    pub challenge: &'a str,
}

/// What somebody comes back with, and what only the asker knows.
pub struct Return<'a> {
    /// Where they were to come back to.
    pub redirect: &'a str,
    /// What they bring.
    pub code: &'a str,
    /// The verifier whose SHA-256 they were sent with.
    pub verifier: &'a str,
    /// The nonce that they were sent with.
    pub nonce: &'a str,
}

/// Who somebody is, as a provider vouches for it. It has no `Debug` form: it holds personal data.
pub struct Identity {
    /// Who they are there; it never changes and is never given to another.
    pub subject: String,
    /// Their mail address there, as they write it.
    pub email: String,
    /// Whether the provider knows that it is theirs.
    pub email_verified: bool,
}

/// Why nobody is vouched for.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProblem {
    /// The provider is out of reach, or refuses us.
    #[error(transparent)]
    Vendor(#[from] VendorError),
    /// The provider knows nothing of this code: it was used, or is not ours.
    #[error("the provider does not take the code")]
    Code,
    /// What it says cannot be believed.
    #[error("the token cannot be believed: {0}")]
    Unbelievable(&'static str),
}

/// Somebody who vouches for people.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Where to send somebody.
    ///
    /// # Errors
    /// When the provider is out of reach.
    async fn page(&self, asking: &Asking<'_>, now: Instant) -> Result<String, VendorError>;

    /// Who it is that came back.
    ///
    /// # Errors
    /// [`IdentityProblem`] says why nobody is vouched for.
    async fn identity(&self, back: &Return<'_>, now: Instant) -> Result<Identity, IdentityProblem>;
}
