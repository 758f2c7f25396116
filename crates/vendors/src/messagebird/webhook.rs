//! Signatures of MessageBird's webhooks, which are tokens
//! (<https://developers.messagebird.com/api/#verifying-http-requests>).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use http::HeaderMap;
use ringwright_domain::Instant;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, equal, mac, not_newer, not_older, one};

const SIGNATURE: &str = "messagebird-signature-jwt";
/// How far the clocks may be apart; the vendor's SDKs take 1 s and 5 s.
const LEEWAY: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
struct Head {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    nbf: i64,
    exp: i64,
    url_hash: String,
    payload_hash: Option<String>,
}

/// Judges a webhook of MessageBird: a token (JWT) signed with HMAC that holds the hashes of the whole
/// address and of the body. `url` is the address that was called, query included. The claim `jti` is the
/// key to tell a repeated delivery by.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    url: &str,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let token = one(headers, SIGNATURE)?;
    let claims = open(secret, token)?;
    if claims.iss != "MessageBird" {
        return Err(SignatureProblem::OtherIssuer { expected: "MessageBird" });
    }
    not_newer(Instant::from_seconds(claims.nbf), now, LEEWAY)?;
    not_older(Instant::from_seconds(claims.exp), now, LEEWAY)?;
    let hash_fits =
        |hash: &str, of: &[u8]| equal(hash.as_bytes(), hex::encode(Sha256::digest(of)).as_bytes());
    let body_fits = match &claims.payload_hash {
        Some(hash) => hash_fits(hash, raw_body),
        None => raw_body.is_empty(),
    };
    if body_fits && hash_fits(&claims.url_hash, url.as_bytes()) {
        Ok(())
    } else {
        Err(SignatureProblem::Differs)
    }
}

/// The claims of a token whose signature fits.
fn open(secret: &Secret, token: &str) -> Result<Claims, SignatureProblem> {
    let unreadable = || SignatureProblem::unreadable(SIGNATURE, "a token of three parts (JWT)");
    let (signed, signature) = token.rsplit_once('.').ok_or_else(unreadable)?;
    let (head, claims) = signed.split_once('.').ok_or_else(unreadable)?;
    let algorithm = match part::<Head>(head).ok_or_else(unreadable)?.alg.as_str() {
        "HS256" => Algorithm::Sha256,
        "HS384" => Algorithm::Sha384,
        "HS512" => Algorithm::Sha512,
        _ => return Err(SignatureProblem::UnknownAlgorithm { taken: "HS256, HS384, HS512" }),
    };
    let expected = mac(algorithm, secret.expose().as_bytes(), &[signed.as_bytes()]);
    let given = BASE64URL.decode(signature).map_err(|_| unreadable())?;
    if !equal(&given, &expected) {
        return Err(SignatureProblem::Differs);
    }
    part(claims).ok_or_else(unreadable)
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64URL.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://calls.example.test/webhooks/messagebird";

    fn judge(body_hash: Option<&[u8]>, body: &[u8]) -> Result<(), SignatureProblem> {
        let hash = |of: &[u8]| hex::encode(Sha256::digest(of));
        let mut claims =
            serde_json::json!({"iss": "MessageBird", "nbf": 0, "exp": 60, "url_hash": hash(URL.as_bytes())});
        if let Some(of) = body_hash {
            claims["payload_hash"] = hash(of).into();
        }
        let signed =
            format!("{}.{}", BASE64URL.encode(r#"{"alg":"HS384"}"#), BASE64URL.encode(claims.to_string()));
        let sum = BASE64URL.encode(mac(Algorithm::Sha384, b"key", &[signed.as_bytes()]));
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, format!("{signed}.{sum}").parse().unwrap());
        verify(&Secret::new("key"), &headers, URL, body, Instant::from_seconds(30))
    }

    #[test]
    fn the_body_is_covered_by_its_hash() {
        assert_eq!(judge(Some(b"body"), b"body"), Ok(()));
        assert_eq!(judge(None, b""), Ok(()));
        assert_eq!(judge(Some(b"body"), b"other"), Err(SignatureProblem::Differs));
        assert_eq!(judge(None, b"body"), Err(SignatureProblem::Differs));
        assert_eq!(judge(Some(b"body"), b""), Err(SignatureProblem::Differs));
    }
}
