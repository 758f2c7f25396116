//! Cryptomus's signature: MD5 over the base64 form of the JSON and the key behind it
//! (<https://doc.cryptomus.com/business/general/request-format>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::{Digest, Md5};

use crate::Secret;
use crate::signature::equal;

/// The signature of a message in hexadecimal digits.
pub(super) fn sign(message: &[u8], key: &Secret) -> String {
    let mut hash = Md5::new();
    hash.update(BASE64.encode(message));
    hash.update(key.expose());
    hex::encode(hash.finalize())
}

/// Whether a message bears this signature. Without a key nothing does.
pub(super) fn fits(message: &[u8], key: &Secret, given: &str) -> bool {
    !key.expose().is_empty() && equal(given.to_ascii_lowercase().as_bytes(), sign(message, key).as_bytes())
}
