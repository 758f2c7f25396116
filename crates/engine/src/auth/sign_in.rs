//! Signing in with a mail address and a password.

use ringwright_domain::FailureCode;

use super::{Device, Opened, password};
use crate::{Engine, Error, Result};

/// What somebody signs in with.
#[derive(Clone)]
pub struct SignInRequest {
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What they sign in on.
    pub device: Device,
}

impl Engine {
    /// Opens a session.
    ///
    /// # Errors
    /// [`FailureCode::WrongCredentials`] when the mail address or the password is wrong; the two look
    /// the same, also by the time they take.
    pub async fn sign_in(&self, request: SignInRequest) -> Result<Opened> {
        let wrong = || Error::refused(FailureCode::WrongCredentials);
        if request.password.is_empty()
            || request.password.len() > 1_024
            || request.email.len() > 254
            || request.email.contains(char::is_control)
        {
            return Err(wrong());
        }
        let email = request.email.trim().to_lowercase();
        let user = self.store().read().await?.user_by_email(&email).await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let fits = password::verify(request.password, hash).await?;
        let user = user.filter(|_| fits).ok_or_else(wrong)?;
        self.open_session(&user, &request.device).await
    }
}
