//! A file that is kept of a call, as a response.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::Response;
use ringwright_domain::FailureCode;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::Problem;

/// Answers with a file, or with the part of it that `asked` names with Range; with `missing` if it is gone. No browser
/// keeps it: once it is deleted nobody has it any more.
pub(super) async fn kept_file(
    file: &std::path::Path,
    asked: &HeaderMap,
    content_type: &'static str,
    missing: FailureCode,
) -> Result<Response, Problem> {
    let mut request = Request::new(Body::empty());
    for name in [header::RANGE, header::IF_RANGE] {
        if let Some(value) = asked.get(&name) {
            request.headers_mut().insert(name, value.clone());
        }
    }
    let Ok(response) = ServeFile::new(file).oneshot(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        tracing::error!(file = %file.display(), "a file of a call is missing");
        return Err(Problem::of(missing));
    }
    let mut response = response.map(Body::new);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
