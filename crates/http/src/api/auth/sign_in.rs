//! Signing in, going on, and signing out.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_engine::auth::{ACCESS_HOLDS, Opened, SignInRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use super::session::{SessionView, view_of};
use crate::extract::{Body, COOKIE};
use crate::{HttpState, Problem};

/// What somebody signs in with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    /// The mail address.
    email: String,
    /// The password.
    password: String,
    /// The code of their authenticator or a recovery code, where one is asked for.
    #[serde(default)]
    code: Option<String>,
}

/// A refresh token, where it does not come as a cookie.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RefreshForm {
    /// The refresh token; the cookie's when missing.
    #[serde(default)]
    refresh_token: Option<String>,
}

/// What a program signs in its requests with.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// Gets the next ones, once.
    refresh_token: String,
    /// Seconds until the access token runs out.
    expires_in: u64,
}

impl From<Opened> for Tokens {
    fn from(opened: Opened) -> Self {
        let expires_in = ACCESS_HOLDS.as_secs();
        Self { access_token: opened.access, refresh_token: opened.refresh, expires_in }
    }
}

/// Routes that need no session.
pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/sign-in",
            post_with(sign_in, |o| {
                o.id("sign_in").tag("auth").summary("Sign in").response::<200, Json<SessionView>>()
            }),
        )
        .api_route(
            "/api/auth/login",
            post_with(sign_in, |o| {
                o.id("login")
                    .tag("auth")
                    .summary("The same as /api/auth/sign-in")
                    .response::<200, Json<SessionView>>()
            }),
        )
        .api_route(
            "/api/auth/token",
            post_with(token, |o| o.id("get_token").tag("auth").summary("Sign a program in")),
        )
        .api_route(
            "/api/auth/refresh",
            post_with(refresh, |o| {
                o.id("refresh_session")
                    .tag("auth")
                    .summary("Go on with a session: by the cookie (204), or by a token in the body")
                    .response::<200, Json<Tokens>>()
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/auth/sign-out",
            post_with(sign_out, |o| o.id("sign_out").tag("auth").summary("Sign out").response::<204, ()>()),
        )
        .api_route(
            "/api/auth/logout",
            post_with(sign_out, |o| {
                o.id("logout").tag("auth").summary("The same as /api/auth/sign-out").response::<204, ()>()
            }),
        )
}

async fn open(state: &HttpState, browser: &Browser, form: SignInForm) -> Result<Opened, Problem> {
    // A device that is known has a budget of its own, which the engine counts.
    let may = match browser.device.token {
        Some(_) => state.limits.sign_in_on_device(browser.client),
        None => state.limits.sign_in(browser.client),
    };
    if !may {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let device = browser.device.clone();
    let request = SignInRequest { email: form.email, password: form.password, code: form.code, device };
    Ok(state.engine.sign_in(request).await?)
}

async fn sign_in(
    State(state): State<HttpState>,
    browser: Browser,
    Body(form): Body<SignInForm>,
) -> Result<Response, Problem> {
    let opened = open(&state, &browser, form).await?;
    let view = view_of(&state, &opened.access).await?;
    Ok((browser.with_session(&opened), Json(view)).into_response())
}

async fn token(
    State(state): State<HttpState>,
    browser: Browser,
    Body(form): Body<SignInForm>,
) -> Result<Json<Tokens>, Problem> {
    Ok(Json(open(&state, &browser, form).await?.into()))
}

async fn refresh(
    State(state): State<HttpState>,
    browser: Browser,
    form: Option<Body<RefreshForm>>,
) -> Result<Response, Problem> {
    if let Some(token) = form.and_then(|Body(form)| form.refresh_token) {
        let opened = state.engine.refresh_session(&token).await?;
        return Ok(Json(Tokens::from(opened)).into_response());
    }
    let token = browser.refresh_token().ok_or_else(|| Problem::of(FailureCode::NotSignedIn))?;
    match state.engine.refresh_session(token).await {
        Ok(opened) => Ok((StatusCode::NO_CONTENT, browser.with_session(&opened)).into_response()),
        // What does not hold any more is not to be sent again.
        Err(error) => Ok((browser.without_session(), Problem::from(error)).into_response()),
    }
}

async fn sign_out(State(state): State<HttpState>, browser: Browser) -> Result<Response, Problem> {
    if let Some(token) = browser.refresh_token() {
        state.engine.sign_out_by_refresh(token).await?;
    }
    if let Some(access) = browser.jar.get(COOKIE)
        && let Ok(caller) = state.engine.caller(access.value(), None).await
        && let Ok((user, session)) = caller.person()
    {
        // Another tab may have been faster.
        let _ = state.engine.end_session(&user.id, session).await;
    }
    Ok((StatusCode::NO_CONTENT, browser.without_session()).into_response())
}
