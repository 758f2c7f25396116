//! The token that opens one booking to whoever made it.

use aide::OperationInput;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header;
use axum::http::request::Parts;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::{BookingId, OrgId};
use serde::Deserialize;

use crate::{HttpState, Problem};

/// A booking that the request may see, and its organisation.
pub(crate) struct Ticket {
    pub booking: BookingId,
    pub org: OrgId,
}

impl OperationInput for Ticket {}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

impl FromRequestParts<HttpState> for Ticket {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Problem> {
        let missing = || Problem::of(FailureCode::BookingNotFound);
        let Path(Named { id }) =
            Path::<Named>::from_request_parts(parts, state).await.map_err(|_| missing())?;
        let booking: BookingId = id.parse().map_err(|_| missing())?;
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned);
        // A browser's EventSource cannot send headers.
        let query =
            Query::<Token>::from_request_parts(parts, state).await.ok().and_then(|query| query.0.token);
        let token = bearer.or(query).ok_or_else(missing)?;
        let org = state.engine.open_booking(&booking, &token).await?;
        Ok(Self { booking, org })
    }
}
