//! The second factor: codes of an authenticator (RFC 6238: SHA-1, six digits, 30 s, as all of them take), and
//! recovery codes for when it is lost.

use hmac::{Hmac, KeyInit as _, Mac as _};
use ringwright_domain::FailureCode;
use ringwright_domain::identity::{digits, steps_taken, truncate};
use ringwright_domain::ids::UserId;
use ringwright_store::{Tx, User};
use serde_json::json;
use sha1::Sha1;

use super::{Caller, Device, fingerprint};
use crate::audit::subject;
use crate::mail;
use crate::system::random_bytes;
use crate::{Engine, Error, Result};

/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// The letters of base32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an authenticator is set up with.
pub struct Enrolment {
    /// The secret in base32, for typing.
    pub secret: String,
    /// The same as an address, for a picture to scan.
    pub otpauth_url: String,
}

/// Where the secret of somebody's authenticator is in the vault.
pub(crate) fn place(user: &UserId) -> String {
    format!("totp/{user}")
}

fn base32(bytes: &[u8]) -> String {
    let (mut text, mut bits, mut held) = (String::new(), 0_u32, 0);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(LETTERS[(bits >> held) as usize & 31]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(char::from(LETTERS[(bits << (5 - held)) as usize & 31]));
    }
    text
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|one| *one == letter)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

/// The code of a time step.
fn code_of(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    Some(truncate(&mac.finalize().into_bytes().into()))
}

/// A recovery code as it is kept: however it is written.
fn recovery(user: &UserId, code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    fingerprint(&format!("{user}:{}", plain.to_ascii_uppercase()))
}

/// What stands between the parts of an address, so that a name cannot add to it.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

impl Engine {
    /// Makes a new secret for somebody's authenticator. Codes are asked for once one was confirmed.
    ///
    /// # Errors
    /// [`FailureCode::SecondFactorOn`] when it is on already.
    pub async fn enrol_second_factor(&self, caller: &Caller) -> Result<Enrolment> {
        let (user, _) = caller.person()?;
        if user.totp_since.is_some() {
            return Err(Error::refused(FailureCode::SecondFactorOn));
        }
        let secret = base32(&random_bytes::<20>(self.chance()));
        let mut tx = self.store().begin().await?;
        without_second_factor(&mut tx, &user.id).await?;
        let nonce = random_bytes(self.chance());
        tx.put_own_secret(self.desk().vault(), &place(&user.id), nonce, &secret, self.now()).await?;
        tx.commit().await?;
        let label = escaped(&user.email);
        let otpauth_url = format!(
            "otpauth://totp/Ringwright:{label}?secret={secret}&issuer=Ringwright&algorithm=SHA1&digits=6&period=30"
        );
        Ok(Enrolment { secret, otpauth_url })
    }

