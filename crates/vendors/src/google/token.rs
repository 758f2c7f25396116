//! Judging an identity token (OpenID Connect Core 1.0, section 3.1.3.7): always RS256, whatever it says of itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use ringwright_domain::Instant;
use subtle::ConstantTimeEq as _;

use super::wire::{Claims, Header, Jwk};

/// How far apart the clocks may be, in seconds.
const SKEW: i64 = 60;
/// Longer ones are none of Google's.
const LONGEST: usize = 16 * 1024;

/// What a token must fit.
pub(super) struct Wanted<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub now: Instant,
}

/// A token that was taken apart and not believed yet.
pub(super) struct Unproven<'a> {
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
    /// Which key it names.
    pub kid: String,
}

impl<'a> Unproven<'a> {
    /// Takes a token apart.
    pub fn read(token: &'a str) -> Result<Self, &'static str> {
        if token.len() > LONGEST {
            return Err("it is too long");
        }
        let (signed, signature) = token.rsplit_once('.').ok_or("it is no token")?;
        let (header, claims) = signed.split_once('.').ok_or("it is no token")?;
        let header: Header = json(header).ok_or("its head cannot be read")?;
        if header.alg != "RS256" {
            return Err("it is not signed with RS256");
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "its signature cannot be read")?;
        Ok(Self { signed, claims, signature, kid: header.kid })
    }

    /// What it says, if this key signed it and it is meant for us, now.
    pub fn prove(&self, key: &Jwk, wanted: &Wanted<'_>) -> Result<Claims, &'static str> {
        let number = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "the key cannot be read");
        let key = RsaPublicKeyComponents { n: number(&key.n)?, e: number(&key.e)? };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, self.signed.as_bytes(), &self.signature)
            .map_err(|_| "its signature does not fit")?;
        let claims: Claims = json(self.claims).ok_or("its claims cannot be read")?;
        let now = wanted.now.seconds();
        // Google's documents name the issuer with and without its scheme.
        let issuer =
            claims.iss == wanted.issuer || wanted.issuer.strip_prefix("https://") == Some(&claims.iss);
        if !issuer {
            return Err("it is from another issuer");
        }
        if !claims.aud.is(wanted.client, claims.azp.as_deref()) {
            return Err("it is for another client");
        }
        if claims.exp <= now.saturating_sub(SKEW) {
            return Err("it has run out");
        }
        if claims.iat > now.saturating_add(SKEW) {
            return Err("it is from the future");
        }
        let nonce = claims.nonce.as_deref().unwrap_or_default();
        if !bool::from(nonce.as_bytes().ct_eq(wanted.nonce.as_bytes())) {
            return Err("it answers another question");
        }
        if claims.sub.is_empty() || claims.sub.len() > 255 {
            return Err("it says nobody's name");
        }
        Ok(claims)
    }
}

/// The key of RFC 7515's example, appendix A.2.
#[cfg(any(test, fuzzing))]
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

/// Whether a token is believed by the key of RFC 7515's example.
#[cfg(fuzzing)]
pub(super) fn believes(token: &str) -> bool {
    let now = Instant::from_seconds(1_300_819_379);
    let wanted = Wanted { issuer: "joe", client: "c", nonce: "n", now };
    let key = Jwk { kty: "RSA".into(), kid: String::new(), alg: None, n: N.into(), e: "AQAB".into() };
    Unproven::read(token).is_ok_and(|unproven| unproven.prove(&key, &wanted).is_ok())
}

fn json<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::google::wire::Audience;

    const NOW: Instant = Instant::from_seconds(1_300_819_379);
    /// The example of RFC 7515, appendix A.2: RS256 over the claims of "joe".
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn key() -> Jwk {
        Jwk { kty: "RSA".into(), kid: String::new(), alg: None, n: N.into(), e: "AQAB".into() }
    }

    fn proved(token: &str) -> Result<Claims, &'static str> {
        let wanted = Wanted { issuer: "joe", client: "c", nonce: "n", now: NOW };
        Unproven::read(token)?.prove(&key(), &wanted)
    }

    #[test]
    fn the_standards_example_is_signed_and_still_says_too_little() {
        // The signature fits; the claims lack whom it is for.
        assert_eq!(proved(TOKEN).err(), Some("its claims cannot be read"));
    }

    #[test]
    fn a_changed_token_is_not_believed() {
        let dot = TOKEN.find('.').unwrap();
        for at in (dot + 1)..TOKEN.len() {
            let mut bytes = TOKEN.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_ne!(proved(&changed).err(), Some("its claims cannot be read"), "byte {at}");
        }
    }

    #[test]
    fn a_token_does_not_choose_how_it_is_judged() {
        let rest = TOKEN.split_once('.').unwrap().1;
        for alg in ["none", "HS256", "RS512", "PS256"] {
            let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{alg}"}}"#));
            let changed = format!("{header}.{rest}");
            assert_eq!(Unproven::read(&changed).err(), Some("it is not signed with RS256"), "{alg}");
        }
        for wrong in ["", ".", "..", "a.b.c", &"a".repeat(LONGEST + 1)] {
            assert!(Unproven::read(wrong).is_err());
        }
    }

    #[test]
    fn a_token_is_for_one_client() {
        let many = |names: &[&str]| Audience::Many(names.iter().map(|name| (*name).to_owned()).collect());
        assert!(Audience::One("c".into()).is("c", None) && Audience::One("c".into()).is("c", Some("c")));
        assert!(!Audience::One("c".into()).is("c", Some("d")) && !Audience::One("d".into()).is("c", None));
        assert!(many(&["c"]).is("c", None) && many(&["c", "d"]).is("c", Some("c")));
        assert!(!many(&["c", "d"]).is("c", None) && !many(&[]).is("c", None));
    }
}
