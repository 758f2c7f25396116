//! What the business is connected with: its accounts at vendors.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::dispatch::BreakerState;
use ringwright_domain::ids::AccountId;
use ringwright_domain::permission::{AccountsRead, AccountsWrite};
use ringwright_engine::account::{AccountForm, NewSecrets};
use ringwright_engine::desk::AccountKind;
use ringwright_store::Account;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::overview::{AccountMode, Kind};
use crate::extract::{Body, Created, May, Path};
use crate::{HttpState, Problem};

/// Something that the business is connected with.
#[derive(Serialize, JsonSchema)]
struct Integration {
    id: String,
    /// Such as `vapi` or `stripe`.
    vendor: String,
    /// What it is for; missing for our own voice.
    kind: Option<Kind>,
    name: String,
    /// Whether its requests go to the sandbox or to the vendor.
    mode: AccountMode,
    state: IntegrationState,
    /// What the vendor said when it failed last.
    detail: Option<String>,
}

/// Whether it works.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum IntegrationState {
    /// It is in service.
    Connected,
    /// It was taken out of service, or lacks its key.
    Paused,
    /// Its vendor failed too often.
    Failing,
}

/// What the business is connected with, oldest first.
#[derive(Serialize, JsonSchema)]
struct IntegrationList {
    items: Vec<Integration>,
}

/// A connection to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntegrationBody {
    /// `vapi`, `retell`, `elevenlabs`, `stripe` or `cryptomus`.
    vendor: String,
    name: String,
    mode: AccountMode,
    /// Calls that it may carry at once; of no use where payments are taken.
    #[serde(default)]
    lines: Option<u32>,
    /// The vendor's API key; it can be given later.
    #[serde(default)]
    key: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

/// Lines of a connection that does not say how many.
const LINES: u32 = 2;

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/organizations/integrations",
            get_with(list, |o| {
                o.id("list_integrations").tag("organization").summary("What the business is connected with")
            })
            .post_with(create, |o| {
                o.id("create_integration").tag("organization").summary("Connect with a vendor")
            }),
        )
        .api_route(
            "/api/organizations/integrations/{id}",
            delete_with(remove, |o| {
                o.id("delete_integration")
                    .tag("organization")
                    .summary("End a connection: its account is out of service and its key is forgotten")
                    .response::<204, ()>()
            }),
        )
}

impl Integration {
    fn of(account: Account, state: &HttpState) -> Self {
        let failing = matches!(account.breaker.state(state.engine.now()), BreakerState::Open { .. });
        Self {
            id: account.id.to_string(),
            kind: AccountKind::of(&account.vendor).map(|kind| match kind {
                AccountKind::Calls => Kind::Calls,
                AccountKind::Payments => Kind::Payments,
            }),
            state: match (account.paused, failing) {
                (true, _) => IntegrationState::Paused,
                (false, true) => IntegrationState::Failing,
                (false, false) => IntegrationState::Connected,
            },
            vendor: account.vendor,
            name: account.name,
            mode: account.mode.into(),
            detail: account.last_error,
        }
    }
}

async fn list(
    State(state): State<HttpState>,
    caller: May<AccountsRead>,
) -> Result<Json<IntegrationList>, Problem> {
    let accounts = state.engine.connected_accounts(caller.org()).await?;
    let items = accounts.into_iter().map(|account| Integration::of(account, &state)).collect();
    Ok(Json(IntegrationList { items }))
}

async fn create(
    State(state): State<HttpState>,
    caller: May<AccountsWrite>,
    Body(body): Body<IntegrationBody>,
) -> Result<Created<Integration>, Problem> {
    let form = AccountForm {
        vendor: body.vendor,
        name: body.name,
        mode: body.mode.into(),
        lines: body.lines.unwrap_or(LINES),
        priority: 0,
        secrets: NewSecrets { key: body.key, ..NewSecrets::default() },
    };
    let id = state.engine.create_account(caller.org(), &caller.actor, form).await?;
    let accounts = state.engine.connected_accounts(caller.org()).await?;
    let made = accounts.into_iter().find(|account| account.id == id);
    let made = made.ok_or(Problem::of(FailureCode::AccountNotFound))?;
    Ok(Created(Integration::of(made, &state)))
}

async fn remove(
    State(state): State<HttpState>,
    caller: May<AccountsWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, Problem> {
    let id: AccountId = id.parse().map_err(|_| Problem::of(FailureCode::AccountNotFound))?;
    state.engine.disconnect(caller.org(), &caller.actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
