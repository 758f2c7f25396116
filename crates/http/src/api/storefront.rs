//! What the public page shows: who it is, what can be booked, how long the wait is.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_engine::dispatch::Wait;
use ringwright_store::Organisation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::Query;
use crate::{HttpState, Problem};

/// Which organisation's page.
#[derive(Deserialize, JsonSchema)]
struct Which {
    /// The organisation's slug; the installation's first one when missing.
    org: Option<String>,
}

/// What the public page shows.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Storefront {
    organisation: PublicOrganisation,
    /// The country that national phone numbers are taken to belong to (ISO 3166 alpha-2).
    default_region: String,
    /// What a visitor agrees to when they book.
    disclosure: String,
    plans: Vec<PublicPlan>,
    /// Whether calls and payments go to the sandbox.
    sandbox: bool,
}

/// An organisation as the public sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PublicOrganisation {
    name: String,
    slug: String,
    /// The IANA time zone.
    time_zone: String,
}

/// A plan that can be booked.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PublicPlan {
    code: String,
    name: String,
    description: String,
    price_minor: i64,
    currency: String,
    duration_seconds: u32,
    free: bool,
}

/// Which plan, of which organisation.
#[derive(Deserialize, JsonSchema)]
struct WhichPlan {
    /// The plan's code.
    plan: String,
    /// The organisation's slug; the installation's first one when missing.
    org: Option<String>,
}

/// How long the wait would be.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Availability {
    plan: String,
    /// Lines that are free now.
    free_lines: u32,
    /// Lines that serve this plan.
    total_lines: u32,
    /// Bookings that wait.
    queued: u32,
    /// The expected wait in seconds; missing when no line serves the plan.
    expected_wait_seconds: Option<u64>,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/storefront",
            get_with(storefront, |o| o.id("get_storefront").tag("public").summary("What can be booked")),
        )
        .api_route(
            "/api/availability",
            get_with(availability, |o| {
                o.id("get_availability").tag("public").summary("Free lines and the expected wait")
            }),
        )
}

/// The organisation that a public request means.
pub(super) async fn organisation(state: &HttpState, slug: Option<&str>) -> Result<Organisation, Problem> {
    let found = state.engine.store().read().await?.organisation_by_slug(slug).await?;
    found.ok_or_else(|| Problem::of(FailureCode::OrganisationNotFound))
}

async fn storefront(
    State(state): State<HttpState>,
    Query(which): Query<Which>,
) -> Result<Json<Storefront>, Problem> {
    let organisation = organisation(&state, which.org.as_deref()).await?;
    let plans = state.engine.org(&organisation.id).read().await?.plans().await?;
    let plans = plans.into_iter().map(|plan| PublicPlan {
        free: plan.price.is_zero(),
        price_minor: plan.price.minor,
        currency: plan.price.currency.to_string(),
        code: plan.code,
        name: plan.name,
        description: plan.description,
        duration_seconds: plan.duration_seconds,
    });
    Ok(Json(Storefront {
        disclosure: format!(
            "{} calls with an artificial voice. It says so when it calls. I agree to be called by it at this \
             number.",
            organisation.name
        ),
        plans: plans.collect(),
        default_region: organisation.default_region,
        organisation: PublicOrganisation {
            name: organisation.name,
            slug: organisation.slug,
            time_zone: organisation.time_zone,
        },
        sandbox: state.settings.sandbox,
    }))
}

async fn availability(
    State(state): State<HttpState>,
    Query(which): Query<WhichPlan>,
) -> Result<Json<Availability>, Problem> {
    let organisation = organisation(&state, which.org.as_deref()).await?;
    let now = state.engine.now();
    let mut tx = state.engine.org(&organisation.id).read().await?;
    let plan = tx.plan(&which.plan).await?.ok_or_else(|| Problem::of(FailureCode::PlanNotFound))?;
    let queued = tx.queue_length(&plan.persona, now).await?;
    let wait: Wait = state.engine.wait_for(&mut tx, &plan.persona, queued, now).await?;
    Ok(Json(Availability {
        plan: plan.code,
        free_lines: wait.free_lines,
        total_lines: wait.total_lines,
        queued,
        expected_wait_seconds: wait.expected.map(|wait| wait.as_secs()),
    }))
}
