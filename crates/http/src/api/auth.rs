//! Signing in and out.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ringwright_domain::FailureCode;
use ringwright_engine::auth::SignInRequest;
use ringwright_store::{Organisation, User};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, COOKIE, Client, Operator};
use crate::{HttpState, Problem};

/// What somebody signs in with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    /// The mail address.
    email: String,
    /// The password.
    password: String,
}

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
struct Me {
    user: Person,
    organisation: OwnOrganisation,
}

/// A person.
#[derive(Serialize, JsonSchema)]
struct Person {
    id: String,
    email: String,
    name: String,
    /// viewer, operator, admin or owner.
    role: String,
}

/// The organisation that they work for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OwnOrganisation {
    id: String,
    name: String,
    slug: String,
    /// The IANA time zone.
    time_zone: String,
}

impl Me {
    fn of(user: User, organisation: Organisation) -> Self {
        Self {
            user: Person { id: user.id.to_string(), email: user.email, name: user.name, role: user.role },
            organisation: OwnOrganisation {
                id: organisation.id.to_string(),
                name: organisation.name,
                slug: organisation.slug,
                time_zone: organisation.time_zone,
            },
        }
    }
}

/// Routes that need no session.
pub(crate) fn open_routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/login",
            post_with(sign_in, |o| {
                o.id("sign_in").tag("auth").summary("Sign in").response::<200, Json<Me>>()
            }),
        )
        .api_route(
            "/api/auth/logout",
            post_with(sign_out, |o| o.id("sign_out").tag("auth").summary("Sign out").response::<204, ()>()),
        )
}

/// Routes behind the guard.
pub(crate) fn guarded_routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route("/api/auth/me", get_with(me, |o| o.id("get_me").tag("auth").summary("Who is signed in")))
}

async fn sign_in(
    State(state): State<HttpState>,
    Client(client): Client,
    jar: CookieJar,
    Body(form): Body<SignInForm>,
) -> Result<Response, Problem> {
    if !state.limits.sign_in(client) {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let request = SignInRequest { email: form.email, password: form.password };
    let session = state.engine.sign_in(request).await?;
    let organisation = state.engine.org(&session.user.org).read().await?.organisation().await?;
    let jar = jar.add(cookie(session.token, state.settings.tls));
    Ok((jar, Json(Me::of(session.user, organisation))).into_response())
}

async fn sign_out(State(state): State<HttpState>, jar: CookieJar) -> Result<Response, Problem> {
    if let Some(cookie) = jar.get(COOKIE) {
        state.engine.sign_out(cookie.value()).await?;
    }
    let jar = jar.remove(Cookie::build(COOKIE).path("/"));
    Ok((StatusCode::NO_CONTENT, jar).into_response())
}

async fn me(operator: Operator) -> Json<Me> {
    Json(Me::of(operator.user, operator.organisation))
}

/// A cookie that no script reads and no other site sends. It ends with the browser; the session behind
/// it ends after its hours.
fn cookie(token: String, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .build()
}
