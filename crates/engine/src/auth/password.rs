//! Passwords: argon2id (RFC 9106), off the async threads, a few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use ringwright_domain::Chance;
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Hashing takes 19 MiB and a core for some milliseconds; guessers shall not have all of them.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A hash to compare with when there is no such user, so that the answer takes as long.
static NOBODY: std::sync::OnceLock<String> = std::sync::OnceLock::new();

fn argon2() -> Argon2<'static> {
    // OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane. These parameters are sound.
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password for storage (PHC string format).
///
/// # Errors
/// When the hash cannot be made.
pub fn hash_password(password: &str, chance: &dyn Chance) -> Result<String> {
    let salt: [u8; 16] = crate::system::random_bytes(chance);
    let broken = |error: argon2::password_hash::Error| Error::Broken(format!("no password hash: {error}"));
    let hash: PasswordHash = argon2().hash_password_with_salt(password.as_bytes(), &salt).map_err(broken)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that was hashed; against a dummy when there is none.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    let _permit = AT_ONCE.acquire().await.map_err(|_| Error::Broken("sign-in is closed".into()))?;
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| {
            let made = || hash_password("nobody", &ringwright_domain::chance::SeededChance::new(0));
            NOBODY.get_or_init(|| made().unwrap_or_default()).clone()
        });
        let parsed = PasswordHash::new(&hash).ok();
        let fits =
            parsed.is_some_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        known && fits
    });
    verified.await.map_err(|error| Error::Broken(format!("a password check broke off: {error}")))
}
