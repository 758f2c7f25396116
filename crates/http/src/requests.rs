//! Every request has an id, which its log lines and its problem carry, and is counted and timed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ringwright_domain::FailureCode;
use tracing::Instrument;

use crate::{HttpState, Problem};

/// The longest time until a request is answered.
const TIMEOUT: Duration = Duration::from_secs(30);

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that is being served.
pub(crate) fn current() -> Option<String> {
    REQUEST_ID.try_with(Clone::clone).ok()
}

/// Refuses addresses with a NUL in them: PostgreSQL takes none in a text, and nobody means one.
pub(crate) async fn sound_address(request: Request, next: Next) -> Response {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return Problem::of(FailureCode::MalformedBody).because("The address holds a NUL.").into_response();
    }
    next.run(request).await
}

/// Gives up on what takes too long. A live stream is answered at once and then goes on.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::of(FailureCode::Timeout).into_response(),
    }
}

/// Gives a request its id, times it, and logs it. The log names the route, never the address as it was
/// asked for, which may hold a token.
pub(crate) async fn observe(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let started = state.engine.now();
    let id = format!("{:x}-{:x}", started.micros(), COUNT.fetch_add(1, Ordering::Relaxed));
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route);
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    let took = state.engine.now().since(started);
    let status = response.status().as_u16();
    span.in_scope(|| {
        tracing::debug!(status, micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "served")
    });
    metrics::histogram!("ringwright_http_seconds", "route" => route.clone()).record(took.as_secs_f64());
    metrics::counter!("ringwright_http_requests_total", "route" => route, "status" => status.to_string())
        .increment(1);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
