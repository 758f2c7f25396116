//! The organisation as a business: who it is, how its agents speak and what they may do, and when it is open.

mod integrations;
mod logo;
mod profile;
mod schedule;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::business::{Config, Progress, VoiceConfig};
use ringwright_domain::permission::{OrganisationRead, OrganisationWrite};
use ringwright_engine::seen::Tag;
use serde::Serialize;

use crate::extract::{Body, IfMatch, May, Tagged};
use crate::{HttpState, Problem};

/// The routes that anybody may ask.
pub(crate) fn open_routes() -> ApiRouter<HttpState> {
    logo::open_routes()
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(profile::routes())
        .merge(schedule::routes())
        .merge(integrations::routes())
        .merge(logo::routes())
        .api_route(
            "/api/organizations/config",
            get_with(config, |o| {
                o.id("get_organization_config").tag("organization").summary("What agents may do")
            })
            .put_with(change_config, |o| {
                o.id("put_organization_config").tag("organization").summary("Change what agents may do")
            }),
        )
        .api_route(
            "/api/organizations/voice-config",
            get_with(voice, |o| o.id("get_voice_config").tag("organization").summary("How agents speak"))
                .put_with(change_voice, |o| {
                    o.id("put_voice_config").tag("organization").summary("Change how agents speak")
                }),
        )
        .api_route(
            "/api/organizations/onboarding-progress",
            get_with(progress, |o| {
                o.id("get_onboarding_progress").tag("organization").summary("How far the setting-up is")
            })
            .put_with(note_progress, |o| {
                o.id("put_onboarding_progress").tag("organization").summary("Note how far the setting-up is")
            }),
        )
}

async fn config(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Tagged<Config>, Problem> {
    tagged(state.engine.business(caller.org()).await?.1.config)
}

async fn change_config(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    IfMatch(seen): IfMatch,
    Body(config): Body<Config>,
) -> Result<Tagged<Config>, Problem> {
    state.engine.change_config(caller.org(), &caller.actor, &seen, &config).await?;
    tagged(config)
}

async fn voice(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Tagged<VoiceConfig>, Problem> {
    tagged(state.engine.business(caller.org()).await?.1.voice)
}

async fn change_voice(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    IfMatch(seen): IfMatch,
    Body(voice): Body<VoiceConfig>,
) -> Result<Tagged<VoiceConfig>, Problem> {
    state.engine.change_voice(caller.org(), &caller.actor, &seen, &voice).await?;
    tagged(voice)
}

/// A setting with its tag.
fn tagged<T: Serialize>(kept: T) -> Result<Tagged<T>, Problem> {
    Ok(Tagged(Tag::of(&kept)?, kept))
}

pub(super) async fn progress(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Json<Progress>, Problem> {
    Ok(Json(state.engine.business(caller.org()).await?.1.progress))
}

pub(super) async fn note_progress(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    Body(progress): Body<Progress>,
) -> Result<Json<Progress>, Problem> {
    Ok(Json(state.engine.note_progress(caller.org(), &caller.actor, progress).await?))
}
