//! Looking after the whole installation.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ringwright_domain::ids::OrgId;
use ringwright_domain::permission::PlatformAdmin;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{ListedOrganisation, OrganisationPage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::{Browser, SessionView, view_of};
use super::operator::{PAGE, cursor};
use crate::extract::{Body, May, Path, Query, SignedIn};
use crate::{HttpState, Problem};

/// Which organisations.
#[derive(Deserialize, JsonSchema)]
struct AdminQuery {
    /// Those whose name or slug holds this, or whose id it is.
    q: Option<String>,
    /// Where the page begins: `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The path of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ByOrganisation {
    /// Its id.
    id: String,
}

/// Why something is done; it is kept in the organisation's audit trail.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReasonForm {
    /// 3 to 300 characters.
    reason: String,
}

/// An organisation of the installation.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AdminOrganisation {
    id: String,
    slug: String,
    name: String,
    /// How many belong to it; not counted further than 1,000.
    members: i64,
    /// Bookings of the last 30 days; not counted further than 10,000.
    #[serde(rename = "bookings30d")]
    bookings: i64,
    /// Calls of the last 30 days; not counted further than 20,000.
    #[serde(rename = "calls30d")]
    calls: i64,
    /// Bookings that wait for a line.
    waiting: i64,
    #[schemars(with = "String")]
    created_at: Instant,
    /// Since when nobody may work in it.
    #[schemars(with = "Option<String>")]
    suspended_at: Option<Instant>,
    /// Why.
    suspended_because: Option<String>,
}

/// Organisations, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AdminOrganisationList {
    items: Vec<AdminOrganisation>,
    /// Where the next page begins. With a question a page may be short, and there may still be more.
    next_cursor: Option<String>,
}

/// The installation in figures.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AdminOverview {
    /// The program's version.
    version: String,
    /// `sqlite` or `postgres`.
    database: String,
    organisations: i64,
    /// Of these, suspended.
    suspended: i64,
    /// Of these, made in the last 30 days.
    #[serde(rename = "made30d")]
    made: i64,
    /// People with an account.
    people: i64,
    /// Of these, those who look after the installation.
    administrators: i64,
    /// Bookings that wait for a line.
    waiting: i64,
    /// Calls that are under way.
    calls: i64,
    /// Durable work.
    jobs: AdminJobs,
}

