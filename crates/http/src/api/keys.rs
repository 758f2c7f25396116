//! API keys: programs act with them as far as their scopes reach.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::permission::KeysWrite;
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::keys::{KeyForm, prefix};
use ringwright_store::ApiKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, Created, May, Path};
use crate::{HttpState, Problem};

/// A key.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct KeyItem {
    id: String,
    name: String,
    /// How it begins; the rest is shown once.
    prefix: String,
    /// What it may do, such as `bookings.read`.
    scopes: Vec<String>,
    /// The id of who made it.
    created_by: String,
    #[schemars(with = "String")]
    created_at: Instant,
    /// When it was last used, to about a minute.
    #[schemars(with = "Option<String>")]
    last_used_at: Option<Instant>,
    #[schemars(with = "Option<String>")]
    expires_at: Option<Instant>,
}

/// Keys, oldest first.
#[derive(Serialize, JsonSchema)]
struct KeyList {
    items: Vec<KeyItem>,
}

/// A key that was made.
#[derive(Serialize, JsonSchema)]
struct MadeKey {
    #[serde(flatten)]
    item: KeyItem,
    /// The key itself. It is never shown again.
    key: String,
}

/// A key as it shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyBody {
    name: String,
    scopes: Vec<String>,
    /// Until when it holds; for ever when missing.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    expires_at: Option<Instant>,
}

/// The path of a key.
#[derive(Deserialize, JsonSchema)]
struct ByKey {
    /// Its id.
    id: String,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/keys",
            get_with(list, |o| o.id("list_keys").tag("keys").summary("API keys")).post_with(make, |o| {
                o.id("make_key").tag("keys").summary("Make an API key; it is shown once")
            }),
        )
        .api_route(
            "/api/keys/{id}",
            delete_with(revoke, |o| {
                o.id("revoke_key").tag("keys").summary("Revoke an API key, at once").response::<204, ()>()
            }),
        )
}

impl From<ApiKey> for KeyItem {
    fn from(key: ApiKey) -> Self {
        Self {
            prefix: prefix(&key.id),
            id: key.id.to_string(),
            name: key.name,
            scopes: key.scopes,
            created_by: key.created_by.to_string(),
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            expires_at: key.expires_at,
        }
    }
}

async fn list(State(state): State<HttpState>, who: May<KeysWrite>) -> Result<Json<KeyList>, Problem> {
    let keys = state.engine.api_keys(who.org()).await?;
    Ok(Json(KeyList { items: keys.into_iter().map(KeyItem::from).collect() }))
}

async fn make(
    State(state): State<HttpState>,
    who: May<KeysWrite>,
    Body(body): Body<KeyBody>,
) -> Result<Created<MadeKey>, Problem> {
    let form = KeyForm { name: body.name, scopes: body.scopes, expires_at: body.expires_at };
    let made = state.engine.make_api_key(&who, &form).await?;
    Ok(Created(MadeKey { item: made.key.into(), key: made.secret }))
}

async fn revoke(
    State(state): State<HttpState>,
    who: May<KeysWrite>,
    Path(ByKey { id }): Path<ByKey>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::of(FailureCode::KeyNotFound))?;
    state.engine.revoke_api_key(&who, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
