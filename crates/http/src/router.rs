//! All routes, and what stands before them.

use std::time::Duration;

use aide::axum::ApiRouter;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use ringwright_domain::FailureCode;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::api::{
    admin, agents, audit, auth, bookings, calls, dashboard, events, keys, measures, onboarding, operator,
    organizations, outgoing, recordings, services, staff, storefront, tasks, team, traces, user, voice,
};
use crate::{HttpState, Problem, extract, front, headers, health, media, page, requests, webhooks};

/// The most bytes of a request to the API.
const BODY_MOST: usize = 64 * 1024;
/// The most bytes of a webhook; reports of long calls are large.
const WEBHOOK_MOST: usize = 4 * 1024 * 1024;

/// The routes of the API that need no session.
fn open_routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(storefront::routes())
        .merge(bookings::routes())
        .merge(auth::open_routes())
        .merge(organizations::open_routes())
        .merge(tasks::routes())
}

/// The routes of the API that need a session.
fn guarded_routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(auth::guarded_routes())
        .merge(operator::routes())
        .merge(organizations::routes())
        .merge(services::routes())
        .merge(agents::routes())
        .merge(onboarding::routes())
        .merge(dashboard::routes())
        .merge(calls::routes())
        .merge(staff::routes())
        .merge(outgoing::routes())
        .merge(events::routes())
        .merge(team::routes())
        .merge(keys::routes())
        .merge(audit::routes())
        .merge(admin::routes())
        .merge(user::routes())
        .merge(recordings::routes())
        .merge(traces::routes())
        .merge(voice::routes())
        .merge(measures::routes())
}

/// Every route of the API, for its document.
pub(crate) fn api_routes() -> ApiRouter<HttpState> {
    ApiRouter::new().merge(open_routes()).merge(guarded_routes())
}

/// The whole server.
pub fn router(state: HttpState) -> Router {
    let guarded = Router::from(guarded_routes()).layer(from_fn_with_state(state.clone(), extract::guard));
    let api = Router::from(open_routes())
        .merge(guarded)
        .route("/api/openapi.json", get(openapi))
        // Before the layers: a preflight is a method that no route takes, and theirs to answer.
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(state.clone(), headers::same_origin))
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .layer(cors(&state.settings.allowed_origins));
    let webhooks = Router::new()
        .route("/webhooks/{vendor}/{account}", post(webhooks::of_account))
        .route("/webhooks/{vendor}", post(webhooks::of_vendor))
        .route("/api/webhooks/{vendor}", post(webhooks::of_vendor))
        .layer(DefaultBodyLimit::max(WEBHOOK_MOST));
    let page = Router::new()
        .route("/sitemap.xml", get(front::sitemap))
        .route("/robots.txt", get(front::robots))
        .fallback(page::serve)
        .layer(CompressionLayer::new());
    Router::new()
        .merge(api)
        .merge(webhooks)
        .merge(media::routes())
        .merge(media::guarded_routes().layer(from_fn_with_state(state.clone(), extract::guard)))
        .merge(system_routes())
        .method_not_allowed_fallback(method_not_allowed)
        .fallback_service(page.with_state(state.clone()))
        .layer(from_fn(requests::in_time))
        .layer(from_fn(requests::sound_address))
        .layer(from_fn_with_state(state.clone(), requests::observe))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .with_state(state)
}

/// Health and figures alone, for a node that only works.
pub fn system_router(state: HttpState) -> Router {
    system_routes().layer(from_fn_with_state(state.clone(), headers::secure)).with_state(state)
}

fn system_routes() -> Router<HttpState> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
}

async fn method_not_allowed() -> impl IntoResponse {
    Problem::of(FailureCode::MethodNotAllowed)
}

async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], crate::document())
}

/// Pages of other origins may book and follow bookings with a token. They never get the session cookie.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
        ])
        .max_age(Duration::from_secs(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aide::openapi::OpenApi;
    use ringwright_domain::Permission;

    /// A route behind the guard that says nothing of whom it is for would be for everybody who is signed in.
    #[test]
    fn every_guarded_route_says_what_it_needs() {
        let mut api = OpenApi::default();
        let _ = guarded_routes().finish_api(&mut api);
        let api = serde_json::to_value(&api).unwrap();
        let mut seen = 0;
        for (path, item) in api["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let needs = operation[extract::NEEDS].as_str();
                let known = needs.is_some_and(|n| n == extract::SIGNED_IN || Permission::read(n).is_some());
                assert!(known, "{method} {path} says {needs:?}");
                seen += 1;
            }
        }
        assert!(seen >= 40, "{seen}");
    }
}
