//! Agents and their scripts: a draft that people work on, versions that callers hear.

mod tools;

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::FailureCode;
use ringwright_domain::agent::{FieldChange, Script};
use ringwright_domain::ids::AgentId;
use ringwright_domain::permission::{AgentsRead, AgentsWrite};
use ringwright_engine::agent::{AgentScripts, ListedAgent, Offer, Side};
use ringwright_engine::auth::Caller;
use ringwright_store::{AgentVersion, VersionNote};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::extract::{Body, Created, May, Path, Query};
use crate::{HttpState, Problem};

/// Agents, oldest first.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ScriptedAgentList")]
struct AgentList {
    items: Vec<AgentItem>,
}

/// An agent in a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ScriptedAgentItem")]
struct AgentItem {
    id: String,
    name: String,
    account_id: String,
    /// The vendor of its account; `voice` for our own.
    vendor: String,
    /// Whether it gets new calls.
    active: bool,
    /// The number of the version that callers hear; missing before the first.
    published: Option<u32>,
    /// Whether the draft differs from it.
    changed: bool,
}

/// An agent with its scripts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ScriptedAgent")]
struct AgentDetail {
    id: String,
    name: String,
    account_id: String,
    /// The vendor of its account; `voice` for our own.
    vendor: String,
    /// Whether it gets new calls.
    active: bool,
    /// The version that callers hear; missing before the first.
    published: Option<Version>,
    draft: Draft,
    /// The newest hundred, newest first.
    versions: Vec<VersionItem>,
    /// Whose models it can be told to think with.
    model_providers: Vec<&'static str>,
    /// Whose voices it can be told to speak with, where a voice must be named with whose it is.
    voice_providers: Vec<&'static str>,
}

/// What people work on.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Draft {
    script: Script,
    /// Names what it says. It goes along with a change, so that nobody's work is written over unseen.
    tag: String,
    /// When it was changed; missing when it never was.
    updated_at: Option<String>,
    updated_by: Option<String>,
    /// Whether it differs from the published version.
    changed: bool,
}

/// A version in a list.
#[derive(Serialize, JsonSchema)]
struct VersionItem {
    number: u32,
    at: String,
    by: String,
    note: String,
}

/// A version.
#[derive(Serialize, JsonSchema)]
struct Version {
    number: u32,
    at: String,
    by: String,
    note: String,
    script: Script,
}

/// In what two scripts differ.
#[derive(Serialize, JsonSchema)]
struct Changes {
    items: Vec<Change>,
}

/// A field that differs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ScriptChange")]
struct Change {
    /// Such as `voice.voiceId`; a variable is `variables.` and a tool `tools.` with its name.
    field: String,
    /// Null when it was not there.
    before: Value,
    /// Null when it is gone.
    after: Value,
}

/// An agent to be added, with our own voice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewAgentBody {
    /// 1 to 60 characters.
    name: String,
    /// Its first draft; a usual one when missing.
    #[serde(default)]
    script: Option<Script>,
}

/// A draft in the place of the one before.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftBody {
    /// That of the draft that was changed.
    tag: String,
    script: Script,
}

/// What to publish, and what to write about it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PublishBody {
    /// That of the draft to be published.
    tag: String,
    /// Up to 300 characters.
    #[serde(default)]
    note: String,
}

/// To which version to go back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RollbackBody {
    /// That of the draft, whose place the older version takes.
    tag: String,
    number: u32,
}

/// Which two scripts to compare.
#[derive(Deserialize, JsonSchema)]
struct DiffQuery {
    /// The number of a version, or `draft`; the published version when missing.
    from: Option<String>,
    /// The number of a version, or `draft`; the draft when missing.
    to: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

#[derive(Deserialize, JsonSchema)]
struct ByNumber {
    /// The agent's id.
    id: String,
    /// The version's number.
    n: String,
}

impl From<ListedAgent> for AgentItem {
    fn from(agent: ListedAgent) -> Self {
        let ListedAgent { id, name, account, active, vendor, published, changed } = agent;
        Self { id: id.to_string(), name, account_id: account.to_string(), vendor, active, published, changed }
    }
}

impl AgentDetail {
    fn of(scripts: AgentScripts, versions: Vec<VersionNote>, own: &[&'static str]) -> Result<Self, Problem> {
        let Offer { models, voices } = scripts.offer(own);
        Ok(Self {
            model_providers: models,
            voice_providers: voices,
            draft: Draft {
                script: scripts.script(),
                tag: scripts.tag()?.to_string(),
                updated_at: scripts.draft.as_ref().map(|draft| draft.at.to_string()),
                updated_by: scripts.draft.as_ref().map(|draft| draft.by.clone()),
                changed: scripts.is_changed(),
            },
            published: scripts.published.map(Version::from),
            id: scripts.agent.id.to_string(),
            name: scripts.agent.name,
            account_id: scripts.agent.account.to_string(),
            vendor: scripts.vendor,
            active: scripts.agent.active,
            versions: versions.into_iter().map(VersionItem::from).collect(),
        })
    }
}

impl From<AgentVersion> for Version {
    fn from(version: AgentVersion) -> Self {
        let AgentVersion { number, script, at, by, note } = version;
        Self { number, at: at.to_string(), by, note, script }
    }
}

impl From<VersionNote> for VersionItem {
    fn from(version: VersionNote) -> Self {
        let VersionNote { number, at, by, note } = version;
        Self { number, at: at.to_string(), by, note }
    }
}

impl From<FieldChange> for Change {
    fn from(change: FieldChange) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .merge(tools::routes())
        .api_route(
            "/api/agents",
            get_with(list, |o| o.id("list_scripted_agents").tag("agents").summary("All agents"))
                .post_with(create, |o| {
                    o.id("create_own_agent").tag("agents").summary("Add an agent with our own voice")
                }),
        )
        .api_route(
            "/api/agents/{id}",
            get_with(detail, |o| {
                o.id("get_agent").tag("agents").summary("An agent, its draft and its versions")
            }),
        )
        .api_route(
            "/api/agents/{id}/draft",
            put_with(put_draft, |o| o.id("put_agent_draft").tag("agents").summary("Keep a draft")),
        )
        .api_route(
            "/api/agents/{id}/publish",
            post_with(publish, |o| {
                o.id("publish_agent").tag("agents").summary("Let callers hear what the draft says")
            }),
        )
        .api_route(
            "/api/agents/{id}/rollback",
            post_with(roll_back, |o| {
                o.id("roll_back_agent").tag("agents").summary("Publish an older version again")
            }),
        )
        .api_route(
            "/api/agents/{id}/versions/{n}",
            get_with(version, |o| o.id("get_agent_version").tag("agents").summary("A version")),
        )
        .api_route(
            "/api/agents/{id}/diff",
            get_with(diff, |o| {
                o.id("get_agent_diff").tag("agents").summary("In what two scripts differ, field by field")
            }),
        )
}

fn agent_id(text: &str) -> Result<AgentId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::AgentNotFound))
}

