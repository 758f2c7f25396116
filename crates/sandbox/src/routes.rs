//! All routes, and what stands before them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::json;

use crate::faults::Gate;
use crate::stats::count;
use crate::stripe::Refusal;
use crate::wire::Cut;
use crate::world::{Vendor, World, lock};
use crate::{
    control, cryptomus, deepgram, elevenlabs, google, openai, pages, resend, retell, stripe, telnyx, twilio,
    vapi,
};

/// No request of the imitated vendors is larger.
const LARGEST_BODY: usize = 1024 * 1024;

/// Everything the sandbox answers.
pub fn router(world: Arc<World>) -> Router {
    let gate = |vendor| middleware::from_fn_with_state((Arc::clone(&world), vendor), gate);
    let stripe = Router::new().fallback(any(stripe::answer)).layer(gate(Vendor::Stripe));
    Router::new()
        .nest("/vapi", vapi::router().layer(gate(Vendor::Vapi)))
        .nest("/retell", retell::router().layer(gate(Vendor::Retell)))
        .nest_service("/stripe", stripe.with_state(Arc::clone(&world)))
        .nest("/cryptomus/v1", cryptomus::router().layer(gate(Vendor::Cryptomus)))
        .nest("/deepgram", deepgram::router().layer(gate(Vendor::Deepgram)))
        .nest("/openai/v1", openai::router().layer(gate(Vendor::OpenAi)))
        .nest("/elevenlabs", elevenlabs::router().layer(gate(Vendor::ElevenLabs)))
        .nest("/telnyx/v2", telnyx::router().layer(gate(Vendor::Telnyx)))
        .nest("/twilio", twilio::router().layer(gate(Vendor::Twilio)))
        .nest("/google", google::router().layer(gate(Vendor::Google)))
        .nest("/resend", resend::router())
        .nest("/sandbox/api", control::router())
        .merge(pages::router())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(harden))
        .with_state(world)
}

/// Faults: refuses before the work, or loses the answer after it.
async fn gate(
    State((world, vendor)): State<(Arc<World>, Vendor)>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    count(&world.stats.requests);
    let verdict = world.faults.gate(vendor);
    if verdict != Gate::Open {
        count(&world.stats.faults_answered);
        let status = match verdict {
            Gate::Down => StatusCode::SERVICE_UNAVAILABLE,
            Gate::Busy => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        return broken(vendor, status);
    }
    let change = changes(vendor, &request);
    // Stripe waits by itself, because its idempotency keys are in use meanwhile.
    if vendor != Vendor::Stripe {
        tokio::time::sleep(world.faults.slowness(vendor)).await;
    }
    let response = next.run(request).await;
    if change && response.status().is_success() && world.faults.loses_answer(vendor) {
        count(&world.stats.answers_lost);
        cut.cut();
    }
    response
}

/// Whether a request changes something, so that its answer can be lost after the work was done.
fn changes(vendor: Vendor, request: &Request) -> bool {
    match vendor {
        // Here questions are POST requests, too.
        Vendor::Cryptomus => matches!(request.uri().path(), "/payment" | "/payment/resend"),
        // They change nothing; a question that is asked again is only asked again.
        Vendor::Deepgram | Vendor::OpenAi => false,
        Vendor::ElevenLabs => elevenlabs::changes(request.uri().path()),
        Vendor::Google => request.uri().path() == "/token",
        // Lists are asked for by POST.
        Vendor::Retell => retell::changes(request.uri().path()),
        Vendor::Vapi | Vendor::Stripe | Vendor::Twilio | Vendor::Telnyx => {
            !matches!(*request.method(), Method::GET | Method::OPTIONS)
        }
    }
}

fn broken(vendor: Vendor, status: StatusCode) -> Response {
    match vendor {
        Vendor::Stripe => Refusal::broken(status).into_response(),
        Vendor::Cryptomus => cryptomus::Refusal::message(status, "Server error, #1").into_response(),
        Vendor::Deepgram => deepgram::refusal(status, "SANDBOX_FAULT", "Something went wrong on purpose."),
        Vendor::OpenAi => openai::refusal(status, "Something went wrong on purpose."),
        Vendor::ElevenLabs => {
            elevenlabs::refusal(status, "sandbox_fault", "Something went wrong on purpose.")
        }
        Vendor::Twilio => twilio::refusal(status, 20_500, "Something went wrong on purpose."),
        Vendor::Telnyx => telnyx::refusal(status, "10007", "Something went wrong on purpose."),
        Vendor::Google => (status, axum::Json(json!({"error": "server_error"}))).into_response(),
        Vendor::Retell => retell::refusal(status, "Something went wrong on purpose."),
        Vendor::Vapi => {
            let body = json!({"message": status.canonical_reason(), "statusCode": status.as_u16()});
            (status, axum::Json(body)).into_response()
        }
    }
}

/// Headers that every answer carries. Pages that need more set their own policy.
async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in defaults {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The address under which the program that asks reaches the sandbox.
pub fn base_url(world: &World, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // The host is echoed into links, so that only what can be in a host is taken over.
    let clean = host.filter(|host| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
    });
    clean.map_or_else(|| format!("http://{}", world.address), |host| format!("http://{host}"))
}

/// The address under which a browser reaches the sandbox.
pub fn page_url(world: &World, headers: &HeaderMap) -> String {
    let public = lock(&world.settings).public_url.clone();
    public.unwrap_or_else(|| base_url(world, headers))
}
