//! Signing in with an account at Google: OpenID Connect, the code flow with a proof of the code (RFC 7636).
//!
//! What only we may know meanwhile (state, nonce, verifier) is with the browser, sealed by the vault. Nobody gets into
//! an account by an address alone: Google must know that it is theirs, and so must we. The second factor is asked for
//! as ever.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::UserId;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::User;
use ringwright_store::vault::Sealed;
use ringwright_vendors::{Asking, Identity, IdentityProblem, IdentityProvider, Return};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Device, Opened, new_token};
use crate::audit::subject;
use crate::system::random_bytes;
use crate::{Engine, Error, Result};

/// How long somebody may take at Google.
pub const GOOGLE_HOLDS: Duration = Duration::from_secs(10 * 60);
/// How long they may take with their authenticator.
const CODE_HOLDS: Duration = Duration::from_secs(5 * 60);
/// Where they come back to.
const BACK: &str = "/api/auth/google/callback";
/// Where they go from there, unless they wanted elsewhere.
const CONSOLE: &str = "/console";

/// How somebody is sent to Google.
pub struct GoogleStart {
    /// Where to.
    pub page: String,
    /// What their browser keeps meanwhile.
    pub kept: String,
}

/// How somebody came back.
pub enum GoogleEnd {
    /// They are signed in.
    In {
        /// The session.
        opened: Opened,
        /// Where they wanted.
        next: String,
    },
    /// A code of their authenticator is needed.
    CodeNeeded {
        /// What their browser keeps meanwhile.
        kept: String,
        /// Where they wanted.
        next: String,
    },
}

/// What a browser keeps while somebody is at Google.
#[derive(Serialize, Deserialize)]
struct Away {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    until: Instant,
}

/// What it keeps of somebody whom Google vouches for, until they show their second factor.
#[derive(Serialize, Deserialize)]
struct Vouched {
    user: UserId,
    until: Instant,
}

/// What a seal is for: one never opens as the other.
trait Kept: Serialize + DeserializeOwned {
    const NAME: &'static str;
    fn until(&self) -> Instant;
}

impl Kept for Away {
    const NAME: &'static str = "google/away";
    fn until(&self) -> Instant {
        self.until
    }
}

impl Kept for Vouched {
    const NAME: &'static str = "google/vouched";
    fn until(&self) -> Instant {
        self.until
    }
}

impl Engine {
    /// Whether somebody can sign in with Google.
    pub fn offers_google(&self) -> bool {
        self.desk().google().is_some()
    }

    fn google(&self) -> Result<&dyn IdentityProvider> {
        self.desk().google().ok_or(Error::refused(FailureCode::ProviderUnavailable))
    }

    /// Sends somebody to Google, who wants to be at `next` afterwards.
    ///
    /// # Errors
    /// [`FailureCode::ProviderUnavailable`].
    pub async fn go_to_google(&self, next: Option<&str>) -> Result<GoogleStart> {
        let google = self.google()?;
        let now = self.now();
        let away = Away {
            state: new_token(self.chance()),
            nonce: new_token(self.chance()),
            verifier: new_token(self.chance()),
            next: next.filter(|next| is_path_of_ours(next)).unwrap_or(CONSOLE).to_owned(),
            until: now.plus(GOOGLE_HOLDS),
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(away.verifier.as_bytes()));
        let redirect = self.public_url(BACK);
        let asking =
            Asking { redirect: &redirect, state: &away.state, nonce: &away.nonce, challenge: &challenge };
        let page = google.page(&asking, now).await.map_err(|error| unavailable(&error))?;
        Ok(GoogleStart { page, kept: self.keep(&away)? })
    }

    /// Takes in whoever comes back from Google with a code, on the browser that was sent there.
    ///
    /// # Errors
    /// [`FailureCode::ProviderRefused`] when Google does not vouch for them, or not to us;
    /// [`FailureCode::ProofNeeded`] when there is an account of that address whose owner did not prove it;
    /// [`FailureCode::NotSignedUp`] when there is none; [`FailureCode::ProviderUnavailable`].
    pub async fn come_from_google(
        &self,
        kept: &str,
        state: &str,
        code: &str,
        device: &Device,
    ) -> Result<GoogleEnd> {
        let refused = || Error::refused(FailureCode::ProviderRefused);
        let away: Away = self.unseal(kept).ok_or_else(refused)?;
        if !bool::from(away.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(refused());
        }
        let redirect = self.public_url(BACK);
        let back = Return { redirect: &redirect, code, verifier: &away.verifier, nonce: &away.nonce };
        let identity = self.google()?.identity(&back, self.now()).await.map_err(|problem| match problem {
            IdentityProblem::Vendor(error) => unavailable(&error),
            problem => {
                tracing::warn!(%problem, "somebody came back from Google and was not believed");
                refused()
            }
        })?;
        let user = self.person_at_google(&identity, device).await?;
        if user.totp_since.is_some() {
            let vouched = Vouched { user: user.id, until: self.now().plus(CODE_HOLDS) };
            return Ok(GoogleEnd::CodeNeeded { kept: self.keep(&vouched)?, next: away.next });
        }
        Ok(GoogleEnd::In { opened: self.welcome(&user, device).await?, next: away.next })
    }

