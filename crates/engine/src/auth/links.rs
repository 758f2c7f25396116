//! Links by mail: proving an address, and choosing another password.

use std::time::Duration;

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_store::{LinkKind, Tx, User};

use super::{fingerprint, new_token, password};
use crate::audit::subject;
use crate::{Engine, Error, Result, mail};

const VERIFY_HOLDS: Duration = Duration::from_secs(2 * 24 * 3_600);
const RESET_HOLDS: Duration = Duration::from_secs(3_600);

impl Engine {
    /// Notes the mail that asks somebody to prove their address.
    pub(super) async fn ask_for_proof(&self, tx: &mut Tx, user: &User) -> Result<()> {
        let token = new_token(self.chance());
        let until = self.now().plus(VERIFY_HOLDS);
        tx.put_link(&fingerprint(&token), LinkKind::Verify, &user.id, &user.email, until).await?;
        let link = self.public_url(&format!("/verify?token={token}"));
        self.post(tx, &mail::verify(&user.email, &user.name, link)).await
    }

    /// Sends that mail once more. Nothing is sent to who has proved it.
    ///
    /// # Errors
    /// [`Error::TooSoon`] when it was asked for too often.
    pub async fn ask_for_proof_again(&self, user: &User) -> Result<()> {
        if user.email_verified_at.is_some() {
            return Ok(());
        }
        self.count_mail(&user.email).await?;
        let mut tx = self.store().begin().await?;
        self.ask_for_proof(&mut tx, user).await?;
        Ok(tx.commit().await?)
    }

    /// Takes the proof of a mail address. Gives the address.
    ///
    /// # Errors
    /// [`FailureCode::LinkExpired`] when the link was used or holds no longer.
    pub async fn verify_email(&self, token: &str) -> Result<String> {
        let (expired, now) = (|| Error::refused(FailureCode::LinkExpired), self.now());
        let mut tx = self.store().begin().await?;
        let used = tx.use_link(&fingerprint(token), LinkKind::Verify, now).await?;
        let (user, email) = used.ok_or_else(expired)?;
        if !tx.verify_email(&user, &email, now).await? {
            return Err(expired());
        }
        tx.commit().await?;
        Ok(email)
    }

    /// Sends a link by which another password can be chosen, if there is such a user. Whether there is one is
    /// not told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forgot_password(&self, email: &str) -> Result<()> {
        let email = email.trim().to_lowercase();
        if email.len() > 254 || email.contains(char::is_control) {
            return Ok(());
        }
        // Counted for everybody, and not told either: it would tell that there was one.
        match self.count_mail(&email).await {
            Err(Error::TooSoon { .. }) => return Ok(()),
            counted => counted?,
        }
        let mut tx = self.store().begin().await?;
        let Some(user) = tx.user_by_email(&email).await? else { return Ok(()) };
        let token = new_token(self.chance());
        let until = self.now().plus(RESET_HOLDS);
        tx.put_link(&fingerprint(&token), LinkKind::Reset, &user.id, &user.email, until).await?;
        let link = self.public_url(&format!("/reset?token={token}"));
        self.post(&mut tx, &mail::reset(&user.email, &user.name, link)).await?;
        Ok(tx.commit().await?)
    }

    /// Chooses another password by the link that was sent. All sessions end, devices are forgotten, and the
    /// address counts as proved.
    ///
    /// # Errors
    /// [`FailureCode::LinkExpired`], or the password is not good enough; then the link still holds.
    pub async fn reset_password(&self, token: &str, new: String) -> Result<()> {
        let (expired, now) = (|| Error::refused(FailureCode::LinkExpired), self.now());
        let mut tx = self.store().begin().await?;
        let used = tx.use_link(&fingerprint(token), LinkKind::Reset, now).await?;
        let (id, email) = used.ok_or_else(expired)?;
        let user = tx.user(&id).await?.filter(|user| user.email == email).ok_or_else(expired)?;
        // Nothing of this is kept yet: hashing is too long for a transaction.
        drop(tx);
        password::good_enough(&new, &[&user.name, &user.email])
            .map_err(|wrong| Error::fields(vec![wrong]))?;
        let hash = password::hash(new, self.chance()).await?;
        let mut tx = self.store().begin().await?;
        tx.use_link(&fingerprint(token), LinkKind::Reset, now).await?.ok_or_else(expired)?;
        tx.set_password(&id, &hash).await?;
        tx.verify_email(&id, &email, now).await?;
        tx.end_sessions(&id, None).await?;
        tx.forget_devices(&id).await?;
        self.forget_guesses_at(&mut tx, &email).await?;
        let (actor, about) = (Actor::user(&id, &user.name), subject("user", &id, &user.name));
        self.audit(&mut tx, &user.home, &actor, "user.password_reset", about, Default::default()).await?;
        let words = mail::password_changed(&email, &user.name, self.public_url("/forgot"));
        self.post(&mut tx, &words).await?;
        Ok(tx.commit().await?)
    }
}
