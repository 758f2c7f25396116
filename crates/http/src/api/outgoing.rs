//! Outgoing webhooks: endpoints and the messages that went to them.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, patch_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::ids::{DeliveryId, EndpointId};
use ringwright_domain::outgoing::DeliveryState;
use ringwright_domain::permission::{WebhooksRead, WebhooksWrite};
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::outgoing::{EndpointRequest, MadeEndpoint};
use ringwright_store::{Delivery, DeliveryPage, Endpoint};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dto::text;
use crate::extract::{Body, Created, May, Path, Query};
use crate::{HttpState, Problem};

const PAGE: i64 = 50;

/// Where an organisation wants to hear of its events.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EndpointView {
    id: String,
    /// Where messages are posted.
    url: String,
    description: String,
    /// What it wants to hear, such as `call.ended` or `booking.*`; none means all.
    kinds: Vec<String>,
    /// Whether messages are sent.
    active: bool,
    /// Since when nothing arrived.
    failing_since: Option<String>,
    /// Why it was switched off: `gone` (it answered 410) or `failing` (nothing arrived for five days).
    stopped_because: Option<String>,
    /// Until when the secret before signs as well.
    old_secret_until: Option<String>,
    created_at: String,
}

/// An endpoint with its secret, which is shown only now.
#[derive(Serialize, JsonSchema)]
struct EndpointWithSecret {
    endpoint: EndpointView,
    /// What signs its messages (`whsec_…`), by the Standard Webhooks scheme.
    secret: String,
}

/// All endpoints.
#[derive(Serialize, JsonSchema)]
struct EndpointList {
    items: Vec<EndpointView>,
}

/// What an endpoint is to be. What is missing stays as it is, or as is usual.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EndpointForm {
    /// Where messages are posted: https, a public address.
    url: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// What it wants to hear; none means all.
    kinds: Option<Vec<String>>,
    /// Whether messages are sent.
    active: Option<bool>,
}

/// A message.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeliveryView {
    /// The same in every try, as the header `webhook-id`.
    id: String,
    endpoint_id: String,
    /// The number of the event; missing for a test message.
    event_seq: Option<i64>,
    kind: String,
    /// waiting, delivered or dead.
    state: &'static str,
    tries: u32,
    next_at: Option<String>,
    /// The status of the newest answer.
    last_status: Option<u16>,
    /// Why there was no answer the last time.
    last_error: Option<String>,
    last_ms: Option<i64>,
    created_at: String,
    updated_at: String,
    /// What is posted (JSON).
    body: String,
}

/// A page of messages, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeliveryList {
    items: Vec<DeliveryView>,
    /// The cursor of the next page; missing on the last one.
    next_cursor: Option<String>,
}

/// Which messages, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Only those in this state: waiting, delivered or dead.
    state: Option<String>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// The path of one thing.
#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/webhook-endpoints",
            get_with(list, |o| o.id("list_endpoints").tag("developers").summary("Where events are sent"))
                .post_with(make, |o| {
                    o.id("make_endpoint").tag("developers").summary("Send events somewhere from now on")
                }),
        )
        .api_route(
            "/api/webhook-endpoints/{id}",
            patch_with(change, |o| o.id("change_endpoint").tag("developers").summary("Change an endpoint"))
                .delete_with(remove, |o| {
                    o.id("drop_endpoint").tag("developers").summary("Send nothing there any more")
                }),
        )
        .api_route(
            "/api/webhook-endpoints/{id}/secret",
            post_with(change_secret, |o| {
                o.id("change_endpoint_secret")
                    .tag("developers")
                    .summary("Change the signing secret; the old one signs as well for a day")
            }),
        )
        .api_route(
            "/api/webhook-endpoints/{id}/test",
            post_with(test, |o| o.id("try_endpoint").tag("developers").summary("Send a test message")),
        )
        .api_route(
            "/api/webhook-endpoints/{id}/deliveries",
            get_with(deliveries, |o| {
                o.id("list_deliveries").tag("developers").summary("What was sent there, newest first")
            }),
        )
        .api_route(
            "/api/deliveries/{id}/replay",
            post_with(replay, |o| {
                o.id("replay_delivery").tag("developers").summary("Send a message again, under its own id")
            }),
        )
}

async fn list(
    State(state): State<HttpState>,
    operator: May<WebhooksRead>,
) -> Result<Json<EndpointList>, Problem> {
    let endpoints = state.engine.org(operator.org()).read().await?.endpoints().await?;
    Ok(Json(EndpointList { items: endpoints.iter().map(EndpointView::from).collect() }))
}

async fn make(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Body(form): Body<EndpointForm>,
) -> Result<Created<EndpointWithSecret>, Problem> {
    Ok(Created(state.engine.make_endpoint(operator.org(), &operator.actor, &form.into()).await?.into()))
}