/// Durable work of the whole installation.
#[derive(Serialize, JsonSchema)]
struct AdminJobs {
    due: i64,
    later: i64,
    running: i64,
    /// Given up; a person decides about these.
    dead: i64,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    let organisation = |verb: &str| format!("/api/admin/organisations/{{id}}{verb}");
    ApiRouter::new()
        .api_route(
            "/api/admin/overview",
            get_with(overview, |o| {
                o.id("admin_overview").tag("admin").summary("The installation in figures")
            }),
        )
        .api_route(
            "/api/admin/organisations",
            get_with(list, |o| {
                o.id("admin_list_organisations").tag("admin").summary("Organisations, newest first")
            }),
        )
        .api_route(
            &organisation("/suspend"),
            post_with(suspend, |o| {
                o.id("admin_suspend").tag("admin").summary(
                    "Suspend an organisation: nobody works in it, nothing is booked, nobody is called",
                )
            }),
        )
        .api_route(
            &organisation("/resume"),
            post_with(resume, |o| o.id("admin_resume").tag("admin").summary("Let it work again")),
        )
        .api_route(
            &organisation("/enter"),
            post_with(enter, |o| {
                o.id("admin_enter")
                    .tag("admin")
                    .summary("Look into an organisation for an hour, as a viewer, on record there")
                    .response::<200, Json<SessionView>>()
            }),
        )
        .api_route(
            "/api/admin/leave",
            post_with(leave, |o| {
                o.id("admin_leave")
                    .tag("admin")
                    .summary("End a visit, and go on at home")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

impl From<ListedOrganisation> for AdminOrganisation {
    fn from(one: ListedOrganisation) -> Self {
        Self {
            id: one.id.to_string(),
            slug: one.slug,
            name: one.name,
            members: one.members,
            bookings: one.bookings,
            calls: one.calls,
            waiting: one.waiting,
            created_at: one.created_at,
            suspended_because: one.suspended_at.map(|_| one.suspended_because),
            suspended_at: one.suspended_at,
        }
    }
}

fn organisation(id: &str) -> Result<OrgId, Problem> {
    id.parse().map_err(|_| Problem::of(FailureCode::OrganisationNotFound))
}

async fn overview(
    State(state): State<HttpState>,
    _: May<PlatformAdmin>,
) -> Result<Json<AdminOverview>, Problem> {
    let (figures, jobs) = state.engine.installation().await?;
    let database = if state.engine.store().is_shared() { "postgres" } else { "sqlite" };
    Ok(Json(AdminOverview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: database.to_owned(),
        organisations: figures.organisations,
        suspended: figures.suspended,
        made: figures.recent,
        people: figures.people,
        administrators: figures.administrators,
        waiting: figures.waiting,
        calls: figures.calls + figures.live_calls,
        jobs: AdminJobs { due: jobs.due, later: jobs.later, running: jobs.running, dead: jobs.dead },
    }))
}

async fn list(
    State(state): State<HttpState>,
    _: May<PlatformAdmin>,
    Query(query): Query<AdminQuery>,
) -> Result<Json<AdminOrganisationList>, Problem> {
    let question = query.q.map(|q| q.trim().to_lowercase()).filter(|q| !q.is_empty());
    let page = OrganisationPage {
        question: question.as_deref(),
        after: cursor(query.cursor.as_deref())?,
        most: usize::try_from(PAGE).unwrap_or_default(),
    };
    let found = state.engine.list_organisations(&page).await?;
    let next_cursor = found.next.map(|(at, id)| format!("{}.{id}", at.micros()));
    Ok(Json(AdminOrganisationList { items: found.rows.into_iter().map(Into::into).collect(), next_cursor }))
}

async fn suspend(
    State(state): State<HttpState>,
    who: May<PlatformAdmin>,
    Path(ByOrganisation { id }): Path<ByOrganisation>,
    Body(form): Body<ReasonForm>,
) -> Result<Json<AdminOrganisation>, Problem> {
    let org = organisation(&id)?;
    state.engine.suspend_organisation(&who, &org, &form.reason).await?;
    Ok(Json(state.engine.listed_organisation(&org).await?.into()))
}

async fn resume(
    State(state): State<HttpState>,
    who: May<PlatformAdmin>,
    Path(ByOrganisation { id }): Path<ByOrganisation>,
    Body(form): Body<ReasonForm>,
) -> Result<Json<AdminOrganisation>, Problem> {
    let org = organisation(&id)?;
    state.engine.resume_organisation(&who, &org, &form.reason).await?;
    Ok(Json(state.engine.listed_organisation(&org).await?.into()))
}

async fn enter(
    State(state): State<HttpState>,
    who: May<PlatformAdmin>,
    browser: Browser,
    Path(ByOrganisation { id }): Path<ByOrganisation>,
    Body(form): Body<ReasonForm>,
) -> Result<Response, Problem> {
    let access = state.engine.enter_organisation(&who, &organisation(&id)?, &form.reason).await?;
    let view = view_of(&state, &access).await?;
    Ok((browser.with_access(access), Json(view)).into_response())
}

/// Whoever is signed in may: somebody may look after the installation no longer while they visit.
async fn leave(State(state): State<HttpState>, who: SignedIn, browser: Browser) -> Result<Response, Problem> {
    let access = state.engine.leave_visit(&who.caller).await?;
    let view = view_of(&state, &access).await?;
    Ok((browser.with_access(access), Json(view)).into_response())
}
