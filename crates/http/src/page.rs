//! The embedded page: hashed assets are kept by browsers for ever, the page itself is asked for anew.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Answers everything that is no route: a file of the page, or the page itself, whose router takes it
/// from there.
pub(crate) async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let under_api = ["api", "webhooks", "media"].contains(&path.split('/').next().unwrap_or_default());
    if under_api {
        return Problem::of(FailureCode::NotFound).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::of(FailureCode::MethodNotAllowed).into_response();
    }
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return answer(path, &file, request.headers());
    }
    // A missing file is missing; a missing page is for the page's router.
    let last = path.rsplit('/').next().unwrap_or_default();
    if path.starts_with("assets/") || last.contains('.') {
        return Problem::of(FailureCode::NotFound).into_response();
    }
    match Dist::get("index.html") {
        Some(file) => answer("index.html", &file, request.headers()),
        None => Problem::of(FailureCode::Internal).into_response(),
    }
}

fn answer(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    use std::fmt::Write as _;
    let mut etag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..12] {
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let (Ok(mime), Ok(tag)) =
        (HeaderValue::from_str(file.metadata.mimetype()), HeaderValue::from_str(&etag))
    {
        headers.insert(header::CONTENT_TYPE, mime);
        headers.insert(header::ETAG, tag);
    }
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, file.data.clone()).into_response()
}
