//! Whether the server lives, whether it can serve, and what it measures.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::HttpState;

/// Lives: the process answers.
pub(crate) async fn healthz() -> Response {
    axum::Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// Can serve: the database answers.
pub(crate) async fn readyz(State(state): State<HttpState>) -> Response {
    let now = state.engine.now();
    let counts = async {
        let mut tx = state.engine.store().read().await?;
        tx.job_counts(now).await
    };
    match counts.await {
        Ok(jobs) => axum::Json(json!({
            "status": "ready",
            "jobs": { "due": jobs.due, "later": jobs.later, "running": jobs.running, "dead": jobs.dead },
        }))
        .into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, axum::Json(json!({ "status": "unavailable" }))).into_response()
        }
    }
}

/// Figures in Prometheus' text format.
pub(crate) async fn metrics(State(state): State<HttpState>) -> Response {
    let Some(metrics) = &state.metrics else { return StatusCode::NOT_FOUND.into_response() };
    if let Ok(mut tx) = state.engine.store().read().await
        && let Ok(jobs) = tx.job_counts(state.engine.now()).await
    {
        for (kind, count) in
            [("due", jobs.due), ("later", jobs.later), ("running", jobs.running), ("dead", jobs.dead)]
        {
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; counts are small")]
            metrics::gauge!("ringwright_jobs", "state" => kind).set(count as f64);
        }
    }
    let text = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(header::CONTENT_TYPE, text)], metrics.render()).into_response()
}