    /// Signs in somebody whom Google vouches for, by their second factor.
    ///
    /// # Errors
    /// [`FailureCode::ProviderRefused`] when they took too long; [`FailureCode::WrongCode`];
    /// [`Error::TooSoon`] after many wrong ones.
    pub async fn come_from_google_with(&self, kept: &str, code: &str, device: &Device) -> Result<Opened> {
        let refused = || Error::refused(FailureCode::ProviderRefused);
        let vouched: Vouched = self.unseal(kept).ok_or_else(refused)?;
        let user = self.store().read().await?.user(&vouched.user).await?.ok_or_else(refused)?;
        let guessed = self.count_guess(&user.email, Some(&user.id), device).await?;
        // They may have switched it off elsewhere meanwhile; then they begin anew.
        let codes = self.count_code(&user.id, &guessed).await?;
        self.check_second_factor(&user, code.trim()).await?;
        self.forgive(&codes).await?;
        self.forgive(&guessed).await?;
        self.welcome(&user, device).await
    }

    /// Whose account it is: the one that is connected, or else the one of the address, if both sides know whose that is.
    async fn person_at_google(&self, identity: &Identity, device: &Device) -> Result<User> {
        let known = self.store().read().await?.user_by_google(&identity.subject).await?;
        if let Some(user) = known {
            return Ok(user);
        }
        if !identity.email_verified {
            return Err(Error::refused(FailureCode::ProviderRefused));
        }
        let email = identity.email.trim().to_lowercase();
        let mut tx = self.store().begin().await?;
        let user = tx.user_by_email(&email).await?.ok_or(Error::refused(FailureCode::NotSignedUp))?;
        // Whoever signed up with an address that is not theirs would be let in beside its owner.
        if user.email_verified_at.is_none() || user.google_subject.is_some() {
            return Err(Error::refused(FailureCode::ProofNeeded));
        }
        tx.set_google_subject(&user.id, &identity.subject).await?;
        let actor = Actor { address: Some(device.address.clone()), ..Actor::user(&user.id, &user.name) };
        let about = subject("user", &user.id, &user.name);
        let change = (json!({ "google": false }), json!({ "google": true }));
        self.audit(&mut tx, &user.home, &actor, "user.google_connected", about, change).await?;
        tx.commit().await?;
        Ok(user)
    }

    fn keep<T: Kept>(&self, what: &T) -> Result<String> {
        let broken = |error: &dyn std::fmt::Display| Error::Broken(format!("nothing is kept: {error}"));
        let text = serde_json::to_string(what).map_err(|error| broken(&error))?;
        let sealed = self.desk().vault().seal_own(T::NAME, random_bytes(self.chance()), &text);
        let sealed = sealed.map_err(|error| broken(&error))?;
        Ok(format!("{}.{}", sealed.key_id, URL_SAFE_NO_PAD.encode(&sealed.bytes)))
    }

    fn unseal<T: Kept>(&self, kept: &str) -> Option<T> {
        let (key_id, bytes) = kept.rsplit_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
        let sealed = Sealed { key_id: key_id.to_owned(), bytes };
        let text = self.desk().vault().open_own(T::NAME, &sealed).ok()?;
        let what: T = serde_json::from_str(&text).ok()?;
        (what.until() > self.now()).then_some(what)
    }
}

fn unavailable(error: &ringwright_vendors::VendorError) -> Error {
    tracing::warn!(%error, "Google does not answer");
    Error::refused(FailureCode::ProviderUnavailable)
}

/// Whether this is a path of this installation, which browsers don't take for another site.
fn is_path_of_ours(next: &str) -> bool {
    let sound = |letter: char| !letter.is_control() && !letter.is_whitespace() && letter != '\\';
    next.len() <= 512 && next.starts_with('/') && !next.starts_with("//") && next.chars().all(sound)
}

#[cfg(test)]
mod tests {
    use super::is_path_of_ours;

    #[test]
    fn nobody_is_led_elsewhere() {
        for good in ["/", "/console", "/console/queue?state=due#top"] {
            assert!(is_path_of_ours(good), "{good}");
        }
        for bad in
            ["", "console", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/\t/x"]
        {
            assert!(!is_path_of_ours(bad), "{bad}");
        }
    }
}
