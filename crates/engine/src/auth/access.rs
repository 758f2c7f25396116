//! Access tokens: JSON web tokens (RFC 7519), always HS256, whatever a token says of itself.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, SessionId, UserId};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::signing::SigningKey;
use crate::{Error, Result};

/// How long an access token holds.
pub const ACCESS_HOLDS: Duration = Duration::from_secs(15 * 60);

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    pub iss: String,
    pub sub: UserId,
    pub sid: SessionId,
    pub org: OrgId,
    /// What the person was there when it was made; what they are now is in the database.
    pub role: Role,
    pub iat: i64,
    pub exp: i64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

const ISSUER: &str = "ringwright";

impl Claims {
    pub fn new(user: &UserId, session: &SessionId, org: &OrgId, role: Role, now: Instant) -> Self {
        let (iat, exp) = (now.seconds(), now.plus(ACCESS_HOLDS).seconds());
        let (sub, sid, org) = (user.clone(), session.clone(), org.clone());
        Self { iss: ISSUER.to_owned(), sub, sid, org, role, iat, exp }
    }

    /// The token that says this.
    ///
    /// # Errors
    /// Never for a sound key.
    pub fn sign(&self, key: &SigningKey) -> Result<String> {
        let header = Header { alg: "HS256".to_owned(), typ: "JWT".to_owned(), kid: key.id.clone() };
        let signed = format!("{}.{}", part(&header)?, part(self)?);
        let tag = mac(&key.bytes, &signed)?.finalize().into_bytes();
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag)))
    }
}

/// A token that was taken apart and not believed yet.
pub(super) struct Unproven<'a> {
    signed: &'a str,
    claims: &'a str,
    tag: Vec<u8>,
    /// Which key it names.
    pub kid: String,
}

impl<'a> Unproven<'a> {
    /// Takes a token apart; nothing when it is none of ours.
    pub fn read(token: &'a str) -> Option<Self> {
        if token.len() > 2_048 {
            return None;
        }
        let (signed, tag) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        (header.alg == "HS256").then_some(Self { signed, claims, tag, kid: header.kid })
    }

    /// What it says, if this key signed it and it holds at `now`.
    pub fn prove(&self, key: &SigningKey, now: Instant) -> Option<Claims> {
        mac(&key.bytes, self.signed).ok()?.verify_slice(&self.tag).ok()?;
        let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(self.claims).ok()?).ok()?;
        (claims.iss == ISSUER && claims.exp > now.seconds()).then_some(claims)
    }
}

fn part(json: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(json).map_err(|error| Error::Broken(format!("no token: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

fn mac(key: &[u8; 32], text: &str) -> Result<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(key);
    let mut mac = mac.map_err(|_| Error::Broken("the key of sessions is unsound".into()))?;
    mac.update(text.as_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwright_domain::chance::SeededChance;

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    fn claims() -> Claims {
        let chance = SeededChance::new(1);
        let (user, session) = (UserId::new(NOW, &chance), SessionId::new(NOW, &chance));
        Claims::new(&user, &session, &OrgId::new(NOW, &chance), Role::Admin, NOW)
    }

    fn key(id: &str) -> SigningKey {
        SigningKey { id: id.to_owned(), bytes: [id.as_bytes()[1]; 32], made_at: NOW }
    }

    #[test]
    fn a_token_is_believed_until_it_runs_out() {
        let token = claims().sign(&key("k1")).unwrap();
        let read = Unproven::read(&token).unwrap();
        assert_eq!((read.kid.as_str(), read.prove(&key("k1"), NOW)), ("k1", Some(claims())));
        assert!(read.prove(&key("k1"), NOW.plus(ACCESS_HOLDS)).is_none());
        assert!(read.prove(&key("k2"), NOW).is_none());
    }

    #[test]
    fn a_changed_token_is_not_believed() {
        let token = claims().sign(&key("k1")).unwrap();
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let proven = Unproven::read(&changed).and_then(|read| read.prove(&key("k1"), NOW));
            assert!(proven.is_none(), "byte {at}");
        }
    }

    #[test]
    fn a_token_does_not_choose_how_it_is_judged() {
        let token = claims().sign(&key("k1")).unwrap();
        let rest = token.split_once('.').unwrap().1;
        for alg in ["none", "None", "RS256", "HS512"] {
            let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"k1"}}"#));
            assert!(Unproven::read(&format!("{header}.{rest}")).is_none(), "{alg}");
        }
        for wrong in ["", ".", "..", "a.b.c", "rw_live_x"] {
            assert!(Unproven::read(wrong).is_none(), "{wrong}");
        }
    }
}
