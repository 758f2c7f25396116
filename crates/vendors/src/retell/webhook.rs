//! Signatures of Retell's webhooks (<https://docs.retellai.com/features/secure-webhook>).

use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::Instant;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, not_newer, not_older, one};

const SIGNATURE: &str = "x-retell-signature";
const TOLERANCE: Duration = Duration::from_secs(300);

/// Judges a webhook of Retell: HMAC-SHA256 over the body and the time in milliseconds, at most five
/// minutes away in either direction. `secret` is the API key that has the webhook badge.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let unreadable = || SignatureProblem::unreadable(SIGNATURE, "v=<milliseconds>,d=<hexadecimal digest>");
    let header = one(headers, SIGNATURE)?;
    let (time, digest) =
        header.strip_prefix("v=").and_then(|rest| rest.split_once(",d=")).ok_or_else(unreadable)?;
    let millis = time.parse().map_err(|_| unreadable())?;
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[raw_body, time.as_bytes()]);
    if !fits_hex(digest, &expected) {
        return Err(SignatureProblem::Differs);
    }
    let made = Instant::from_millis(millis);
    not_older(made, now, TOLERANCE)?;
    not_newer(made, now, TOLERANCE)
}
