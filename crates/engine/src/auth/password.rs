//! Passwords: argon2id (RFC 9106), off the async threads, a few at a time; and how strong one is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use ringwright_domain::{Chance, FailureCode};
use tokio::sync::Semaphore;

use crate::{Error, FieldProblem, Result};

/// Hashing takes 19 MiB and a core for some milliseconds; guessers shall not have all of them.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// How many wait for their turn, and how many may.
static WAITING: AtomicUsize = AtomicUsize::new(0);
const MOST_WAITING: usize = 64;

/// A hash to compare with when there is no such user, so that the answer takes as long.
static NOBODY: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// The longest password; longer ones are refused before any work is done.
const LONGEST: usize = 1_024;
/// The shortest.
const SHORTEST: usize = 8;
/// The least strength, of 0 to 4, that a new password must have.
const STRONG: u8 = 3;

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
    hash_with(password, &crate::system::random_bytes(chance))
}

fn hash_with(password: &str, salt: &[u8; 16]) -> Result<String> {
    let broken = |error: argon2::password_hash::Error| Error::Broken(format!("no password hash: {error}"));
    let hash: PasswordHash = argon2().hash_password_with_salt(password.as_bytes(), salt).map_err(broken)?;
    Ok(hash.to_string())
}

/// Whether it is worth comparing at all.
pub(super) fn could_be_one(password: &str) -> bool {
    (1..=LONGEST).contains(&password.len())
}

/// Hashes a password off the async threads.
pub(crate) async fn hash(password: String, chance: &dyn Chance) -> Result<String> {
    let salt = crate::system::random_bytes(chance);
    in_turn(move || hash_with(&password, &salt)).await?
}

/// Whether `password` is the one that was hashed; against a dummy when there is none.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || {
        let known = hash.as_ref().is_some_and(|hash| !hash.is_empty());
        let hash = hash.filter(|_| known).unwrap_or_else(|| {
            NOBODY.get_or_init(|| hash_with("nobody", &[0; 16]).unwrap_or_default()).clone()
        });
        let parsed = PasswordHash::new(&hash).ok();
        let fits =
            parsed.is_some_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        known && fits
    })
    .await
}

/// Does dear work when its turn comes. When too many wait already, it is refused at once.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    struct Waits;
    impl Drop for Waits {
        fn drop(&mut self) {
            WAITING.fetch_sub(1, Ordering::SeqCst);
        }
    }
    let before = WAITING.fetch_add(1, Ordering::SeqCst);
    let waits = Waits;
    if before >= MOST_WAITING {
        return Err(Error::TooSoon { code: FailureCode::TooManyAttempts, wait: Duration::from_secs(2) });
    }
    let _permit = AT_ONCE.acquire().await.map_err(|_| Error::Broken("sign-in is closed".into()))?;
    drop(waits);
    let done = tokio::task::spawn_blocking(work);
    done.await.map_err(|error| Error::Broken(format!("a password check broke off: {error}")))
}

/// How strong a password is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess).
    pub score: u8,
    /// What makes it weak; empty when nothing does.
    pub warning: String,
    /// How to make it stronger.
    pub suggestions: Vec<String>,
    /// Whether it is one of the passwords that everybody tries first, known from breaches.
    pub breached: bool,
}

/// Judges a password; `about` are words that anybody would try first, such as the person's name.
pub fn strength(password: &str, about: &[&str]) -> Strength {
    use zxcvbn::matching::patterns::MatchPattern;
    // What is longer is judged by its beginning: the work grows with the length.
    let begin: String = password.chars().take(72).collect();
    let words: Vec<&str> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.len() > 2)
        .collect();
    let judged = zxcvbn::zxcvbn(&begin, &words);
    let feedback = judged.feedback();
    let whole =
        judged.sequence().first().filter(|found| found.token.chars().count() == begin.chars().count());
    let breached = whole.is_some_and(|found| match &found.pattern {
        MatchPattern::Dictionary(pattern) => {
            pattern.dictionary_name
                == zxcvbn::matching::patterns::DictionaryPattern::default().dictionary_name
        }
        _ => false,
    });
    Strength {
        score: judged.score().into(),
        warning: feedback
            .and_then(|found| found.warning())
            .map(|words| words.to_string())
            .unwrap_or_default(),
        suggestions: feedback
            .map(|found| found.suggestions().iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        breached,
    }
}

/// Lets through a password that is good enough to begin with.
///
/// # Errors
/// Names the field `password` and says what is wrong.
pub(crate) fn good_enough(password: &str, about: &[&str]) -> std::result::Result<(), FieldProblem> {
    let wrong = |code, message: String| Err(FieldProblem::new("password", code, message));
    if password.chars().count() < SHORTEST {
        return wrong("too_short", format!("use at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return wrong("too_long", format!("use at most {LONGEST} bytes"));
    }
    let judged = strength(password, about);
    if judged.breached {
        return wrong("breached", "this password is known from breaches; use another".to_owned());
    }
    if judged.score < STRONG {
        let why =
            if judged.warning.is_empty() { "this is guessed too easily.".to_owned() } else { judged.warning };
        let how = judged.suggestions.into_iter().next().unwrap_or_else(|| "Add a word or two.".to_owned());
        return wrong("weak", format!("{why} {how}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_and_ones_own_name_are_not_good_enough() {
        let code =
            |password: &str| good_enough(password, &["Ada Lovelace", "ada@example.com"]).map_err(|p| p.code);
        assert_eq!(code("short"), Err("too_short"));
        assert_eq!(code(&"x".repeat(LONGEST + 1)), Err("too_long"));
        for common in ["password", "12345678", "qwertyuiop"] {
            assert_eq!(code(common), Err("breached"), "{common}");
        }
        for weak in ["lovelace1", "ada.lovelace", "aaaaaaaaaaaa"] {
            assert_eq!(code(weak), Err("weak"), "{weak}");
        }
        assert_eq!(code("correct horse battery staple"), Ok(()));
        assert_eq!(code("violet-harbour-37-mango"), Ok(()));
    }

    #[test]
    fn strength_says_how_to_do_better() {
        let weak = strength("monkey", &[]);
        assert!(weak.score <= 1 && weak.breached && !weak.suggestions.is_empty(), "{weak:?}");
        let strong = strength("violet-harbour-37-mango", &[]);
        assert!(strong.score == 4 && !strong.breached, "{strong:?}");
    }
}
