//! Webhooks as they came in: looking at them, and working on one once more.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::InboxId;
use ringwright_domain::permission::{WebhooksBody, WebhooksRead, WebhooksWrite};
use ringwright_engine::webhook::kind;
use ringwright_store::{WebhookPage, WebhookView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ById, PAGE, cursor};
use crate::api::dto::text;
use crate::extract::{May, Path, Query};
use crate::{HttpState, Problem};

/// Which webhooks, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Only of this vendor.
    vendor: Option<String>,
    /// Only those of which this came: moved, stale, noted, ignored, unknown, or waiting.
    outcome: Option<String>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// A page of webhooks, newest first. A page may have fewer than it could hold and still not be the last.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookList {
    items: Vec<Webhook>,
    /// The cursor of the next page; missing on the last one.
    next_cursor: Option<String>,
}

/// A webhook.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    id: String,
    account_id: String,
    vendor: String,
    /// What kind of message, in the vendor's own word.
    kind: String,
    received_at: String,
    /// When it was worked on.
    processed_at: Option<String>,
    /// What came of it: moved, stale, noted, ignored or unknown.
    outcome: Option<String>,
    /// How long its body is.
    bytes: i64,
}

/// A webhook with its body.
#[derive(Serialize, JsonSchema)]
struct WholeWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    /// The raw body; it holds personal data.
    body: String,
}

impl From<&WebhookView> for Webhook {
    fn from(webhook: &WebhookView) -> Self {
        Self {
            id: webhook.id.to_string(),
            account_id: webhook.account.to_string(),
            vendor: webhook.vendor.clone(),
            kind: kind(&webhook.body),
            received_at: webhook.received_at.to_string(),
            processed_at: text(webhook.processed_at),
            outcome: webhook.outcome.clone(),
            bytes: webhook.bytes,
        }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/webhooks",
            get_with(list, |o| o.id("list_webhooks").tag("operator").summary("Webhooks, newest first")),
        )
        .api_route(
            "/api/operator/webhooks/{id}",
            get_with(read, |o| o.id("get_webhook").tag("operator").summary("A webhook with its body")),
        )
        .api_route(
            "/api/operator/webhooks/{id}/replay",
            post_with(replay, |o| {
                o.id("replay_webhook").tag("operator").summary("Work on a webhook once more")
            }),
        )
}

fn webhook_id(text: &str) -> Result<InboxId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::WebhookNotFound))
}

async fn list(
    State(state): State<HttpState>,
    operator: May<WebhooksRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<WebhookList>, Problem> {
    let page = WebhookPage {
        vendor: query.vendor.as_deref(),
        outcome: query.outcome.as_deref(),
        after: cursor(query.cursor.as_deref())?,
        most: PAGE,
    };
    let (webhooks, next) = state.engine.org(operator.org()).read().await?.webhooks(&page).await?;
    let next_cursor = next.map(|(at, id)| format!("{}.{id}", at.micros()));
    Ok(Json(WebhookList { items: webhooks.iter().map(Webhook::from).collect(), next_cursor }))
}

async fn read(
    State(state): State<HttpState>,
    admin: May<WebhooksBody>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<WholeWebhook>, Problem> {
    let webhook = state.engine.webhook(admin.org(), &webhook_id(&id)?).await?;
    Ok(Json(WholeWebhook { webhook: Webhook::from(&webhook), body: webhook.body }))
}

async fn replay(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Webhook>, Problem> {
    let webhook = state.engine.replay_webhook(operator.org(), &webhook_id(&id)?, &operator.actor).await?;
    Ok(Json(Webhook::from(&webhook)))
}
