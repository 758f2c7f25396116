//! Calls: attempts of bookings and calls of our own agents, in one list.

mod figures;
mod view;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::booking::Question;
use ringwright_domain::ids::{AgentId, CallId};
use ringwright_domain::permission::CallsRead;
use ringwright_domain::{Day, FailureCode};
use ringwright_engine::call::{CallSearch, Phase};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operator::cursor;
use crate::extract::{May, Path, Query};
use crate::{HttpState, Problem};
pub(crate) use figures::{OutcomeCount, SpanQuery, outcomes};
pub(crate) use view::CallItem;
use view::CallView;

/// Calls of a page.
const PAGE: u32 = 50;

/// Which calls, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// `live` or `ended`, or how they ended, such as `completed`.
    state: Option<String>,
    /// Only those of the agent of this id.
    agent: Option<String>,
    /// Only those of this day (`YYYY-MM-DD`, in the organisation's zone) or later.
    from: Option<String>,
    /// Only those of this day or earlier.
    to: Option<String>,
    /// Words of the person's name, mail address or number; or the id of a call.
    q: Option<String>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// A page of calls, newest first. A page may have fewer than it could hold and still not be the last.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CallList {
    items: Vec<CallItem>,
    /// The cursor of the next page; missing on the last one.
    next_cursor: Option<String>,
}

/// The path of a call.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ByCall {
    /// Its id.
    pub id: String,
}

impl ByCall {
    /// The call; `unknown` is what is missing when there is no such id.
    pub(super) fn call(&self, unknown: FailureCode) -> Result<CallId, Problem> {
        self.id.parse().map_err(|_| Problem::of(unknown))
    }
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/calls",
            get_with(list, |o| o.id("list_calls").tag("calls").summary("Calls, newest first")),
        )
        .merge(figures::routes())
        .api_route(
            "/api/calls/{id}",
            get_with(detail, |o| {
                o.id("get_call").tag("calls").summary("A call with what happened and what was said")
            }),
        )
}

async fn list(
    State(state): State<HttpState>,
    caller: May<CallsRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<CallList>, Problem> {
    let zone = &caller.organisation.time_zone;
    let text = query.q.as_deref().unwrap_or_default().trim();
    if let Ok(id) = text.parse::<CallId>() {
        let found = match state.engine.call_detail(caller.org(), &id).await {
            Ok(detail) => vec![CallItem::of(&detail.call, detail.agent_name)],
            Err(ringwright_engine::Error::Refused { code: FailureCode::CallNotFound, .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        return Ok(Json(CallList { items: found, next_cursor: None }));
    }
    let agent = query.agent.as_deref().filter(|agent| !agent.is_empty()).map(str::parse::<AgentId>);
    let unknown = |_| Problem::field("agent", "unknown", "use the id of an agent");
    let (phase, outcome) = match query.state.as_deref() {
        None | Some("") => (None, None),
        Some("live") => (Some(Phase::Live), None),
        Some("ended") => (Some(Phase::Ended), None),
        Some(outcome) => (Some(Phase::Ended), Some(outcome.to_owned())),
    };
    let search = CallSearch {
        phase,
        outcome,
        agent: agent.transpose().map_err(unknown)?,
        question: Question::read(text),
        from: day("from", query.from.as_deref())?.map(|day| day.start(zone)),
        to: day("to", query.to.as_deref())?.map(|day| day.plus(1).start(zone)),
        after: cursor(query.cursor.as_deref())?,
        most: PAGE,
    };
    let page = state.engine.search_calls(caller.org(), &search).await?;
    let next_cursor = page.next.as_ref().map(|(at, id)| format!("{}.{id}", at.micros()));
    Ok(Json(CallList { items: CallItem::all(&page), next_cursor }))
}

fn day(field: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    let read = text.filter(|text| !text.is_empty()).map(str::parse::<Day>).transpose();
    read.map_err(|error| Problem::field(field, "not_a_day", error.to_string()))
}

async fn detail(
    State(state): State<HttpState>,
    caller: May<CallsRead>,
    Path(path): Path<ByCall>,
) -> Result<Json<CallView>, Problem> {
    let id = path.call(FailureCode::CallNotFound)?;
    Ok(Json(state.engine.call_detail(caller.org(), &id).await?.into()))
}
