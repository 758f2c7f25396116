//! Jobs: what waits, what runs, what was given up.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::JobId;
use ringwright_domain::permission::{JobsRead, JobsWrite};
use ringwright_store::{JobPage, JobState, JobView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ById, PAGE, cursor, cut};
use crate::api::dto::text;
use crate::extract::{May, Path, Query};
use crate::{HttpState, Problem};

/// Where a job stands.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Stands {
    /// It was given up.
    Dead,
    /// For its time, or for somebody to take it.
    Waiting,
    /// Somebody works on it.
    Running,
}

/// Which jobs, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Only those that stand so; those that were given up when missing.
    state: Option<Stands>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// A page of jobs, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct JobList {
    items: Vec<Job>,
    /// The cursor of the next page; missing on the last one.
    next_cursor: Option<String>,
    counts: Counts,
}

/// How many jobs there are.
#[derive(Serialize, JsonSchema)]
struct Counts {
    /// For their time, or for somebody to take them.
    waiting: i64,
    /// Being worked on.
    running: i64,
    /// Given up.
    dead: i64,
    /// Of those that wait, due for more than a minute.
    late: i64,
}

/// A job.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: String,
    /// What kind of work, such as `payment.refund`.
    kind: String,
    about: About,
    /// When it is due.
    run_at: String,
    /// How often it was tried.
    tries: u32,
    /// Higher goes first.
    priority: i32,
    /// When it was given up.
    dead_at: Option<String>,
    /// What failed last.
    last_error: Option<String>,
    created_at: String,
    /// The node that works on it.
    locked_by: Option<String>,
}

/// What a job is about; one of these, or nothing.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct About {
    #[serde(default)]
    booking: Option<String>,
    #[serde(default)]
    call: Option<String>,
    #[serde(default)]
    payment: Option<String>,
    #[serde(default)]
    webhook: Option<String>,
}

impl From<JobView> for Job {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind,
            about: serde_json::from_value(job.payload).unwrap_or_default(),
            run_at: job.run_at.to_string(),
            tries: job.tries,
            priority: job.priority,
            dead_at: text(job.dead_at),
            last_error: job.last_error,
            created_at: job.created_at.to_string(),
            locked_by: job.locked_by,
        }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/jobs",
            get_with(list, |o| o.id("list_jobs").tag("operator").summary("Jobs, newest first")),
        )
        .api_route(
            "/api/operator/jobs/{id}",
            delete_with(delete, |o| {
                o.id("delete_job")
                    .tag("operator")
                    .summary("Let a job be that was given up")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/operator/jobs/{id}/retry",
            post_with(retry, |o| o.id("retry_job").tag("operator").summary("Try a job again at once")),
        )
}

fn job_id(text: &str) -> Result<JobId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::JobNotFound))
}

async fn list(
    State(state): State<HttpState>,
    operator: May<JobsRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<JobList>, Problem> {
    let stands = match query.state.unwrap_or(Stands::Dead) {
        Stands::Dead => JobState::Dead,
        Stands::Waiting => JobState::Waiting,
        Stands::Running => JobState::Running,
    };
    let page = JobPage { state: stands, after: cursor(query.cursor.as_deref())?, most: PAGE + 1 };
    let mut tx = state.engine.org(operator.org()).read().await?;
    let mut jobs = tx.jobs(&page).await?;
    let counts = tx.org_job_counts(state.engine.now()).await?;
    let next_cursor = cut(&mut jobs, |job| (job.created_at, job.id.to_string()));
    let waiting = tx.waiting_jobs().await?;
    let counts = Counts { waiting, running: counts.running, dead: counts.dead, late: counts.late };
    Ok(Json(JobList { items: jobs.into_iter().map(Job::from).collect(), next_cursor, counts }))
}

async fn retry(
    State(state): State<HttpState>,
    operator: May<JobsWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Job>, Problem> {
    let job = state.engine.retry_job(operator.org(), &job_id(&id)?, &operator.actor).await?;
    Ok(Json(job.into()))
}

async fn delete(
    State(state): State<HttpState>,
    operator: May<JobsWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, Problem> {
    state.engine.delete_job(operator.org(), &job_id(&id)?, &operator.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
