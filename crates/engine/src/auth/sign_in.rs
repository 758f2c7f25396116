//! Signing in with a mail address and a password, and a second factor where one is set up.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_store::User;

use super::{Device, Opened, fingerprint, new_token, password};
use crate::onboarding::OrganisationForm;
use crate::{Engine, Error, Result};

/// What somebody signs in with.
#[derive(Clone)]
pub struct SignInRequest {
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The code of their authenticator, or a recovery code.
    pub code: Option<String>,
    /// What they sign in on.
    pub device: Device,
}

impl Engine {
    /// Opens a session.
    ///
    /// # Errors
    /// [`FailureCode::WrongCredentials`] when the mail address or the password is wrong; the two look
    /// the same, also by the time they take. [`FailureCode::SecondFactorNeeded`] and [`FailureCode::WrongCode`]
    /// when the password is right. [`Error::TooSoon`] after many wrong ones, before anything is judged.
    pub async fn sign_in(&self, request: SignInRequest) -> Result<Opened> {
        let wrong = || Error::refused(FailureCode::WrongCredentials);
        if !password::could_be_one(&request.password)
            || request.email.len() > 254
            || request.email.contains(char::is_control)
        {
            return Err(wrong());
        }
        let email = request.email.trim().to_lowercase();
        let user = self.store().read().await?.user_by_email(&email).await?;
        let SignInRequest { password, code, device, .. } = request;
        let user = self.judge(&email, user, password, code.as_deref(), &device).await?;
        self.welcome(&user, &device).await
    }

    /// Lets through whoever knows the password of a user, and their second factor where one is set up.
    pub(crate) async fn prove(
        &self,
        user: &User,
        password: String,
        code: Option<&str>,
        device: &Device,
    ) -> Result<()> {
        if !password::could_be_one(&password) {
            return Err(Error::refused(FailureCode::WrongCredentials));
        }
        self.judge(&user.email, Some(user.clone()), password, code, device).await.map(|_| ())
    }

    async fn judge(
        &self,
        email: &str,
        user: Option<User>,
        password: String,
        code: Option<&str>,
        device: &Device,
    ) -> Result<User> {
        let wrong = || Error::refused(FailureCode::WrongCredentials);
        let guessed = self.count_guess(email, user.as_ref().map(|user| &user.id), device).await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let fits = password::verify(password, hash).await?;
        let user = user.filter(|_| fits).ok_or_else(wrong)?;
        if user.totp_since.is_some() {
            let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else {
                self.take_back(&guessed).await?;
                return Err(Error::refused(FailureCode::SecondFactorNeeded));
            };
            let codes = self.count_code(&user.id, &guessed).await?;
            self.check_second_factor(&user, code).await?;
            self.forgive(&codes).await?;
        }
        self.forgive(&guessed).await?;
        Ok(user)
    }

    /// Opens a session of a person who has proved who they are, on a device that is known from now on. Somebody
    /// who was taken out of their last organisation gets one of their own: without one they could neither begin
    /// anew nor delete their account.
    ///
    /// # Errors
    /// [`FailureCode::WrongCredentials`] when the password or the second factor was changed since they were judged.
    pub(crate) async fn welcome(&self, user: &User, device: &Device) -> Result<Opened> {
        let key = self.signing_key().await?;
        if self.store().read().await?.belongings(&user.id).await?.is_empty() {
            let name = user.name.chars().take(60).collect();
            let form = OrganisationForm { name, time_zone: None };
            let actor = Actor { address: Some(device.address.clone()), ..Actor::user(&user.id, &user.name) };
            self.found_organisation(user, &actor, &form).await?;
        }
        let mut tx = self.store().begin().await?;
        let same =
            |kept: &User| (&kept.password_hash, kept.totp_since) == (&user.password_hash, user.totp_since);
        let user = tx.user_for_update(&user.id).await?.filter(same);
        let user = user.ok_or(Error::refused(FailureCode::WrongCredentials))?;
        let known = match &device.token {
            Some(token) => tx.knows_device(&fingerprint(token), &user.id).await?,
            None => false,
        };
        // What a device says that is not known is not taken over: somebody else may have put it there.
        let fresh = (!known).then(|| new_token(self.chance()));
        if let Some(token) = fresh.as_ref().or(device.token.as_ref()) {
            tx.know_device(&fingerprint(token), &user.id, self.now()).await?;
        }
        let opened = self.open_session(&mut tx, &user, device, &key).await?;
        tx.commit().await?;
        Ok(Opened { device: fresh, ..opened })
    }
}
