//! Signatures of ElevenLabs' webhooks (<https://elevenlabs.io/docs/overview/administration/webhooks>).

use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::Instant;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, not_older, one, seconds};

const SIGNATURE: &str = "elevenlabs-signature";
const TOLERANCE: Duration = Duration::from_secs(1_800);

/// Judges a webhook of ElevenLabs: HMAC-SHA256 over `{seconds}.{body}`, at most half an hour old. The
/// vendor's SDKs take times in the future, and so does this.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let header = one(headers, SIGNATURE)?;
    let field = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (Some(time), Some(digest)) = (field("t="), field("v0=")) else {
        return Err(SignatureProblem::unreadable(SIGNATURE, "t=<seconds>,v0=<hexadecimal digest>"));
    };
    let made = seconds(SIGNATURE, time)?;
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[time.as_bytes(), b".", raw_body]);
    if !fits_hex(digest, &expected) {
        return Err(SignatureProblem::Differs);
    }
    not_older(made, now, TOLERANCE)
}
