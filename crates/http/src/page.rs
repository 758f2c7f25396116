//! The embedded page: hashed assets are kept by browsers for ever, the page itself is asked for anew.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ringwright_domain::FailureCode;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::front::front;
use crate::{HttpState, Problem};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// The page's own text, as it was built.
pub(crate) fn shell() -> Option<EmbeddedFile> {
    Dist::get("index.html")
}

/// The digests of the scripts that stand in the built page itself, as a content policy names them.
pub(crate) fn own_scripts() -> Vec<String> {
    let Some(file) = shell() else { return Vec::new() };
    let text = String::from_utf8_lossy(&file.data);
    let scripts = text.split("<script>").skip(1).filter_map(|rest| rest.split_once("</script>"));
    scripts
        .map(|(script, _)| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect()
}

/// Whether the page's router has a page at this path, in the first part of which is all that tells.
fn is_page(path: &str) -> bool {
    matches!(
        path.split('/').next(),
        Some(
            "booking"
                | "console"
                | "forgot"
                | "invitation"
                | "login"
                | "register"
                | "reset"
                | "sign-in"
                | "verify"
        )
    )
}

/// Answers everything that is no route: a public page, a file of the page, or the page itself, whose router takes it
/// from there.
pub(crate) async fn serve(State(state): State<HttpState>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let under_api = ["api", "webhooks", "media"].contains(&path.split('/').next().unwrap_or_default());
    if under_api {
        return Problem::of(FailureCode::NotFound).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::of(FailureCode::MethodNotAllowed).into_response();
    }
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty() && path != "index.html") {
        let kept =
            if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let sha = file.metadata.sha256_hash();
        return answer(file.metadata.mimetype(), kept, &sha, file.data, request.headers());
    }
    // A missing file is missing; a missing page is for the page's router.
    let last = path.rsplit('/').next().unwrap_or_default();
    if path.starts_with("assets/") || last.contains('.') {
        return Problem::of(FailureCode::NotFound).into_response();
    }
    let slug = path.strip_prefix("s/").map(|slug| slug.trim_end_matches('/'));
    if path.is_empty() || slug.is_some() {
        match front(&state, slug).await {
            Ok(Some(page)) => {
                let body = page.html.clone();
                return answer("text/html", "no-cache", &page.sha, body, request.headers());
            }
            Ok(None) => return plain(StatusCode::NOT_FOUND, request.headers()),
            Err(problem) => return problem.into_response(),
        }
    }
    plain(if is_page(path) { StatusCode::OK } else { StatusCode::NOT_FOUND }, request.headers())
}

/// The page as it was built, for its own router. Nothing here is for search engines.
fn plain(status: StatusCode, asked: &HeaderMap) -> Response {
    let Some(file) = shell() else { return Problem::of(FailureCode::Internal).into_response() };
    let sha = file.metadata.sha256_hash();
    let noindex = [("x-robots-tag", HeaderValue::from_static("noindex"))];
    if status == StatusCode::OK {
        return (noindex, answer("text/html", "no-cache", &sha, file.data, asked)).into_response();
    }
    // What is missing is told anew each time, whatever the browser has kept.
    (status, noindex, answer("text/html", "no-cache", &sha, file.data, &HeaderMap::new())).into_response()
}

/// An answer that a browser may keep and ask about. `kept` says for how long.
pub(crate) fn answer(
    mime: &str,
    kept: &'static str,
    sha: &[u8],
    body: impl Into<axum::body::Body>,
    asked: &HeaderMap,
) -> Response {
    use std::fmt::Write as _;
    let mut etag = String::from("\"");
    for byte in sha.iter().take(12) {
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if let (Ok(mime), Ok(tag)) = (HeaderValue::from_str(mime), HeaderValue::from_str(&etag)) {
        headers.insert(header::CONTENT_TYPE, mime);
        headers.insert(header::ETAG, tag);
    }
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, body.into()).into_response()
}
