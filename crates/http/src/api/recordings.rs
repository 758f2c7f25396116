//! Recordings of calls that our own agents held: what there is, the sound itself, and deleting it.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ringwright_domain::permission::{CallsRead, CallsWrite};
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::recording::RecordingView;
use ringwright_store::RecordingState;
use schemars::JsonSchema;
use serde::Serialize;

use super::calls::ByCall;
use super::kept_file::kept_file;
use crate::extract::{May, Path};
use crate::{HttpState, Problem};

/// A recording.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RecordingItem {
    /// `running` while the call is up, `waiting` for a moment after it, then `kept` until it is `gone`.
    state: &'static str,
    #[schemars(with = "String")]
    started_at: Instant,
    /// How long it is, in milliseconds, once it is kept.
    duration_ms: Option<u64>,
    /// The bytes of its file.
    bytes: Option<u64>,
    /// When it is deleted.
    #[schemars(with = "Option<String>")]
    expires_at: Option<Instant>,
    /// How loud each side was, for a player to draw.
    peaks: Option<Peaks>,
    /// Where it is heard: Opus in Ogg, the caller on the left and the agent on the right.
    audio: Option<String>,
}

/// The loudest moment of every tenth of a second, from 0 to 255.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Peaks {
    per_second: u32,
    caller: Vec<u8>,
    agent: Vec<u8>,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/calls/{id}/recording",
            get_with(look, |o| {
                o.id("get_recording").tag("calls").summary("What there is of a call's recording")
            })
            .delete_with(delete, |o| {
                o.id("delete_recording")
                    .tag("calls")
                    .summary("Delete a call's recording for good")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/api/calls/{id}/recording/audio",
            get_with(hear, |o| {
                o.id("hear_recording")
                    .tag("calls")
                    .summary("The recording itself; parts of it with Range")
                    .description(
                        "Opus in Ogg (`audio/ogg`), the caller on the left and the agent on the right.",
                    )
            }),
        )
}

async fn look(
    State(state): State<HttpState>,
    viewer: May<CallsRead>,
    Path(path): Path<ByCall>,
) -> Result<Json<RecordingItem>, Problem> {
    let call = path.call(FailureCode::RecordingNotFound)?;
    let RecordingView { recording, peaks } = state.engine.recording_view(viewer.org(), &call).await?;
    let kept = match recording.state {
        RecordingState::Kept(kept) => Some(kept),
        _ => None,
    };
    let per_second = u32::try_from(ringwright_voice::recording::PEAKS_PER_SECOND).unwrap_or(10);
    Ok(Json(RecordingItem {
        state: recording.state.name(),
        started_at: recording.started_at,
        duration_ms: kept.map(|kept| kept.millis),
        bytes: kept.map(|kept| kept.bytes),
        expires_at: kept.map(|kept| kept.expires_at),
        peaks: peaks.map(|peaks| Peaks { per_second, caller: peaks.caller, agent: peaks.agent }),
        audio: kept.map(|_| format!("/api/calls/{call}/recording/audio")),
    }))
}

async fn hear(
    State(state): State<HttpState>,
    viewer: May<CallsRead>,
    Path(path): Path<ByCall>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = state.engine.recording_file(viewer.org(), &path.call(FailureCode::RecordingNotFound)?).await?;
    kept_file(&file, &headers, "audio/ogg", FailureCode::RecordingNotFound).await
}

async fn delete(
    State(state): State<HttpState>,
    operator: May<CallsWrite>,
    Path(path): Path<ByCall>,
) -> Result<StatusCode, Problem> {
    state
        .engine
        .delete_recording(operator.org(), &operator.actor, &path.call(FailureCode::RecordingNotFound)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