async fn change(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<EndpointForm>,
) -> Result<Json<EndpointView>, Problem> {
    let endpoint = state
        .engine
        .change_endpoint(operator.org(), &endpoint_id(&id)?, &operator.actor, &form.into())
        .await?;
    Ok(Json(EndpointView::from(&endpoint)))
}

async fn remove(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, Problem> {
    state.engine.drop_endpoint(operator.org(), &endpoint_id(&id)?, &operator.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change_secret(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<EndpointWithSecret>, Problem> {
    let made =
        state.engine.change_endpoint_secret(operator.org(), &endpoint_id(&id)?, &operator.actor).await?;
    Ok(Json(made.into()))
}

async fn test(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<DeliveryView>, Problem> {
    let message = state.engine.try_endpoint(operator.org(), &endpoint_id(&id)?, &operator.actor).await?;
    Ok(Json(DeliveryView::from(message)))
}

async fn deliveries(
    State(state): State<HttpState>,
    operator: May<WebhooksRead>,
    Path(ById { id }): Path<ById>,
    Query(query): Query<ListQuery>,
) -> Result<Json<DeliveryList>, Problem> {
    let endpoint = endpoint_id(&id)?;
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let known = |text: &str| {
        DeliveryState::parse(text)
            .ok_or_else(|| Problem::field("state", "unknown", "use waiting, delivered or dead"))
    };
    let state_wanted = query.state.as_deref().map(known).transpose()?;
    let mut tx = state.engine.org(operator.org()).read().await?;
    tx.endpoint(&endpoint).await?.ok_or_else(missing)?;
    let after = after.as_ref().map(|(at, id)| (*at, id));
    let page = DeliveryPage { endpoint: &endpoint, state: state_wanted, after, most: PAGE + 1 };
    let mut rows = tx.deliveries(&page).await?;
    let room = usize::try_from(PAGE).unwrap_or(0);
    let more = rows.len() > room;
    rows.truncate(room);
    let next_cursor =
        rows.last().filter(|_| more).map(|row| format!("{}.{}", row.created_at.micros(), row.id));
    Ok(Json(DeliveryList { items: rows.into_iter().map(DeliveryView::from).collect(), next_cursor }))
}

async fn replay(
    State(state): State<HttpState>,
    operator: May<WebhooksWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<DeliveryView>, Problem> {
    let id: DeliveryId = id.parse().map_err(|_| missing())?;
    let message = state.engine.replay_delivery(operator.org(), &id, &operator.actor).await?;
    Ok(Json(DeliveryView::from(message)))
}

fn endpoint_id(text: &str) -> Result<EndpointId, Problem> {
    text.parse().map_err(|_| missing())
}

fn missing() -> Problem {
    Problem::of(FailureCode::EndpointNotFound)
}

fn read_cursor(text: &str) -> Result<(Instant, DeliveryId), Problem> {
    let read = text
        .split_once('.')
        .and_then(|(micros, id)| Some((Instant::from_micros(micros.parse().ok()?), id.parse().ok()?)));
    read.ok_or_else(|| Problem::field("cursor", "unsound", "use the nextCursor of the page before"))
}

impl From<EndpointForm> for EndpointRequest {
    fn from(form: EndpointForm) -> Self {
        Self { url: form.url, description: form.description, kinds: form.kinds, active: form.active }
    }
}

impl From<&Endpoint> for EndpointView {
    fn from(endpoint: &Endpoint) -> Self {
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url.clone(),
            description: endpoint.description.clone(),
            kinds: endpoint.kinds.as_slice().to_vec(),
            active: endpoint.active,
            failing_since: text(endpoint.failing_since),
            stopped_because: endpoint.stopped_because.clone(),
            old_secret_until: text(endpoint.old_secret_until),
            created_at: endpoint.created_at.to_string(),
        }
    }
}

impl From<MadeEndpoint> for EndpointWithSecret {
    fn from(made: MadeEndpoint) -> Self {
        Self { endpoint: EndpointView::from(&made.endpoint), secret: made.secret.expose().to_owned() }
    }
}

impl From<Delivery> for DeliveryView {
    fn from(message: Delivery) -> Self {
        Self {
            id: message.id.to_string(),
            endpoint_id: message.endpoint.to_string(),
            event_seq: message.event_seq,
            kind: message.kind,
            state: message.state.as_str(),
            tries: message.tries,
            next_at: text(message.next_at),
            last_status: message.last_status,
            last_error: message.last_error,
            last_ms: message.last_ms,
            created_at: message.created_at.to_string(),
            updated_at: message.updated_at.to_string(),
            body: message.body,
        }
    }
}
