//! A code for a token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys::Key;
use super::{CLIENT, Grant, Twist, issuer};
use crate::world::{World, lock};

/// How long a token holds, in seconds.
const HOLDS: i64 = 3_600;

/// What a program sends.
#[derive(Deserialize)]
pub struct Exchange {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    grant_type: String,
    code_verifier: Option<String>,
}

fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}

/// Gives the token of a code, once.
pub async fn exchange(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Form(form): Form<Exchange>,
) -> Response {
    if (form.client_id.as_str(), form.client_secret.as_str()) != CLIENT {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client", "The OAuth client was not found.");
    }
    if form.grant_type != "authorization_code" {
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Invalid grant_type.");
    }
    // Whatever comes of it, it was used.
    let grant = lock(&world.google).grants.remove(&form.code);
    let grant = grant.filter(|grant| grant.until_ms > world.now_ms());
    let Some(grant) = grant.filter(|grant| grant.redirect_uri == form.redirect_uri) else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant", "Malformed auth code.");
    };
    if let Some(challenge) = &grant.challenge {
        let verifier = form.code_verifier.unwrap_or_default();
        if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) != *challenge {
            return refuse(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid code verifier.");
        }
    }
    let Some(id_token) = id_token(&world, &headers, &grant) else {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "No key signs.");
    };
    Json(json!({
        "access_token": world.ids.prefixed("ya29.a0", 60), "expires_in": HOLDS - 1, "token_type": "Bearer",
        "scope": "openid https://www.googleapis.com/auth/userinfo.email", "id_token": id_token,
    }))
    .into_response()
}

/// What the token says, with what goes wrong on purpose.
fn claims(world: &World, headers: &HeaderMap, grant: &Grant) -> Value {
    let now = world.now_s();
    let mut claims = json!({
        "iss": issuer(world, headers), "azp": CLIENT.0, "aud": CLIENT.0, "sub": grant.subject,
        "email": grant.email, "email_verified": grant.verified, "name": grant.name, "nonce": grant.nonce,
        "iat": now, "exp": now + HOLDS,
    });
    match grant.twist {
        Twist::WrongNonce => claims["nonce"] = "somebody-elses-nonce".into(),
        Twist::WrongAudience => claims["aud"] = "another-client.apps.example.com".into(),
        Twist::WrongIssuer => claims["iss"] = "https://accounts.example.com".into(),
        Twist::Expired => {
            claims["iat"] = (now - 2 * HOLDS).into();
            claims["exp"] = (now - HOLDS).into();
        }
        _ => {}
    }
    claims
}

fn id_token(world: &World, headers: &HeaderMap, grant: &Grant) -> Option<String> {
    let key = if grant.twist == Twist::NewKey { Key::Next } else { Key::First };
    let (alg, kid) = match grant.twist {
        Twist::Unsigned => ("none", key.id()),
        Twist::Symmetric => ("HS256", key.id()),
        Twist::ForeignKey => ("RS256", "5a0b00000000000000000000000000ff"),
        _ => ("RS256", key.id()),
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = claims(world, headers, grant);
    let header = part(&json!({ "alg": alg, "kid": kid, "typ": "JWT" }));
    let signed = format!("{header}.{}", part(&claims));
    let signature = match grant.twist {
        Twist::Unsigned => Vec::new(),
        Twist::Symmetric => {
            let mut mac = Hmac::<Sha256>::new_from_slice(CLIENT.1.as_bytes()).ok()?;
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => key.sign(&signed)?,
    };
    let signature = URL_SAFE_NO_PAD.encode(signature);
    if grant.twist == Twist::Tampered {
        let mut changed = claims;
        changed["email"] = "demo@example.com".into();
        return Some(format!("{header}.{}.{signature}", part(&changed)));
    }
    Some(format!("{signed}.{signature}"))
}
