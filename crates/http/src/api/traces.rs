//! Timing traces of calls that our own agents held.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use ringwright_domain::FailureCode;
use ringwright_domain::permission::CallsRead;

use super::calls::ByCall;
use super::kept_file::kept_file;
use crate::extract::{May, Path};
use crate::{HttpState, Problem};

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/calls/{id}/trace",
        get_with(download, |o| {
            o.id("get_trace").tag("calls").summary("A call's timing trace").description(
                "JSON, a line each (`application/x-ndjson`), for `ringwright voice replay`. Written where the server runs \
                 with `--timing-traces`. It holds what was said.",
            )
        }),
    )
}

async fn download(
    State(state): State<HttpState>,
    viewer: May<CallsRead>,
    Path(path): Path<ByCall>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let call = path.call(FailureCode::TraceNotFound)?;
    let file = state.engine.call_trace(viewer.org(), &call).await?;
    let mut response = kept_file(&file, &headers, "application/x-ndjson", FailureCode::TraceNotFound).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{call}.trace\""));
    if let Ok(name) = name {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
