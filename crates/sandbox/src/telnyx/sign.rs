//! Signatures of messages: Ed25519 over the time, a bar and the body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};

/// What the key is made from. It signs nothing but what the sandbox makes up.
const SEED: [u8; 32] = *b"the sandbox's telnyx signing key";

/// The key by which messages are judged, as Telnyx shows it.
pub fn public_key() -> String {
    STANDARD.encode(SigningKey::from_bytes(&SEED).verifying_key().as_bytes())
}

/// The signature of a message.
pub fn sign(seconds: i64, body: &str) -> String {
    let signed = format!("{seconds}|{body}");
    STANDARD.encode(SigningKey::from_bytes(&SEED).sign(signed.as_bytes()).to_bytes())
}