async fn shown(state: &HttpState, caller: &Caller, id: &AgentId) -> Result<AgentDetail, Problem> {
    let (scripts, versions) = state.engine.agent_history(caller.org(), id).await?;
    AgentDetail::of(scripts, versions, &state.live.vendors().models)
}

async fn list(State(state): State<HttpState>, caller: May<AgentsRead>) -> Result<Json<AgentList>, Problem> {
    let agents = state.engine.listed_agents(caller.org()).await?;
    Ok(Json(AgentList { items: agents.into_iter().map(AgentItem::from).collect() }))
}

async fn create(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
    Body(body): Body<NewAgentBody>,
) -> Result<Created<AgentDetail>, Problem> {
    let script = body.script.unwrap_or_default();
    let id = state.engine.create_own_agent(caller.org(), &caller.actor, &body.name, script).await?;
    Ok(Created(shown(&state, &caller, &id).await?))
}

async fn detail(
    State(state): State<HttpState>,
    caller: May<AgentsRead>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<AgentDetail>, Problem> {
    Ok(Json(shown(&state, &caller, &agent_id(&id)?).await?))
}

async fn put_draft(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
    Path(ById { id }): Path<ById>,
    Body(DraftBody { tag, script }): Body<DraftBody>,
) -> Result<Json<AgentDetail>, Problem> {
    let id = agent_id(&id)?;
    state.engine.put_draft(caller.org(), &caller.actor, &id, &tag.into(), script).await?;
    Ok(Json(shown(&state, &caller, &id).await?))
}

async fn publish(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
    Path(ById { id }): Path<ById>,
    Body(PublishBody { tag, note }): Body<PublishBody>,
) -> Result<Json<AgentDetail>, Problem> {
    let (id, thinkers) = (agent_id(&id)?, state.live.vendors().models);
    state.engine.publish_agent(caller.org(), &caller.actor, &id, &tag.into(), &note, &thinkers).await?;
    Ok(Json(shown(&state, &caller, &id).await?))
}

async fn roll_back(
    State(state): State<HttpState>,
    caller: May<AgentsWrite>,
    Path(ById { id }): Path<ById>,
    Body(RollbackBody { tag, number }): Body<RollbackBody>,
) -> Result<Json<AgentDetail>, Problem> {
    let id = agent_id(&id)?;
    state.engine.roll_back_agent(caller.org(), &caller.actor, &id, &tag.into(), number).await?;
    Ok(Json(shown(&state, &caller, &id).await?))
}

async fn version(
    State(state): State<HttpState>,
    caller: May<AgentsRead>,
    Path(ByNumber { id, n }): Path<ByNumber>,
) -> Result<Json<Version>, Problem> {
    let number = n.parse().map_err(|_| Problem::of(FailureCode::VersionNotFound));
    let id = agent_id(&id)?;
    Ok(Json(state.engine.agent_version(caller.org(), &id, number?).await?.into()))
}

async fn diff(
    State(state): State<HttpState>,
    caller: May<AgentsRead>,
    Path(ById { id }): Path<ById>,
    Query(query): Query<DiffQuery>,
) -> Result<Json<Changes>, Problem> {
    let id = agent_id(&id)?;
    let published = state.engine.agent_scripts(caller.org(), &id).await?.published.map(|v| v.number);
    let side = |field: &str, text: Option<&str>, missing: Side| match text {
        None => Ok(missing),
        Some("draft") => Ok(Side::Draft),
        Some(number) => number
            .parse()
            .map(Side::Version)
            .map_err(|_| Problem::field(field, "unknown", "use the number of a version, or the word draft")),
    };
    let from = side("from", query.from.as_deref(), published.map_or(Side::Draft, Side::Version))?;
    let to = side("to", query.to.as_deref(), Side::Draft)?;
    let changes = state.engine.agent_changes(caller.org(), &id, from, to).await?;
    Ok(Json(Changes { items: changes.into_iter().map(Change::from).collect() }))
}
