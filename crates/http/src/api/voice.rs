//! Voices to choose from and what they sound like, who holds our own calls, and calling from the browser.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_domain::ids::OrgId;
use ringwright_domain::permission::{AgentsRead, AgentsWrite, CallsWrite};
use ringwright_engine::live::{OwnAgent, Preview, VoicesOf};
use ringwright_voice::frame::Rate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::measures;
use crate::extract::{Body, May, Query};
use crate::{HttpState, Problem};

/// Voices, by who has them, in the order in which those are asked.
#[derive(Serialize, JsonSchema)]
struct VoiceList {
    items: Vec<VoiceItem>,
    /// Synthesisers that could not be asked for theirs.
    unavailable: Vec<&'static str>,
}

/// A voice.
#[derive(Serialize, JsonSchema)]
struct VoiceItem {
    provider: &'static str,
    /// What an agent names it by.
    id: String,
    name: String,
    /// Its language, such as `en`; none for a voice of many.
    language: Option<String>,
}

/// Which voices.
#[derive(Deserialize, JsonSchema)]
struct VoiceQuery {
    /// Only those that speak this language, such as `en`.
    language: Option<String>,
}

/// Who understands, speaks and thinks in our own calls. The first of each does; whoever fails is followed by the next.
#[derive(Serialize, JsonSchema)]
struct Models {
    recognisers: Vec<&'static str>,
    synthesisers: Vec<&'static str>,
    models: Vec<&'static str>,
}

/// How our own voice is.
#[derive(Serialize, JsonSchema)]
struct VoiceHealth {
    /// Whether there is somebody for everything, so that calls can be held.
    able: bool,
    /// How many calls this node holds.
    calls: usize,
}

/// What is to be heard.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PreviewBody {
    /// 1 to 300 letters.
    text: String,
    /// The voice; the usual one when missing.
    voice_id: Option<String>,
    /// The language, such as `en`, which it is unless named.
    language: Option<String>,
}

/// An agent.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhichAgent {
    /// Its id; the one that the organisation has chosen when missing.
    agent_id: Option<String>,
}

/// How to call an agent from the browser.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DemoCall {
    agent_id: String,
    /// The path of the WebSocket: sound of 16 kHz in 16 bits in binary messages, both ways.
    socket: &'static str,
    /// The first message on it.
    start: Value,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/voice/voices",
            get_with(voices, |o| o.id("list_voices").tag("voice").summary("Voices to choose from")),
        )
        .api_route(
            "/api/voice/models",
            get_with(models, |o| {
                o.id("list_voice_vendors")
                    .tag("voice")
                    .summary("Who understands, speaks and thinks, in order")
            }),
        )
        .api_route(
            "/api/voice/health",
            get_with(health, |o| o.id("get_voice_health").tag("voice").summary("Whether calls can be held")),
        )
        .api_route(
            "/api/voice/analytics",
            get_with(measures::report, |o| {
                o.id("get_voice_analytics").tag("voice").summary("How fast replies were, and at what cost")
            }),
        )
        .api_route(
            "/api/voice/preview",
            post_with(preview, |o| {
                o.id("preview_voice")
                    .tag("voice")
                    .summary("How words sound in a voice")
                    .description("A WAVE file (`audio/wav`) of 16 kHz. Letters count towards the day's.")
            }),
        )
        .api_route(
            "/api/voice/test-greeting",
            post_with(greeting, |o| {
                o.id("test_greeting")
                    .tag("voice")
                    .summary("How an agent greets")
                    .description("A WAVE file (`audio/wav`) of 16 kHz, in the agent's own voice.")
            }),
        )
        .api_route(
            "/api/voice/demo-call",
            post_with(demo_call, |o| {
                o.id("begin_demo_call").tag("voice").summary("Get ready for a call from the browser")
            }),
        )
}

async fn voices(
    State(state): State<HttpState>,
    _: May<AgentsRead>,
    Query(query): Query<VoiceQuery>,
) -> Json<VoiceList> {
    let (mut items, mut unavailable) = (Vec::new(), Vec::new());
    for VoicesOf { provider, voices } in state.live.voices().await {
        let Some(voices) = voices else {
            unavailable.push(provider);
            continue;
        };
        let speaks = |language: &Option<String>| match (language, &query.language) {
            (Some(own), Some(wanted)) => own.split('-').next() == wanted.split('-').next(),
            _ => true,
        };
        let voices = voices.into_iter().filter(|voice| speaks(&voice.language));
        items.extend(voices.map(|voice| VoiceItem {
            provider,
            id: voice.id,
            name: voice.name,
            language: voice.language,
        }));
    }
    Json(VoiceList { items, unavailable })
}

async fn models(State(state): State<HttpState>, _: May<AgentsRead>) -> Json<Models> {
    let names = state.live.vendors();
    Json(Models { recognisers: names.recognizers, synthesisers: names.synthesizers, models: names.models })
}

async fn health(State(state): State<HttpState>, _: May<AgentsRead>) -> Json<VoiceHealth> {
    Json(VoiceHealth { able: state.live.is_able(), calls: state.live.count() })
}

async fn preview(
    State(state): State<HttpState>,
    who: May<AgentsWrite>,
    Body(body): Body<PreviewBody>,
) -> Result<Response, Problem> {
    let PreviewBody { text, voice_id, language } = body;
    let voice = voice_id.filter(|voice| !voice.is_empty());
    let language = language.filter(|language| !language.is_empty()).unwrap_or_else(|| "en".to_owned());
    Ok(audio(state.live.preview(who.org(), &Preview { text, voice, language }).await?))
}

async fn greeting(
    State(state): State<HttpState>,
    who: May<AgentsWrite>,
    Body(body): Body<WhichAgent>,
) -> Result<Response, Problem> {
    let agent = agent(&state, who.org(), body).await?;
    Ok(audio(state.live.greeting(&agent).await?))
}

async fn demo_call(
    State(state): State<HttpState>,
    who: May<CallsWrite>,
    Body(body): Body<WhichAgent>,
) -> Result<Json<DemoCall>, Problem> {
    let agent = agent(&state, who.org(), body).await?;
    state.live.get_ready(&agent.profile, Rate::Wide);
    let id = agent.agent.to_string();
    let start = json!({ "event": "start", "agent": id });
    Ok(Json(DemoCall { agent_id: id, socket: "/media/browser", start }))
}

fn audio(file: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "audio/wav"), (header::CACHE_CONTROL, "private, no-store")], file)
        .into_response()
}

/// The agent that is named, or the one that the organisation has chosen.
async fn agent(state: &HttpState, org: &OrgId, wanted: WhichAgent) -> Result<OwnAgent, Problem> {
    let found = match wanted.agent_id.filter(|id| !id.is_empty()) {
        Some(id) => match id.parse() {
            Ok(id) => state.engine.own_agent(org, &id).await?,
            Err(_) => None,
        },
        None => state.engine.chosen_agent(org).await?,
    };
    found.ok_or_else(|| Problem::of(FailureCode::AgentNotFound))
}
