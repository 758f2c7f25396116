//! Webhooks: judged and kept by the intake, answered when durable.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_domain::ids::AccountId;
use ringwright_engine::intake::WebhookRefusal;

use crate::extract::{Client, Path};
use crate::{HttpState, Problem};

/// `POST /webhooks/{vendor}/{account}`.
pub(crate) async fn of_account(
    State(state): State<HttpState>,
    Path((vendor, account)): Path<(String, String)>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match account.parse::<AccountId>() {
        Ok(account) => take(&state, &vendor, Some(&account), client, &headers, body).await,
        Err(_) => Problem::of(FailureCode::AccountNotFound).into_response(),
    }
}

/// `POST /webhooks/{vendor}` and `POST /api/webhooks/{vendor}`, for an installation with one account of
/// the vendor.
pub(crate) async fn of_vendor(
    State(state): State<HttpState>,
    Path(vendor): Path<String>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    take(&state, &vendor, None, client, &headers, body).await
}

async fn take(
    state: &HttpState,
    vendor: &str,
    account: Option<&AccountId>,
    Client(client): Client,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Problem::of(FailureCode::BodyTooLarge).into_response();
        }
        Err(_) => return Problem::of(FailureCode::MalformedBody).into_response(),
    };
    let outcome = state.intake.receive(vendor, account, headers, &body).await;
    let label = if outcome.is_ok() { "taken" } else { "refused" };
    metrics::counter!("ringwright_webhooks_received_total", "outcome" => label).increment(1);
    match outcome {
        Ok(()) => (StatusCode::OK, axum::Json(serde_json::json!({ "received": true }))).into_response(),
        Err(WebhookRefusal::Unavailable(error)) => Problem::from(error).into_response(),
        Err(refusal) if state.limits.bad_webhook(client) => {
            tracing::debug!(vendor, ?refusal, "a client sends too many webhooks that are not genuine");
            Problem::of(FailureCode::RateLimited).into_response()
        }
        Err(WebhookRefusal::UnknownAccount) => Problem::of(FailureCode::AccountNotFound).into_response(),
        Err(WebhookRefusal::Unreadable(why)) => {
            Problem::of(FailureCode::MalformedBody).because(why).into_response()
        }
        Err(WebhookRefusal::Signature(problem)) => {
            tracing::warn!(vendor, reason = %problem, "a webhook was refused");
            Problem::of(FailureCode::WrongSignature).because(problem.to_string()).into_response()
        }
    }
}
