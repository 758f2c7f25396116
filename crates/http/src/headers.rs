//! Security headers on every answer, and the rule that a browser on another site may not act for
//! somebody who is signed in.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;

use crate::{HttpState, Problem};

/// What everything but public pages may load, and from where.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'none'; form-action 'self'";

/// What public pages may load, and from where. The card form on our own page is the payment vendor's: its
/// script, its frames and its API are let in
/// (<https://docs.stripe.com/security/guide#content-security-policy>), and the sandbox's imitation of them
/// where there is one.
pub(crate) fn paying(sandbox: Option<&str>) -> String {
    let more = sandbox.map(|origin| format!(" {origin}")).unwrap_or_default();
    let form = "https://js.stripe.com https://*.js.stripe.com";
    format!(
        "default-src 'self'; script-src 'self' {form}{more}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self' https://api.stripe.com{more}; \
         frame-src {form} https://hooks.stripe.com{more}; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
}

/// Whether somebody can come to pay from this page without loading another.
fn is_public_page(path: &str) -> bool {
    path == "/" || path.starts_with("/s/") || path.starts_with("/booking/")
}

/// Adds the security headers.
pub(crate) async fn secure(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let public = is_public_page(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = if public { state.paying_policy } else { HeaderValue::from_static(CSP) };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(self)"),
    );
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    if state.settings.tls {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Refuses what another site asks of a signed-in browser. The session cookie is `SameSite=Strict`; this
/// is the second wall. The pages of allowed origins may act, but never with a cookie.
pub(crate) async fn same_origin(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    if reads || is_same_origin(headers) || is_allowed(headers, &state.settings.allowed_origins) {
        next.run(request).await
    } else {
        Problem::of(FailureCode::CrossOrigin).into_response()
    }
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // Browsers say where a request comes from; programs without a browser say nothing and have no
    // cookie to abuse.
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
        (None, _) => true,
    }
}

fn is_allowed(headers: &HeaderMap, origins: &[String]) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    !headers.contains_key(header::COOKIE)
        && origin.is_some_and(|origin| origins.iter().any(|allowed| allowed == origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_same_origin(&headers.collect())
    }

    #[test]
    fn only_public_pages_may_load_the_payment_form() {
        for (path, public) in [("/", true), ("/s/demo", true), ("/booking/bkg_1", true), ("/console", false)]
        {
            assert_eq!(is_public_page(path), public, "{path}");
        }
        assert!(!CSP.contains("http") && !paying(None).contains("127.0.0.1"));
        assert!(paying(Some("http://127.0.0.1:8090")).contains("js.stripe.com http://127.0.0.1:8090;"));
    }

    #[test]
    fn other_sites_are_told_apart() {
        assert!(same(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!same(&[("origin", "https://evil.example.com"), ("host", "127.0.0.1:8080")]));
        assert!(!same(&[("sec-fetch-site", "cross-site"), ("host", "a")]));
        assert!(!same(&[("origin", "null"), ("host", "a")]));
        assert!(same(&[("host", "a")]));
    }
}
