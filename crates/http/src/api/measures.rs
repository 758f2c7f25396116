//! How the calls went that our own agents held: percentiles of one call, of days and of agents, and costs by part.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::CallsRead;
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::live::{LiveMeasures, Spread};
use ringwright_store::{LiveCosts, LiveOverlap, LiveTurn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::ByCall;
use crate::extract::{May, Path, Query};
use crate::{HttpState, Problem};

/// Over how many days, when nothing is said.
const USUAL_DAYS: u32 = 30;

/// Over how many days.
#[derive(Deserialize, JsonSchema)]
pub(super) struct DaysQuery {
    /// From 1 to 90; 30 when missing.
    days: Option<u32>,
}

/// How a time is spread, in milliseconds.
#[derive(Serialize, JsonSchema)]
struct SpreadView {
    /// Of how many.
    count: usize,
    p50: u32,
    p95: u32,
    p99: u32,
}

/// How replies and interruptions went. The times of replies count from the caller's last sound.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct MeasuresView {
    /// To the first sound of the reply, as the caller hears it.
    voice_to_voice: SpreadView,
    /// To the recogniser's final words.
    words_final: SpreadView,
    /// To the model's first text.
    first_token: SpreadView,
    /// To the synthesiser's first sound.
    first_audio: SpreadView,
    /// To being sure that the caller was done.
    decided: SpreadView,
    /// From a caller's interruption to the agent's silence.
    interruptions: SpreadView,
    /// How long the agent was silent for sounds that were no interruptions.
    false_alarms: SpreadView,
}

/// What calls took and cost, in millionths of a US dollar; 0 where no price is known.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CostsView {
    calls: u64,
    /// Sound that recognisers heard, in milliseconds.
    heard_ms: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
    letters: u64,
    recognition_micros: u64,
    model_micros: u64,
    synthesis_micros: u64,
    total_micros: u64,
}

/// A day.
#[derive(Serialize, JsonSchema)]
struct DayView {
    /// In UTC, `YYYY-MM-DD`.
    day: String,
    measures: MeasuresView,
}

/// An agent.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AgentView {
    agent_id: String,
    measures: MeasuresView,
}

/// Figures over a span of time.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReportView {
    #[schemars(with = "String")]
    from: Instant,
    all: MeasuresView,
    days: Vec<DayView>,
    agents: Vec<AgentView>,
    costs: CostsView,
    /// Whether older replies were left out, because there are more than are looked through.
    cut: bool,
}

/// A reply, in milliseconds from the caller's last sound.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TurnView {
    turn: u32,
    #[schemars(with = "String")]
    at: Instant,
    asked_ms: u32,
    words_final_ms: Option<u32>,
    first_token_ms: Option<u32>,
    first_audio_ms: Option<u32>,
    decided_ms: Option<u32>,
    voice_to_voice_ms: u32,
    /// Whether the caller heard a filler before.
    after_filler: bool,
    /// Replies thought of in vain before it.
    discarded: u32,
}

/// A sound of the caller that fell into the agent's speech.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OverlapView {
    #[schemars(with = "String")]
    at: Instant,
    /// Whether the caller took the floor; else the agent went on.
    interruption: bool,
    /// How long until the agent was silent, or how long it was silent for nothing.
    ms: u32,
}

/// The figures of one call.
#[derive(Serialize, JsonSchema)]
struct CallReportView {
    all: MeasuresView,
    turns: Vec<TurnView>,
    overlaps: Vec<OverlapView>,
    costs: CostsView,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/calls/measures",
            get_with(report, |o| {
                o.id("get_call_measures").tag("calls").summary(
                    "How fast our own agents reply and fall silent, by day and agent, and what it costs",
                )
            }),
        )
        .api_route(
            "/api/calls/{id}/measures",
            get_with(of_call, |o| {
                o.id("get_measures_of_call").tag("calls").summary("The same of one call, with each reply")
            }),
        )
}

pub(super) async fn report(
    State(state): State<HttpState>,
    viewer: May<CallsRead>,
    Query(query): Query<DaysQuery>,
) -> Result<Json<ReportView>, Problem> {
    let report = state.engine.live_report(viewer.org(), query.days.unwrap_or(USUAL_DAYS)).await?;
    let day = |(day, measures): (String, LiveMeasures)| DayView { day, measures: measures.into() };
    Ok(Json(ReportView {
        from: report.from,
        all: report.all.into(),
        days: report.days.into_iter().map(day).collect(),
        agents: report
            .agents
            .into_iter()
            .map(|(agent, measures)| AgentView { agent_id: agent.to_string(), measures: measures.into() })
            .collect(),
        costs: report.costs.into(),
        cut: report.cut,
    }))
}

async fn of_call(
    State(state): State<HttpState>,
    viewer: May<CallsRead>,
    Path(path): Path<ByCall>,
) -> Result<Json<CallReportView>, Problem> {
    let call = path.call(FailureCode::CallNotFound)?;
    let report = state.engine.live_call_report(viewer.org(), &call).await?;
    Ok(Json(CallReportView {
        all: report.all.into(),
        turns: report.turns.iter().map(TurnView::from).collect(),
        overlaps: report.overlaps.iter().map(OverlapView::from).collect(),
        costs: report.costs.into(),
    }))
}

impl From<Spread> for SpreadView {
    fn from(Spread { count, p50, p95, p99 }: Spread) -> Self {
        Self { count, p50, p95, p99 }
    }
}

impl From<LiveMeasures> for MeasuresView {
    fn from(measures: LiveMeasures) -> Self {
        Self {
            voice_to_voice: measures.voice_to_voice.into(),
            words_final: measures.words_final.into(),
            first_token: measures.first_token.into(),
            first_audio: measures.first_audio.into(),
            decided: measures.decided.into(),
            interruptions: measures.interruptions.into(),
            false_alarms: measures.false_alarms.into(),
        }
    }
}

impl From<LiveCosts> for CostsView {
    fn from(costs: LiveCosts) -> Self {
        Self {
            calls: costs.calls,
            heard_ms: costs.heard_millis,
            prompt_tokens: costs.prompt_tokens,
            completion_tokens: costs.completion_tokens,
            letters: costs.letters,
            recognition_micros: costs.recognition_micros,
            model_micros: costs.model_micros,
            synthesis_micros: costs.synthesis_micros,
            total_micros: costs.recognition_micros + costs.model_micros + costs.synthesis_micros,
        }
    }
}

impl From<&LiveTurn> for TurnView {
    fn from(turn: &LiveTurn) -> Self {
        Self {
            turn: turn.turn,
            at: turn.silent_since,
            asked_ms: turn.asked,
            words_final_ms: turn.words_final,
            first_token_ms: turn.first_token,
            first_audio_ms: turn.first_audio,
            decided_ms: turn.decided,
            voice_to_voice_ms: turn.voice_to_voice,
            after_filler: turn.after_filler,
            discarded: turn.discarded,
        }
    }
}

impl From<&LiveOverlap> for OverlapView {
    fn from(overlap: &LiveOverlap) -> Self {
        Self { at: overlap.at, interruption: overlap.interruption, ms: overlap.millis }
    }
}