    /// Confirms that the authenticator shows the right codes; they are asked for from now on, and other sessions
    /// end. Gives the recovery codes, which are shown once. The password is asked for, of whoever has one: who
    /// finds a screen unlocked could otherwise lock its owner out.
    ///
    /// # Errors
    /// [`FailureCode::WrongCredentials`], [`FailureCode::WrongCode`], [`FailureCode::SecondFactorOn`],
    /// [`FailureCode::SecondFactorOff`] when it was not begun.
    pub async fn confirm_second_factor(
        &self,
        caller: &Caller,
        password: String,
        code: &str,
        device: &Device,
    ) -> Result<Vec<String>> {
        let (user, session) = caller.person()?;
        if user.totp_since.is_some() {
            return Err(Error::refused(FailureCode::SecondFactorOn));
        }
        if !user.password_hash.is_empty() {
            self.prove(user, password, None, device).await?;
        }
        if !self.takes_code(&user.id, code).await? {
            return Err(Error::refused(FailureCode::WrongCode));
        }
        let made = |_| {
            let letters = base32(&random_bytes::<10>(self.chance()));
            format!("{}-{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..12], &letters[12..])
        };
        let codes: Vec<String> = (0..RECOVERY_CODES).map(made).collect();
        let hashes: Vec<String> = codes.iter().map(|code| recovery(&user.id, code)).collect();
        let mut tx = self.store().begin().await?;
        without_second_factor(&mut tx, &user.id).await?;
        tx.put_recovery_codes(&user.id, &hashes).await?;
        tx.set_totp(&user.id, Some(self.now())).await?;
        tx.end_sessions(&user.id, Some(session)).await?;
        self.note_second_factor(&mut tx, caller, true).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Switches the second factor off, for who knows the password and a code.
    ///
    /// # Errors
    /// [`FailureCode::SecondFactorOff`], and what signing in answers.
    pub async fn drop_second_factor(
        &self,
        caller: &Caller,
        password: String,
        code: &str,
        device: &Device,
    ) -> Result<()> {
        let (user, _) = caller.person()?;
        if user.totp_since.is_none() {
            return Err(Error::refused(FailureCode::SecondFactorOff));
        }
        self.prove(user, password, Some(code), device).await?;
        let mut tx = self.store().begin().await?;
        tx.set_totp(&user.id, None).await?;
        tx.put_recovery_codes(&user.id, &[]).await?;
        tx.delete_own_secret(&place(&user.id)).await?;
        self.note_second_factor(&mut tx, caller, false).await?;
        Ok(tx.commit().await?)
    }

    async fn note_second_factor(&self, tx: &mut Tx, caller: &Caller, on: bool) -> Result<()> {
        let (user, _) = caller.person()?;
        let action = if on { "user.second_factor_on" } else { "user.second_factor_off" };
        let change = (json!({ "secondFactor": !on }), json!({ "secondFactor": on }));
        let about = subject("user", &user.id, &user.name);
        self.audit(tx, caller.org(), &caller.actor, action, about, change).await?;
        let words = mail::second_factor(&user.email, &user.name, on, self.public_url("/forgot"));
        self.post(tx, &words).await
    }

    /// Lets through a code of the authenticator, or a recovery code, each once.
    pub(super) async fn check_second_factor(&self, user: &User, code: &str) -> Result<()> {
        if self.takes_code(&user.id, code).await? {
            return Ok(());
        }
        let mut tx = self.store().begin().await?;
        if !tx.use_recovery_code(&user.id, &recovery(&user.id, code)).await? {
            return Err(Error::refused(FailureCode::WrongCode));
        }
        Ok(tx.commit().await?)
    }

    async fn takes_code(&self, user: &UserId, code: &str) -> Result<bool> {
        let Some(shown) = digits(code) else { return Ok(false) };
        let mut tx = self.store().begin().await?;
        let secret = tx.own_secret(self.desk().vault(), &place(user)).await?;
        let secret = secret.ok_or(Error::refused(FailureCode::SecondFactorOff))?;
        let secret = unbase32(&secret).ok_or_else(|| Error::Broken("an authenticator is damaged".into()))?;
        let used = tx.totp_step(user).await?;
        for step in steps_taken(self.now(), used) {
            if code_of(&secret, step) == Some(shown) && tx.use_totp_step(user, step).await? {
                tx.commit().await?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Refuses when codes are asked of somebody already; nobody can switch that until the transaction ends.
async fn without_second_factor(tx: &mut Tx, user: &UserId) -> Result<()> {
    match tx.user_for_update(user).await? {
        Some(user) if user.totp_since.is_none() => Ok(()),
        _ => Err(Error::refused(FailureCode::SecondFactorOn)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last six digits of the examples of RFC 6238, appendix B.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in
            [(59, 287_082), (1_111_111_109, 81_804), (1_234_567_890, 5_924), (20_000_000_000, 353_130)]
        {
            assert_eq!(code_of(secret, seconds / 30), Some(code));
        }
    }

    #[test]
    fn secrets_are_written_in_base32_and_read_back() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(unbase32("MZXW6YTBOI").unwrap(), b"foobar");
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        assert_eq!(unbase32("mzxw"), None);
    }

    #[test]
    fn a_name_adds_nothing_to_an_address() {
        assert_eq!(escaped("a+b&secret=x@example.com"), "a%2Bb%26secret%3Dx%40example.com");
    }
}
