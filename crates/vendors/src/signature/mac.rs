//! Message authentication codes and comparisons in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

/// The hash under an HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The HMAC (RFC 2104) of the `parts`, one after the other. An empty key, such as a setting that was
/// forgotten, gives an empty code, which fits no signature.
pub(crate) fn mac(algorithm: Algorithm, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    if key.is_empty() {
        return Vec::new();
    }
    match algorithm {
        Algorithm::Sha1 => run::<Hmac<Sha1>>(key, parts),
        Algorithm::Sha256 => run::<Hmac<Sha256>>(key, parts),
        Algorithm::Sha384 => run::<Hmac<Sha384>>(key, parts),
        Algorithm::Sha512 => run::<Hmac<Sha512>>(key, parts),
    }
}

fn run<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of every length; an empty answer would fit no signature.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Whether two values are equal, in a time that does not tell where they differ. An empty value equals
/// nothing.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    !a.is_empty() && bool::from(a.ct_eq(b))
}

/// Whether `text` is the hexadecimal form of `expected`.
pub(crate) fn fits_hex(text: &str, expected: &[u8]) -> bool {
    hex::decode(text).is_ok_and(|given| equal(&given, expected))
}

/// Whether `text` is the base64 form of `expected`.
pub(crate) fn fits_base64(text: &str, expected: &[u8]) -> bool {
    BASE64.decode(text).is_ok_and(|given| equal(&given, expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_of_the_standard_example() {
        // RFC 4231, test case 2.
        let sum = mac(Algorithm::Sha256, b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert!(fits_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", &sum));
        assert!(!fits_hex("", &[]) && !equal(b"", b""));
        assert!(mac(Algorithm::Sha256, b"", &[b"anything"]).is_empty());
    }
}
