//! What Google sends.

use serde::Deserialize;

/// The discovery document.
#[derive(Deserialize)]
pub(super) struct Discovery {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
}

/// The keys that sign.
#[derive(Deserialize)]
pub(super) struct KeySet {
    pub keys: Vec<Jwk>,
}

/// One of them.
#[derive(Clone, Deserialize)]
pub(super) struct Jwk {
    pub kty: String,
    #[serde(default)]
    pub kid: String,
    #[serde(default)]
    pub alg: Option<String>,
    #[serde(default)]
    pub n: String,
    #[serde(default)]
    pub e: String,
}

/// The answer to a code.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub id_token: String,
}

/// Why there is none.
#[derive(Deserialize)]
pub(super) struct Refusal {
    pub error: String,
}

/// The head of a token.
#[derive(Deserialize)]
pub(super) struct Header {
    pub alg: String,
    #[serde(default)]
    pub kid: String,
}

/// What a token says.
#[derive(Deserialize)]
pub(super) struct Claims {
    pub iss: String,
    pub aud: Audience,
    #[serde(default)]
    pub azp: Option<String>,
    pub sub: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub email_verified: bool,
    #[serde(default)]
    pub nonce: Option<String>,
    pub iat: i64,
    pub exp: i64,
}

/// Whom a token is for.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Whether it is for this client, and if also for others, asked for by this one.
    pub fn is(&self, client: &str, azp: Option<&str>) -> bool {
        let alone = match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client) && (many.len() == 1 || azp.is_some()),
        };
        alone && azp.is_none_or(|azp| azp == client)
    }
}
