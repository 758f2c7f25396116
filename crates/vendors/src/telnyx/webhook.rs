//! Signatures of Telnyx' webhooks
//! (<https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks>).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, VerifyingKey};
use http::HeaderMap;
use ringwright_domain::Instant;

use crate::signature::{SignatureProblem, not_newer, not_older, one, seconds};

const SIGNATURE: &str = "telnyx-signature-ed25519";
const TIME: &str = "telnyx-timestamp";
const TOLERANCE: Duration = Duration::from_secs(300);

/// Judges a webhook of Telnyx: Ed25519 over `{seconds}|{body}`, at most five minutes away in either
/// direction. `public_key` is the key as Telnyx shows it, 32 bytes in base64.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    public_key: &str,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let (given, time) = (one(headers, SIGNATURE)?, one(headers, TIME)?);
    let made = seconds(TIME, time)?;
    let key = BASE64
        .decode(public_key.trim())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or(SignatureProblem::UnreadableKey { expected: "32 bytes in base64" })?;
    let signature = BASE64
        .decode(given)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or_else(|| SignatureProblem::unreadable(SIGNATURE, "64 bytes in base64"))?;
    let signed = [time.as_bytes(), b"|", raw_body].concat();
    key.verify_strict(&signed, &signature).map_err(|_| SignatureProblem::Differs)?;
    not_older(made, now, TOLERANCE)?;
    not_newer(made, now, TOLERANCE)
}
