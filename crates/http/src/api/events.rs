//! The organisation's events as they happen, resumed from any number.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event as Message;
use futures::Stream;
use ringwright_domain::ids::OrgId;
use ringwright_domain::permission::BookingsRead;
use ringwright_engine::auth::Caller;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::dto::Event;
use crate::extract::{Live, May, Query};
use crate::{HttpState, Problem};

/// Events read at once.
const BATCH: i64 = 500;

/// Where to begin.
#[derive(Deserialize, JsonSchema)]
struct From {
    /// Events after this number; only new ones when missing. `Last-Event-ID` stands above it.
    after: Option<i64>,
}

struct Follower {
    state: HttpState,
    caller: Caller,
    org: OrgId,
    news: Receiver<Option<OrgId>>,
    after: i64,
    ready: VecDeque<Event>,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/events",
        get_with(follow, |o| {
            o.id("follow_events").tag("operator").summary("Everything that happens, from any number on")
        }),
    )
}

async fn follow(
    State(state): State<HttpState>,
    operator: May<BookingsRead>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Live<impl Stream<Item = Result<Message, Infallible>> + use<>, Event>, Problem> {
    let last_seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let news = state.engine.store().signals().events();
    let after = match last_seen.or(from.after) {
        Some(after) => after,
        None => state.engine.org(operator.org()).read().await?.last_seq().await?,
    };
    let (caller, org) = (Caller::clone(&operator), operator.org().clone());
    let follower = Follower { caller, org, state, news, after, ready: VecDeque::new() };
    let stream = futures::stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        let message = Message::default().event("domain").id(event.seq.to_string()).json_data(&event).ok()?;
        Some((Ok(message), follower))
    });
    Ok(Live::new(stream))
}

impl Follower {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.after = event.seq;
                return Some(event);
            }
            match self.read().await {
                // Whoever was signed out or lost their role hears no more.
                Ok(()) if !self.holds().await => return None,
                Ok(()) if !self.ready.is_empty() => {}
                Ok(()) => self.wait().await?,
                Err(error) => {
                    tracing::warn!(%error, "events cannot be read; the page connects again");
                    return None;
                }
            }
        }
    }

    async fn holds(&self) -> bool {
        self.state.engine.still_holds(&self.caller).await.unwrap_or(false)
    }

    async fn read(&mut self) -> ringwright_store::Result<()> {
        let mut tx = self.state.engine.org(&self.org).read().await?;
        let events = tx.events_after(self.after, BATCH).await?;
        self.ready.extend(events.iter().map(Event::from));
        Ok(())
    }

    async fn wait(&mut self) -> Option<()> {
        loop {
            match tokio::time::timeout(Duration::from_secs(5), self.news.recv()).await {
                Ok(Ok(Some(org))) if org != self.org => {}
                Ok(Err(RecvError::Closed)) => return None,
                _ => return Some(()),
            }
        }
    }
}
