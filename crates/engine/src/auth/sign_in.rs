//! Signing in with a mail address and a password; the session.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Organisation, SignedIn, User};
use sha2::{Digest, Sha256};

use super::password;
use crate::system::random_bytes;
use crate::{Engine, Error, Result};

/// How long a session holds.
const HOLDS: Duration = Duration::from_secs(12 * 3_600);

/// What somebody signs in with.
#[derive(Clone)]
pub struct SignInRequest {
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// A session that was opened.
pub struct Session {
    /// The token, for the cookie; only its hash is kept.
    pub token: String,
    /// Until when it holds.
    pub expires_at: Instant,
    /// Who signed in.
    pub user: User,
}

impl Engine {
    /// Opens a session.
    ///
    /// # Errors
    /// [`FailureCode::WrongCredentials`] when the mail address or the password is wrong; the two look
    /// the same, also by the time they take.
    pub async fn sign_in(&self, request: SignInRequest) -> Result<Session> {
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
        let token = URL_SAFE_NO_PAD.encode(random_bytes::<32>(self.chance()));
        let now = self.now();
        let expires_at = now.plus(HOLDS);
        let mut tx = self.store().begin().await?;
        tx.insert_session(&fingerprint(&token), &user.id, now, expires_at).await?;
        tx.commit().await?;
        Ok(Session { token, expires_at, user })
    }

    /// Who holds a token, and their organisation.
    ///
    /// # Errors
    /// [`FailureCode::NotSignedIn`] when the token is unknown or has run out.
    pub async fn session(&self, token: &str) -> Result<(SignedIn, Organisation)> {
        let signed_in = self.store().read().await?.session(&fingerprint(token), self.now()).await?;
        let signed_in = signed_in.ok_or(Error::refused(FailureCode::NotSignedIn))?;
        let organisation = self.org(&signed_in.user.org).read().await?.organisation().await?;
        Ok((signed_in, organisation))
    }

    /// Ends a session. Ending one that does not exist is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let mut tx = self.store().begin().await?;
        tx.delete_session(&fingerprint(token)).await?;
        Ok(tx.commit().await?)
    }
}

fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
