//! Figures of calls.

use std::collections::BTreeMap;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::Day;
use ringwright_domain::permission::CallsRead;
use ringwright_engine::auth::Caller;
use ringwright_engine::call::CallFigures;
use ringwright_engine::insight::DaySpan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{May, Query};
use crate::{HttpState, Problem};

/// Over which days.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SpanQuery {
    /// The first day, `YYYY-MM-DD` in the organisation's zone; 30 days before the last when missing.
    from: Option<String>,
    /// The last day; today when missing.
    to: Option<String>,
}

/// What became of the calls of some days.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Summary {
    from: String,
    to: String,
    calls: i64,
    answered: i64,
    ended: i64,
    /// How long those that were picked up were, on average; missing when none was.
    mean_seconds: Option<i64>,
    outcomes: Vec<OutcomeCount>,
}

/// How many calls ended in one way.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OutcomeCount {
    /// Such as `completed`.
    code: String,
    count: i64,
}

/// How agents did in some days.
#[derive(Serialize, JsonSchema)]
struct Performance {
    from: String,
    to: String,
    agents: Vec<AgentFigures>,
}

/// How an agent did.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AgentFigures {
    agent_id: String,
    agent_name: String,
    calls: i64,
    answered: i64,
    /// How long those that were picked up were, on average; missing when none was.
    mean_seconds: Option<i64>,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/calls/analytics/summary",
            get_with(summary, |o| {
                o.id("get_call_summary").tag("calls").summary("What became of the calls of some days")
            }),
        )
        .api_route(
            "/api/calls/analytics/performance",
            get_with(performance, |o| {
                o.id("get_call_performance").tag("calls").summary("How agents did in some days")
            }),
        )
}

impl SpanQuery {
    /// The days that are asked about.
    pub(crate) fn read(&self, state: &HttpState, caller: &Caller) -> Result<DaySpan, Problem> {
        let today = Day::of(state.engine.now(), &caller.organisation.time_zone);
        Ok(DaySpan::read(self.from.as_deref(), self.to.as_deref(), today)?)
    }
}

const fn mean(figures: &CallFigures) -> Option<i64> {
    figures.seconds.checked_div(figures.answered)
}

/// How many calls ended in which way, most first.
pub(crate) fn outcomes(counts: &[ringwright_store::CallCount]) -> Vec<OutcomeCount> {
    let mut all = BTreeMap::new();
    for count in counts.iter().filter(|count| !count.outcome.is_empty()) {
        *all.entry(count.outcome.clone()).or_insert(0) += count.count;
    }
    let mut all: Vec<_> = all.into_iter().map(|(code, count)| OutcomeCount { code, count }).collect();
    all.sort_by_key(|outcome| std::cmp::Reverse(outcome.count));
    all
}

async fn summary(
    State(state): State<HttpState>,
    caller: May<CallsRead>,
    Query(query): Query<SpanQuery>,
) -> Result<Json<Summary>, Problem> {
    let span = query.read(&state, &caller)?;
    let counts = state.engine.call_counts(caller.org(), &caller.organisation.time_zone, span).await?;
    let mut figures = CallFigures::default();
    counts.iter().for_each(|count| figures.add(count));
    Ok(Json(Summary {
        from: span.from.to_string(),
        to: span.to.to_string(),
        calls: figures.calls,
        answered: figures.answered,
        ended: figures.ended,
        mean_seconds: mean(&figures),
        outcomes: outcomes(&counts),
    }))
}

async fn performance(
    State(state): State<HttpState>,
    caller: May<CallsRead>,
    Query(query): Query<SpanQuery>,
) -> Result<Json<Performance>, Problem> {
    let span = query.read(&state, &caller)?;
    let counts = state.engine.call_counts(caller.org(), &caller.organisation.time_zone, span).await?;
    let names = state.engine.agent_names(caller.org()).await?;
    let mut by_agent = BTreeMap::new();
    for count in &counts {
        by_agent.entry(count.agent.clone()).or_insert_with(CallFigures::default).add(count);
    }
    let agent = |(id, figures): (ringwright_domain::ids::AgentId, CallFigures)| AgentFigures {
        agent_name: names.get(&id).cloned().unwrap_or_default(),
        agent_id: id.to_string(),
        calls: figures.calls,
        answered: figures.answered,
        mean_seconds: mean(&figures),
    };
    let mut agents: Vec<_> = by_agent.into_iter().map(agent).collect();
    agents.sort_by_key(|agent| std::cmp::Reverse(agent.calls));
    Ok(Json(Performance { from: span.from.to_string(), to: span.to.to_string(), agents }))
}
