//! Signatures of Resend's webhooks, which are those of Svix
//! (<https://docs.svix.com/receiving/verifying-payloads/how-manual>).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::HeaderMap;
use ringwright_domain::Instant;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, fits_base64, mac, not_newer, not_older, one, seconds};

const ID: &str = "svix-id";
const TIME: &str = "svix-timestamp";
const SIGNATURE: &str = "svix-signature";
const TOLERANCE: Duration = Duration::from_secs(300);

/// Judges a webhook of Resend: HMAC-SHA256 over `{id}.{seconds}.{body}`, at most five minutes away in
/// either direction. Several signatures may stand in the header while a secret is being changed; those
/// of other versions than `v1` are passed over. `svix-id` is the key to tell a repeated delivery by.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let (id, time, given) = (one(headers, ID)?, one(headers, TIME)?, one(headers, SIGNATURE)?);
    let made = seconds(TIME, time)?;
    let text = secret.expose();
    let key = BASE64
        .decode(text.strip_prefix("whsec_").unwrap_or(text))
        .map_err(|_| SignatureProblem::UnreadableKey { expected: "whsec_ and base64" })?;
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", raw_body];
    let expected = mac(Algorithm::Sha256, &key, &parts);
    let mut versions = given.split_whitespace().filter_map(|entry| entry.strip_prefix("v1,")).peekable();
    if versions.peek().is_none() {
        return Err(SignatureProblem::unreadable(SIGNATURE, "v1,<base64 digest>"));
    }
    if !versions.any(|digest| fits_base64(digest, &expected)) {
        return Err(SignatureProblem::Differs);
    }
    not_older(made, now, TOLERANCE)?;
    not_newer(made, now, TOLERANCE)
}
