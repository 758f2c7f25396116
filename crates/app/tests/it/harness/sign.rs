//! Signatures of webhooks, written here once more so that the product is not checked with its own code.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

fn hmac(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// The headers by which Stripe proves a webhook made at `seconds`.
pub fn stripe_signature(secret: &str, seconds: i64, body: &str) -> Vec<(&'static str, String)> {
    vec![("stripe-signature", format!("t={seconds},v1={}", hmac(secret, &format!("{seconds}.{body}"))))]
}

/// The headers by which Vapi proves a webhook made at `seconds`.
pub fn vapi_signature(secret: &str, seconds: i64, body: &str) -> Vec<(&'static str, String)> {
    vec![("x-signature", hmac(secret, &format!("{seconds}.{body}"))), ("x-timestamp", seconds.to_string())]
}
