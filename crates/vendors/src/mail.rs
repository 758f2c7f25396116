//! The port for sending mail.

use async_trait::async_trait;

use crate::VendorError;

/// A mail to one person. It has no `Debug` form: it holds personal data and links that open accounts.
#[derive(Clone)]
pub struct Letter {
    /// Names this mail in every try, so that it arrives once.
    pub id: String,
    /// Whom it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// What it says, as HTML.
    pub html: String,
}

/// Somebody who sends mail.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Hands a mail over. The same mail may be handed over again: it arrives once.
    ///
    /// # Errors
    /// When the vendor is out of reach or refuses it.
    async fn send(&self, letter: &Letter) -> Result<(), VendorError>;
}
