//! Tools of agents: trying one, and the secret that signs what they are asked.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::AgentsWrite;
use ringwright_engine::agent::{ToolBrought, ToolSecret};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::agent_id;
use crate::extract::{Body, Created, May, Path};
use crate::{HttpState, Problem};

#[derive(Deserialize, JsonSchema)]
struct ByTool {
    /// The agent's id.
    id: String,
    /// The tool's name, in the draft that is kept.
    name: String,
}

/// What to tell a tool.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TryBody {
    /// By the names of its parameters.
    #[serde(default)]
    arguments: Map<String, Value>,
}

/// What came of asking a tool.
#[derive(Serialize, JsonSchema)]
struct Tried {
    /// `done`, `failed`, `unreachable`, `timed_out` or `unsound`.
    outcome: &'static str,
    /// What a model would be told.
    result: String,
    millis: u32,
}

/// The secret that signs what tools are asked, by the Standard Webhooks scheme. It is shown this once.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "NewToolSecret")]
struct NewSecret {
    secret: String,
    /// Until when the one before signs as well, if there was one.
    old_signs_until: Option<String>,
}

impl From<ToolBrought> for Tried {
    fn from(brought: ToolBrought) -> Self {
        let ToolBrought { outcome, result, millis } = brought;
        Self { outcome: outcome.as_str(), result, millis }
    }
}

impl From<ToolSecret> for NewSecret {
    fn from(made: ToolSecret) -> Self {
        let old_signs_until = made.old_signs_until.map(|until| until.to_string());
        Self { secret: made.secret.expose().to_owned(), old_signs_until }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/agents/{id}/tools/{name}/try",
            post_with(try_tool, |o| {
                o.id("try_agent_tool").tag("agents").summary("Ask a tool of the draft once, as a call would")
            }),
        )
        .api_route(
            "/api/agents/tool-secret",
            post_with(change_secret, |o| {
                o.id("change_tool_secret")
                    .tag("agents")
                    .summary("Make a new secret that signs what tools are asked")
            }),
        )
}

async fn try_tool(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
    Path(ByTool { id, name }): Path<ByTool>,
    Body(TryBody { arguments }): Body<TryBody>,
) -> Result<Json<Tried>, Problem> {
    let (id, arguments) = (agent_id(&id)?, Value::Object(arguments));
    let brought = state.engine.try_tool(caller.org(), &caller.actor, &id, &name, &arguments).await?;
    Ok(Json(brought.into()))
}

async fn change_secret(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
) -> Result<Created<NewSecret>, Problem> {
    Ok(Created(state.engine.change_tool_secret(caller.org(), &caller.actor).await?.into()))
}
