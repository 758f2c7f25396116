//! What the public page shows: who it is, what can be booked, how long the wait is.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::payment::PaymentMethod;
use ringwright_domain::storefront::Content;
use ringwright_engine::booking::TRIAL_WINDOW;
use ringwright_engine::dispatch::Wait;
use ringwright_engine::storefront::VisitStep;
use ringwright_store::Organisation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, Client, Query};
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
pub(crate) struct Storefront {
    pub organisation: PublicOrganisation,
    /// The country that national phone numbers are taken to belong to (ISO 3166 alpha-2).
    default_region: String,
    /// What a visitor agrees to when they book.
    disclosure: String,
    pub plans: Vec<PublicPlan>,
    /// Whether anything can be booked at the moment.
    takes_bookings: bool,
    /// What the page says and how it looks; nothing is missing.
    pub content: Content,
    /// The ways to pay.
    payments: PaymentMethods,
    /// One free trial for a person within so many hours.
    trial_window_hours: u64,
    /// Whether calls and payments go to the sandbox.
    pub sandbox: bool,
}

/// An organisation as the public sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicOrganisation {
    pub name: String,
    slug: String,
    /// The IANA time zone.
    time_zone: String,
}

/// A plan that can be booked.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicPlan {
    code: String,
    pub name: String,
    pub description: String,
    pub price_minor: i64,
    pub currency: String,
    duration_seconds: u32,
    free: bool,
    /// The age that a person must confirm to have reached; zero when none is asked for.
    minimum_age: u32,
    /// An extra sentence beside the consent; may be empty.
    disclosure: String,
    /// A word or two that make it stand out; may be empty.
    badge: String,
}

/// The ways to pay that an organisation takes.
#[derive(Serialize, JsonSchema)]
struct PaymentMethods {
    /// On a page of the payment vendor.
    checkout: bool,
    /// In a form on our own page.
    element: bool,
    /// In a cryptocurrency.
    crypto: bool,
}

/// Who would like a free trial.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TrialForm {
    /// The organisation's slug; the installation's first one when missing.
    #[serde(default)]
    org: Option<String>,
    /// The phone number, as it would be booked with.
    phone: String,
    /// The mail address, as it would be booked with.
    email: String,
}

/// Whether a person can take a free trial.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TrialView {
    /// Whether now.
    available: bool,
    /// When otherwise.
    next_at: Option<String>,
}

/// How far a visit came.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VisitForm {
    /// The organisation's slug; the installation's first one when missing.
    #[serde(default)]
    org: Option<String>,
    /// What to count; each once in a browser's session.
    step: Step,
}

/// How far a visit came before a booking.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// The page was opened.
    Visit,
    /// The form was begun.
    Form,
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
        .api_route(
            "/api/trial",
            post_with(trial, |o| {
                o.id("check_trial").tag("public").summary("Whether a person can take a free trial")
            }),
        )
        .api_route(
            "/api/visits",
            post_with(visit, |o| {
                o.id("count_visit").tag("public").summary("Count a visit").response::<204, ()>()
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
    Ok(Json(of(&state, &organisation).await?))
}

/// What the public page of an organisation shows.
pub(crate) async fn of(state: &HttpState, organisation: &Organisation) -> Result<Storefront, Problem> {
    let page = state.engine.storefront(&organisation.id).await?;
    let plans = page.plans.into_iter().map(|plan| PublicPlan {
        free: plan.price.is_zero(),
        price_minor: plan.price.minor,
        currency: plan.price.currency.to_string(),
        code: plan.code,
        name: plan.name,
        description: plan.description,
        duration_seconds: plan.duration_seconds,
        minimum_age: plan.minimum_age,
        disclosure: plan.disclosure,
        badge: plan.badge,
    });
    let organisation = page.organisation;
    Ok(Storefront {
        disclosure: format!(
            "{} calls with an artificial voice. It says so when it calls. I agree to be called by it at this \
             number.",
            organisation.name
        ),
        plans: plans.collect(),
        takes_bookings: organisation.suspended_at.is_none(),
        content: page.content.filled(&organisation.name),
        payments: PaymentMethods {
            checkout: page.methods.contains(&PaymentMethod::Checkout),
            element: page.methods.contains(&PaymentMethod::Element),
            crypto: page.methods.contains(&PaymentMethod::Crypto),
        },
        trial_window_hours: TRIAL_WINDOW.as_secs() / 3_600,
        default_region: organisation.default_region,
        organisation: PublicOrganisation {
            name: organisation.name,
            slug: organisation.slug,
            time_zone: organisation.time_zone,
        },
        sandbox: state.settings.sandbox.is_some(),
    })
}

async fn trial(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<TrialForm>,
) -> Result<Json<TrialView>, Problem> {
    if !state.limits.trial(client) {
        return Err(Problem::of(FailureCode::RateLimited));
    }
    let organisation = organisation(&state, form.org.as_deref()).await?;
    let next = state.engine.next_trial(&organisation.id, &form.phone, &form.email).await?;
    Ok(Json(TrialView { available: next.is_none(), next_at: next.map(|at| at.to_string()) }))
}

async fn visit(
    State(state): State<HttpState>,
    Client(client): Client,
    Body(form): Body<VisitForm>,
) -> Result<StatusCode, Problem> {
    if !state.limits.visit(client) {
        return Err(Problem::of(FailureCode::RateLimited));
    }
    let organisation = organisation(&state, form.org.as_deref()).await?;
    let step = match form.step {
        Step::Visit => VisitStep::Visit,
        Step::Form => VisitStep::Form,
    };
    state.engine.count_visit(&organisation.id, &organisation.time_zone, step).await?;
    Ok(StatusCode::NO_CONTENT)
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
