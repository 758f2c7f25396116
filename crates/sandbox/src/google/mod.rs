//! Google as an identity provider: OpenID Connect with the code flow.
//!
//! Written from the vendor's documents (developers.google.com/identity/openid-connect) and the standards they name
//! (OpenID Connect Core 1.0, RFC 7636 for the proof of the code, RFC 7517 for the keys). Whoever opens the page is
//! whom they say they are; what goes wrong with the token that follows can be chosen there too.

mod authorise;
mod keys;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::routes::{base_url, page_url};
use crate::world::World;

/// The client that is known, and its secret.
const CLIENT: (&str, &str) = ("sandbox-client.apps.example.com", "GOCSPX-sandbox");
/// How long a code holds, in milliseconds.
const CODE_HOLDS_MS: i64 = 60_000;

/// What goes wrong on purpose with the token of one sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Twist {
    /// Nothing.
    #[default]
    None,
    /// It carries another nonce.
    WrongNonce,
    /// It is for another client.
    WrongAudience,
    /// It is from another issuer.
    WrongIssuer,
    /// It has run out.
    Expired,
    /// It says that it needs no signature, and has none.
    Unsigned,
    /// It is signed with a secret that both sides know, instead of a key.
    Symmetric,
    /// Its words were changed after it was signed.
    Tampered,
    /// It is signed by a key that is published from now on.
    NewKey,
    /// It is signed by a key that nobody publishes.
    ForeignKey,
}

impl Twist {
    /// All of them, by the words of the form.
    const ALL: [(&str, &str); 10] = [
        ("none", "Nothing"),
        ("wrong_nonce", "Another nonce"),
        ("wrong_audience", "For another client"),
        ("wrong_issuer", "From another issuer"),
        ("expired", "It has run out"),
        ("unsigned", "No signature"),
        ("symmetric", "A shared secret instead of a key"),
        ("tampered", "Changed after signing"),
        ("new_key", "A new key"),
        ("foreign_key", "A key that nobody publishes"),
    ];
}

/// What a code stands for, until it is used.
struct Grant {
    redirect_uri: String,
    challenge: Option<String>,
    nonce: Option<String>,
    subject: String,
    email: String,
    name: String,
    verified: bool,
    twist: Twist,
    until_ms: i64,
}

/// All of Google.
#[derive(Default)]
pub struct Google {
    grants: HashMap<String, Grant>,
    /// Whether the next key is published beside the first.
    rotated: bool,
}

impl Google {
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The routes under `/google`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/o/oauth2/v2/auth", get(authorise::page).post(authorise::decide))
        .route("/token", post(token::exchange))
        .route("/oauth2/v3/certs", get(keys::published))
}

fn issuer(world: &World, headers: &HeaderMap) -> String {
    format!("{}/google", base_url(world, headers))
}

async fn configuration(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let issuer = issuer(&world, &headers);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{}/google/o/oauth2/v2/auth", page_url(&world, &headers)),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/oauth2/v3/certs"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": ["plain", "S256"],
    }))
    .into_response()
}
