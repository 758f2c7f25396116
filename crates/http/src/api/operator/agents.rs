//! Agents: personas at vendor accounts.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, patch_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::AgentId;
use ringwright_domain::permission::{AgentsRead, AgentsWrite};
use ringwright_engine::agent::{AgentChange, AgentForm, AgentView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ById;
use crate::extract::{Body, May, Path};
use crate::{HttpState, Problem};

/// An agent.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Agent {
    id: String,
    account_id: String,
    account_name: String,
    name: String,
    /// The persona it plays; plans name personas.
    persona: String,
    /// The vendor's id of it.
    assistant_ref: String,
    /// The vendor's id of the number it calls from.
    number_ref: String,
    /// Calls that it may hold at once.
    lines: u32,
    /// Higher goes first, within accounts of one priority.
    priority: i32,
    /// Whether it gets new calls.
    active: bool,
    /// Calls that it holds.
    live: u32,
}

/// Agents, oldest first.
#[derive(Serialize, JsonSchema)]
struct AgentList {
    items: Vec<Agent>,
}

/// An agent to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewForm {
    account_id: String,
    name: String,
    persona: String,
    assistant_ref: String,
    number_ref: String,
    lines: u32,
    priority: i32,
    active: bool,
}

/// What to change of an agent; what is missing stays. It stays with its account.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeForm {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    persona: Option<String>,
    #[serde(default)]
    assistant_ref: Option<String>,
    #[serde(default)]
    number_ref: Option<String>,
    #[serde(default)]
    lines: Option<u32>,
    #[serde(default)]
    priority: Option<i32>,
    #[serde(default)]
    active: Option<bool>,
}

impl From<AgentView> for Agent {
    fn from(view: AgentView) -> Self {
        let AgentView { agent, account_name, live } = view;
        Self {
            id: agent.id.to_string(),
            account_id: agent.account.to_string(),
            account_name,
            name: agent.name,
            persona: agent.persona,
            assistant_ref: agent.assistant_ref,
            number_ref: agent.number_ref,
            lines: agent.lines,
            priority: agent.priority,
            active: agent.active,
            live,
        }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/agents",
            get_with(list, |o| o.id("list_agents").tag("operator").summary("All agents"))
                .post_with(create, |o| o.id("create_agent").tag("operator").summary("Add an agent")),
        )
        .api_route(
            "/api/operator/agents/{id}",
            patch_with(change, |o| o.id("change_agent").tag("operator").summary("Change an agent")),
        )
}

async fn list(State(state): State<HttpState>, operator: May<AgentsRead>) -> Result<Json<AgentList>, Problem> {
    let agents = state.engine.agents(operator.org()).await?;
    Ok(Json(AgentList { items: agents.into_iter().map(Agent::from).collect() }))
}

async fn create(
    State(state): State<HttpState>,
    admin: May<AgentsWrite>,
    Body(form): Body<NewForm>,
) -> Result<Json<Agent>, Problem> {
    let form = AgentForm {
        account: form.account_id,
        name: form.name,
        persona: form.persona,
        assistant_ref: form.assistant_ref,
        number_ref: form.number_ref,
        lines: form.lines,
        priority: form.priority,
        active: form.active,
    };
    let id = state.engine.create_agent(admin.org(), &admin.actor, &form).await?;
    Ok(Json(state.engine.agent(admin.org(), &id).await?.into()))
}

async fn change(
    State(state): State<HttpState>,
    admin: May<AgentsWrite>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<ChangeForm>,
) -> Result<Json<Agent>, Problem> {
    let id: AgentId = id.parse().map_err(|_| Problem::of(FailureCode::AgentNotFound))?;
    let change = AgentChange {
        name: form.name,
        persona: form.persona,
        assistant_ref: form.assistant_ref,
        number_ref: form.number_ref,
        lines: form.lines,
        priority: form.priority,
        active: form.active,
    };
    state.engine.change_agent(admin.org(), &id, &admin.actor, &change).await?;
    Ok(Json(state.engine.agent(admin.org(), &id).await?.into()))
}
