//! An invitation as it looks to the invited.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::team::Acceptance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use super::session::{SessionView, view_of};
use crate::extract::{Body, COOKIE, Path};
use crate::{HttpState, Problem};

/// An invitation.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Invitation {
    /// The organisation's name.
    organisation: String,
    /// Whom it invites.
    email: String,
    /// What they are to be.
    role: String,
    /// Who invites.
    invited_by: String,
    #[schemars(with = "String")]
    expires_at: Instant,
    /// Whether they have an account already, whose password is then asked for.
    has_account: bool,
}

/// How somebody accepts; nothing is needed of who is signed in to the account invited.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
struct AcceptForm {
    /// Their name, if they have no account yet.
    #[serde(default)]
    name: Option<String>,
    /// A new password, or that of their account.
    #[serde(default)]
    password: Option<String>,
    /// The code of their authenticator, where their account asks for one.
    #[serde(default)]
    code: Option<String>,
}

/// The path of an invitation.
#[derive(Deserialize, JsonSchema)]
struct ByToken {
    /// The token of the link.
    token: String,
}

/// Routes that need no session.
pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/invitations/{token}",
            get_with(read, |o| o.id("read_invitation").tag("auth").summary("Look at an invitation")),
        )
        .api_route(
            "/api/auth/invitations/{token}/accept",
            post_with(accept, |o| {
                o.id("accept_invitation")
                    .tag("auth")
                    .summary("Accept an invitation, and sign in")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

async fn read(
    State(state): State<HttpState>,
    browser: Browser,
    Path(ByToken { token }): Path<ByToken>,
) -> Result<Json<Invitation>, Problem> {
    if !state.limits.account(browser.client) {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let found = state.engine.invitation(&token).await?;
    Ok(Json(Invitation {
        organisation: found.organisation,
        email: found.email,
        role: found.role.to_string(),
        invited_by: found.invited_by,
        expires_at: found.expires_at,
        has_account: found.has_account,
    }))
}

async fn accept(
    State(state): State<HttpState>,
    browser: Browser,
    Path(ByToken { token }): Path<ByToken>,
    form: Option<Body<AcceptForm>>,
) -> Result<Response, Problem> {
    if !state.limits.account(browser.client) {
        return Err(Problem::of(FailureCode::TooManyAttempts));
    }
    let form = form.map(|Body(form)| form).unwrap_or_default();
    let caller = match browser.jar.get(COOKIE) {
        Some(cookie) => state.engine.caller(cookie.value(), None).await.ok(),
        None => None,
    };
    let how = Acceptance {
        token,
        name: form.name,
        password: form.password,
        code: form.code,
        caller,
        device: browser.device.clone(),
    };
    let opened = state.engine.accept_invitation(how).await?;
    let view = view_of(&state, &opened.access).await?;
    Ok((browser.with_session(&opened), Json(view)).into_response())
}
