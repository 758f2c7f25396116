//! The client: where the pages are, whose keys are whose, and a code for who somebody is.

use std::time::Duration;

use async_trait::async_trait;
use ringwright_domain::Instant;
use tokio::sync::Mutex;
use url::Url;

use super::token::{Unproven, Wanted};
use super::wire::{Discovery, Jwk, KeySet, Refusal, Tokens};
use crate::http::Request;
use crate::identity::{Asking, Identity, IdentityProblem, IdentityProvider, Return};
use crate::{BaseUrl, Http, Secret, VendorError};

/// How long the addresses and keys are taken to stay.
const STAYS: Duration = Duration::from_secs(24 * 3_600);
/// How often the keys are asked for because of one that nobody knows, at most.
const BETWEEN: Duration = Duration::from_secs(60);

/// Google as somebody who vouches for people. One for the process: it keeps what was published.
pub struct GoogleSignIn {
    http: Http,
    base: BaseUrl,
    client: String,
    secret: Secret,
    places: Mutex<Option<(Places, Instant)>>,
    keys: Mutex<Option<(Vec<Jwk>, Instant)>>,
}

/// Where what is.
#[derive(Clone)]
struct Places {
    issuer: String,
    page: Url,
    token: Url,
    keys: Url,
}

impl GoogleSignIn {
    /// A client of this id and secret at `base` (`https://accounts.google.com`).
    pub fn new(http: Http, base: BaseUrl, client: String, secret: Secret) -> Self {
        Self { http, base, client, secret, places: Mutex::default(), keys: Mutex::default() }
    }

    async fn places(&self, now: Instant) -> Result<Places, VendorError> {
        let mut known = self.places.lock().await;
        if let Some((places, _)) = known.as_ref().filter(|(_, at)| now.since(*at) < STAYS) {
            return Ok(places.clone());
        }
        let url = self.base.join(&[".well-known", "openid-configuration"]);
        let answer = self.http.send(Request::get(url)).await?;
        if !answer.status.is_success() {
            return Err(refused(answer.status.as_u16(), None));
        }
        let found: Discovery = answer.json()?;
        if found.issuer != self.base.as_str().trim_end_matches('/') {
            return Err(VendorError::unreadable("the provider gives another name than it is asked by"));
        }
        let places = Places {
            issuer: found.issuer,
            page: self.place(&found.authorization_endpoint)?,
            token: self.place(&found.token_endpoint)?,
            keys: self.place(&found.jwks_uri)?,
        };
        *known = Some((places.clone(), now));
        Ok(places)
    }

    /// An address that the provider names: over TLS, as its own is; over plain HTTP only where its own is.
    fn place(&self, text: &str) -> Result<Url, VendorError> {
        let wrong = || VendorError::unreadable("the provider names an address that is none");
        let url: Url = text.parse().map_err(|_| wrong())?;
        let plain = url.scheme() == "http" && self.base.as_str().starts_with("http://");
        if url.scheme() == "https" || plain { Ok(url) } else { Err(wrong()) }
    }

    /// The key of this id. One that is not known is asked for, at most once a minute.
    async fn key(&self, kid: &str, places: &Places, now: Instant) -> Result<Option<Jwk>, VendorError> {
        let find = |keys: &[Jwk]| {
            let fits = |key: &&Jwk| {
                key.kid == kid && key.kty == "RSA" && key.alg.as_deref().is_none_or(|alg| alg == "RS256")
            };
            keys.iter().find(fits).cloned()
        };
        let mut known = self.keys.lock().await;
        if let Some((keys, at)) = known.as_ref() {
            let age = now.since(*at);
            let found = find(keys).filter(|_| age < STAYS);
            if found.is_some() || age < BETWEEN {
                return Ok(found);
            }
        }
        let answer = self.http.send(Request::get(places.keys.clone())).await?;
        if !answer.status.is_success() {
            return Err(refused(answer.status.as_u16(), None));
        }
        let set: KeySet = answer.json()?;
        let found = find(&set.keys);
        *known = Some((set.keys, now));
        Ok(found)
    }

    async fn token(&self, back: &Return<'_>, places: &Places) -> Result<String, IdentityProblem> {
        let request = Request::post(places.token.clone()).form(&[
            ("grant_type", "authorization_code"),
            ("code", back.code),
            ("redirect_uri", back.redirect),
            ("client_id", &self.client),
            ("client_secret", self.secret.expose()),
            ("code_verifier", back.verifier),
        ]);
        let answer = self.http.send(request).await.map_err(VendorError::from)?;
        if answer.status.is_success() {
            let tokens: Tokens = answer.json()?;
            return Ok(tokens.id_token);
        }
        let why = answer.json::<Refusal>().ok().map(|refusal| refusal.error);
        if why.as_deref() == Some("invalid_grant") {
            return Err(IdentityProblem::Code);
        }
        Err(refused(answer.status.as_u16(), why).into())
    }
}

fn refused(status: u16, code: Option<String>) -> VendorError {
    VendorError::Refused { status, code, detail: "the identity provider refuses".to_owned() }
}

#[async_trait]
impl IdentityProvider for GoogleSignIn {
    async fn page(&self, asking: &Asking<'_>, now: Instant) -> Result<String, VendorError> {
        let mut page = self.places(now).await?.page;
        page.query_pairs_mut().extend_pairs([
            ("client_id", self.client.as_str()),
            ("redirect_uri", asking.redirect),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("state", asking.state),
            ("nonce", asking.nonce),
            ("code_challenge", asking.challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "select_account"),
        ]);
        Ok(page.into())
    }

    async fn identity(&self, back: &Return<'_>, now: Instant) -> Result<Identity, IdentityProblem> {
        let places = self.places(now).await?;
        let token = self.token(back, &places).await?;
        let unproven = Unproven::read(&token).map_err(IdentityProblem::Unbelievable)?;
        let key = self.key(&unproven.kid, &places, now).await?;
        let key = key.ok_or(IdentityProblem::Unbelievable("nobody publishes its key"))?;
        let wanted = Wanted { issuer: &places.issuer, client: &self.client, nonce: back.nonce, now };
        let claims = unproven.prove(&key, &wanted).map_err(IdentityProblem::Unbelievable)?;
        Ok(Identity { subject: claims.sub, email: claims.email, email_verified: claims.email_verified })
    }
}
