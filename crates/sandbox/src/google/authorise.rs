//! The page on which somebody says who they are, and the way back with a code.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{CLIENT, CODE_HOLDS_MS, Grant, Twist};
use crate::pages::{escape, page_with};
use crate::world::{World, lock};

/// What a program asks for.
#[derive(Deserialize)]
pub struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// The same, with who somebody says they are.
#[derive(Deserialize)]
pub struct Decided {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    /// Of a box: there when it is ticked.
    verified: Option<String>,
    #[serde(default)]
    twist: Twist,
    /// There when the button to refuse was pressed.
    refuse: Option<String>,
}

impl Asked {
    /// Where the answer goes, if the question is in order.
    fn redirect(&self) -> Result<Url, &'static str> {
        if self.client_id != CLIENT.0 {
            return Err("The OAuth client was not found. Error 401: invalid_client");
        }
        if self.response_type != "code" || !self.scope.split(' ').any(|scope| scope == "openid") {
            return Err("Required parameter is missing or wrong. Error 400: invalid_request");
        }
        if self.code_challenge.is_some() && self.code_challenge_method.as_deref() != Some("S256") {
            return Err("This page takes S256 only. Error 400: invalid_request");
        }
        let redirect = Url::parse(&self.redirect_uri).ok();
        let sound = redirect.filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
        sound.ok_or("The redirect URI is not one. Error 400: redirect_uri_mismatch")
    }
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], why.to_owned())
        .into_response()
}

/// The page.
pub async fn page(Query(asked): Query<Asked>) -> Response {
    let redirect = match asked.redirect() {
        Ok(redirect) => redirect,
        Err(why) => return refuse(why),
    };
    let mut fields = String::new();
    for (name, value) in [
        ("client_id", Some(&asked.client_id)),
        ("redirect_uri", Some(&asked.redirect_uri)),
        ("response_type", Some(&asked.response_type)),
        ("scope", Some(&asked.scope)),
        ("state", asked.state.as_ref()),
        ("nonce", asked.nonce.as_ref()),
        ("code_challenge", asked.code_challenge.as_ref()),
        ("code_challenge_method", asked.code_challenge_method.as_ref()),
    ] {
        if let Some(value) = value {
            let _ = write!(fields, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
        }
    }
    let mut twists = String::new();
    for (code, words) in Twist::ALL {
        let _ = write!(twists, "<option value=\"{code}\">{words}</option>");
    }
    let body = format!(
        "<p class=\"sandbox\" role=\"note\">Sandbox – no real accounts</p><h1>Who are you?</h1>\
         <form method=\"post\">{fields}\
         <p><label>Mail address <input name=\"email\" type=\"email\" value=\"demo@example.com\" required></label></p>\
         <p><label>Name <input name=\"name\" value=\"Demo Person\"></label></p>\
         <p><label><input name=\"verified\" type=\"checkbox\" value=\"yes\" checked> The address is confirmed</label></p>\
         <p><label>What goes wrong <select name=\"twist\">{twists}</select></label></p>\
         <p><button type=\"submit\">Continue</button> \
         <button type=\"submit\" name=\"refuse\" value=\"yes\" formnovalidate>Cancel</button></p></form>"
    );
    // A form's policy also holds for where its answer leads.
    page_with("Sign in", &body, &format!("'self' {}", redirect.origin().ascii_serialization()))
}

/// What somebody decided: back to the program, with a code or without.
pub async fn decide(State(world): State<Arc<World>>, Form(decided): Form<Decided>) -> Response {
    let asked = Asked {
        client_id: decided.client_id,
        redirect_uri: decided.redirect_uri,
        response_type: decided.response_type,
        scope: decided.scope,
        state: decided.state,
        nonce: decided.nonce,
        code_challenge: decided.code_challenge,
        code_challenge_method: decided.code_challenge_method,
    };
    let mut redirect = match asked.redirect() {
        Ok(redirect) => redirect,
        Err(why) => return refuse(why),
    };
    if let Some(state) = &asked.state {
        redirect.query_pairs_mut().append_pair("state", state);
    }
    if decided.refuse.is_some() {
        redirect.query_pairs_mut().append_pair("error", "access_denied");
        return found(&redirect);
    }
    let email = decided.email.trim().to_owned();
    if !email.contains('@') {
        return refuse("Enter a mail address.");
    }
    let code = world.ids.prefixed("4/0A", 40);
    let grant = Grant {
        redirect_uri: asked.redirect_uri,
        challenge: asked.code_challenge,
        nonce: asked.nonce,
        subject: subject(&email),
        email,
        name: decided.name,
        verified: decided.verified.is_some(),
        twist: decided.twist,
        until_ms: world.now_ms() + CODE_HOLDS_MS,
    };
    let mut google = lock(&world.google);
    let now = world.now_ms();
    google.grants.retain(|_, grant| grant.until_ms > now);
    google.rotated |= grant.twist == Twist::NewKey;
    google.grants.insert(code.clone(), grant);
    redirect.query_pairs_mut().append_pair("code", &code).append_pair("scope", &asked.scope);
    found(&redirect)
}

/// A number of 21 digits, the same for the same address whatever its case.
fn subject(email: &str) -> String {
    let digest = Sha256::digest(email.to_lowercase().as_bytes());
    let digits: String = digest.iter().map(|byte| char::from(b'0' + byte % 10)).take(20).collect();
    format!("1{digits}")
}

fn found(redirect: &Url) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, redirect.to_string())]).into_response()
}
