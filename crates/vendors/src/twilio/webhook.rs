//! Signatures of Twilio's webhooks (<https://www.twilio.com/docs/usage/security>).

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderMap;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::Secret;
use crate::signature::{Algorithm, SignatureProblem, equal, fits_base64, mac, one, optional};

const SIGNATURE: &str = "x-twilio-signature";
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// Judges a webhook of Twilio. `secret` is the auth token of the account, or the shared key when the
/// settings header names HMAC_SHA256. `url` is the whole address as it is configured at Twilio, query
/// included. Twilio signs no time, so that a repeated delivery is only told by its content.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    url: &str,
    raw_body: &[u8],
) -> Result<(), SignatureProblem> {
    let given = one(headers, SIGNATURE)?;
    let algorithm = algorithm(headers)?;
    let url = url.split('#').next().unwrap_or(url);
    let fields = signed_fields(headers, url, raw_body)?;
    let fits = [url.to_owned(), with_other_port(url)].iter().any(|url| {
        let expected = mac(algorithm, secret.expose().as_bytes(), &[url.as_bytes(), fields.as_bytes()]);
        fits_base64(given, &expected)
    });
    if fits { Ok(()) } else { Err(SignatureProblem::Differs) }
}

/// SHA-1 unless the settings header names another one; an unknown one is refused.
fn algorithm(headers: &HeaderMap) -> Result<Algorithm, SignatureProblem> {
    let Some(settings) = optional(headers, SETTINGS)? else { return Ok(Algorithm::Sha1) };
    let named = settings.split(',').filter_map(|pair| pair.split_once('='));
    let mut named = named.filter(|(key, _)| key.trim() == "algorithm").map(|(_, value)| value.trim());
    match (named.next(), named.next()) {
        (Some("HMAC_SHA256"), None) => Ok(Algorithm::Sha256),
        (Some("HMAC_SHA1"), None) => Ok(Algorithm::Sha1),
        _ => Err(SignatureProblem::UnknownAlgorithm { taken: "HMAC_SHA1, HMAC_SHA256" }),
    }
}

/// What is signed behind the address: for a form its fields; for any other body nothing, since its hash
/// stands in the query.
fn signed_fields(headers: &HeaderMap, url: &str, raw_body: &[u8]) -> Result<String, SignatureProblem> {
    const EXPECTED: &str = "a form, or the hash of the body in the query field bodySHA256";
    if let Some(hash) = body_hash(url) {
        let given = hash.to_ascii_lowercase();
        let made = hex::encode(Sha256::digest(raw_body));
        return if equal(given.as_bytes(), made.as_bytes()) {
            Ok(String::new())
        } else {
            Err(SignatureProblem::Differs)
        };
    }
    let kind = optional(headers, "content-type")?.unwrap_or("application/x-www-form-urlencoded");
    if !raw_body.is_empty() && !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(SignatureProblem::BodyNotCovered { expected: EXPECTED });
    }
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(raw_body) {
        fields.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    let pairs = fields.iter().flat_map(|(name, values)| values.iter().map(move |value| [&**name, value]));
    Ok(pairs.flatten().collect())
}

fn body_hash(url: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "bodySHA256")
        .map(|(_, hash)| hash.into_owned())
}

/// The address with its port left out, or with the usual port of its scheme written out: Twilio signs
/// either, depending on the product.
fn with_other_port(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let without = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    match without {
        Some((host, _)) => format!("{scheme}://{host}{path}"),
        None if matches!(scheme, "http" | "ws") => format!("{scheme}://{host}:80{path}"),
        None => format!("{scheme}://{host}:443{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_body_without_its_hash_is_not_taken() {
        let secret = Secret::new("token");
        let url = "https://calls.example.test/t";
        let sum = mac(Algorithm::Sha1, b"token", &[url.as_bytes()]);
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, base64_of(&sum).parse().unwrap());
        headers.insert("content-type", "application/json".parse().unwrap());
        let problem = verify(&secret, &headers, url, b"{}").unwrap_err();
        assert!(matches!(problem, SignatureProblem::BodyNotCovered { .. }));
        assert_eq!(verify(&secret, &headers, url, b""), Ok(()));
    }

    fn base64_of(bytes: &[u8]) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }

    #[test]
    fn the_port_may_be_written_or_not() {
        assert_eq!(with_other_port("https://a.test/x?y"), "https://a.test:443/x?y");
        assert_eq!(with_other_port("http://a.test:80/x"), "http://a.test/x");
        assert_eq!(with_other_port("nothing"), "nothing");
    }
}
