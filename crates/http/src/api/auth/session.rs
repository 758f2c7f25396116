//! Who is signed in, for which organisation, and what they may do there.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ringwright_domain::ids::OrgId;
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::auth::Caller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cookies::Browser;
use crate::extract::{Body, SignedIn};
use crate::{HttpState, Problem};

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    user: Person,
    organisation: OwnOrganisation,
    /// What the person is in the organisation: viewer, operator, admin or owner.
    role: String,
    /// What they may do, such as `bookings.read`.
    permissions: Vec<String>,
    /// Until when they look into the organisation as somebody who looks after the installation, if they do.
    #[schemars(with = "Option<String>")]
    visiting_until: Option<Instant>,
    /// Every organisation that they belong to.
    organisations: Vec<Belonging>,
    /// Until when the access token holds; the refresh token gets the next one.
    #[schemars(with = "String")]
    expires_at: Instant,
}

/// A person.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Person {
    id: String,
    email: String,
    name: String,
    /// viewer, operator, admin or owner, in the organisation chosen.
    role: String,
    /// Whether they proved that the mail address is theirs.
    email_verified: bool,
    /// Whether a code of their authenticator is asked for.
    totp: bool,
    /// Whether they look after the whole installation.
    platform_admin: bool,
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
    /// Whether nobody may work in it for now.
    suspended: bool,
    /// Why.
    suspended_because: Option<String>,
}

/// An organisation that they belong to.
#[derive(Serialize, JsonSchema)]
struct Belonging {
    id: String,
    slug: String,
    name: String,
    /// What they are there.
    role: String,
}

/// Which organisation to work for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SwitchForm {
    /// The organisation.
    organisation_id: String,
}

/// Looks at the session of somebody who has just shown its access token.
pub(super) async fn view(state: &HttpState, caller: &Caller) -> Result<SessionView, Problem> {
    let (user, _) = caller.person()?;
    let belongings = state.engine.belongings(&user.id).await?;
    let role = caller.role.map(|role| role.to_string()).unwrap_or_default();
    let organisation = &caller.organisation;
    Ok(SessionView {
        user: Person {
            id: user.id.to_string(),
            email: user.email.clone(),
            name: user.name.clone(),
            role: role.clone(),
            email_verified: user.email_verified_at.is_some(),
            totp: user.totp_since.is_some(),
            platform_admin: user.platform_admin,
        },
        organisation: OwnOrganisation {
            id: organisation.id.to_string(),
            name: organisation.name.clone(),
            slug: organisation.slug.clone(),
            time_zone: organisation.time_zone.clone(),
            suspended: organisation.suspended_at.is_some(),
            suspended_because: organisation.suspended_at.map(|_| organisation.suspended_because.clone()),
        },
        role,
        permissions: caller.permissions.iter().map(ToString::to_string).collect(),
        visiting_until: caller.visit_until,
        organisations: belongings
            .into_iter()
            .map(|one| Belonging {
                id: one.id.to_string(),
                slug: one.slug,
                name: one.name,
                role: one.role.to_string(),
            })
            .collect(),
        expires_at: caller.expires_at.unwrap_or_else(|| state.engine.now()),
    })
}

/// The session of an access token that was made a moment ago.
pub(crate) async fn view_of(state: &HttpState, access: &str) -> Result<SessionView, Problem> {
    let caller = state.engine.caller(access, None).await?;
    view(state, &caller).await
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/auth/session",
            get_with(read, |o| {
                o.id("get_session").tag("auth").summary("Who is signed in, and what they may do")
            }),
        )
        .api_route(
            "/api/auth/me",
            get_with(read, |o| o.id("get_me").tag("auth").summary("The same as /api/auth/session")),
        )
        .api_route(
            "/api/auth/switch",
            post_with(switch, |o| {
                o.id("switch_organisation")
                    .tag("auth")
                    .summary("Work for another organisation")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

async fn read(State(state): State<HttpState>, who: SignedIn) -> Result<Json<SessionView>, Problem> {
    Ok(Json(view(&state, &who.caller).await?))
}

async fn switch(
    State(state): State<HttpState>,
    who: SignedIn,
    browser: Browser,
    Body(form): Body<SwitchForm>,
) -> Result<Response, Problem> {
    let org: OrgId =
        form.organisation_id.parse().map_err(|_| Problem::of(FailureCode::OrganisationNotFound))?;
    let (access, _) = state.engine.switch(&who.caller, &org).await?;
    let view = view_of(&state, &access).await?;
    Ok((browser.with_access(access), Json(view)).into_response())
}
