//! Signatures of Remotion Lambda's webhooks (<https://www.remotion.dev/docs/lambda/webhooks>).

use http::HeaderMap;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, one};

const SIGNATURE: &str = "x-remotion-signature";

/// Judges a webhook of Remotion Lambda: HMAC-SHA512 over the body. No time is signed: tell a repeated
/// delivery by `renderId` and `type`.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(secret: &Secret, headers: &HeaderMap, raw_body: &[u8]) -> Result<(), SignatureProblem> {
    let header = one(headers, SIGNATURE)?;
    if header == "NO_SECRET_PROVIDED" {
        return Err(SignatureProblem::SenderHasNoSecret);
    }
    let digest = header
        .strip_prefix("sha512=")
        .ok_or_else(|| SignatureProblem::unreadable(SIGNATURE, "sha512=<hexadecimal digest>"))?;
    let expected = mac(Algorithm::Sha512, secret.expose().as_bytes(), &[raw_body]);
    if fits_hex(digest, &expected) { Ok(()) } else { Err(SignatureProblem::Differs) }
}
