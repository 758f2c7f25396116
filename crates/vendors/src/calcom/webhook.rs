//! Signatures of Cal.com's webhooks (<https://cal.com/docs/developing/guides/automation/webhooks>).

use http::HeaderMap;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, one};

const SIGNATURE: &str = "x-cal-signature-256";

/// Judges a webhook of Cal.com: HMAC-SHA256 over the body. No time is signed and there is no event id:
/// tell a repeated delivery by `triggerEvent`, `payload.uid` and `createdAt`.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(secret: &Secret, headers: &HeaderMap, raw_body: &[u8]) -> Result<(), SignatureProblem> {
    let header = one(headers, SIGNATURE)?;
    if header == "no-secret-provided" {
        return Err(SignatureProblem::SenderHasNoSecret);
    }
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[raw_body]);
    if fits_hex(header, &expected) { Ok(()) } else { Err(SignatureProblem::Differs) }
}
