//! Who belongs to the organisation, and who is invited.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, patch_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::InvitationId;
use ringwright_domain::permission::{TeamRead, TeamWrite};
use ringwright_domain::{FailureCode, Instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, Created, May, Path};
use crate::{HttpState, Problem};

/// Somebody who belongs to the organisation.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TeamMember {
    user_id: String,
    name: String,
    email: String,
    /// viewer, operator, admin or owner.
    role: String,
    /// Whether they proved their mail address.
    email_verified: bool,
    /// Whether they have a second factor.
    totp: bool,
    /// When they were last seen, to about a minute.
    #[schemars(with = "Option<String>")]
    last_seen_at: Option<Instant>,
}

/// An invitation that nobody has accepted yet.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TeamInvitation {
    id: String,
    email: String,
    role: String,
    /// Who invites.
    invited_by: String,
    #[schemars(with = "String")]
    expires_at: Instant,
}

/// The team.
#[derive(Serialize, JsonSchema)]
struct Team {
    members: Vec<TeamMember>,
    invitations: Vec<TeamInvitation>,
}

/// Whom to invite, as what.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InviteForm {
    email: String,
    /// viewer, operator, admin or owner.
    role: String,
}

/// What a member is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    /// viewer, operator, admin or owner.
    role: String,
}

/// The path of an invitation.
#[derive(Deserialize, JsonSchema)]
struct ByInvitation {
    /// Its id.
    id: String,
}

/// The path of a member.
#[derive(Deserialize, JsonSchema)]
struct ByMember {
    /// The id of the person.
    id: String,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/team",
            get_with(read, |o| o.id("read_team").tag("team").summary("Members, and who is invited")),
        )
        .api_route(
            "/api/team/invitations",
            post_with(invite, |o| o.id("invite").tag("team").summary("Invite somebody by mail")),
        )
        .api_route(
            "/api/team/invitations/{id}",
            delete_with(withdraw, |o| {
                o.id("withdraw_invitation")
                    .tag("team")
                    .summary("Withdraw an invitation")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/team/invitations/{id}/resend",
            post_with(again, |o| {
                o.id("resend_invitation")
                    .tag("team")
                    .summary("Send it once more; the old link no longer holds")
            }),
        )
        .api_route(
            "/api/team/members/{id}",
            patch_with(change, |o| {
                o.id("change_role").tag("team").summary("Give a member another role").response::<204, ()>()
            })
            .delete_with(remove, |o| {
                o.id("remove_member").tag("team").summary("Take a member out").response::<204, ()>()
            }),
        )
}

impl From<ringwright_store::Invitation> for TeamInvitation {
    fn from(one: ringwright_store::Invitation) -> Self {
        Self {
            id: one.id.to_string(),
            email: one.email,
            role: one.role.to_string(),
            invited_by: one.invited_by_name,
            expires_at: one.expires_at,
        }
    }
}

fn role(text: &str) -> Result<Role, Problem> {
    text.parse().map_err(|error: ringwright_domain::identity::InvalidRole| {
        Problem::field("role", "unknown", error.to_string())
    })
}

fn invitation(id: &str) -> Result<InvitationId, Problem> {
    id.parse().map_err(|_| Problem::of(FailureCode::InvitationNotFound))
}

async fn read(State(state): State<HttpState>, who: May<TeamRead>) -> Result<Json<Team>, Problem> {
    let (members, invitations) = state.engine.team(who.org()).await?;
    let members = members.into_iter().map(|one| TeamMember {
        user_id: one.user.to_string(),
        name: one.name,
        email: one.email,
        role: one.role.to_string(),
        email_verified: one.email_verified,
        totp: one.totp,
        last_seen_at: one.last_seen_at,
    });
    let invitations = invitations.into_iter().map(TeamInvitation::from).collect();
    Ok(Json(Team { members: members.collect(), invitations }))
}

async fn invite(
    State(state): State<HttpState>,
    who: May<TeamWrite>,
    Body(form): Body<InviteForm>,
) -> Result<Created<TeamInvitation>, Problem> {
    Ok(Created(state.engine.invite(&who, &form.email, role(&form.role)?).await?.into()))
}

async fn again(
    State(state): State<HttpState>,
    who: May<TeamWrite>,
    Path(ByInvitation { id }): Path<ByInvitation>,
) -> Result<Json<TeamInvitation>, Problem> {
    Ok(Json(state.engine.invite_again(&who, &invitation(&id)?).await?.into()))
}

async fn withdraw(
    State(state): State<HttpState>,
    who: May<TeamWrite>,
    Path(ByInvitation { id }): Path<ByInvitation>,
) -> Result<StatusCode, Problem> {
    state.engine.withdraw_invitation(&who, &invitation(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change(
    State(state): State<HttpState>,
    who: May<TeamWrite>,
    Path(ByMember { id }): Path<ByMember>,
    Body(form): Body<RoleForm>,
) -> Result<StatusCode, Problem> {
    let user = id.parse().map_err(|_| Problem::of(FailureCode::MemberNotFound))?;
    state.engine.change_role(&who, &user, role(&form.role)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(state): State<HttpState>,
    who: May<TeamWrite>,
    Path(ByMember { id }): Path<ByMember>,
) -> Result<StatusCode, Problem> {
    let user = id.parse().map_err(|_| Problem::of(FailureCode::MemberNotFound))?;
    state.engine.remove_member(&who, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}
