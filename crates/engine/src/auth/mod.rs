//! Signing in and out, and who is asking.
//!
//! A session is one sign-in on one device. It goes on by a refresh token that is used once; a used one that
//! comes again ends the session, since two hold it. What a request shows is an access token of a few minutes,
//! signed by a key in the vault; the session's row is looked at all the same, so that ending it works at once.

mod access;
mod caller;
mod google;
mod guard;
mod links;
mod password;
mod register;
mod second_factor;
mod session;
mod sign_in;
mod signing;

pub use access::ACCESS_HOLDS;
pub use caller::Caller;
pub use google::{GOOGLE_HOLDS, GoogleEnd, GoogleStart};
pub use password::{Strength, hash_password, strength};
pub(crate) use password::{good_enough, hash as hash_off_thread};
pub use register::{Registration, RegistrationForm};
pub use second_factor::Enrolment;
pub(crate) use second_factor::place as totp_place;
pub use session::{Device, Opened, REFRESH_HOLDS};
pub use sign_in::SignInRequest;
pub(crate) use signing::SigningKeys;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::Chance;
use sha2::{Digest, Sha256};

use crate::system::random_bytes;

/// A token of 32 random bytes.
pub(crate) fn new_token(chance: &dyn Chance) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>(chance))
}

/// What is kept of a token: its SHA-256.
pub(crate) fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
