//! Signing up, proving a mail address, and choosing another password.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_engine::auth::{RegistrationForm, strength};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use super::session::{SessionView, view_of};
use crate::extract::{Body, Client, Created};
use crate::{HttpState, Problem};

/// What somebody signs up with.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegisterForm {
    /// The name of the organisation.
    organisation: String,
    /// Their own name.
    name: String,
    /// Their mail address.
    email: String,
    /// The password that they choose.
    password: String,
    /// The IANA time zone of the organisation; UTC when missing.
    #[serde(default)]
    time_zone: Option<String>,
    /// Whether they agree to the terms.
    accept_terms: bool,
}

/// A password to be judged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    password: String,
    /// Their mail address, which is no good password.
    #[serde(default)]
    email: Option<String>,
    /// Their name, which is none either.
    #[serde(default)]
    name: Option<String>,
}

/// How strong a password is.
#[derive(Serialize, JsonSchema)]
struct PasswordStrength {
    /// 0 (guessed at once) to 4 (very hard to guess).
    score: u8,
    /// What makes it weak; empty when nothing does.
    warning: String,
    /// How to make it stronger.
    suggestions: Vec<String>,
    /// Whether it is known from breaches.
    breached: bool,
}

/// The token of a link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenForm {
    token: String,
}

/// A mail address that was proved.
#[derive(Serialize, JsonSchema)]
struct Verified {
    email: String,
}

/// A mail address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ForgotForm {
    email: String,
}

/// Another password, by the link that was sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResetForm {
    token: String,
    password: String,
}

/// Routes that need no session.
pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/register",
            post_with(register, |o| {
                o.id("register").tag("auth").summary("Sign up").response::<201, Json<SessionView>>()
            }),
        )
        .api_route(
            "/api/auth/password-strength",
            post_with(judge, |o| o.id("judge_password").tag("auth").summary("How strong a password is")),
        )
        .api_route(
            "/api/auth/verify",
            post_with(verify, |o| {
                o.id("verify_email").tag("auth").summary("Prove a mail address by its link")
            }),
        )
        .api_route(
            "/api/auth/forgot",
            post_with(forgot, |o| {
                o.id("forgot_password")
                    .tag("auth")
                    .summary("Have a link sent by which another password is chosen")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/auth/reset",
            post_with(reset, |o| {
                o.id("reset_password")
                    .tag("auth")
                    .summary("Choose another password by that link; ends all sessions")
                    .response::<204, ()>()
            }),
        )
}

fn in_bounds(state: &HttpState, client: std::net::IpAddr) -> Result<(), Problem> {
    if state.limits.account(client) { Ok(()) } else { Err(Problem::of(FailureCode::TooManyAttempts)) }
}

async fn register(
    State(state): State<HttpState>,
    browser: Browser,
    Body(form): Body<RegisterForm>,
) -> Result<Response, Problem> {
    in_bounds(&state, browser.client)?;
    let form = RegistrationForm {
        organisation: form.organisation,
        name: form.name,
        email: form.email,
        password: form.password,
        time_zone: form.time_zone,
        accept_terms: form.accept_terms,
    };
    let sound = form.read()?;
    // A form that is wrong costs nothing; one that is right tells whether an address is known.
    if !state.limits.register(browser.client) {
        return Err(Problem::of(FailureCode::TooManyAttempts).wait(600));
    }
    let opened = state.engine.register(sound, &browser.device).await?;
    let view = view_of(&state, &opened.access).await?;
    Ok((browser.with_session(&opened), Created(view)).into_response())
}

async fn judge(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<PasswordForm>,
) -> Result<Json<PasswordStrength>, Problem> {
    in_bounds(&state, client)?;
    let about = [form.email.unwrap_or_default(), form.name.unwrap_or_default()];
    let judged = strength(&form.password, &[&about[0], &about[1]]);
    Ok(Json(PasswordStrength {
        score: judged.score,
        warning: judged.warning,
        suggestions: judged.suggestions,
        breached: judged.breached,
    }))
}

async fn verify(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<TokenForm>,
) -> Result<Json<Verified>, Problem> {
    in_bounds(&state, client)?;
    Ok(Json(Verified { email: state.engine.verify_email(&form.token).await? }))
}

async fn forgot(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<ForgotForm>,
) -> Result<StatusCode, Problem> {
    in_bounds(&state, client)?;
    state.engine.forgot_password(&form.email).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<ResetForm>,
) -> Result<StatusCode, Problem> {
    in_bounds(&state, client)?;
    state.engine.reset_password(&form.token, form.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
