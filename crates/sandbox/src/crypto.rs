//! Signatures and fingerprints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha2::{Digest, Sha256};

/// Lower-case hexadecimal HMAC-SHA256 of the parts, one after the other.
pub fn hmac_sha256(secret: &str, parts: &[&[u8]]) -> String {
    // HMAC takes keys of any length; a refusal can't happen and would only make the signature wrong.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// Lower-case hexadecimal SHA-256 of the parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

/// Cryptomus's signature: lower-case hexadecimal MD5 of the body in base64, followed by the key.
pub fn md5_sign(body: &[u8], key: &str) -> String {
    let mut digest = Md5::new();
    digest.update(STANDARD.encode(body).as_bytes());
    digest.update(key.as_bytes());
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answer() {
        // RFC 4231, test case 2.
        assert_eq!(
            hmac_sha256("Jefe", &[b"what do ya want ", b"for nothing?"]),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        // RFC 1321: the MD5 of an empty text, which is what an empty body and no key come to.
        assert_eq!(md5_sign(b"", ""), "d41d8cd98f00b204e9800998ecf8427e");
    }
}
