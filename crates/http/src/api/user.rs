//! What people do about themselves: profile, preferences, another password, leaving.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::user::{Preferences, ProfileChange};
use ringwright_store::User;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::Browser;
use crate::extract::{Body, Path, SignedIn};
use crate::{HttpState, Problem};

/// A person, as they see themselves.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Profile {
    id: String,
    name: String,
    email: String,
    email_verified: bool,
    /// The language of the page for them; empty for the browser's.
    locale: String,
    /// Their own IANA time zone; empty for the organisation's.
    time_zone: String,
    /// Whether a code of their authenticator is asked for.
    totp: bool,
    /// Whether they have a password; without one they sign in with Google, or choose one by mail.
    has_password: bool,
    /// Whether they can sign in with Google.
    google: bool,
    #[schemars(with = "String")]
    created_at: Instant,
}

/// What to change; what is missing stays.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProfileForm {
    #[serde(default)]
    name: Option<String>,
    /// The language of the page (BCP 47); empty for the browser's.
    #[serde(default)]
    locale: Option<String>,
    /// The IANA time zone; empty for the organisation's.
    #[serde(default)]
    time_zone: Option<String>,
}

/// How somebody likes the page.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PreferencesBody {
    /// system, light or dark.
    #[serde(default)]
    theme: String,
    /// comfortable or compact.
    #[serde(default)]
    density: String,
    /// The page of the console that is opened first, such as `/console/calls`.
    #[serde(default)]
    start_page: String,
    /// Of what they want to be told, by its name.
    #[serde(default)]
    notifications: std::collections::BTreeMap<String, bool>,
}

/// Another password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    /// The one they have.
    current: String,
    /// The one they choose.
    password: String,
    /// The code of their authenticator or a recovery code, where one is asked for.
    #[serde(default)]
    code: Option<String>,
}

/// What it takes to delete an account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FarewellForm {
    password: String,
    /// The code of their authenticator or a recovery code, where one is asked for.
    #[serde(default)]
    code: Option<String>,
}

/// The path of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ByOrganisation {
    /// Its id.
    id: String,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/user",
            delete_with(delete, |o| {
                o.id("delete_account").tag("user").summary("Delete your account").response::<204, ()>()
            }),
        )
        .api_route(
            "/api/user/profile",
            get_with(profile, |o| o.id("get_profile").tag("user").summary("Your profile"))
                .patch_with(change, |o| o.id("change_profile").tag("user").summary("Change your profile")),
        )
        .api_route(
            "/api/user/preferences",
            get_with(preferences, |o| o.id("get_preferences").tag("user").summary("How you like the page"))
                .put_with(prefer, |o| {
                    o.id("put_preferences").tag("user").summary("Keep how you like the page")
                }),
        )
        .api_route(
            "/api/user/password",
            post_with(password, |o| {
                o.id("change_password")
                    .tag("user")
                    .summary("Choose another password; ends your other sessions")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/user/memberships/{id}",
            delete_with(leave, |o| {
                o.id("leave_organisation").tag("user").summary("Leave an organisation").response::<204, ()>()
            }),
        )
}

impl From<&User> for Profile {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            name: user.name.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified_at.is_some(),
            locale: user.locale.clone(),
            time_zone: user.time_zone.clone(),
            totp: user.totp_since.is_some(),
            has_password: !user.password_hash.is_empty(),
            google: user.google_subject.is_some(),
            created_at: user.created_at,
        }
    }
}

impl From<Preferences> for PreferencesBody {
    fn from(kept: Preferences) -> Self {
        Self {
            theme: kept.theme,
            density: kept.density,
            start_page: kept.start_page,
            notifications: kept.notifications,
        }
    }
}

async fn profile(who: SignedIn) -> Json<Profile> {
    Json(Profile::from(&who.user))
}

async fn change(
    State(state): State<HttpState>,
    who: SignedIn,
    Body(form): Body<ProfileForm>,
) -> Result<Json<Profile>, Problem> {
    let change = ProfileChange { name: form.name, locale: form.locale, time_zone: form.time_zone };
    Ok(Json(Profile::from(&state.engine.change_own_profile(&who.caller, &change).await?)))
}

async fn preferences(
    State(state): State<HttpState>,
    who: SignedIn,
) -> Result<Json<PreferencesBody>, Problem> {
    Ok(Json(state.engine.preferences(&who.caller)?.into()))
}

async fn prefer(
    State(state): State<HttpState>,
    who: SignedIn,
    Body(form): Body<PreferencesBody>,
) -> Result<Json<PreferencesBody>, Problem> {
    let wanted = Preferences {
        theme: form.theme,
        density: form.density,
        start_page: form.start_page,
        notifications: form.notifications,
    };
    Ok(Json(state.engine.set_preferences(&who.caller, wanted).await?.into()))
}

async fn password(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Body(form): Body<PasswordForm>,
) -> Result<StatusCode, Problem> {
    let both = (form.current, form.password);
    state.engine.change_password(&who.caller, both, form.code.as_deref(), &browser.device).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn leave(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Path(ByOrganisation { id }): Path<ByOrganisation>,
) -> Result<Response, Problem> {
    let org = id.parse().map_err(|_| Problem::of(FailureCode::OrganisationNotFound))?;
    Ok(match state.engine.leave_organisation(&who.caller, &org).await? {
        Some(access) => (StatusCode::NO_CONTENT, browser.with_access(access)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

async fn delete(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Body(form): Body<FarewellForm>,
) -> Result<Response, Problem> {
    let (device, code) = (browser.device.clone(), form.code);
    state.engine.delete_account(&who.caller, form.password, code.as_deref(), &device).await?;
    Ok((StatusCode::NO_CONTENT, browser.without_session()).into_response())
}
