//! The second factor of whoever is signed in, and the mail that asks them to prove their address.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use crate::extract::{Body, SignedIn};
use crate::{HttpState, Problem};

/// What an authenticator is set up with.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Enrolment {
    /// The secret, for typing.
    secret: String,
    /// The same as an address, for a picture to scan.
    otpauth_url: String,
}

/// What it takes to switch the second factor on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmForm {
    /// The password; empty for who has none, since they sign in elsewhere.
    #[serde(default)]
    password: String,
    /// A code that the authenticator shows.
    code: String,
}

/// Codes for when the authenticator is lost; shown once.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// What it takes to switch the second factor off.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DropForm {
    password: String,
    /// A code of the authenticator, or a recovery code.
    code: String,
}

/// Behind the guard.
pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/totp",
            post_with(enrol, |o| {
                o.id("enrol_second_factor").tag("auth").summary("Begin to set up an authenticator")
            })
            .delete_with(drop_it, |o| {
                o.id("drop_second_factor")
                    .tag("auth")
                    .summary("Switch the second factor off")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/auth/totp/confirm",
            post_with(confirm, |o| {
                o.id("confirm_second_factor").tag("auth").summary("Switch it on, with a code that it shows")
            }),
        )
        .api_route(
            "/api/auth/verify/resend",
            post_with(ask_again, |o| {
                o.id("resend_verification")
                    .tag("auth")
                    .summary("Have the mail that proves your address sent again")
                    .response::<204, ()>()
            }),
        )
}

async fn enrol(State(state): State<HttpState>, who: SignedIn) -> Result<Json<Enrolment>, Problem> {
    let made = state.engine.enrol_second_factor(&who.caller).await?;
    Ok(Json(Enrolment { secret: made.secret, otpauth_url: made.otpauth_url }))
}

async fn confirm(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Body(form): Body<ConfirmForm>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let ConfirmForm { password, code } = form;
    let confirmed = state.engine.confirm_second_factor(&who.caller, password, &code, &browser.device).await;
    let recovery_codes = confirmed?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

async fn drop_it(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Body(form): Body<DropForm>,
) -> Result<StatusCode, Problem> {
    let DropForm { password, code } = form;
    state.engine.drop_second_factor(&who.caller, password, &code, &browser.device).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ask_again(State(state): State<HttpState>, who: SignedIn) -> Result<StatusCode, Problem> {
    state.engine.ask_for_proof_again(&who.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
