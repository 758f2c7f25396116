//! Timed tasks, callable by an external scheduler with a bearer secret. The program's own scheduler
//! does them anyway; an external one may insist.

use std::time::Duration;

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use ringwright_domain::FailureCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::extract::Path;
use crate::{HttpState, Problem};

/// Which task.
#[derive(Deserialize, JsonSchema)]
struct Which {
    /// `dispatch`: give free lines to due bookings. `cleanup`: drop what is old, look after what was
    /// forgotten.
    task: String,
}

/// What a task did.
#[derive(Serialize, JsonSchema)]
struct Report {
    /// Things looked at.
    processed: u64,
    /// Of these, done.
    success: u64,
    /// Of these, failed.
    failed: u64,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/tasks/{task}",
        post_with(run, |o| {
            o.id("run_task").tag("tasks").summary("Run a timed task now").security_requirement("taskSecret")
        }),
    )
}

async fn run(
    State(state): State<HttpState>,
    Path(Which { task }): Path<Which>,
    headers: HeaderMap,
) -> Result<Json<Report>, Problem> {
    authorise(&state, &headers)?;
    match task.as_str() {
        "dispatch" => dispatch(&state).await,
        "cleanup" => {
            let cleaned = state.engine.clean_up_now().await?;
            state.limits.tidy();
            let done = cleaned.webhooks + cleaned.calls;
            Ok(Json(Report { processed: done, success: done, failed: 0 }))
        }
        _ => {
            Err(Problem::of(FailureCode::NotFound).because("There is no such task; use dispatch or cleanup."))
        }
    }
}

async fn dispatch(state: &HttpState) -> Result<Json<Report>, Problem> {
    let jobs = state.engine.dispatch(state.engine.now(), Duration::from_secs(30)).await?;
    let processed = jobs.len() as u64;
    futures::future::join_all(jobs.iter().map(|job| state.engine.execute(job))).await;
    let mut failed = 0;
    for job in &jobs {
        failed += u64::from(!placed(state, job).await);
    }
    Ok(Json(Report { processed, success: processed - failed, failed }))
}

/// Whether the vendor took the call of a placing job.
async fn placed(state: &HttpState, job: &ringwright_store::Job) -> bool {
    let call = job.payload["call"].as_str().and_then(|call| call.parse().ok());
    let (Some(call), Some(org)) = (call, &job.org) else { return false };
    let Ok(mut tx) = state.engine.org(org).read().await else { return false };
    matches!(tx.call(&call).await, Ok(Some(call)) if call.vendor_ref.is_some())
}

fn authorise(state: &HttpState, headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = || Problem::of(FailureCode::WrongSecret);
    let secret = state.settings.task_secret.as_deref().ok_or_else(wrong)?;
    let presented = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(wrong)?;
    if bool::from(secret.as_bytes().ct_eq(presented.as_bytes())) { Ok(()) } else { Err(wrong()) }
}
