//! Signing in with an account at Google.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ringwright_domain::FailureCode;
use ringwright_engine::auth::{GOOGLE_HOLDS, GoogleEnd};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use super::session::{SessionView, view_of};
use crate::extract::{Body, Query};
use crate::{HttpState, Problem};

/// The name of the cookie with what is kept meanwhile, sealed.
const COOKIE: &str = "ringwright_google";
/// The only addresses that it is sent to.
const PATH: &str = "/api/auth/google";

/// What somebody can sign in with, besides a password.
#[derive(Serialize, JsonSchema)]
struct Providers {
    /// Whether with an account at Google.
    google: bool,
}

/// Where somebody wants to be afterwards.
#[derive(Deserialize, JsonSchema)]
struct Begin {
    /// A path of this installation; `/console` when missing.
    next: Option<String>,
}

/// What somebody comes back with.
#[derive(Deserialize, JsonSchema)]
struct Back {
    /// Comes back as it was sent.
    #[serde(default)]
    state: String,
    /// Google's word for who they are, good once.
    code: Option<String>,
    /// Why there is none.
    #[serde(rename = "error")]
    _error: Option<String>,
}

/// The second factor.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodeForm {
    /// The code of the authenticator, or a recovery code.
    code: String,
}

/// Routes that need no session.
pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/providers",
            get_with(providers, |o| {
                o.id("list_providers").tag("auth").summary("What can be signed in with, besides a password")
            }),
        )
        .api_route(
            "/api/auth/google",
            get_with(begin, |o| {
                o.id("begin_google")
                    .tag("auth")
                    .summary("For browsers: on to Google, and from there to where somebody wanted")
                    .response::<302, ()>()
            }),
        )
        .api_route(
            "/api/auth/google/callback",
            get_with(back, |o| {
                o.id("end_google")
                    .tag("auth")
                    .summary(
                        "For browsers that come from Google: on to where somebody wanted, or to \
                         /sign-in?problem=CODE",
                    )
                    .response::<302, ()>()
            }),
        )
        .api_route(
            "/api/auth/google/code",
            post_with(code, |o| {
                o.id("end_google_with_code")
                    .tag("auth")
                    .summary("After /sign-in?problem=second_factor_needed&by=google: the second factor")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

async fn providers(State(state): State<HttpState>) -> Json<Providers> {
    Json(Providers { google: state.engine.offers_google() })
}

/// A cookie that also comes along when Google leads the browser back.
fn kept(value: String, same_site: SameSite, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path(PATH)
        .http_only(true)
        .same_site(same_site)
        .secure(secure)
        .max_age(GOOGLE_HOLDS.try_into().unwrap_or_default())
        .build()
}

fn without(jar: CookieJar) -> CookieJar {
    jar.remove(Cookie::build(COOKIE).path(PATH))
}

fn found(to: &str) -> impl IntoResponse {
    (StatusCode::FOUND, [(header::LOCATION, to.to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())])
}

/// Back to the page for signing in, which shows the words of the catalogue.
fn refused(jar: CookieJar, problem: &Problem) -> Response {
    (without(jar), found(&format!("/sign-in?problem={}", problem.code()))).into_response()
}

fn query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn begin(
    State(state): State<HttpState>,
    browser: Browser,
    Query(begin): Query<Begin>,
) -> Result<Response, Problem> {
    if !state.limits.account(browser.client) {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let secure = state.settings.tls;
    Ok(match state.engine.go_to_google(begin.next.as_deref()).await {
        Ok(start) => {
            let jar = browser.jar.add(kept(start.kept, SameSite::Lax, secure));
            (jar, found(&start.page)).into_response()
        }
        Err(error) => refused(browser.jar, &error.into()),
    })
}

async fn back(
    State(state): State<HttpState>,
    browser: Browser,
    Query(back): Query<Back>,
) -> Result<Response, Problem> {
    if !state.limits.account(browser.client) {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let cookie = browser.jar.get(COOKIE).map(|cookie| cookie.value().to_owned());
    let (Some(cookie), Some(code)) = (cookie, back.code) else {
        return Ok(refused(browser.jar, &Problem::of(FailureCode::ProviderRefused)));
    };
    Ok(match state.engine.come_from_google(&cookie, &back.state, &code, &browser.device).await {
        Ok(GoogleEnd::In { opened, next }) => {
            (without(browser.with_session(&opened)), found(&next)).into_response()
        }
        Ok(GoogleEnd::CodeNeeded { kept: vouched, next }) => {
            let needed = FailureCode::SecondFactorNeeded.code();
            let to = format!("/sign-in?problem={needed}&by=google&next={}", query(&next));
            let jar = browser.jar.add(kept(vouched, SameSite::Strict, state.settings.tls));
            (jar, found(&to)).into_response()
        }
        Err(error) => refused(browser.jar, &error.into()),
    })
}

async fn code(
    State(state): State<HttpState>,
    browser: Browser,
    Body(form): Body<CodeForm>,
) -> Result<Response, Problem> {
    let cookie = browser.jar.get(COOKIE).map(|cookie| cookie.value().to_owned());
    let cookie = cookie.ok_or_else(|| Problem::of(FailureCode::ProviderRefused))?;
    let opened = state.engine.come_from_google_with(&cookie, &form.code, &browser.device).await?;
    let view = view_of(&state, &opened.access).await?;
    Ok((without(browser.with_session(&opened)), Json(view)).into_response())
}
