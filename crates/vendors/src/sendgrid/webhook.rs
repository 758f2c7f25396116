//! Signatures of SendGrid's event webhook
//! (<https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features>).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderMap;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;

use crate::signature::{SignatureProblem, one};

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIME: &str = "x-twilio-email-event-webhook-timestamp";

/// Judges a webhook of SendGrid: ECDSA over P-256 and SHA-256 of `{time}{body}`. `public_key` is the
/// verification key as SendGrid shows it. The vendor's SDKs check no age, and neither does this: tell
/// repeated events by their `sg_event_id`.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(public_key: &str, headers: &HeaderMap, raw_body: &[u8]) -> Result<(), SignatureProblem> {
    const EXPECTED: &str = "a base64 ECDSA signature";
    let (given, time) = (one(headers, SIGNATURE)?, one(headers, TIME)?);
    let key = BASE64
        .decode(public_key.trim())
        .ok()
        .and_then(|der| VerifyingKey::from_public_key_der(&der).ok())
        .ok_or(SignatureProblem::UnreadableKey { expected: "a base64 public key of P-256" })?;
    let signature = BASE64
        .decode(given)
        .ok()
        .and_then(|der| Signature::from_der(&der).ok())
        .ok_or_else(|| SignatureProblem::unreadable(SIGNATURE, EXPECTED))?;
    let signed = [time.as_bytes(), raw_body].concat();
    key.verify(&signed, &signature).map_err(|_| SignatureProblem::Differs)
}
