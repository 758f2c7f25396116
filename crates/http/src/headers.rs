//! Security headers on every answer, and the rule that a browser on another site may not act for
//! somebody who is signed in.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;

use crate::{HttpState, Problem};

/// What pages may load and from where.
#[derive(Clone)]
pub(crate) struct Policies {
    /// Unless somebody can pay there.
    ordinary: HeaderValue,
    /// Where somebody can.
    paying: HeaderValue,
}

impl Policies {
    /// `own` are the digests of the scripts that stand in the page itself; `sandbox` is where the sandbox listens.
    pub fn new(own: &[String], sandbox: Option<&str>) -> Self {
        let own: String = own.iter().map(|digest| format!(" {digest}")).collect();
        // An address that is no header is no address; then the sandbox's form stays out.
        let paying = HeaderValue::from_str(&paying(&own, sandbox));
        let strictest = HeaderValue::from_static("default-src 'self'");
        Self {
            ordinary: HeaderValue::from_str(&ordinary(&own)).unwrap_or_else(|_| strictest.clone()),
            paying: paying.or_else(|_| HeaderValue::from_str(&self::paying(&own, None))).unwrap_or(strictest),
        }
    }
}

fn ordinary(own: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'{own}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    )
}

/// The policy of pages on which somebody pays in Stripe's form: what Stripe documents
/// (<https://docs.stripe.com/security/guide#content-security-policy>), and the sandbox's imitation of it while
/// the sandbox is on.
fn paying(own: &str, sandbox: Option<&str>) -> String {
    let sandbox = sandbox.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self'{own} https://js.stripe.com https://*.js.stripe.com{sandbox}; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' https://api.stripe.com{sandbox}; \
         frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com{sandbox}; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
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
    let policy = if public { state.policies.paying } else { state.policies.ordinary };
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

/// Whether a request comes from a page of ours, or from no page at all.
pub(crate) fn is_same_origin(headers: &HeaderMap) -> bool {
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
        assert!(!ordinary("").contains("http") && !paying("", None).contains("127.0.0.1"));
        assert!(paying("", Some("http://127.0.0.1:8090")).contains("js.stripe.com http://127.0.0.1:8090;"));
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
