//! Vendor accounts: adding, changing, pausing, their secrets, and whether they work.

use aide::axum::ApiRouter;
use aide::axum::routing::{patch_with, post_with, put_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::AccountId;
use ringwright_domain::permission::{AccountsOperate, AccountsWrite};
use ringwright_engine::account::{AccountChange, AccountForm, NewSecrets};
use ringwright_engine::auth::Caller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ById;
use crate::api::overview::{AccountMode, AccountView, Overview};
use crate::extract::{Body, May, Path};
use crate::{HttpState, Problem};

/// Whether to take an account out of service.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PauseForm {
    /// Out of service, or back in.
    paused: bool,
}

/// What to change of an account; what is missing stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    /// Its name as shown.
    #[serde(default)]
    name: Option<String>,
    /// Calls that it may carry at once.
    #[serde(default)]
    lines: Option<u32>,
    /// Higher goes first.
    #[serde(default)]
    priority: Option<i32>,
    /// Out of service, or back in.
    #[serde(default)]
    paused: Option<bool>,
}

/// An account to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewForm {
    /// vapi, retell, elevenlabs, stripe or cryptomus.
    vendor: String,
    /// Its name as shown.
    name: String,
    /// Where its requests go.
    mode: AccountMode,
    /// Calls that it may carry at once; of no use where payments are taken.
    lines: u32,
    /// Higher goes first.
    priority: i32,
    /// Its API key; it can be entered later.
    #[serde(default)]
    key: Option<String>,
    /// The secret that its webhooks are judged by; it can be entered later.
    #[serde(default)]
    webhook_secret: Option<String>,
}

/// Secrets to be kept; they are never read back. What is missing stays.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SecretsForm {
    /// The API key.
    #[serde(default)]
    key: Option<String>,
    /// The secret that webhooks are judged by.
    #[serde(default)]
    webhook_secret: Option<String>,
    /// The key of payment forms on our own page.
    #[serde(default)]
    publishable_key: Option<String>,
    /// The id of the merchant.
    #[serde(default)]
    merchant: Option<String>,
}

/// What came of asking a vendor.
#[derive(Serialize, JsonSchema)]
struct CheckView {
    /// Whether it answered and took the key.
    ok: bool,
    /// What it said.
    detail: String,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/accounts",
            post_with(create, |o| o.id("create_account").tag("operator").summary("Add an account")),
        )
        .api_route(
            "/api/operator/accounts/{id}",
            patch_with(change, |o| o.id("change_account").tag("operator").summary("Change an account")),
        )
        .api_route(
            "/api/operator/accounts/{id}/pause",
            post_with(pause, |o| {
                o.id("pause_account").tag("operator").summary("Take an account out of service, or back in")
            }),
        )
        .api_route(
            "/api/operator/accounts/{id}/secrets",
            put_with(put_secrets, |o| {
                o.id("put_account_secrets")
                    .tag("operator")
                    .summary("Keep secrets of an account")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/operator/accounts/{id}/close-breaker",
            post_with(close_breaker, |o| {
                o.id("close_breaker").tag("operator").summary("Let calls through an account again at once")
            }),
        )
        .api_route(
            "/api/operator/accounts/{id}/check",
            post_with(check, |o| {
                o.id("check_account").tag("operator").summary("Ask the vendor whether the key is good")
            }),
        )
}

fn missing() -> Problem {
    Problem::of(FailureCode::AccountNotFound)
}

fn account_id(text: &str) -> Result<AccountId, Problem> {
    text.parse().map_err(|_| missing())
}

/// An account as it stands now.
async fn shown(state: &HttpState, operator: &Caller, id: &AccountId) -> Result<Json<AccountView>, Problem> {
    let board = state.engine.switchboard(operator.org(), state.engine.now()).await?;
    let accounts = Overview::of(&state.engine, &board).accounts;
    accounts.into_iter().find(|account| account.id == id.as_str()).map(Json).ok_or_else(missing)
}

async fn create(
    State(state): State<HttpState>,
    admin: May<AccountsWrite>,
    Body(form): Body<NewForm>,
) -> Result<Json<AccountView>, Problem> {
    let form = AccountForm {
        vendor: form.vendor,
        name: form.name,
        mode: form.mode.into(),
        lines: form.lines,
        priority: form.priority,
        secrets: NewSecrets { key: form.key, webhook_secret: form.webhook_secret, ..NewSecrets::default() },
    };
    let id = state.engine.create_account(admin.org(), &admin.actor, form).await?;
    shown(&state, &admin, &id).await
}

async fn change(
    State(state): State<HttpState>,
    admin: May<AccountsWrite>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<ChangeForm>,
) -> Result<Json<AccountView>, Problem> {
    let id = account_id(&id)?;
    let ChangeForm { name, lines, priority, paused } = form;
    let change = AccountChange { name, lines, priority, paused };
    state.engine.change_account(admin.org(), &id, &admin.actor, &change).await?;
    shown(&state, &admin, &id).await
}

async fn pause(
    State(state): State<HttpState>,
    operator: May<AccountsOperate>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<PauseForm>,
) -> Result<Json<AccountView>, Problem> {
    let id = account_id(&id)?;
    state.engine.pause_account(operator.org(), &id, form.paused, &operator.actor).await?;
    shown(&state, &operator, &id).await
}

async fn put_secrets(
    State(state): State<HttpState>,
    admin: May<AccountsWrite>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<SecretsForm>,
) -> Result<StatusCode, Problem> {
    let SecretsForm { key, webhook_secret, publishable_key, merchant } = form;
    let secrets = NewSecrets { key, webhook_secret, publishable_key, merchant };
    state.engine.put_secrets(admin.org(), &account_id(&id)?, &admin.actor, &secrets).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close_breaker(
    State(state): State<HttpState>,
    operator: May<AccountsOperate>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<AccountView>, Problem> {
    let id = account_id(&id)?;
    state.engine.close_breaker(operator.org(), &id, &operator.actor).await?;
    shown(&state, &operator, &id).await
}

async fn check(
    State(state): State<HttpState>,
    operator: May<AccountsOperate>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<CheckView>, Problem> {
    let checked = state.engine.check_account(operator.org(), &account_id(&id)?).await?;
    Ok(Json(CheckView { ok: checked.ok, detail: checked.detail }))
}
